"""A property graph: GraphML, and CSV for the bulk loaders of Neo4j and openCypher stores.

Nodes are the instances of the ontology's classes, and concepts; what they point to
without describing it is a bare `Resource`. A literal is a property, a link a
relationship, with the claims for it as a property of its own.
"""

import csv
import heapq
import re
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import BinaryIO, NamedTuple
from xml.sax.saxutils import escape, quoteattr

from pyoxigraph import NamedNode

from alliance_kg import outputs
from alliance_kg.export import wide
from alliance_kg.export.contents import Contents
from alliance_kg.export.joins import Fact, facts
from alliance_kg.spool import Spool
from alliance_kg.statements import Node
from alliance_kg.terms import RDF_TYPE, local_name

BARE = "Resource"
DROPPED = (
    *wide.DROPPED,
    "datatypes beyond integer, decimal, boolean, date-time and string; decimals become doubles",
    "in GraphML: lists, whose values stand in one text, and control characters, which XML "
    "does not allow",
)
_NEO4J = {"integer": "long", "decimal": "double", "double": "double", "boolean": "boolean",
          "dateTime": "datetime"}  # fmt: skip
# XML 1.0, production 2: what a document must not contain, even escaped.
_NOT_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_GRAPHML = {"integer": "long", "decimal": "double", "double": "double", "boolean": "boolean"}


class _Vertex(NamedTuple):
    """A node of the property graph: its IRI, its labels, its literals by key."""

    iri: str
    labels: tuple[str, ...]
    values: dict[str, list[str]]


class _Key(NamedTuple):
    """A property that nodes may have: its name, its datatype, whether it is a list."""

    name: str
    datatype: str
    is_list: bool


def write_graphml(contents: Contents, out: BinaryIO) -> None:
    """Write GraphML 1.0, with every key declared and typed. Model: graphml.graphdrawing.org."""
    schema = wide.schema(contents.merged.nodes())
    keys, mark = _keys(schema), _mark(schema)
    out.write(
        b'<?xml version="1.0" encoding="UTF-8"?>\n'
        b'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    )
    out.write(f"<desc>dropped: {escape('; '.join(DROPPED))}</desc>\n".encode())
    for key in keys.values():
        kind = "string" if key.is_list else _GRAPHML.get(key.datatype, "string")
        out.write(_declared(f"n_{key.name}", "node", key.name, kind))
    out.write(_declared("n_labels", "node", "labels", "string"))
    for name in ("type", "claims"):
        out.write(_declared(f"e_{name}", "edge", name, "string"))
    out.write(b'<graph id="alliance-kg" edgedefault="directed">\n')
    for vertex in _vertices(contents, schema, keys):
        data = [("n_labels", ":" + ":".join(vertex.labels))]
        data += [(f"n_{name}", mark.join(texts)) for name, texts in vertex.values.items()]
        inner = "".join(map(_data, data))
        out.write(f"<node id={quoteattr(vertex.iri)}>{inner}</node>\n".encode())
    for number, (fact, kind) in enumerate(_edges(contents, schema)):
        inner = _data(("e_type", kind))
        if fact.claims:
            inner += _data(("e_claims", mark.join(fact.claims)))
        source, target = quoteattr(_subject(fact)), quoteattr(_value(fact))
        out.write(f'<edge id="e{number}" source={source} target={target}>{inner}</edge>\n'.encode())
    out.write(b"</graph>\n</graphml>\n")


def write_bulk(contents: Contents, folder: Path) -> None:
    """Fill a folder with nodes.csv and relationships.csv for a bulk loader."""
    schema = wide.schema(contents.merged.nodes())
    keys, mark = _keys(schema), _mark(schema)
    with (folder / "nodes.csv").open("w", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([":ID", ":LABEL", "iri:string", *map(_heading, keys.values())])
        for vertex in _vertices(contents, schema, keys):
            row = [mark.join(vertex.values.get(key.name, [])) for key in keys.values()]
            writer.writerow([vertex.iri, mark.join(vertex.labels), vertex.iri, *row])
    with (folder / "relationships.csv").open("w", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([":START_ID", ":END_ID", ":TYPE", "claims:string[]"])
        for fact, kind in _edges(contents, schema):
            claims = mark.join(fact.claims)
            writer.writerow([_subject(fact), _value(fact), kind, claims])
    outputs.mark(folder, contents.marked("opencypher", DROPPED) | {"array_delimiter": mark})


def _keys(schema: wide.Schema) -> dict[tuple[str, str], _Key]:
    """Return the properties of all nodes, by predicate and kind of value."""
    found: dict[tuple[str, str], _Key] = {}
    for column in _literal_columns(schema):
        which = (column.predicate, column.kind)
        known = found.get(which)
        if known is None:
            name = column.name
            while name in {key.name for key in found.values()}:
                name += "_"
            found[which] = _Key(name, column.datatype, column.is_list)
        else:
            same = known.datatype == column.datatype
            datatype = known.datatype if same else "string"
            found[which] = _Key(known.name, datatype, known.is_list or column.is_list)
    return found


def _mark(schema: wide.Schema) -> str:
    """Return what stands between the values of a list, in all of them."""
    return wide.free_separator(column for column in _literal_columns(schema) if column.is_list)


def _literal_columns(schema: wide.Schema) -> Iterator[wide.Column]:
    for table in schema.tables.values():
        yield from (column for column in table.columns if column.kind not in ("iri", "datatype"))


def _vertices(
    contents: Contents, schema: wide.Schema, keys: dict[tuple[str, str], _Key]
) -> Iterator[_Vertex]:
    """Yield all nodes by IRI: those described, and those only pointed to."""
    with Spool() as mentioned:
        for node in contents.merged.nodes():
            if any(schema.of(node)):
                for predicate, values in node.values.items():
                    if predicate != RDF_TYPE.value:
                        mentioned.update(str(it) for it in values if isinstance(it, NamedNode))
        described = (
            (str(node.subject), node) for node in contents.merged.nodes() if any(schema.of(node))
        )
        bare = ((iri, None) for iri in mentioned)
        ordered = heapq.merge(described, bare, key=lambda pair: pair[0])
        for iri, pairs in groupby(ordered, key=lambda pair: pair[0]):
            found = next((node for _, node in pairs if node is not None), None)
            yield _vertex(found, schema, keys) if found else _Vertex(iri[1:-1], (BARE,), {})


def _vertex(node: Node, schema: wide.Schema, keys: dict[tuple[str, str], _Key]) -> _Vertex:
    labels = tuple(table.name for table in schema.of(node))
    values: dict[str, list[str]] = {}
    for predicate, terms in node.values.items():
        for term in terms:
            key = keys.get((predicate, wide.kind_of(term)))
            if key is not None:
                values.setdefault(key.name, []).append(wide.text_in(term))
    return _Vertex(node.subject.value, labels, values)


def _edges(contents: Contents, schema: wide.Schema) -> Iterator[tuple[Fact, str]]:
    """Yield the links between nodes, each with its type."""
    for fact in facts(contents, lambda node: any(schema.of(node))):
        predicate = fact.triple.predicate
        if isinstance(fact.triple.object, NamedNode) and predicate != RDF_TYPE:
            yield fact, local_name(predicate.value)


def _subject(fact: Fact) -> str:
    return wide.text_in(fact.triple.subject)


def _value(fact: Fact) -> str:
    return wide.text_in(fact.triple.object)


def _heading(key: _Key) -> str:
    return f"{key.name}:{_NEO4J.get(key.datatype, 'string')}{'[]' if key.is_list else ''}"


def _declared(identifier: str, what: str, name: str, kind: str) -> bytes:
    return (
        f'<key id={quoteattr(identifier)} for="{what}" attr.name={quoteattr(name)} '
        f'attr.type="{kind}"/>\n'
    ).encode()


def _data(pair: tuple[str, str]) -> str:
    name, text = pair
    return f"<data key={quoteattr(name)}>{escape(_NOT_XML.sub(chr(0xFFFD), text))}</data>"
