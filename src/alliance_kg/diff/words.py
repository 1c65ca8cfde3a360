"""A difference in words: as a table, as Markdown, as JSON; in English and Italian."""

from collections.abc import Iterable
from typing import Any

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from alliance_kg import layout
from alliance_kg.diff.difference import PARTS, Difference, EntityChange, ValueChange
from alliance_kg.terms import BASE, RDF_TYPE, Prefixes, Term

Json = Any  # what json writes

KINDS = ("added", "removed", "changed")
_PARTS = {
    "en": ("terms of the ontology", "concepts", "rules", "questions", "facts", "claims",
           "passages", "sources", "disputes", "description of the dataset"),
    "it": ("termini dell'ontologia", "concetti", "regole", "domande", "fatti", "affermazioni",
           "passi", "fonti", "controversie", "descrizione del dataset"),
}  # fmt: skip
_WORDS = {
    "en": {
        "added": "added", "removed": "removed", "changed": "changed", "type": "type",
        "part": "Part", "change": "Change", "entity": "Entity", "property": "Property",
        "before": "Before", "after": "After", "title": "Changes from {} to {}",
        "equal": "Nothing differs.", "not compared": "Not compared: {}.", "moved": "moved",
        "graphs": "graphs", "rules": "rules", "questions": "questions",
        "logical": "changes what follows from it",
    },
    "it": {
        "added": "aggiunto", "removed": "rimosso", "changed": "cambiato", "type": "tipo",
        "part": "Parte", "change": "Modifica", "entity": "Entità", "property": "Proprietà",
        "before": "Prima", "after": "Dopo", "title": "Modifiche da {} a {}",
        "equal": "Non c'è nessuna differenza.", "not compared": "Non confrontati: {}.",
        "moved": "spostato", "graphs": "grafi", "rules": "regole", "questions": "domande",
        "logical": "cambia ciò che ne segue",
    },
}  # fmt: skip


class Words:
    """Tells a difference in a language."""

    def __init__(self, told: Difference, language: str, prefixes: Prefixes) -> None:
        self.told = told
        self._language = language
        self._prefixes = prefixes
        self._words = _WORDS[language]
        self._parts = dict(zip(PARTS, _PARTS[language], strict=True))

    def table(self) -> layout.Table:
        """Return one row for each property that differs."""
        keys = ("part", "change", "entity", "property", "before", "after")
        rows = [
            (
                self._parts[entity.part],
                self._words[entity.kind],
                self.entity(entity),
                self._property(change),
                self._terms(change, change.before, 0),
                self._terms(change, change.after, 1),
            )
            for entity in self.told.entities
            for change in entity.changes or (ValueChange("", (), ()),)
        ]
        return layout.Table(keys, tuple(self._words[key] for key in keys), tuple(rows))

    def text(self, width: int | None) -> str:
        """Return the table as text, and what else a reader should know."""
        told = self._words["equal"] if self.told.is_equal else ""
        text = f"{told}\n" if told else layout.table(self.table(), "table", width)
        return f"{text}{self._ignored()}"

    def _ignored(self) -> str:
        left = ", ".join(self._words[name] for name in self.told.ignored)
        return f"{self._words['not compared'].format(left)}\n" if left else ""

    def markdown(self) -> str:
        """Return a report: how many of what, then entity by entity."""
        names = (_code(self.told.old), _code(self.told.new))
        text = f"# {self._words['title'].format(*names)}\n"
        text += f"\n{self._ignored()}" if self.told.ignored else ""
        if self.told.is_equal:
            return f"{text}\n{self._words['equal']}\n"
        counts = self.told.counts()
        headings = [self._words["part"], *(self._words[kind] for kind in KINDS)]
        rows = [
            [self._parts[part], *(str(counts[part][kind]) for kind in KINDS)]
            for part in PARTS
            if part in counts
        ]
        text += "\n" + layout.markdown(headings, rows)
        for part in PARTS:
            entities = [entity for entity in self.told.entities if entity.part == part]
            if entities:
                title = self._parts[part]
                text += f"\n## {title[0].upper()}{title[1:]}\n"
                text += "".join(self._section(entity) for entity in entities)
        return text

    def entity(self, entity: EntityChange) -> str:
        """Return what an entity is called; a claim also says what it claims."""
        name = self._name(entity.iri)
        about = " ".join(self._term(term) for term in entity.about)
        return f"{name}: {about}" if about and entity.part == "claims" else name

    def _section(self, entity: EntityChange) -> str:
        text = f"\n**{_plain(self.entity(entity))}** ({self._words[entity.kind]})  \n"
        text += f"`{entity.iri}`\n\n"
        return text + "".join(f"- {self._line(change)}\n" for change in entity.changes)

    def _line(self, change: ValueChange) -> str:
        name = self._property(change)
        before = _plain(self._terms(change, change.before, 0))
        after = _plain(self._terms(change, change.after, 1))
        mark = f" ({self._words['logical']})" if change.is_logical else ""
        if before and after:
            return f"{name}: {before} → {after}{mark}"
        which = self._words["added" if after else "removed"]
        return f"{name}: {which} {after or before}{mark}"

    def _property(self, change: ValueChange) -> str:
        if change.property == RDF_TYPE.value:
            return self._words["type"]
        return self._name(change.property) if "://" in change.property else change.property

    def _terms(self, change: ValueChange, terms: Iterable[Term], side: int) -> str:
        text = ", ".join(self._term(term) for term in terms)
        if not change.graphs:
            return text
        graph = change.graphs[side].removeprefix(f"{BASE}graph/")
        return f"{text} [{graph}]"

    def _term(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self._name(term.value)
        if isinstance(term, Literal):
            text = f'"{term.value}"'
            return f"{text}@{term.language}" if term.language else text
        if isinstance(term, BlankNode):
            return "…"
        return " ".join(self._term(part) for part in term)

    def _name(self, iri: str) -> str:
        labels = self.told.labels.get(iri, {})
        label = labels.get(self._language) or labels.get("en") or labels.get("")
        if label:
            return label
        short = iri.removeprefix(f"{BASE}id/")
        return short if short != iri else self._prefixes.contract(iri)


def as_json(told: Difference) -> Json:
    """Return a difference as JSON has it; labels in all languages, terms as SPARQL results do."""
    return {
        "from": told.old,
        "to": told.new,
        "equal": told.is_equal,
        "not_compared": list(told.ignored),
        "counts": {part: dict(count) for part, count in told.counts().items()},
        "entities": [_entity_json(entity, told) for entity in told.entities],
    }


def _entity_json(entity: EntityChange, told: Difference) -> Json:
    found: dict[str, Json] = {
        "iri": entity.iri,
        "part": entity.part,
        "change": entity.kind,
        "label": dict(sorted(told.labels.get(entity.iri, {}).items())),
    }
    if entity.about:
        found["about"] = [_term_json(term) for term in entity.about]
    found["changes"] = [_change_json(change) for change in entity.changes]
    return found


def _change_json(change: ValueChange) -> Json:
    found: dict[str, Json] = {
        "property": change.property,
        "before": [_term_json(term) for term in change.before],
        "after": [_term_json(term) for term in change.after],
    }
    if change.graphs:
        found["graphs"] = list(change.graphs)
    if change.is_logical:
        found["logical"] = True
    return found


def _term_json(term: Term) -> Json:
    if isinstance(term, NamedNode):
        return {"type": "uri", "value": term.value}
    if isinstance(term, BlankNode):
        return {"type": "bnode", "value": term.value}
    if isinstance(term, Triple):
        parts = ("subject", "predicate", "object")
        inner = {name: _term_json(part) for name, part in zip(parts, term, strict=True)}
        return {"type": "triple", "value": inner}
    found = {"type": "literal", "value": term.value}
    if term.language:
        return found | {"xml:lang": term.language}
    is_string = term.datatype.value.endswith("XMLSchema#string")
    return found if is_string else found | {"datatype": term.datatype.value}


def _code(text: str) -> str:
    return f"`{text.replace('`', '')}`"


def _plain(text: str) -> str:
    """Return text that Markdown takes for text."""
    for mark in "\\`*_[]<>":
        text = text.replace(mark, f"\\{mark}")
    return " ".join(text.split())
