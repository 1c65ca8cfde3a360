"""The question catalogue as RDF: SHACL's vocabulary for queries and parameters.

Each question is a `sh:SPARQLSelectExecutable` and `sh:Parameterizable` with titles,
phrasings, parameters (each a property shape, so that values can be validated with
SHACL) and columns (CSVW). The question files stay authoritative; templates of answer
sentences are only there.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

import pyoxigraph
from pyoxigraph import Literal, NamedNode, RdfFormat, Triple

from alliance_kg.export.contents import Contents
from alliance_kg.export.rdf import used_prefixes
from alliance_kg.question import Column, Parameter, Question
from alliance_kg.terms import BASE, RDF, RDF_TYPE, XSD, akg

SH = "http://www.w3.org/ns/shacl#"
CSVW = "http://www.w3.org/ns/csvw#"
MF = "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#"
QT = "http://www.w3.org/2001/sw/DataAccess/tests/test-query#"
_DCTERMS = "http://purl.org/dc/terms/"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_SCHEMA = "https://schema.org/"
_NAMESPACES = {"csvw": CSVW, "mf": MF, "qt": QT}
_CATALOG = NamedNode(f"{BASE}query/")
_TRUE = Literal("true", datatype=NamedNode(f"{XSD}boolean"))
_LITERALS = {"string": "string", "integer": "integer", "decimal": "decimal", "date": "dateTime"}


def write(contents: Contents, out: BinaryIO) -> None:
    """Write the catalogue as Turtle, question by question."""
    questions = [Question.read(path) for path in contents.bundle.queries]
    triples = list(catalog(questions))
    prefixes = contents.namespaces | _NAMESPACES
    used = used_prefixes(map(str, triples), prefixes)
    pyoxigraph.serialize(triples, out, format=RdfFormat.TURTLE, prefixes=used)


def catalog(questions: Iterable[Question]) -> Iterator[Triple]:
    """Yield the catalogue and its questions as triples."""
    yield Triple(_CATALOG, RDF_TYPE, NamedNode(f"{_SKOS}Collection"))
    yield from _texts(
        _CATALOG, f"{_DCTERMS}title", {"en": "Question catalogue", "it": "Catalogo delle domande"}
    )
    for question in questions:
        yield Triple(_CATALOG, NamedNode(f"{_SKOS}member"), _name(question))
        yield from _question(question)


def _question(question: Question) -> Iterator[Triple]:
    node = _name(question)
    yield Triple(node, RDF_TYPE, NamedNode(f"{SH}SPARQLSelectExecutable"))
    yield Triple(node, RDF_TYPE, NamedNode(f"{SH}Parameterizable"))
    yield Triple(node, NamedNode(f"{_DCTERMS}identifier"), Literal(question.slug))
    yield from _texts(node, f"{_DCTERMS}title", question.title)
    for language, phrasings in question.phrasings.items():
        for phrasing in phrasings:
            text = Literal(phrasing, language=language)
            yield Triple(node, NamedNode(f"{_SKOS}altLabel"), text)
    if question.theme:
        yield Triple(node, NamedNode(f"{_SCHEMA}keywords"), Literal(question.theme))
    for competency in question.competency:
        yield Triple(node, akg("competencyQuestion"), Literal(competency))
    yield Triple(node, NamedNode(f"{SH}prefixes"), NamedNode(f"{BASE}prefixes"))
    yield Triple(node, NamedNode(f"{SH}select"), Literal(question.query))
    for order, parameter in enumerate(question.parameters):
        yield from _parameter(node, parameter, order)
    yield from _columns(node, question.columns)


def _parameter(question: NamedNode, parameter: Parameter, order: int) -> Iterator[Triple]:
    # SHACL 6.2.1: the local name of the path is the name of the variable.
    node = NamedNode(f"{question.value}#parameter-{parameter.name}")
    yield Triple(question, NamedNode(f"{SH}parameter"), node)
    yield Triple(node, RDF_TYPE, NamedNode(f"{SH}Parameter"))
    path = NamedNode(f"{question.value}#{parameter.name}")
    yield Triple(node, NamedNode(f"{SH}path"), path)
    yield Triple(node, NamedNode(f"{SH}optional"), _TRUE)
    number = Literal(str(order), datatype=NamedNode(f"{XSD}integer"))
    yield Triple(node, NamedNode(f"{SH}order"), number)
    yield from _texts(node, f"{SH}description", parameter.description)
    if parameter.type == "iri":
        yield Triple(node, NamedNode(f"{SH}nodeKind"), NamedNode(f"{SH}IRI"))
        if parameter.kind:
            yield Triple(node, NamedNode(f"{SH}class"), _class(parameter.kind))
    else:
        datatype = NamedNode(XSD + _LITERALS[parameter.type])
        yield Triple(node, NamedNode(f"{SH}datatype"), datatype)


def _columns(question: NamedNode, columns: tuple[Column, ...]) -> Iterator[Triple]:
    schema = NamedNode(f"{question.value}#columns")
    yield Triple(question, NamedNode(f"{CSVW}tableSchema"), schema)
    yield Triple(schema, RDF_TYPE, NamedNode(f"{CSVW}Schema"))
    # The cells of the list have names, so that the catalogue has no blank nodes.
    cells = [NamedNode(f"{schema.value}-{at + 1}") for at in range(len(columns))]
    ends = [*cells, NamedNode(f"{RDF}nil")]
    yield Triple(schema, NamedNode(f"{CSVW}column"), ends[0])
    for column, cell, rest in zip(columns, cells, ends[1:], strict=True):
        node = NamedNode(f"{question.value}#column-{column.name}")
        yield Triple(cell, NamedNode(f"{RDF}first"), node)
        yield Triple(cell, NamedNode(f"{RDF}rest"), rest)
        yield Triple(node, RDF_TYPE, NamedNode(f"{CSVW}Column"))
        yield Triple(node, NamedNode(f"{CSVW}name"), Literal(column.name))
        yield from _texts(node, f"{CSVW}title", column.label)


def _texts(node: NamedNode, predicate: str, words: Mapping[str, str]) -> Iterator[Triple]:
    for language, text in sorted(words.items()):
        yield Triple(node, NamedNode(predicate), Literal(text, language=language))


def _name(question: Question) -> NamedNode:
    return NamedNode(f"{BASE}query/{question.slug}")


def _class(kind: str) -> NamedNode:
    return NamedNode(f"{_SKOS}Concept") if kind == "Concept" else akg(kind)
