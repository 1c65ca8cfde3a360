"""JSON-LD 1.1, compact: node objects with short names, one a line, and the context for it.

The context is made from the ontology and the prefixes, and published as
`ontology/context.jsonld`. A file carries it along, so that reading it needs no network.
"""

import json
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Any, BinaryIO

from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode

from alliance_kg.statements import Node
from alliance_kg.terms import BASE, RDF_TYPE, XSD, Term, text_of

Json = Any  # what json reads and writes

_OWL = "http://www.w3.org/2002/07/owl#"
_RANGE = "http://www.w3.org/2000/01/rdf-schema#range"
_AKG = f"{BASE}ontology#"
_TEXT = {"@container": "@language"}
_LINK = {"@type": "@id"}
# Terms of other vocabularies with a short name of their own; the rest is prefixed.
_FOREIGN: dict[str, dict[str, str]] = {
    "altLabel": {"@id": "skos:altLabel", **_TEXT},
    "broader": {"@id": "skos:broader", **_LINK},
    "closeMatch": {"@id": "skos:closeMatch", **_LINK},
    "definition": {"@id": "skos:definition", **_TEXT},
    "description": {"@id": "dcterms:description", **_TEXT},
    "exactMatch": {"@id": "skos:exactMatch", **_LINK},
    "hiddenLabel": {"@id": "skos:hiddenLabel", **_TEXT},
    "inScheme": {"@id": "skos:inScheme", **_LINK},
    "label": {"@id": "rdfs:label", **_TEXT},
    "notation": {"@id": "skos:notation"},
    "object": {"@id": "rdf:object", **_LINK},
    "predicate": {"@id": "rdf:predicate", **_LINK},
    "prefLabel": {"@id": "skos:prefLabel", **_TEXT},
    "publisher": {"@id": "dcterms:publisher"},
    "scopeNote": {"@id": "skos:scopeNote", **_TEXT},
    "subject": {"@id": "rdf:subject", **_LINK},
    "title": {"@id": "dcterms:title", **_TEXT},
    "topConceptOf": {"@id": "skos:topConceptOf", **_LINK},
    "url": {"@id": "schema:url", **_LINK},
}
_EXACT_INTEGERS = 2**53  # beyond, a reader in JavaScript rounds


def context(ontology: Iterable[Node], prefixes: Mapping[str, str]) -> dict[str, Json]:
    """Return the context: prefixes, then a term for each class and property of the ontology.

    A link is `{"@type": "@id"}`, a value has the datatype of its range, a text in
    languages is a language map.
    """
    terms: dict[str, Json] = dict(_FOREIGN)
    for node in ontology:
        iri = node.subject.value
        name = iri.removeprefix(_AKG)
        if name == iri or "/" in name:
            continue
        kinds = {_short(value) for value in node.values.get(RDF_TYPE.value, ())}
        if "Class" in kinds:
            terms[name] = f"akg:{name}"
        elif "ObjectProperty" in kinds:
            terms[name] = {"@id": f"akg:{name}", **_LINK}
        elif kinds & {"DatatypeProperty", "AnnotationProperty"}:
            terms[name] = {"@id": f"akg:{name}", **_coercion(node.values.get(_RANGE, ()))}
    return {
        "@version": 1.1,
        "id": "@id",
        "type": "@type",
        **prefixes,
        **dict(sorted(terms.items())),
    }


def context_of_prefixes(prefixes: Mapping[str, str]) -> dict[str, Json]:
    """Return a context that only knows prefixes, for statements of any vocabulary."""
    return {"@version": 1.1, "id": "@id", "type": "@type", **prefixes}


def published(made: Mapping[str, Json]) -> str:
    """Return the text of the context's own file."""
    return json.dumps({"@context": made}, ensure_ascii=False, indent=2) + "\n"


def write(nodes: Iterable[Node], made: Mapping[str, Json], out: BinaryIO) -> None:
    """Write nodes, sorted by graph and subject, as one JSON-LD document."""
    compact = _Compaction(made)
    out.write(f'{{\n"@context": {_dumps(made)},\n"@graph": ['.encode())
    for at, (graph, members) in enumerate(groupby(nodes, lambda node: node.graph)):
        objects = (_dumps(compact.node(node)) for node in members)
        out.write(b",\n" if at else b"\n")
        is_named = not isinstance(graph, DefaultGraph)
        if is_named:
            out.write(f'{{"id": {_dumps(compact.name(graph))}, "@graph": [\n'.encode())
        for number, text in enumerate(objects):
            out.write(((",\n" if number else "") + text).encode())
        if is_named:
            out.write(b"\n]}")
    out.write(b"\n]\n}\n")


class _Compaction:
    """Terms and values to keys and JSON, by a context."""

    def __init__(self, made: Mapping[str, Json]) -> None:
        self._prefixes = sorted(
            (
                (value, name)
                for name, value in made.items()
                if isinstance(value, str) and value[-1:] in "/#" and "://" in value
            ),
            key=lambda pair: -len(pair[0]),
        )
        self._classes: dict[str, str] = {}
        self._terms: dict[str, tuple[str, Mapping[str, str]]] = {}
        spaces = {name: space for space, name in self._prefixes}
        for name, value in made.items():
            if isinstance(value, dict):
                prefix, _, local = value["@id"].partition(":")
                self._terms[spaces[prefix] + local] = (name, value)
            elif isinstance(value, str) and value.partition(":")[0] in spaces:
                prefix, _, local = value.partition(":")
                self._classes[spaces[prefix] + local] = name

    def node(self, node: Node) -> dict[str, Json]:
        """Return a node object."""
        found: dict[str, Json] = {"id": self.name(node.subject)}
        for predicate, values in node.values.items():
            if predicate == RDF_TYPE.value and not any(isinstance(v, Literal) for v in values):
                found["type"] = _one_or_all([self._class(value) for value in values])
                continue
            key, definition = self._terms.get(predicate, (self._curie(predicate), {}))
            texts: dict[str, list[str]] = {}
            fitting: list[Json] = []
            others: list[Json] = []
            for value in values:
                if language := _map_key(value, definition):
                    texts.setdefault(language, []).append(text_of(value))
                elif (plain := self._plain(value, definition)) is not None:
                    fitting.append(plain)
                else:
                    others.append(self._expanded(value))
            if texts:
                ordered = sorted(texts.items())
                found[key] = {language: _one_or_all(each) for language, each in ordered}
            elif fitting:
                found[key] = _one_or_all(fitting)
            if others:
                found[self._curie(predicate)] = _one_or_all(others)
        return found

    def name(self, term: Term) -> str:
        """Return how a node is named as the value of `id`."""
        return f"_:{term.value}" if isinstance(term, BlankNode) else self._curie(_iri(term))

    def _class(self, term: Term) -> str:
        return self._classes.get(_iri(term)) or self.name(term)

    def _curie(self, iri: str) -> str:
        for space, name in self._prefixes:
            rest = iri[len(space) :]
            if rest and not rest.startswith("//") and iri.startswith(space):
                return f"{name}:{rest}"
        return iri

    def _plain(self, value: Term, definition: Mapping[str, str]) -> Json | None:
        """Return a value as its term's definition lets it be written, None if it does not."""
        if not definition or "@container" in definition:
            return None
        coerced = definition.get("@type")
        if coerced == "@id":
            return None if isinstance(value, Literal) else self.name(value)
        if not isinstance(value, Literal) or value.language:
            return None
        kind = value.datatype.value
        if coerced is None:
            return value.value if kind == f"{XSD}string" else None
        if kind != XSD + coerced.removeprefix("xsd:"):
            return None
        return _native(value.value, coerced)

    def _expanded(self, value: Term) -> dict[str, str]:
        if not isinstance(value, Literal):
            return {"id": self.name(value)}
        if value.language:
            return {"@value": value.value, "@language": value.language}
        if value.datatype.value == f"{XSD}string":
            return {"@value": value.value}
        return {"@value": value.value, "@type": self._curie(value.datatype.value)}


def _native(text: str, coerced: str) -> Json:
    """Return a canonical integer or boolean as JSON has it, everything else as text."""
    if coerced == "xsd:boolean" and text in ("true", "false"):
        return text == "true"
    if coerced == "xsd:integer" and text.lstrip("-").isdecimal():
        number = int(text)
        if str(number) == text and abs(number) < _EXACT_INTEGERS:
            return number
    return text


def _coercion(ranges: Iterable[Term]) -> dict[str, str]:
    """Return how the values of a range are written: by datatype, by language, plainly."""
    names = [_iri(value) for value in ranges if isinstance(value, NamedNode)]
    if not names or names == [f"{XSD}string"]:
        return {}
    if len(names) == 1 and names[0].startswith(XSD):
        return {"@type": f"xsd:{names[0].removeprefix(XSD)}"}
    return dict(_TEXT)


def _map_key(value: Term, definition: Mapping[str, str]) -> str | None:
    """Return the language under which a value stands in its term's language map, if it does."""
    if definition.get("@container") == "@language" and isinstance(value, Literal):
        return value.language
    return None


def _one_or_all(values: list[Json]) -> Json:
    return values[0] if len(values) == 1 else values


def _iri(term: Term) -> str:
    if not isinstance(term, NamedNode):
        raise TypeError(f"{term} is not an IRI")
    return term.value


def _short(term: Term) -> str:
    return term.value.removeprefix(_OWL) if isinstance(term, NamedNode) else ""


def _dumps(value: Json) -> str:
    return json.dumps(value, ensure_ascii=False)
