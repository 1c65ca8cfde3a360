"""What is said of a result: labels of its terms and messages of its rule, by language."""

from collections.abc import Iterable, Mapping

from pyoxigraph import Literal, NamedNode

from alliance_kg.terms import BASE, Term, local_name, text_of
from alliance_kg.validation.found import Found
from alliance_kg.validation.missing import CLAIMS, Missing
from alliance_kg.validation.triples import Triples

LANGUAGES = ("en", "it")
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_STATED = tuple(f"{_RDF}{part}" for part in ("subject", "predicate", "object"))
_DESCRIBES = f"{BASE}ontology#describes"
_NAMES = (f"{_RDFS}label", f"{_SKOS}prefLabel")
_MESSAGE = "http://www.w3.org/ns/shacl#message"
_AGAINST = {"en": "in conflict with '{}'", "it": "in conflitto con «{}»"}
_OR = {"en": " or ", "it": " o "}
_IN_DISPUTE = {"en": "in the dispute '{}'", "it": "nella controversia «{}»"}
# What RDF and SKOS call what facts and claims of ours say with their terms.
FOREIGN = {
    f"{_RDF}type": {"en": "is a", "it": "è un"},
    f"{_RDFS}label": {"en": "label", "it": "etichetta"},
    f"{_SKOS}altLabel": {"en": "also called", "it": "detto anche"},
    f"{_SKOS}hiddenLabel": {"en": "also spelt", "it": "scritto anche"},
    f"{_SKOS}exactMatch": {"en": "same as", "it": "uguale a"},
    f"{_SKOS}closeMatch": {"en": "close to", "it": "vicino a"},
}


class Words:
    """Labels of what the data speak of, and messages of the shapes, by language."""

    def __init__(self, data: Triples, shapes: Triples, missing: Missing) -> None:
        self._data = data
        self._shapes = shapes
        self._missing = missing
        self._labels: dict[tuple[Term, str], str] = {}

    def messages(self, found: Found) -> dict[str, str]:
        """Return the messages of a shape, with `{$this}`, `{?path}` and `{?value}` as labels.

        The engine's own where the shape has none in our languages.
        """
        path = None if found.path is None or "<" in found.path else NamedNode(found.path)
        slots = {"this": found.focus, "path": path, "value": found.value}
        texts = {
            text.language: self._fill(text.value, slots, text.language)
            for text in (
                [] if found.shape.startswith("_:")
                else self._shapes.objects(NamedNode(found.shape), _MESSAGE)
            )
            if isinstance(text, Literal) and text.language in LANGUAGES
        }  # fmt: skip
        return texts or {"en": next(iter(found.messages), local_name(found.component))}

    def _fill(self, text: str, slots: Mapping[str, Term | None], language: str) -> str:
        # Engines fill the slots with bare IRIs, or leave them.
        for name, term in slots.items():
            if term is not None:
                label = self._label(term, language)
                text = text.replace(f"{{${name}}}", label).replace(f"{{?{name}}}", label)
        return text

    def label(self, term: Term) -> dict[str, str]:
        """Return what a term is called in each language: label, else a short form of it."""
        return {language: self._label(term, language) for language in LANGUAGES}

    def _label(self, term: Term, language: str) -> str:
        key = (term, language)
        if key not in self._labels:
            self._labels[key] = self._find(term, language)
        return self._labels[key]

    def _find(self, term: Term, language: str) -> str:
        if not isinstance(term, NamedNode):
            return text_of(term)
        for name in _NAMES:
            for text in self._data.objects(term, name):
                if isinstance(text, Literal) and text.language == language:
                    return text.value
        if term.value in FOREIGN:
            return FOREIGN[term.value][language]
        short = _short(term.value)
        if said := self._said(term, language):
            return f"{short} ({said})"
        return short

    def _said(self, claim: NamedNode, language: str) -> str:
        """Return what a claim says, in words; what is missing said what the others tell."""
        triple = [self._data.value(claim, part) for part in _STATED]
        said = [part for part in (*triple, self._data.value(claim, _DESCRIBES)) if part]
        if said or not claim.value.startswith(CLAIMS) or self._data.about(claim):
            return self._joined(said, language)
        told = self._missing.told(claim)
        facts = [self._joined(fact, language) for fact in told.facts]
        parts = [_OR[language].join(facts)] if facts else []
        if not parts:
            rivals = [self._joined(fact, language) for fact in told.rivals]
            disputes = [self._label(dispute, language) for dispute in told.disputes]
            parts = [_AGAINST[language].format(rival) for rival in rivals]
            parts += [_IN_DISPUTE[language].format(dispute) for dispute in disputes]
        return "; ".join(parts)

    def _joined(self, terms: Iterable[Term], language: str) -> str:
        return " – ".join(self._label(term, language) for term in terms)


def _short(iri: str) -> str:
    return iri.removeprefix(BASE) if iri.startswith(BASE) and "#" not in iri else local_name(iri)
