"""Differences by entity: which were added, removed, changed, and in which property."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat

from alliance_kg.diff.comparison import Comparison
from alliance_kg.diff.questions import question_values
from alliance_kg.terms import BASE, RDF, Term, akg

PARTS = (
    "ontology",
    "concepts",
    "rules",
    "questions",
    "facts",
    "claims",
    "passages",
    "sources",
    "disputes",
    "dataset",
)
"""What an entity may be a part of, in the order told."""

_BEGINNINGS = {
    f"{BASE}ontology": "ontology",
    f"{BASE}alignments": "ontology",
    f"{BASE}exceptions": "ontology",
    f"{BASE}prefixes": "ontology",
    f"{BASE}scheme/": "concepts",
    f"{BASE}shapes": "rules",
    f"{BASE}query/": "questions",
    f"{BASE}claim/": "claims",
    f"{BASE}span/": "passages",
    f"{BASE}id/source/": "sources",
    f"{BASE}id/dispute/": "disputes",
    f"{BASE}dataset": "dataset",
    f"{BASE}graph/": "dataset",
}
_OWL = "http://www.w3.org/2002/07/owl#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_LOGICAL = tuple(f"{_RDFS}{name}" for name in ("subClassOf", "subPropertyOf", "domain", "range"))
_NOT_LOGICAL = tuple(f"{_OWL}{name}" for name in ("versionInfo", "versionIRI", "deprecated"))
_LABELS = (f"{_RDFS}label", "http://www.w3.org/2004/02/skos/core#prefLabel")
_STATED = (f"{RDF}subject", f"{RDF}predicate", f"{RDF}object")
# The rest of a question that is new or gone is in its file.
_OF_NEW_QUESTIONS = ("title.", "phrasings.", "theme")
_ABOUT = (*_STATED, akg("describes").value)


class ValueChange(NamedTuple):
    """One property of an entity: the values only one side has, sorted.

    `property` is an IRI, or for a question a key of its header. `graphs` are those that
    a statement left and came to, when nothing else changed. `is_logical` says of a term
    of the ontology that its meaning for a reasoner changed, not its words.
    """

    property: str
    before: tuple[Term, ...]
    after: tuple[Term, ...]
    graphs: tuple[str, ...] = ()
    is_logical: bool = False


class EntityChange(NamedTuple):
    """One entity that differs: `kind` is added, removed or changed.

    `about` is the triple that a claim states, or the one node that it describes.
    """

    part: str
    iri: str
    kind: str
    changes: tuple[ValueChange, ...]
    about: tuple[Term, ...] = ()


class Difference(NamedTuple):
    """All that differs; entities by part, then by IRI. Equal editions have none."""

    old: str
    new: str
    entities: tuple[EntityChange, ...]
    ignored: tuple[str, ...]
    labels: Mapping[str, Mapping[str, str]]
    """Labels by IRI, then by language."""

    @property
    def is_equal(self) -> bool:
        """Whether nothing differs."""
        return not self.entities

    def counts(self) -> dict[str, Counter[str]]:
        """Return how many entities were added, removed and changed, by part."""
        found: dict[str, Counter[str]] = {}
        for entity in self.entities:
            found.setdefault(entity.part, Counter())[entity.kind] += 1
        return found


def difference(comparison: Comparison) -> Difference:
    """Group what differs by entity, with the labels to tell it by."""
    removed: dict[str, list[Quad]] = {}
    added: dict[str, list[Quad]] = {}
    for sign, quad in comparison.quads():
        entity = _entity(quad, comparison.owners)
        (removed if sign == "-" else added).setdefault(entity, []).append(quad)
    touched = removed.keys() | added.keys()
    before = _context(comparison.before.lines(), touched)
    after = _context(comparison.after.lines(), touched)
    found = [
        EntityChange(
            _part(iri),
            iri,
            _kind(iri in before, iri in after),
            tuple(_values(iri, removed.get(iri, []), added.get(iri, []))),
            after.get(iri, ()) or before.get(iri, ()),
        )
        for iri in touched
    ]
    found += _questions(comparison)
    found.sort(key=lambda entity: (PARTS.index(entity.part), entity.iri))
    labels: dict[str, dict[str, str]] = {}
    wanted = set(_mentioned(found))
    for lines in (comparison.before.lines(), comparison.after.lines()):
        _add_labels(lines, wanted, labels)
    for side in (comparison.old, comparison.new):
        for slug, question in (side.questions or {}).items():
            if (iri := f"{BASE}query/{slug}") in wanted:
                labels[iri] = dict(question.title)
    return Difference(
        comparison.old.name, comparison.new.name, tuple(found), comparison.ignored, labels
    )


def _entity(quad: Quad, owners: Mapping[str, str]) -> str:
    subject = quad.subject
    if isinstance(subject, BlankNode):
        return owners.get(subject.value) or f"_:{subject.value}"
    return subject.value if isinstance(subject, NamedNode) else str(subject)


def _part(iri: str) -> str:
    return next((part for start, part in _BEGINNINGS.items() if iri.startswith(start)), "facts")


def _kind(was: bool, is_now: bool) -> str:
    if was and is_now:
        return "changed"
    return "removed" if was else "added"


def _context(lines: Iterable[str], entities: Iterable[str]) -> dict[str, tuple[Term, ...]]:
    """Return the entities that have statements, each with what it is about as a claim."""
    tokens = {iri if iri.startswith("_:") else f"<{iri}>": iri for iri in entities}
    found: dict[str, dict[str, Term]] = {}
    for line in lines:
        subject, _, rest = line.partition(" ")
        if subject in tokens:
            parts = found.setdefault(tokens[subject], {})
            predicate = rest.partition(" ")[0][1:-1]
            if predicate in _ABOUT:
                parts[predicate] = _quad(line).object
    return {
        iri: tuple(parts[name] for name in _ABOUT if name in parts) for iri, parts in found.items()
    }


def _values(iri: str, removed: list[Quad], added: list[Quad]) -> Iterator[ValueChange]:
    left = {quad.triple: quad for quad in removed}
    moved = [(left[quad.triple], quad) for quad in added if quad.triple in left]
    same = {quad.triple for _, quad in moved}
    properties: dict[str, tuple[set[Term], set[Term]]] = {}
    for side, quads in enumerate((removed, added)):
        for quad in quads:
            if quad.triple not in same:
                properties.setdefault(quad.predicate.value, (set(), set()))[side].add(quad.object)
    for name, (before, after) in _telling(properties):
        is_logical = _part(iri) == "ontology" and _is_logical(name)
        yield ValueChange(name, _sorted(before), _sorted(after), (), is_logical)
    for old, new in sorted(moved, key=lambda pair: str(pair[0])):
        graphs = tuple(getattr(quad.graph_name, "value", "") for quad in (old, new))
        yield ValueChange(old.predicate.value, (old.object,), (new.object,), graphs)


def _telling(
    properties: dict[str, tuple[set[Term], set[Term]]],
) -> list[tuple[str, tuple[set[Term], set[Term]]]]:
    """Return what tells a reader something: not what only hangs on another blank node."""
    found = sorted(properties.items())
    telling = [
        (name, (before - after, after - before))
        for name, (before, after) in found
        if not all(isinstance(term, BlankNode) for term in before ^ after)
    ]
    return telling or found


def _is_logical(predicate: str) -> bool:
    if predicate in _NOT_LOGICAL:
        return False
    return predicate.startswith((_OWL, RDF)) or predicate in _LOGICAL


def _questions(comparison: Comparison) -> Iterator[EntityChange]:
    old, new = comparison.old.questions, comparison.new.questions
    if old is None or new is None:
        return
    for slug in sorted(old.keys() | new.keys()):
        was, is_now = old.get(slug), new.get(slug)
        if was is not None and is_now is not None and was.text == is_now.text:
            continue
        changes = [
            ValueChange(key, _texts(before), _texts(after))
            for key, before, after in question_values(was, is_now)
            if (was and is_now) or key.startswith(_OF_NEW_QUESTIONS)
        ]
        kind = _kind(was is not None, is_now is not None)
        yield EntityChange("questions", f"{BASE}query/{slug}", kind, tuple(changes))


def _texts(values: Iterable[str]) -> tuple[Term, ...]:
    return tuple(Literal(value) for value in values)


def _mentioned(entities: Iterable[EntityChange]) -> Iterator[str]:
    for entity in entities:
        yield entity.iri
        terms = [*entity.about]
        for change in entity.changes:
            yield change.property
            terms += [*change.before, *change.after]
        yield from (term.value for term in terms if isinstance(term, NamedNode))


def _add_labels(lines: Iterable[str], wanted: set[str], labels: dict[str, dict[str, str]]) -> None:
    for line in lines:
        subject, _, rest = line.partition(" ")
        if subject[1:-1] in wanted and rest.partition(" ")[0][1:-1] in _LABELS:
            label = _quad(line).object
            if isinstance(label, Literal):
                labels.setdefault(subject[1:-1], {})[label.language or ""] = label.value


def _quad(line: str) -> Quad:
    (quad,) = pyoxigraph.parse(line, format=RdfFormat.N_QUADS)
    return Quad(quad.subject, quad.predicate, quad.object, quad.graph_name)


def _sorted(terms: set[Term]) -> tuple[Term, ...]:
    return tuple(sorted(terms, key=str))
