"""Check the data of a bundle with SHACL, and say what is wrong, where, and how to mend it."""

import logging
import re
import warnings
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

import pyoxigraph
from pyshacl import validate as run_pyshacl
from pyshacl.errors import ReportableRuntimeError
from pyshacl.graph_abstraction import DataGraph
from rdflib import RDF, RDFS, SH, SKOS, BNode, Graph, Literal, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from alliance_kg.errors import DataSyntaxError, InputError, UsageError
from alliance_kg.quickgraph import QuickGraph
from alliance_kg.report import Severity, ValidationReport, ValidationResult
from alliance_kg.terms import BASE, local_name

LANGUAGES = ("en", "it")
ENGINES = ("pyshacl",)

_SEVERITIES: dict[Node | None, Severity] = {
    SH.Violation: Severity.VIOLATION,
    SH.Warning: Severity.WARNING,
    SH.Info: Severity.INFO,
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


def validate(bundle: Files, *, engine: str = "pyshacl") -> ValidationReport:
    """Check the data of a bundle against its shapes.

    The ontology and the schemes are seen by the shapes; nothing is inferred.
    Raises DataSyntaxError with file, line and column, InputError for a file that cannot
    be read or a shape that cannot be used, UsageError for an engine that is not here.
    """
    if engine not in ENGINES:
        raise UsageError(f"no SHACL engine '{engine}' here; choose one of {', '.join(ENGINES)}")
    texts = {path: read(path) for path in (*bundle.ontology, *bundle.shapes, *bundle.data)}
    data = Graph()
    for path in (*bundle.ontology, *bundle.data):
        parse(path, texts[path], data)
    shapes = Graph()
    for path in (*bundle.shapes, *(path for path in bundle.ontology if path.stem == "prefixes")):
        parse(path, texts[path], shapes)
    names = {path: _relative(path, bundle.root) for path in texts}
    places = _Places({names[path]: texts[path] for path in (*bundle.data, *bundle.ontology)})
    results = sorted(
        (places.locate(result) for result in check(data, shapes)),
        key=lambda it: (it.file or "", it.line or 0, it.source_shape, it.component, it.value or ""),
    )
    checked = {shape: len(nodes) for shape, nodes in focus_nodes(data, shapes).items()}
    return ValidationReport(tuple(results), checked, tuple(names.values()))


def check(data: Graph, shapes: Graph) -> tuple[ValidationResult, ...]:
    """Check one graph against another, in any order, without saying where nodes are written.

    Raises InputError when the shapes are not well formed.
    """
    graph = QuickGraph(data.store, data.identifier)
    try:
        with _calmly():
            # inplace: without inference nothing is added, so there is nothing to protect.
            _, found, text = run_pyshacl(
                DataGraph.from_rdflib_graph(graph),
                shacl_graph=shapes,
                inference="none",
                inplace=True,
            )
    except (ReportableRuntimeError, SyntaxError) as error:
        raise InputError(f"ontology/shapes: the shapes cannot be used: {error}") from error
    if not isinstance(found, Graph):  # pySHACL may return the exception in the graph's place.
        raise InputError(f"ontology/shapes: the shapes cannot be used: {text}")
    words = _Words(data, shapes)
    return tuple(_result(found, node, words) for node in found.objects(None, SH.result))


def focus_nodes(data: Graph, shapes: Graph) -> dict[str, set[Node]]:
    """Return the nodes that each node shape checks, in the order of the shapes' IRIs.

    Source: SHACL, section 2.1.3, targets.
    """
    found: dict[str, set[Node]] = {}
    for shape in sorted(set(shapes.subjects(RDF.type, SH.NodeShape)), key=str):
        nodes = found.setdefault(str(shape), set(shapes.objects(shape, SH.targetNode)))
        for top in shapes.objects(shape, SH.targetClass):
            for kind in data.transitive_subjects(RDFS.subClassOf, top):
                nodes.update(data.subjects(RDF.type, kind))
        for predicate in shapes.objects(shape, SH.targetSubjectsOf):
            nodes.update(data.subjects(predicate))
        for predicate in shapes.objects(shape, SH.targetObjectsOf):
            nodes.update(data.objects(None, predicate))
    return found


def read(path: Path) -> bytes:
    """Return the bytes of a file; raises InputError when it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def parse(path: Path, text: bytes, graph: Graph) -> None:
    """Add the triples of a Turtle file, given as bytes, to a graph.

    Raises DataSyntaxError with line and column.
    """
    try:
        # rdflib lets bad IRIs pass and gives no column: the strict parser reads first.
        for _ in pyoxigraph.parse(text, format=pyoxigraph.RdfFormat.TURTLE):
            pass
        with _calmly():
            graph.parse(data=text, format="turtle")
    except SyntaxError as error:
        # "Parser error at line 2 between columns 5 and 10: reason": the place is said before.
        reason = str(error.msg).split(": ", 1)[-1]
        raise DataSyntaxError(path, error.lineno, error.offset, reason) from error


@contextmanager
def _calmly() -> Iterator[None]:
    """Let a date that does not exist be a result of a rule, without rdflib's noise about it.

    It logs a traceback when it reads one, and compares one with NotImplemented.
    """
    log = logging.getLogger("rdflib.term")
    was = log.disabled
    log.disabled = True
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)
            yield
    finally:
        log.disabled = was


def _result(found: Graph, node: Node, words: "_Words") -> ValidationResult:
    shape = found.value(node, SH.sourceShape)
    focus, value = found.value(node, SH.focusNode), found.value(node, SH.value)
    path = found.value(node, SH.resultPath)
    slots = {"this": focus, "path": path, "value": value}
    messages = words.messages(shape, slots)
    return ValidationResult(
        focus_node=str(focus),
        path=words.path(shape, path),
        value=None if value is None else str(value),
        messages=messages or {"en": str(found.value(node, SH.resultMessage) or "")},
        severity=_SEVERITIES.get(found.value(node, SH.resultSeverity), Severity.VIOLATION),
        source_shape=str(shape),
        component=str(found.value(node, SH.sourceConstraintComponent)),
        focus_label=words.label(focus),
        value_label={} if value is None else words.label(value),
    )


class _Words:
    """Labels of what the data speak of, and messages of the shapes, by language."""

    def __init__(self, data: Graph, shapes: Graph) -> None:
        self._data = data
        self._shapes = shapes

    def messages(self, shape: Node | None, slots: Mapping[str, Node | None]) -> dict[str, str]:
        """Return the messages of a shape, with `{$this}`, `{?path}` and `{?value}` as labels."""
        return {
            text.language: self._fill(str(text), slots, text.language)
            for text in self._shapes.objects(shape, SH.message)
            if isinstance(text, Literal) and text.language in LANGUAGES
        }

    def _fill(self, text: str, slots: Mapping[str, Node | None], language: str) -> str:
        # pySHACL fills the slots with bare IRIs and loses the language on the way.
        for name, term in slots.items():
            if term is not None:
                label = self._label(term, language)
                text = text.replace(f"{{${name}}}", label).replace(f"{{?{name}}}", label)
        return text

    def label(self, term: Node | None) -> dict[str, str]:
        """Return what a term is called in each language: label, else a short form of it."""
        return {language: self._label(term, language) for language in LANGUAGES}

    def _label(self, term: Node | None, language: str) -> str:
        if not isinstance(term, URIRef):
            return str(term)
        for name in (RDFS.label, SKOS.prefLabel):
            for text in self._data.objects(term, name):
                if isinstance(text, Literal) and text.language == language:
                    return str(text)
        short = _short(term)
        triple = [self._data.value(term, part) for part in (RDF.subject, RDF.predicate, RDF.object)]
        described = self._data.value(term, _DESCRIBES)
        said = [part for part in (*triple, described) if part is not None]
        if not said:
            return short
        return f"{short} ({' – '.join(self._label(part, language) for part in said)})"

    def path(self, shape: Node | None, path: Node | None) -> str | None:
        """Return an IRI, or a SPARQL property path for a path that is none."""
        if isinstance(path, BNode):  # the report holds a copy; the shape has the original
            original = self._shapes.value(shape, SH.path)
            return None if original is None else self._path(original)
        return None if path is None else str(path)

    def _path(self, path: Node) -> str:
        if isinstance(path, URIRef):
            return f"<{path}>"
        if inverse := self._shapes.value(path, SH.inversePath):
            return f"^{self._path(inverse)}"
        choice = self._shapes.value(path, SH.alternativePath)
        steps = Collection(self._shapes, choice or path)
        return ("/" if choice is None else "|").join(map(self._path, steps))


# The focus of rules that look at all triples at once.
_WHOLE = f"{BASE}ontology"
_DESCRIBES = URIRef(f"{BASE}ontology#describes")


def _short(iri: URIRef) -> str:
    return iri.removeprefix(BASE) if iri.startswith(BASE) and "#" not in iri else local_name(iri)


class _Places:
    """Where each subject is written: its file and the lines of its block.

    Our Turtle has one block per subject and no blank nodes, so that a line that starts
    with a term starts a block.
    """

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._lines = {
            file: text.decode("utf-8", "replace").splitlines() for file, text in texts.items()
        }
        self._prefixes = {file: _prefixes(lines) for file, lines in self._lines.items()}
        self._blocks: dict[str, list[tuple[str, int, int]]] = {}
        for file, lines in self._lines.items():
            for iri, start, end in _blocks(lines, self._prefixes[file]):
                self._blocks.setdefault(iri, []).append((file, start, end))

    def locate(self, result: ValidationResult) -> ValidationResult:
        """Return a result with the file and line of its triple, block or first mention."""
        file, line = self._triple(result) or self._mention(result) or (None, None)
        return replace(result, file=file, line=line)

    def _triple(self, result: ValidationResult) -> tuple[str, int] | None:
        blocks = self._blocks.get(result.focus_node, [])
        for wanted in ((result.path, result.value), (result.path,), (result.value,)):
            if None in wanted:
                continue
            for file, start, end in blocks:
                at = start
                for term in wanted:
                    at = self._find(file, str(term), at, end)
                    if at == end:
                        break
                else:
                    return file, at + 1
        if not blocks or result.focus_node == _WHOLE:
            return None
        return blocks[0][0], blocks[0][1] + 1

    def _mention(self, result: ValidationResult) -> tuple[str, int] | None:
        for term in (result.value, result.focus_node):
            for file, lines in self._lines.items() if term else ():
                if (at := self._find(file, str(term), 0, len(lines))) < len(lines):
                    return file, at + 1
        return None

    def _find(self, file: str, term: str, start: int, end: int) -> int:
        """Return the first line from `start` that has a term in one of its forms, else `end`."""
        forms = {f"<{term}>", f'"{term}"', f" {term} "}
        forms |= {
            f"{name}:{term.removeprefix(space)}"
            for name, space in self._prefixes[file].items()
            if term.startswith(space)
        }
        pattern = re.compile("|".join(rf"{re.escape(form)}(?![\w-])" for form in forms))
        lines = self._lines[file]
        return next((at for at in range(start, end) if pattern.search(lines[at])), end)


def _prefixes(lines: Iterable[str]) -> dict[str, str]:
    found = (re.match(r"@?prefix\s+([\w-]*):\s*<([^>]*)>", line, re.IGNORECASE) for line in lines)
    return {match[1]: match[2] for match in found if match}


def _blocks(lines: list[str], prefixes: Mapping[str, str]) -> Iterable[tuple[str, int, int]]:
    starts: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        if match := re.match(r"<([^>]*)>|([\w-]+):([\w-]+)(?=\s)", line):
            iri = match[1] or prefixes.get(match[2], f"{match[2]}:") + match[3]
            starts.append((number, iri))
    ends = [number for number, _ in starts[1:]] + [len(lines)]
    return [(iri, start, end) for (start, iri), end in zip(starts, ends, strict=True)]


def _relative(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else str(path)
