"""Nanopublications: one for each accepted claim, with its four graphs, as TriG.

The assertion is the triple that the claim states, or all facts of the node it
describes; the provenance is the claim's own statements (source, passages, status); the
publication info is that of the dataset. Claims that are undecided or rejected are left
out: a nanopublication asserts. Source: Nanopublication Guidelines, nanopub.net.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

import pyoxigraph
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from alliance_kg.errors import InputError
from alliance_kg.export.contents import Contents
from alliance_kg.export.joins import DESCRIBES, grouped, matched
from alliance_kg.export.rdf import used_prefixes
from alliance_kg.export.reified import is_part, stated_triple
from alliance_kg.spool import Spool
from alliance_kg.statements import Node
from alliance_kg.terms import BASE, RDF_TYPE, XSD, akg, concept

NP = "http://www.nanopub.org/nschema#"
_DCTERMS = "http://purl.org/dc/terms/"
_PROV = "http://www.w3.org/ns/prov#"
_CLAIM = f"{BASE}claim/"
_DATASET = f"{BASE}dataset"
_ACCEPTED = concept("acceptance", "accepted")
_ACCEPTANCE = akg("hasAcceptance").value
_SOURCE = akg("isMadeBy").value
# Without them nobody could say whose a nanopublication is, from when, and who may use it.
_INFO = ("creator", "license", "issued")


class _About(NamedTuple):
    """What is said in each publication info: creator, licence, date."""

    creator: NamedNode | Literal
    license: NamedNode | Literal
    issued: Literal


def write(contents: Contents, out: BinaryIO) -> None:
    """Write the nanopublications, in the order of their claims.

    Raises InputError when the dataset's description lacks creator, licence or date.
    """
    about = _about(contents)
    with _assertions(contents) as assertions:

        def quads() -> Iterator[Quad]:
            nodes = contents.merged.nodes()
            for node, lines in matched(nodes, grouped(assertions)):
                if lines:
                    triples = pyoxigraph.parse("\n".join(lines), format=RdfFormat.N_TRIPLES)
                    yield from nanopublication(node, [quad.triple for quad in triples], about)

        prefixes = contents.namespaces | {"np": NP}
        used = used_prefixes(map(str, quads()), prefixes)
        pyoxigraph.serialize(quads(), out, format=RdfFormat.TRIG, prefixes=used)


def name_of(claim: str) -> str:
    """Return the IRI of a claim's nanopublication."""
    return f"{BASE}np/{claim.removeprefix(_CLAIM)}"


def nanopublication(claim: Node, triples: list[Triple], about: _About) -> Iterator[Quad]:
    """Yield the head, assertion, provenance and publication info of one claim."""
    name = name_of(claim.subject.value)
    np = NamedNode(name)
    head, assertion, provenance, info = (
        NamedNode(f"{name}#{part}") for part in ("head", "assertion", "provenance", "pubinfo")
    )
    yield Quad(np, RDF_TYPE, NamedNode(f"{NP}Nanopublication"), head)
    yield Quad(np, NamedNode(f"{NP}hasAssertion"), assertion, head)
    yield Quad(np, NamedNode(f"{NP}hasProvenance"), provenance, head)
    yield Quad(np, NamedNode(f"{NP}hasPublicationInfo"), info, head)
    for triple in triples:
        yield Quad(triple.subject, triple.predicate, triple.object, assertion)
    derived, primary = NamedNode(f"{_PROV}wasDerivedFrom"), NamedNode(f"{_PROV}hadPrimarySource")
    yield Quad(assertion, derived, claim.subject, provenance)
    for source in claim.values.get(_SOURCE, ()):
        yield Quad(assertion, primary, source, provenance)
    for predicate, values in claim.values.items():
        if not is_part(predicate):
            for value in values:
                yield Quad(claim.subject, NamedNode(predicate), value, provenance)
    yield Quad(np, NamedNode(f"{_DCTERMS}created"), about.issued, info)
    yield Quad(np, NamedNode(f"{_DCTERMS}creator"), about.creator, info)
    yield Quad(np, NamedNode(f"{_DCTERMS}license"), about.license, info)
    yield Quad(np, NamedNode(f"{_DCTERMS}isPartOf"), NamedNode(_DATASET), info)


def _assertions(contents: Contents) -> Spool:
    """Return the triples that accepted claims assert, as `claim TAB triple`."""
    assertions = Spool()
    with Spool() as described:
        for node in contents.merged.nodes():
            if _ACCEPTED not in node.values.get(_ACCEPTANCE, ()):
                continue
            stated = stated_triple(node)
            if stated is not None:
                assertions.add(f"{node.subject}\t{stated} .")
            for target in node.values.get(DESCRIBES, ()):
                described.add(f"{target}\t{node.subject}")
        for node, claims in matched(contents.merged.nodes(), grouped(described)):
            for claim in claims:
                for predicate, values in node.values.items():
                    for value in values:
                        assertions.add(f"{claim}\t{node.subject} <{predicate}> {value} .")
    return assertions


def _about(contents: Contents) -> _About:
    for node in contents.merged.nodes():
        if node.subject.value == _DATASET:
            found = [node.values.get(f"{_DCTERMS}{name}", []) for name in _INFO]
            if all(found):
                creator, licence, issued = (values[0] for values in found)
                if isinstance(issued, Literal) and not isinstance(creator, Triple):
                    day = Literal(f"{issued.value}T00:00:00Z", datatype=NamedNode(f"{XSD}dateTime"))
                    return _About(creator, licence, day)  # type: ignore[arg-type] # IRIs by shape
    raise InputError(
        f"{contents.bundle.root}: nothing says dcterms:creator, license and issued of "
        f"<{_DATASET}>; data/dataset.ttl does, and each nanopublication repeats it"
    )
