"""The embedded store on disk: loaded in bulk, verified, opened for reading, examined.

A folder of it holds one store after another (`generations`). Nobody writes into a store
that is published, so any number of processes may read it.
"""

import contextlib
import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import takewhile
from pathlib import Path
from typing import BinaryIO, NamedTuple

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad, RdfFormat

from alliance_kg.bundle import Bundle
from alliance_kg.errors import StoreUnavailable
from alliance_kg.inputs import Source, check, input_error
from alliance_kg.release import Release
from alliance_kg.stores import fingerprint, generations, locking
from alliance_kg.stores.embedded import EmbeddedStore
from alliance_kg.stores.fingerprint import Fingerprint
from alliance_kg.terms import PARSE_ERRORS, Prefixes, data_error

_LOCK = "lock"
_BY_LINE = (RdfFormat.N_TRIPLES, RdfFormat.N_QUADS)


class Manifest(NamedTuple):
    """What a store on disk holds.

    `root` and `release` are the folder and the digest of the release it was loaded from,
    None when it was loaded from single files.
    """

    quads: int
    digest: str
    graphs: int
    root: str | None
    release: str | None


def load(sources: Sequence[Source], folder: Path, bundle: Bundle | None = None) -> Manifest:
    """Load files into a new store, and make it the current one of a folder.

    `bundle` is the release that the files are, if they are one. What was loaded is read
    back and compared with the files before it is published. Raises DataSyntaxError and
    InputError for the files, StoreUnavailable for the folder; the folder then holds what
    it held before.
    """
    try:
        with locking.alone(folder / _LOCK, str(folder)):
            generations.sweep(folder, is_alone=True)
            found: list[Manifest] = []

            def build(target: Path) -> str:
                found.append(_build(sources, target, bundle))
                return json.dumps(found[0]._asdict())

            generations.publish(folder, build)
            generations.sweep(folder, is_alone=True)
            return found[0]
    except OSError as error:
        raise StoreUnavailable(
            f"{folder}: {error.strerror or error}; it holds what it held before"
        ) from error


def open_store(folder: Path, bundle: Bundle, prefixes: Prefixes) -> EmbeddedStore:
    """Open the store of a folder for reading.

    Raises StoreUnavailable when it cannot be read or holds another release than a bundle.
    """
    place, held = _manifest(folder)
    if held.release is not None and held.release != Release(bundle).digest:
        raise StoreUnavailable(
            f"{folder} holds another release ({held.release[:12]}…) than {bundle.root}; load it "
            "again"
        )
    return EmbeddedStore(_opened(folder, place), prefixes.namespaces, place)


def copy(store: EmbeddedStore, prefixes: Prefixes) -> EmbeddedStore:
    """Return a copy in memory, which may be changed."""
    copied = pyoxigraph.Store()
    copied.bulk_extend(store.store)
    return EmbeddedStore(copied, prefixes.namespaces)


def release_of(folder: Path) -> Path | None:
    """Return the folder of the release that a store was loaded from, None for the shipped one.

    Raises StoreUnavailable when that folder has gone.
    """
    root = _manifest(folder)[1].root
    if root is not None and not Path(root).is_dir():
        raise StoreUnavailable(f"{folder}: the release it was loaded from, {root}, has gone")
    return None if root is None else Path(root)


def examine(folder: Path) -> tuple[Manifest, tuple[str, ...]]:
    """Read everything back by each of the store's orders; return what is wrong, in words.

    Raises StoreUnavailable when there is no store to read.
    """
    place, held = _manifest(folder)
    faults: list[str] = []
    try:
        store = _opened(folder, place)
        found = fingerprint.of_store(store)
        if found != (held.quads, held.digest):
            faults.append(
                f"holds {found.quads:,} quads with digest {found.digest[:12]}…, was loaded with "
                f"{held.quads:,} with {held.digest[:12]}…"
            )
        faults += [
            f"by {order} it gives {count:,} quads of {found.quads:,}"
            for order, count in _counts(store)
            if count != found.quads
        ]
    except (OSError, RuntimeError, StoreUnavailable) as error:
        faults.append(f"cannot be read: {' '.join(str(error).split())}")
    return held, tuple(faults)


def _manifest(folder: Path) -> tuple[Path, Manifest]:
    """Return where the store of a folder is, and what it holds."""
    try:
        found = generations.current(folder)
        if found is not None:
            return found[0], Manifest(**json.loads(found[1]))
    except (OSError, ValueError, TypeError) as error:
        told = " ".join(str(error).split())
        raise StoreUnavailable(f"{folder}: not a store that can be read: {told}") from error
    raise StoreUnavailable(f"{folder}: holds no store; make one with load --into")


def _opened(folder: Path, place: Path) -> pyoxigraph.Store:
    try:
        return pyoxigraph.Store.read_only(str(place))
    except (OSError, RuntimeError) as error:
        told = " ".join(str(error).split())
        raise StoreUnavailable(f"{folder}: {told}; load it again") from error


def fill(sources: Sequence[Source], target: Path) -> pyoxigraph.Store:
    """Load files into a new store of an empty folder, compacted and on disk; return it.

    Nothing is read back. Raises DataSyntaxError and InputError.
    """
    store = pyoxigraph.Store(str(target))
    for each in sources:
        check(each)
        try:
            with each.path.open("rb") as file:
                store.bulk_load(path=_name(file), format=each.form, to_graph=each.graph)
        except PARSE_ERRORS as error:
            # Parts of a file are read side by side, and lines counted from where a part begins.
            deque(_quads([each]), maxlen=0)
            raise data_error(each.path, error) from error
        except OSError as error:
            raise input_error(each.path, error) from error
    store.optimize()
    store.flush()
    return store


def _build(sources: Sequence[Source], target: Path, bundle: Bundle | None) -> Manifest:
    with _reading(sources) as expected:
        store = fill(sources, target)
        found = fingerprint.of_store(store)
        _verify(sources, found, expected())
    graphs = len(list(store.named_graphs()))
    root = None if bundle is None else str(bundle.root.resolve())
    release = None if bundle is None else Release(bundle).digest
    return Manifest(found.quads, found.digest, graphs, root, release)


def _name(file: BinaryIO) -> str:
    """Return a name of an open file, which still is that file's when another takes its place.

    By its name the store reads a file itself, without Python in between.
    """
    name = Path(f"/dev/fd/{file.fileno()}")
    return str(name) if name.exists() else file.name


@contextlib.contextmanager
def _reading(sources: Sequence[Source]) -> Iterator[Callable[[], Fingerprint]]:
    """Work out the fingerprint of files beside what is done in the block."""
    from concurrent.futures import ThreadPoolExecutor

    is_over = False

    def on(_: object) -> bool:
        return not is_over

    def read() -> Fingerprint:
        return fingerprint.together(
            fingerprint.of_lines(takewhile(on, _pieces(each)), each.form, each.graph)
            if each.form in _BY_LINE
            else fingerprint.of(takewhile(on, _quads([each])))
            for each in takewhile(on, sources)
        )

    with ThreadPoolExecutor(1) as beside:
        reading = beside.submit(read)
        try:
            yield reading.result
        finally:
            is_over = True


def _verify(sources: Sequence[Source], found: Fingerprint, expected: Fingerprint) -> None:
    """Compare a store with the files. Raises StoreUnavailable when they differ."""
    if expected != found:  # the same statement twice, most likely
        expected = fingerprint.of_distinct(_quads(sources))
    if expected != found:
        raise StoreUnavailable(
            f"the store holds {found.quads:,} quads and the files {expected.quads:,}, with "
            "another digest; it holds what it held before"
        )


def _pieces(each: Source) -> Iterator[bytes]:
    with each.path.open("rb") as file:
        while piece := file.read(2**18):
            yield piece


def _quads(sources: Iterable[Source]) -> Iterator[Quad]:
    for each in sources:
        try:
            with each.path.open("rb") as file:
                # Renamed: a label in one file is another node than the same label in the next.
                for quad in pyoxigraph.parse(file, each.form, rename_blank_nodes=True):
                    graph = each.graph or quad.graph_name
                    yield Quad(quad.subject, quad.predicate, quad.object, graph)
        except PARSE_ERRORS as error:
            raise data_error(each.path, error) from error


def _counts(store: pyoxigraph.Store) -> Iterator[tuple[str, int]]:
    """Count the quads by each of the indexes that a look-up may use."""
    subjects, predicates, objects = set(), set(), set()
    for quad in store:
        subjects.add(quad.subject)
        predicates.add(quad.predicate)
        objects.add(quad.object)
    look = store.quads_for_pattern
    yield "subject", sum(1 for s in subjects for _ in look(s, None, None, None))
    yield "predicate", sum(1 for p in predicates for _ in look(None, p, None, None))
    yield "object", sum(1 for o in objects for _ in look(None, None, o, None))
    graphs = [*store.named_graphs(), DefaultGraph()]
    yield "graph", sum(1 for g in graphs for _ in look(None, None, None, g))
    yield (
        "graph and predicate",
        sum(1 for g in graphs for p in predicates for _ in look(None, p, None, g)),
    )
    yield (
        "graph and object",
        sum(1 for g in graphs for o in objects for _ in look(None, None, o, g)),
    )
