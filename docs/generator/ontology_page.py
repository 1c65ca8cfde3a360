"""The page of the ontology: classes, properties, concept schemes."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from pyoxigraph import Literal, NamedNode

from alliance_kg.bundle import Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.terms import Term, akg, local_name, text_of
from generator.rules import Rule, rules
from generator.turtle import (
    ONTOLOGY,
    OWL,
    RDFS,
    ROOT,
    SKOS,
    Block,
    cell,
    data_files,
    iris,
    key,
    label,
    members,
    prefixes,
    read,
    types,
    words,
)

_DEFINITION = f"{SKOS}definition"
_SUBCLASS = f"{RDFS}subClassOf"
_KINDS = {
    "Classes": "Class",
    "Object properties": "ObjectProperty",
    "Datatype properties": "DatatypeProperty",
    "Annotation properties": "AnnotationProperty",
}
_AXIOMS = (
    "AsymmetricProperty", "FunctionalProperty", "InverseFunctionalProperty", "IrreflexiveProperty",
    "SymmetricProperty", "TransitiveProperty",
)  # fmt: skip


def ontology_page() -> str:
    """Return the page of the ontology."""
    blocks = read(ROOT / "ontology" / "alliance.ttl")
    own = {iri: term for iri, term in blocks.items() if iri.startswith(ONTOLOGY)}
    properties = [iri for iri, term in own.items() if types(term) & set(list(_KINDS.values())[1:])]
    lines = [
        "# Ontology",
        "",
        f"Prefix `akg:` is `{ONTOLOGY}`; English first, Italian below it.",
        "Classes and properties are in `ontology/alliance.ttl`, concepts in",
        "`ontology/schemes.ttl`, links to other vocabularies in `ontology/alignments.ttl`,",
        "rules in `ontology/shapes/`. A rule stands with the term it is about, with what",
        "`alliance-kg validate` says when it is broken; other terms link to it. CQ numbers are",
        "competency questions; [questions.md](questions.md) says what answers them.",
        "",
        "![Diagram of the core classes and the properties between them](overview.svg)",
    ]
    for heading, kind in _KINDS.items():
        lines += ["", f"## {heading}"]
        for iri, term in own.items():
            if kind in types(term):
                lines += _term(iri, term, blocks, properties)
    lines += ["", "## Rules for every term", "", *_rules("")]
    lines += ["", "## Concept schemes", *_schemes(read(ROOT / "ontology" / "schemes.ttl"))]
    return "\n".join(lines) + "\n"


def _term(iri: str, term: Block, blocks: dict[str, Block], properties: list[str]) -> list[str]:
    lines = ["", f"### {local_name(iri)}", "", *_bilingual(term, f"{RDFS}label")]
    facts = {
        "kind of": _links(term, f"{RDFS}subClassOf"),
        "kinds": _users(iri, blocks, list(blocks), "subClassOf"),
        "from": _links(term, f"{RDFS}domain"),
        "to": _links(term, f"{RDFS}range"),
        "has": _users(iri, blocks, properties, "domain"),
        "value of": _users(iri, blocks, properties, "range"),
        "axioms": "; ".join(_axioms(iri, term, blocks)),
        "elsewhere": _alignment(iri),
        "competency questions": ", ".join(
            text_of(v) for v in term.get(akg("competencyQuestion").value, ())
        ),
        "questions": _asked_by(iri, blocks, properties),
        "example": _example(iri, blocks),
        "other rules": _other_rules(iri),
    }
    lines += ["", *(f"- {name}: {value}" for name, value in facts.items() if value)]
    told = _rules(iri)
    return lines + (["", "Rules:", "", *told] if told else [])


def _axioms(iri: str, term: Block, blocks: dict[str, Block]) -> Iterator[str]:
    """Yield the axioms of a term other than those that have a line of their own."""
    yield from sorted(types(term) & set(_AXIOMS))
    for other in iris(term.get(f"{OWL}inverseOf", ())):
        yield f"inverse of {_link(other)}"
    for chain in term.get(f"{OWL}propertyChainAxiom", ()):
        steps = (_step(blocks, step) for step in members(blocks, chain))
        yield f"follows from {' then '.join(steps)}"
    for meaning in term.get(f"{OWL}equivalentClass", ()):
        parts = members(blocks, blocks[key(meaning)][f"{OWL}intersectionOf"][0])
        yield f"the same as {' and '.join(_part(blocks, part) for part in parts)}"
    for block in blocks.values():
        if "AllDisjointClasses" in types(block):
            classes = iris(members(blocks, block[f"{OWL}members"][0]))
            if iri in classes:
                yield f"disjoint with {', '.join(_link(c) for c in classes if c != iri)}"


def _step(blocks: dict[str, Block], step: Term) -> str:
    if isinstance(step, NamedNode):
        return _link(step.value)
    return f"the inverse of {_links(blocks[key(step)], f'{OWL}inverseOf')}"


def _part(blocks: dict[str, Block], part: Term) -> str:
    if isinstance(part, NamedNode):
        return _link(part.value)
    restriction = blocks[key(part)]
    value = restriction[f"{OWL}hasValue"][0]
    return f"{_links(restriction, f'{OWL}onProperty')} {_curie(value)}"


@cache
def _alignments() -> dict[str, Block]:
    return read(ROOT / "ontology" / "alignments.ttl")


def _alignment(iri: str) -> str:
    """Return what a term is in other vocabularies."""
    found = [
        f"{local_name(predicate)} `{prefixes().contract(other)}`"
        for predicate, values in _alignments().get(iri, {}).items()
        for other in iris(values)
        if not predicate.endswith("#type")
    ]
    return ", ".join(found)


@cache
def _questions() -> dict[str, list[str]]:
    """Return the questions by the terms they use, in the query or as kind of a column."""
    found: dict[str, list[str]] = defaultdict(list)
    for question in sorted(Catalog(Bundle.open(ROOT)), key=lambda q: q.slug):
        named = set(re.findall(r"\bakg:(\w+)", question.query))
        named |= {column.kind for column in question.columns}
        named |= {parameter.kind for parameter in question.parameters}
        for name in named:
            found[name].append(question.slug)
    return found


def _asked_by(iri: str, blocks: dict[str, Block], properties: list[str]) -> str:
    """Return links to the questions that use a term; a class is used by its properties too."""
    of_it = [p for p in properties if NamedNode(iri) in blocks[p].get(f"{RDFS}domain", ())]
    slugs = {slug for name in (iri, *of_it) for slug in _questions()[local_name(name)]}
    return ", ".join(f"[{slug}](questions.md#{slug})" for slug in sorted(slugs))


def _rules(iri: str) -> list[str]:
    return [_told(rule) for rule in rules() if rule.home == iri]


def _told(rule: Rule) -> str:
    file = f"../{rule.file.relative_to(ROOT).as_posix()}"
    english, italian = cell(rule.message["en"]), cell(rule.message["it"])
    return f"- [`{rule.name}`]({file}) ({rule.severity}): {english}<br>*{italian}*"


def _other_rules(iri: str) -> str:
    """Return links to the rules that concern a term but stand with another one."""
    return ", ".join(
        f"[{rule.name}](#{local_name(rule.home).lower()})"
        for rule in rules()
        if iri in rule.terms and rule.home != iri
    )


@cache
def _examples() -> dict[str, tuple[str, str, Term, str]]:
    """Return for each term its first use in the data: subject, predicate, value, file."""
    bundle = Bundle.open(ROOT)
    found: dict[str, tuple[str, str, Term, str]] = {}
    for path in data_files(bundle):
        for iri, block in read(path).items():
            for predicate, values in block.items():
                is_type = predicate.endswith("#type")
                for term in iris(values) if is_type else [predicate]:
                    use = (iri, predicate, values[0], bundle.label(path))
                    found.setdefault(term, use)
    return found


def _example(iri: str, blocks: dict[str, Block]) -> str:
    """Return a real use of a term; of a class that has none, that of a class below it."""
    below = [k for k, block in blocks.items() if NamedNode(iri) in block.get(_SUBCLASS, ())]
    if iri not in _examples():
        return next(filter(None, (_example(narrower, blocks) for narrower in below)), "")
    subject, predicate, value, file = _examples()[iri]
    node, place = NamedNode(subject), f"([{file}](../{file}))"
    if predicate.endswith("#type"):
        return f"{_curie(node)} {place}"
    return f"{_curie(node)} **{local_name(iri)}** {_curie(value)} {place}"


def _curie(term: Term) -> str:
    """Return a term in short with its label, as it may stand in running text."""
    if isinstance(term, Literal):
        mark = f"@{term.language}" if term.language else ""
        return f"`{term.value[:16]}…`" if len(term.value) == 64 else f"`{term.value}`{mark}"
    short, name = prefixes().contract(key(term)), label(term, "en")
    return f"`{short}`" if name == short else f"`{short}` “{name}”"


def _schemes(terms: dict[str, Block]) -> Iterator[str]:
    for iri, scheme in terms.items():
        if "ConceptScheme" not in types(scheme):
            continue
        yield from ("", f"### scheme/{local_name(iri)}", "")
        yield from _bilingual(scheme, f"{SKOS}prefLabel")
        yield from ("", "| code | English | italiano |", "|---|---|---|")
        for concept, term in terms.items():
            if NamedNode(iri) in term.get(f"{SKOS}inScheme", ()):
                labels, meanings = words(term, f"{SKOS}prefLabel"), words(term, _DEFINITION)
                cells = (f"{labels[lang]}: {meanings[lang]}" for lang in ("en", "it"))
                yield f"| `{local_name(concept)}` | {' | '.join(cells)} |"


def _bilingual(term: Block, name: str) -> list[str]:
    labels, meanings = words(term, name), words(term, _DEFINITION)
    notes = words(term, f"{SKOS}scopeNote")
    english, italian = (
        f"**{labels[lang]}**: {' '.join(filter(None, (meanings[lang], notes.get(lang))))}"
        for lang in ("en", "it")
    )
    return [f"{english}  ", italian]


def _links(term: Block, predicate: str) -> str:
    return ", ".join(_link(iri) for iri in iris(term.get(predicate, ())))


def _link(iri: str) -> str:
    if not iri.startswith(ONTOLOGY):
        return f"`{prefixes().contract(iri)}`"
    return f"[{local_name(iri)}](#{local_name(iri).lower()})"


def _users(iri: str, blocks: dict[str, Block], properties: list[str], end: str) -> str:
    return ", ".join(
        _link(name) for name in properties if NamedNode(iri) in blocks[name].get(f"{RDFS}{end}", ())
    )
