"""What a fact rests on: claims, a layer of the graph that needs none, or a derivation."""

from typing import Any, NamedTuple

from pyoxigraph import NamedNode

from alliance_kg.evidence import Evidence, Fact
from alliance_kg.terms import Term, text_of

LAYERS = (
    "ontology", "scheme", "type", "label", "identifier", "time", "source", "claim", "dispute",
    "dataset", "derivation",
)  # fmt: skip
"""What the graph says without a source: its ontology and schemes, what kind a thing is and
what it is called, identifiers elsewhere, calendar values, and its own records of sources,
claims, disputes, the dataset and derivations."""


class Layer(NamedTuple):
    """A part of the graph whose facts need no claim, and the named graphs that hold one."""

    kind: str
    graphs: tuple[NamedNode, ...] = ()


class Derivation(NamedTuple):
    """The rule of OWL 2 RL that gives a fact, and what its premises rest on in turn.

    A premise about an anonymous class or list has `rdf:nil` for its object.
    """

    rule: str
    premises: tuple["Ground", ...]


class Ground(NamedTuple):
    """What one fact rests on; nothing at all when that is not known.

    `claims` are the accepted ones, or the claim itself for what it says. `is_above` marks
    a premise that is explained further up, where the cycle is cut.
    """

    fact: Fact
    claims: tuple[Evidence, ...] = ()
    layer: Layer | None = None
    derivation: Derivation | None = None
    is_above: bool = False

    @property
    def is_explained(self) -> bool:
        """Whether anything is known that the fact rests on."""
        return bool(self.claims or self.layer or self.derivation or self.is_above)

    def to_dict(self) -> dict[str, Any]:  # Any: JSON
        """Return the ground as JSON values; what does not apply is left out."""
        found: dict[str, Any] = {"fact": words_of(self.fact)}
        if self.claims:
            found["claims"] = [evidence_words(item) for item in self.claims]
        if self.layer:
            graphs = [graph.value for graph in self.layer.graphs]
            found["layer"] = {"kind": self.layer.kind, "graphs": graphs}
        if self.derivation:
            premises = [premise.to_dict() for premise in self.derivation.premises]
            found["derivation"] = {"rule": self.derivation.rule, "premises": premises}
        if self.is_above:
            found["explained_above"] = True
        if not self.is_explained:
            found["unexplained"] = True
        return found


class Explanation(NamedTuple):
    """Why one fact is in the graph, or follows from it.

    `is_asserted` is false for a fact that only the rules of OWL 2 RL give. `refused` are
    claims that say the same and are not accepted.
    """

    ground: Ground
    is_asserted: bool = True
    refused: tuple[Evidence, ...] = ()

    @property
    def fact(self) -> Fact:
        """The fact explained."""
        return self.ground.fact

    def to_dict(self) -> dict[str, Any]:  # Any: JSON
        """Return the explanation as JSON values."""
        return self.ground.to_dict() | {
            "asserted": self.is_asserted,
            "refused": [evidence_words(item) for item in self.refused],
        }


def words_of(fact: Fact) -> list[str]:
    """Return a fact as three texts: IRIs, and the lexical form of a literal."""
    return [text_of(term) for term in fact]


def evidence_words(item: Evidence) -> dict[str, Any]:  # Any: JSON
    """Return one claim as JSON values; without a place in a text, start and end are null."""
    return {
        "fact": words_of(item.fact),
        "status": item.status,
        "claim": item.claim.value,
        "source": item.source.value,
        "start": item.span.start if item.span else None,
        "end": item.span.end if item.span else None,
    }


def terms_of(ground: Ground) -> list[Term]:
    """Return the terms of a ground that a reader wants labels for."""
    found = [*ground.fact, *(item.source for item in ground.claims)]
    for premise in ground.derivation.premises if ground.derivation else ():
        found += terms_of(premise)
    return found
