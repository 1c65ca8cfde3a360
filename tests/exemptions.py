"""What `ontology/exceptions.ttl` lets off the quality checks, as data."""

from pyoxigraph import parse

from alliance_kg.bundle import Bundle

AKG = "https://w3id.org/alliance-kg/ontology#"


def exempted(check: str) -> set[str]:
    """Return the IRIs that a check does not apply to."""
    path = Bundle.open().root / "ontology" / "exceptions.ttl"
    triples = [quad.triple for quad in parse(path=path)]
    waivers = {
        triple.subject
        for triple in triples
        if triple.predicate.value == f"{AKG}waivesCheck" and triple.object.value == check
    }
    return {
        triple.object.value
        for triple in triples
        if triple.predicate.value == f"{AKG}exempts" and triple.subject in waivers
    }
