"""Why one fact is in the graph: named in words, found, and explained down to its claims."""

import shlex
from collections.abc import Callable, Iterator, Sequence

from pyoxigraph import Literal, NamedNode

from alliance_kg import claims
from alliance_kg.errors import Ambiguous, NotFound
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.names import Names
from alliance_kg.proof.ground import Derivation, Explanation, Ground
from alliance_kg.proof.grounds import grounds_of
from alliance_kg.stores import Store
from alliance_kg.terms import BASE, RDF_TYPE, Term, akg, text_of

Reasons = Callable[[], "dict[Fact, tuple[str, tuple[Fact, ...]]]"]
"""Gives the facts that only follow from others, with rule and premises; slow."""

_CLAIMING = """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?claim WHERE {
  ?claim rdf:subject %s ;
      rdf:predicate %s ;
      rdf:object ?said .
  FILTER (?said = %s)
}"""
_SAYING = """PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>
SELECT DISTINCT ?o WHERE { ?claim rdf:subject %s ; rdf:predicate %s ; rdf:object ?o }"""


def explain(
    store: Store, names: Names, words: tuple[str, str, str], reasons: Reasons
) -> Explanation:
    """Explain a fact: subject, predicate and object by name, IRI or, an object, as a literal.

    Raises NotFound when it is not in the graph and does not follow: with the claims that
    say so but are not accepted, else with the values that the subject has.
    """
    subject, predicate = _node(names, words[0]), _property(store, names, words[1])
    values = [row["o"] for row in store.select(
        f"SELECT DISTINCT ?o WHERE {{ {subject} {predicate} ?o }}").rows]  # fmt: skip
    value = _chosen(names, words[2], values)
    if value is not None:
        fact: Fact = (subject, predicate, value)
        refused = tuple(item for item in _claiming(store, fact) if item.acceptance != "accepted")
        return Explanation(grounds_of(store, [fact])[fact], True, refused)
    said = [row["o"] for row in store.select(_SAYING % (subject, predicate)).rows]
    wanted = _chosen(names, words[2], said) or _named_or_literal(names, words[2])
    fact = (subject, predicate, wanted)
    told = " ".join(_short(names, term) for term in fact)
    refused = _claiming(store, fact)
    if refused:
        claim = refused[0]
        count = len({item.claim for item in refused})
        more = f" (and {count - 1} more)" if count > 1 else ""
        raise NotFound(
            f"'{told}' is no fact here: claim/{claim.claim_id}{more} says so and is "
            f"{claim.acceptance}; see alliance-kg evidence claim/{claim.claim_id}"
        )
    derived = reasons()
    if fact in derived:
        return Explanation(_derived(store, fact, derived), False)
    nearest = [f"{words[0]} {words[1]} {_short(names, other)}" for other in values]
    raise NotFound(f"'{told}' is no fact here, and follows from none", sorted(nearest)[:3])


def split(text: str, names: Names, store: Store) -> tuple[str, str, str]:
    """Return subject, predicate and object of a fact written as one text.

    Names of several words may be quoted; without quotes, the words are parted where all
    three name something. Raises NotFound.
    """
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    if len(words) == 3:
        return words[0], words[1], words[2]
    for parts in _parted(words):
        try:
            _node(names, parts[0])
            _property(store, names, parts[1])
        except NotFound:
            continue
        return parts
    raise NotFound(
        f"'{text}' does not say subject, predicate and object; "
        "write names of several words in quotes"
    )


def _parted(words: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    for first in range(1, len(words) - 1):
        for second in range(first + 1, len(words)):
            parts = words[:first], words[first:second], words[second:]
            yield " ".join(parts[0]), " ".join(parts[1]), " ".join(parts[2])


def _node(names: Names, text: str) -> NamedNode:
    """Return what a text names: as in `describe`, or by the last part of its IRI."""
    if not names.matches(text):
        ends = sorted({
            spelling.iri for spelling in names.spellings()
            if spelling.iri.startswith(BASE) and spelling.iri.endswith(f"/{text}")
        })  # fmt: skip
        if len(ends) == 1:
            return NamedNode(ends[0])
        if ends:
            raise Ambiguous(
                f"'{text}' names more than one thing here", list(map(names.short, ends))
            )
    return names.find(text)


def _property(store: Store, names: Names, text: str) -> NamedNode:
    """Return the property that a text names: `a`, its local name, or as in `describe`."""
    if text == "a":
        return RDF_TYPE
    if text.isidentifier() and store.ask(f"ASK {{ {akg(text)} a ?kind }}"):
        return akg(text)
    try:
        return names.find(text)
    except NotFound:
        if ":" in text or text.startswith("<"):
            return names.prefixes.expand(text)  # of another vocabulary, without a label here
        raise


def _chosen(names: Names, text: str, values: Sequence[Term]) -> Term | None:
    """Return the value that a text means, among those there are."""
    for value in values:
        if str(value) == text or (isinstance(value, Literal) and value.value == text):
            return value
    meant = {node.value for node in names.matches(text)}
    fitting = [
        value
        for value in values
        if isinstance(value, NamedNode)
        and (value.value in meant or value.value.endswith((f"/{text}", f"#{text}")))
    ]
    return fitting[0] if len(fitting) == 1 else None


def _named_or_literal(names: Names, text: str) -> Term:
    try:
        return _node(names, text)
    except NotFound:
        return Literal(text)


def _claiming(store: Store, fact: Fact) -> tuple[Evidence, ...]:
    """Return the claims of a triple, whatever their acceptance."""
    rows = store.select(_CLAIMING % fact).rows
    found = [row["claim"] for row in rows if isinstance(row["claim"], NamedNode)]
    return claims.evidence_of(store, found)


def _derived(
    store: Store, fact: Fact, derived: "dict[Fact, tuple[str, tuple[Fact, ...]]]"
) -> Ground:
    """Explain a derived fact down to facts that are asserted; cycles are cut."""
    asserted: dict[Fact, None] = {}

    def walk(each: Fact, above: frozenset[Fact]) -> None:
        for premise in derived[each][1]:
            if premise in derived and premise not in above:
                walk(premise, above | {premise})
            elif premise not in derived:
                asserted[premise] = None

    def ground(each: Fact, above: frozenset[Fact]) -> Ground:
        rule, premises = derived[each]
        parts = []
        for premise in premises:
            if premise in above:
                parts.append(Ground(premise, is_above=True))
            elif premise in derived:
                parts.append(ground(premise, above | {premise}))
            else:
                parts.append(known[premise])
        return Ground(each, derivation=Derivation(rule, tuple(parts)))

    walk(fact, frozenset({fact}))
    known = grounds_of(store, asserted)
    return ground(fact, frozenset({fact}))


def _short(names: Names, term: Term) -> str:
    return names.short(term.value) if isinstance(term, NamedNode) else text_of(term)
