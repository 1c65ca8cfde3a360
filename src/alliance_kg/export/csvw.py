"""CSV on the Web: a table of facts with their claims, a table for each class, metadata.

Files are UTF-8, RFC 4180 with line feeds; `csv-metadata.json` gives columns, datatypes,
languages, separators, keys, and what the tables drop. Source: W3C, Metadata Vocabulary
for Tabular Data.
"""

import csv
import json
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from pyoxigraph import Literal

from alliance_kg import outputs
from alliance_kg.export import wide
from alliance_kg.export.contents import Contents
from alliance_kg.export.joins import Fact, facts
from alliance_kg.statements import Node

Json = Any  # what json writes

METADATA = "csv-metadata.json"
DROPPED = (
    *wide.DROPPED,
    "in facts.csv: the statements of the claims, spans and sources themselves, which have "
    "tables of their own, and blank nodes, which only the ontology has",
)
_SEPARATOR = "|"
_FACTS: tuple[tuple[str, str, str], ...] = (
    ("subject", "anyURI", "IRI of what the fact is about"),
    ("predicate", "anyURI", "IRI of the property"),
    ("object", "string", "IRI or lexical form of the value"),
    ("datatype", "anyURI", "datatype of a literal; empty for an IRI and for a text in a language"),
    ("language", "string", "language of a text"),
    ("graphs", "anyURI", "graphs that hold the fact"),
    ("claims", "anyURI", "claims that state this very triple, accepted or not"),
    ("describing_claims", "anyURI", "claims that describe the subject as a whole"),
)
_LISTS = ("graphs", "claims", "describing_claims")
# Evidence has tables of its own; a fact is what it is evidence for.
_NOT_FACTS = ("Claim", "TextSpan", "NewsArticle", "WebPage", "Derivation")


def write(contents: Contents, folder: Path) -> None:
    """Fill a folder with the tables and their metadata."""
    schema = wide.schema(contents.merged.nodes())
    _write_classes(contents, schema, folder)
    _write_facts(contents, schema, folder)
    described = _metadata(contents, schema)
    text = json.dumps(described, ensure_ascii=False, indent=2) + "\n"
    (folder / METADATA).write_text(text, encoding="utf-8")
    outputs.mark(folder, contents.marked("csvw", DROPPED))


def _write_classes(contents: Contents, schema: wide.Schema, folder: Path) -> None:
    with ExitStack() as stack:
        writers = {}
        for iri, table in schema.tables.items():
            file = stack.enter_context((folder / f"{table.name}.csv").open("w", encoding="utf-8"))
            writers[iri] = csv.writer(file, lineterminator="\n")
            writers[iri].writerow(["id", *(column.name for column in table.columns)])
        for node in contents.merged.nodes():
            for table in schema.of(node):
                row = [wide.joined(texts, column) for column, texts in wide.cells(node, table)]
                writers[table.iri].writerow([node.subject.value, *row])


def _write_facts(contents: Contents, schema: wide.Schema, folder: Path) -> None:
    skipped = {table.iri for table in schema.tables.values() if table.name in _NOT_FACTS}

    def is_fact(node: Node) -> bool:
        held = {table.iri for table in schema.of(node)}
        return bool(held) and not held & skipped

    with (folder / "facts.csv").open("w", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _, _ in _FACTS])
        for fact in facts(contents, is_fact):
            writer.writerow(_row(fact))


def _row(fact: Fact) -> list[str]:
    value = fact.triple.object
    datatype = language = ""
    if isinstance(value, Literal):
        language = value.language or ""
        datatype = "" if language else value.datatype.value
    return [
        wide.text_in(fact.triple.subject),
        fact.triple.predicate.value,
        wide.text_in(value),
        datatype,
        language,
        *(_SEPARATOR.join(each) for each in (fact.graphs, fact.claims, fact.describing)),
    ]


def _metadata(contents: Contents, schema: wide.Schema) -> Json:
    tables = [
        {
            "url": "facts.csv",
            "dc:title": {"en": "facts with their claims", "it": "fatti con le loro affermazioni"},
            "tableSchema": {
                "columns": [_fact_column(*column) for column in _FACTS],
                "primaryKey": ["subject", "predicate", "object", "datatype", "language"],
            },
        }
    ]
    tables += [_table(table) for table in schema.tables.values()]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "dc:title": "alliance-kg",
        "dc:identifier": contents.release.digest,
        "dc:license": {"@id": "https://creativecommons.org/licenses/by/4.0/"},
        "rdfs:comment": [f"dropped: {what}" for what in DROPPED],
        "dialect": {"header": True, "encoding": "utf-8", "lineTerminators": ["\n"]},
        "tables": tables,
    }


def _fact_column(name: str, datatype: str, title: str) -> Json:
    column: dict[str, Json] = {"name": name, "titles": name, "dc:description": title}
    column["datatype"] = datatype
    if name in _LISTS:
        column["separator"] = _SEPARATOR
    if name in ("subject", "predicate", "object", "graphs"):
        column["required"] = True
    return column


def _table(table: wide.Table) -> Json:
    key = {"name": "id", "titles": "id", "datatype": "anyURI", "required": True}
    return {
        "url": f"{table.name}.csv",
        "dc:title": table.titles or table.name,
        "rdfs:seeAlso": {"@id": table.iri},
        "tableSchema": {
            "aboutUrl": "{+id}",
            "columns": [key, *map(_column, table.columns)],
            "primaryKey": "id",
        },
    }


def _column(column: wide.Column) -> Json:
    found: dict[str, Json] = {"name": column.name, "titles": column.name}
    if column.titles:
        found["dc:title"] = column.titles
    found["datatype"] = column.datatype
    if column.kind == "datatype":
        found["suppressOutput"] = True
    else:
        found["propertyUrl"] = column.predicate
    if column.kind[0] == "@":
        found["lang"] = column.kind[1:]
    if column.kind == "iri":
        found["valueUrl"] = f"{{+{column.name}}}"
    if column.is_list:
        found["separator"] = wide.free_separator([column])
    return found
