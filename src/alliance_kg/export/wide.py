"""Classes as wide tables: one row an instance, one column a property.

A first reading of the statements finds the tables and their columns, a second one
fills them. A table is made for each class of the ontology, and for skos:Concept, that
something in the data says it is a direct instance of.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from alliance_kg.errors import InputError
from alliance_kg.statements import Node
from alliance_kg.terms import BASE, RDF_TYPE, XSD, Term, local_name

_AKG = f"{BASE}ontology#"
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
_OWL = "http://www.w3.org/2002/07/owl#"
_LABEL = "http://www.w3.org/2000/01/rdf-schema#label"
# One for each language, and first among the columns.
_NAMES = (_LABEL, "http://www.w3.org/2004/02/skos/core#prefLabel")
_FUNCTIONAL = NamedNode(f"{_OWL}FunctionalProperty")
SEPARATORS = ("|", ";", "\u241f")
"""What may stand between the values of one cell, the first that no value contains."""

DATATYPES = ("integer", "decimal", "double", "boolean", "date", "dateTime", "anyURI")
"""The datatypes of XSD that columns keep; other literals are strings with their datatype."""

DROPPED = (
    "the ontology's axioms, the shapes, the alignments and the dataset's description: "
    "tables hold instances of the ontology's classes, and concepts",
    "the graph that each value comes from",
)
"""What every table of instances leaves out, in words."""


class Column(NamedTuple):
    """One column of a table.

    `kind` says what of the property's values it holds: `iri`, `literal`, `datatype` (of
    the literals beside it, where they differ) or, for texts, their language as `@en`.
    `datatype` is a local name of XSD; `is_list` whether a cell may hold several values;
    `separators` are the marks that no value contains.
    """

    name: str
    predicate: str
    kind: str
    datatype: str
    is_list: bool
    separators: tuple[str, ...]
    titles: dict[str, str]


class Table(NamedTuple):
    """The instances of one class: its local name, its IRI, its labels, its columns."""

    name: str
    iri: str
    titles: dict[str, str]
    columns: tuple[Column, ...]
    rows: int


class Schema(NamedTuple):
    """All tables, by the IRI of their class."""

    tables: dict[str, Table]

    def of(self, node: Node) -> Iterator[Table]:
        """Yield the tables that a node is a row of."""
        for kind in node.values.get(RDF_TYPE.value, ()):
            if isinstance(kind, NamedNode) and kind.value in self.tables:
                yield self.tables[kind.value]


@dataclass(slots=True)
class _Seen:
    """What the values of one property in one table are like."""

    kinds: set[str] = field(default_factory=set)
    datatypes: set[str] = field(default_factory=set)
    is_list: set[str] = field(default_factory=set)
    separators: set[str] = field(default_factory=set)


def schema(nodes: Iterable[Node]) -> Schema:
    """Find the tables and columns, in one reading of nodes that come once a subject."""
    seen: dict[str, dict[str, _Seen]] = {}
    rows: dict[str, int] = {}
    functional: set[str] = set()
    labels: dict[str, dict[str, str]] = {}
    for node in nodes:
        _note_term(node, functional, labels)
        for kind in node.values.get(RDF_TYPE.value, ()):
            if not isinstance(kind, NamedNode) or not _is_row(node, kind):
                continue
            rows[kind.value] = rows.get(kind.value, 0) + 1
            properties = seen.setdefault(kind.value, {})
            for predicate, values in node.values.items():
                if predicate != RDF_TYPE.value:
                    _note_values(properties.setdefault(predicate, _Seen()), values)
    tables = {}
    for iri in sorted(seen):
        columns = _columns(seen[iri], functional, labels)
        tables[iri] = Table(local_name(iri), iri, labels.get(iri, {}), columns, rows[iri])
    return Schema(tables)


def cells(node: Node, table: Table) -> Iterator[tuple[Column, list[str]]]:
    """Yield each column of a row with the texts of its values, none for an empty cell."""
    for column in table.columns:
        values = node.values.get(column.predicate, ())
        yield column, [_text(value, column) for value in values if _belongs(value, column)]


def joined(texts: list[str], column: Column) -> str:
    """Return the values of a cell as one text.

    Raises InputError when no mark is left to stand between them.
    """
    if len(texts) < 2:
        return "".join(texts)
    return free_separator([column]).join(texts)


def free_separator(columns: Iterable[Column]) -> str:
    """Return the first mark that no value of any of the columns contains."""
    columns = list(columns)
    for mark in SEPARATORS:
        if all(mark in column.separators for column in columns):
            return mark
    names = ", ".join(f"<{column.predicate}>" for column in columns[:3])
    raise InputError(
        f"{names}: values contain each of {' '.join(SEPARATORS)}, so no mark is left to stand "
        "between them in one cell; export to RDF or Parquet"
    )


def kind_of(term: Term) -> str:
    """Return which column of its property a value goes to: iri, literal or `@language`."""
    if not isinstance(term, Literal):
        return "iri"
    return f"@{term.language}" if term.language else "literal"


def text_in(term: Term) -> str:
    """Return a term as tables write it: an IRI bare, a blank node as `_:label`."""
    return f"_:{term.value}" if isinstance(term, BlankNode) else getattr(term, "value", str(term))


def _is_row(node: Node, kind: NamedNode) -> bool:
    is_ours = kind.value.startswith(_AKG) or kind.value == _CONCEPT
    return is_ours and isinstance(node.subject, NamedNode)


def _note_term(node: Node, functional: set[str], labels: dict[str, dict[str, str]]) -> None:
    kinds = node.values.get(RDF_TYPE.value, ())
    if not any(isinstance(kind, NamedNode) and kind.value.startswith(_OWL) for kind in kinds):
        return
    if _FUNCTIONAL in kinds:
        functional.add(node.subject.value)
    texts = [text for text in node.values.get(_LABEL, ()) if isinstance(text, Literal)]
    labels[node.subject.value] = {text.language or "en": text.value for text in texts}


def _note_values(seen: _Seen, values: list[Term]) -> None:
    counts: dict[str, int] = {}
    for value in values:
        kind = kind_of(value)
        counts[kind] = counts.get(kind, 0) + 1
        if kind == "literal" and isinstance(value, Literal):
            seen.datatypes.add(value.datatype.value.removeprefix(XSD))
        seen.separators.update(mark for mark in SEPARATORS if mark in text_in(value))
    seen.kinds.update(counts)
    seen.is_list.update(kind for kind, count in counts.items() if count > 1)


def _columns(
    seen: dict[str, _Seen], functional: set[str], labels: dict[str, dict[str, str]]
) -> tuple[Column, ...]:
    found: list[Column] = []
    names: set[str] = set()
    for predicate in sorted(seen, key=lambda iri: (iri not in _NAMES, iri)):
        it = seen[predicate]
        base = local_name(predicate)
        while base in names:  # two vocabularies, one local name
            base += "_"
        names.add(base)
        for kind in sorted(it.kinds):
            # Whether a column is a list follows from the ontology, not from today's data.
            is_list = kind in it.is_list or predicate not in (*functional, *_NAMES)
            left = tuple(mark for mark in SEPARATORS if mark not in it.separators)
            datatype = _datatype(it.datatypes) if kind == "literal" else "string"
            name = _name(base, kind, it.kinds)
            titles = labels.get(predicate, {})
            iri = "anyURI" if kind == "iri" else datatype
            found.append(Column(name, predicate, kind, iri, is_list, left, titles))
            if kind == "literal" and datatype == "string" and it.datatypes != {"string"}:
                column = Column(
                    f"{name}_datatype", predicate, "datatype", "anyURI", is_list, left, titles
                )
                found.append(column)
    return tuple(found)


def _name(base: str, kind: str, kinds: set[str]) -> str:
    if kind[0] == "@":
        return f"{base}_{kind[1:].replace('-', '_')}"
    return f"{base}_value" if kind == "literal" and "iri" in kinds else base


def _datatype(found: set[str]) -> str:
    if len(found) == 1:
        (only,) = found
        return only if only in DATATYPES else "string"
    return "decimal" if found == {"integer", "decimal"} else "string"


def _belongs(value: Term, column: Column) -> bool:
    kind = kind_of(value)
    return kind == column.kind or (kind == "literal" and column.kind == "datatype")


def _text(value: Term, column: Column) -> str:
    if column.kind == "datatype" and isinstance(value, Literal):
        return value.datatype.value
    return text_in(value)
