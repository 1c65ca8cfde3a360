"""What an export is made from: a release's statements, sorted once, and its names."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack

from pyoxigraph import Quad

from alliance_kg.bundle import Bundle
from alliance_kg.release import Release
from alliance_kg.spool import Closing
from alliance_kg.statements import Order, Statements


class Contents(Closing):
    """A release as its files write it; several formats share one sorting.

    `read` gives all quads and may be called more than once. Close it, or use it in a
    `with` block: what does not fit in memory lies on disk.
    """

    def __init__(
        self,
        bundle: Bundle,
        read: Callable[[], Iterable[Quad]],
        namespaces: Mapping[str, str],
    ) -> None:
        self.bundle = bundle
        self.namespaces = dict(namespaces)
        self.release = Release(bundle)
        self._read = read
        self._sorted: dict[Order, Statements] = {}
        self._open = ExitStack()

    def close(self) -> None:
        """Remove what is on disk."""
        self._open.close()
        self._sorted.clear()

    @property
    def canonical(self) -> Statements:
        """The quads in the order of RDFC-1.0."""
        return self.sorted_in(Order.CANONICAL)

    @property
    def by_graph(self) -> Statements:
        """The quads, one graph after the other."""
        return self.sorted_in(Order.BY_GRAPH)

    @property
    def merged(self) -> Statements:
        """The triples of all graphs, one subject after the other."""
        return self.sorted_in(Order.MERGED)

    def sorted_in(self, order: Order) -> Statements:
        """The statements in an order; sorted when first asked for."""
        if order not in self._sorted:
            self._sorted[order] = self._open.enter_context(Statements(self._read(), order))
        return self._sorted[order]

    def marked(self, form: str, dropped: Iterable[str] = ()) -> dict[str, object]:
        """Return what an exported folder says of itself."""
        return {
            "export": form,
            "version": self.release.version,
            "digest": self.release.digest,
            "dropped": list(dropped),
        }
