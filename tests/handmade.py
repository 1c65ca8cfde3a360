"""Small stores written by hand, in Turtle with a short prefix for each kind of thing."""

import pyoxigraph
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat

from alliance_kg.stores.embedded import EmbeddedStore

OWN = "https://w3id.org/alliance-kg/"
KINDS = ("amount", "company", "dispute", "event", "person", "quantity", "source", "time")
PREFIXES = {
    "akg": f"{OWN}ontology#",
    "claim": f"{OWN}claim/",
    "holding": f"{OWN}id/role-holding/",
    **{kind: f"{OWN}id/{kind}/" for kind in KINDS},
    **{
        scheme: f"{OWN}scheme/{scheme}/"
        for scheme in ("acceptance", "event-status", "outcome", "phase")
    },
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}


def store(*files):
    """Return a store that holds each text of Turtle in a graph of its own."""
    held = pyoxigraph.Store()
    head = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())
    for number, text in enumerate(files):
        graph = NamedNode(f"{OWN}graph/{number}")
        for quad in pyoxigraph.parse(head + text, format=RdfFormat.TURTLE):
            held.add(Quad(*quad.triple, graph))
    return EmbeddedStore(held, PREFIXES)


def time(name, **bounds):
    """Return the Turtle of a time extent; bounds are ISO dates by the property's name."""
    facts = "".join(
        f' ; akg:{bound} "{day}T00:00:00Z"^^xsd:dateTime' for bound, day in bounds.items() if day
    )
    return f"time:{name} a akg:TimeExtent{facts} .\n"


def triples(held):
    """Return the triples of a store, whatever their graph; anonymous nodes differ by load."""
    return {
        quad.triple
        for quad in held.store
        if not isinstance(quad.subject, BlankNode) and not isinstance(quad.object, BlankNode)
    }


def subjects(held):
    """Return what a store says anything of, each as kind/slug."""
    return {
        triple.subject.value.removeprefix(f"{OWN}id/").removeprefix(OWN) for triple in triples(held)
    }
