"""Check data with SHACL, and say what is wrong, where, and how to mend it."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Protocol

from pyoxigraph import NamedNode, Triple

from alliance_kg.errors import UsageError
from alliance_kg.report import Severity, ValidationReport, ValidationResult
from alliance_kg.terms import BASE, text_of
from alliance_kg.validation.found import Engine, Found
from alliance_kg.validation.missing import Missing
from alliance_kg.validation.places import Places
from alliance_kg.validation.support import refuse_unsupported
from alliance_kg.validation.targets import SH, focus_nodes
from alliance_kg.validation.triples import Triples, parse_file, read
from alliance_kg.validation.words import Words

ENGINES = ("shacl", "pyshacl")
_SHAPES = f"{BASE}shapes#"
# The rules whose results are facts, kinds and names that no claim supports …
_BARE = {f"{_SHAPES}{rule}" for rule in ("AliasClaimed", "Fact", "KindClaimed")}
# … and the rule whose values are claims that are not there.
_LOST = f"{_SHAPES}ClaimsNumbered"
_SEVERITIES = {
    f"{SH}Violation": Severity.VIOLATION,
    f"{SH}Warning": Severity.WARNING,
    f"{SH}Info": Severity.INFO,
}


class Files(Protocol):
    """What `validate` needs of a bundle: where its parts are."""

    @property
    def root(self) -> Path: ...  # noqa: D102
    @property
    def ontology(self) -> tuple[Path, ...]: ...  # noqa: D102
    @property
    def shapes(self) -> tuple[Path, ...]: ...  # noqa: D102
    @property
    def data(self) -> tuple[Path, ...]: ...  # noqa: D102


def validate(bundle: Files, *, engine: str = "shacl") -> ValidationReport:
    """Check the data of a bundle against its shapes.

    The ontology and the schemes are seen by the shapes; nothing is inferred.
    Raises DataSyntaxError with file, line and column, InputError for a file that cannot
    be read or a shape that cannot be used, UsageError for an engine that is not here.
    """
    texts = {path: read(path) for path in (*bundle.ontology, *bundle.shapes, *bundle.data)}

    def triples(paths: Iterable[Path]) -> Triples:
        return Triples(it for path in paths for it in parse_file(path, texts[path]))

    data = triples((*bundle.ontology, *bundle.data))
    prefixes = (path for path in bundle.ontology if path.stem == "prefixes")
    shapes = triples((*bundle.shapes, *prefixes))
    names = {path: _relative(path, bundle.root) for path in texts}
    places = Places({names[path]: texts[path] for path in (*bundle.data, *bundle.ontology)})
    results, checked = check_triples(data, shapes, places, engine=engine)
    return ValidationReport(results, checked, tuple(names.values()))


def check_triples(
    data: Triples, shapes: Triples, places: Places, *, engine: str = "shacl"
) -> tuple[tuple[ValidationResult, ...], dict[str, int]]:
    """Return what breaks the shapes, in the order of its places, and how much each looked at.

    Raises InputError when the shapes cannot be used, UsageError for an unknown engine.
    """
    run = engine_of(engine)
    refuse_unsupported(shapes)
    results = sorted(map(places.locate, describe(run(data, shapes), data, shapes)), key=_order)
    checked = {shape: len(nodes) for shape, nodes in focus_nodes(data, shapes).items()}
    return tuple(results), checked


def check(
    data: Iterable[Triple], shapes: Iterable[Triple], *, engine: str = "shacl"
) -> tuple[ValidationResult, ...]:
    """Check triples against others, in any order, without saying where nodes are written.

    Raises InputError when the shapes cannot be used, UsageError for an unknown engine.
    """
    run = engine_of(engine)
    graph, rules = Triples(data), Triples(shapes)
    refuse_unsupported(rules)
    return describe(run(graph, rules), graph, rules)


def engine_of(name: str) -> Engine:
    """Return an engine by its name; raises UsageError for one that is not here."""
    if name not in ENGINES:
        raise UsageError(f"no SHACL engine '{name}'; choose one of {', '.join(ENGINES)}")
    if name == "pyshacl":
        from alliance_kg.validation import reference

        return reference.run
    from alliance_kg.validation import fast

    return fast.run


def describe(
    results: Sequence[Found], data: Triples, shapes: Triples
) -> tuple[ValidationResult, ...]:
    """Say in words what an engine found."""
    bare = [
        (it.focus, NamedNode(it.path), it.value)
        for it in results
        if it.shape in _BARE and it.path is not None and it.value is not None
    ]
    lost = [it.value for it in results if it.shape == _LOST and it.value is not None]
    words = Words(data, shapes, Missing(data, lost, bare))
    return tuple(
        ValidationResult(
            focus_node=text_of(it.focus),
            path=it.path,
            value=None if it.value is None else text_of(it.value),
            messages=words.messages(it),
            severity=_SEVERITIES.get(it.severity, Severity.VIOLATION),
            source_shape=it.shape,
            component=it.component,
            focus_label=words.label(it.focus),
            value_label={} if it.value is None else words.label(it.value),
        )
        for it in results
    )


def _order(result: ValidationResult) -> tuple[str | int, ...]:
    return (
        result.file or "", result.line or 0, result.source_shape, result.component,
        result.focus_node, result.path or "", result.value or "",
    )  # fmt: skip


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
