"""RDF terms as people write them: prefixes, CURIEs, typed values in and out."""

import re
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from alliance_kg.errors import BadParameter, DataSyntaxError, InputError

Term: TypeAlias = NamedNode | Literal | BlankNode | Triple

BASE = "https://w3id.org/alliance-kg/"
XSD = "http://www.w3.org/2001/XMLSchema#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDF_TYPE = NamedNode(f"{RDF}type")


def akg(name: str) -> NamedNode:
    """Return the IRI of a term of the ontology, by its local name."""
    return NamedNode(f"{BASE}ontology#{name}")


def concept(scheme: str, code: str) -> NamedNode:
    """Return the IRI of a concept, by scheme and code."""
    return NamedNode(f"{BASE}scheme/{scheme}/{code}")


def local_name(iri: str) -> str:
    """Return what stands after the last `#` or `/` of an IRI."""
    return re.split(r"[#/]", iri)[-1]


def text_of(term: Term) -> str:
    """Return a term's value as text: the IRI, the lexical form or the label."""
    return str(term) if isinstance(term, Triple) else term.value


PARSE_ERRORS = (SyntaxError, MemoryError)
"""What the parser raises, the latter for a term of more than 16 MiB."""


def data_error(path: Path, error: SyntaxError | MemoryError) -> DataSyntaxError:
    """Return the error for data that the parser does not take, with its place."""
    if isinstance(error, MemoryError):
        return DataSyntaxError(path, None, None, f"a term too long for the parser ({error})")
    # "Parser error at line 2 between columns 5 and 10: reason": the place is said before.
    reason = str(error.msg).split(": ", 1)[-1]
    return DataSyntaxError(path, error.lineno, error.offset, reason)


def number_of(term: Term) -> int:
    """Return the value of an integer literal."""
    return int(text_of(term))


class Prefixes(NamedTuple):
    """The prefix table of the release (`ontology/prefixes.ttl`, `sh:declare`)."""

    namespaces: dict[str, str]

    @classmethod
    def read(cls, path: Path) -> "Prefixes":
        """Read the declarations of a Turtle file, in the order of the prefixes.

        Source: SHACL, section 5.2.1, `sh:prefix` and `sh:namespace`.
        """
        found: dict[str, dict[str, str]] = {}
        try:
            for quad in parse(path=path, format=RdfFormat.TURTLE):
                found.setdefault(str(quad.subject), {})[quad.predicate.value] = text_of(quad.object)
        except SyntaxError as error:
            raise DataSyntaxError(path, error.lineno, error.offset, error.msg) from error
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}; it holds the prefixes") from error
        sh = "http://www.w3.org/ns/shacl#"
        pairs = [
            (node[f"{sh}prefix"], node[f"{sh}namespace"])
            for node in found.values()
            if f"{sh}prefix" in node and f"{sh}namespace" in node
        ]
        return cls(dict(sorted(pairs)))

    def expand(self, text: str) -> NamedNode:
        """Return the IRI that `<IRI>`, `IRI` or `prefix:local` names.

        Raises BadParameter for an unknown prefix or text that is no IRI.
        """
        bare = text[1:-1] if text.startswith("<") and text.endswith(">") else text
        prefix, colon, rest = bare.partition(":")
        if not colon:
            raise BadParameter(f"'{text}' is neither an IRI nor a prefixed name")
        if not rest.startswith("//") and not text.startswith("<"):
            if prefix not in self.namespaces:
                raise BadParameter(
                    f"prefix '{prefix}' is not declared; known are {', '.join(self.namespaces)}"
                )
            bare = self.namespaces[prefix] + rest
        try:
            return NamedNode(bare)
        except ValueError as error:
            raise BadParameter(f"'{text}' is not an IRI: {error}") from error

    def contract(self, iri: str) -> str:
        """Return `prefix:local` for an IRI below a known namespace, else the IRI."""
        best = max(
            ((name, space) for name, space in self.namespaces.items() if iri.startswith(space)),
            key=lambda pair: len(pair[1]),
            default=None,
        )
        return iri if best is None else f"{best[0]}:{iri[len(best[1]) :]}"


_LEXICAL = {
    "integer": re.compile(r"[+-]?[0-9]+"),
    "decimal": re.compile(r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)"),
}


def read_value(kind: str, text: str) -> Literal:
    """Return the literal that a text stands for: string, integer, decimal or date.

    A date is the instant at which it begins in UTC, an xsd:dateTime.

    Raises BadParameter when the text is not in the lexical space of the type.
    """
    if kind == "string":
        return Literal(text)
    if kind == "date":
        from datetime import date

        try:
            day = date.fromisoformat(text)
        except ValueError as error:
            raise BadParameter(f"'{text}' is not a date; write it as 2025-09-17") from error
        # Bounds in the data are instants; a date and an instant never compare in SPARQL.
        return Literal(f"{day.isoformat()}T00:00:00Z", datatype=NamedNode(f"{XSD}dateTime"))
    if not _LEXICAL[kind].fullmatch(text):
        raise BadParameter(f"'{text}' is not of type {kind}")
    return Literal(text, datatype=NamedNode(XSD + kind))
