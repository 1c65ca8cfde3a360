"""What entities are called: labels in a language, look-up by any name."""

import contextlib
import re
import unicodedata
from collections.abc import Iterable, Iterator

from pyoxigraph import Literal, NamedNode

from alliance_kg.errors import Ambiguous, BadParameter, NotFound
from alliance_kg.index import Index, Spelling
from alliance_kg.stores import Store
from alliance_kg.terms import BASE, Prefixes, Term, akg, local_name, text_of

# Best first: a label is shown, an alias is only found.
_LABELS = "rdfs:label skos:prefLabel"
_ALIASES = "skos:altLabel skos:hiddenLabel"
_ALIKE, _WORDS_ALIKE = 70.0, 75.0
"""The likeness, of 100, from which a name, or a word of it, may be what was meant."""
_CONCEPT = "http://www.w3.org/2004/02/skos/core#Concept"
_PROLOGUE = """PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
"""


def fold(text: str) -> str:
    """Return a text without case, accents and punctuation, blanks folded."""
    decomposed = text
    # Twice, as compatibility caseless matching has it (Unicode Standard, section 3.13).
    for _ in range(2):
        decomposed = unicodedata.normalize("NFKD", decomposed).casefold()
    plain = "".join(mark for mark in decomposed if not unicodedata.combining(mark))
    return " ".join(re.sub(r"[^\w]+", " ", plain).split())


class Names:
    """The names of everything in a store, read when first needed, or from its index."""

    def __init__(self, store: Store, prefixes: Prefixes, index: Index | None = None) -> None:
        self._store = store
        self.prefixes = prefixes
        self._index = index
        self._read: dict[str, tuple[Spelling, ...]] = {}
        self._folded: dict[str, dict[str, list[Spelling]]] = {}

    def labels(self, iris: Iterable[str], language: str) -> dict[str, str]:
        """Return the label of each IRI that has one, in one query.

        In the language asked for, else English, else any.
        """
        wanted = " ".join(f"<{iri}>" for iri in sorted(set(iris)))
        if not wanted:
            return {}
        found = self._store.select(
            # Two VALUES blocks would make a store join them first, or scan all labels.
            f"{_PROLOGUE}SELECT ?entity ?label WHERE {{ VALUES ?entity {{ {wanted} }} "
            "{ ?entity rdfs:label ?label } UNION { ?entity skos:prefLabel ?label } }"
        )
        best: dict[str, tuple[int, str]] = {}
        for row in found.rows:
            entity, label = row["entity"], row["label"]
            if isinstance(entity, NamedNode) and isinstance(label, Literal):
                rank = (label.language != language) + (label.language not in (language, "en"))
                best[entity.value] = min(best.get(entity.value, (9, "")), (rank, label.value))
        return {iri: label for iri, (_, label) in best.items()}

    def find(self, text: str, kind: str = "") -> NamedNode:
        """Return the one entity that a text names: by label, alias, IRI or short name.

        `kind` is the local name of a class that it must be an instance of.
        Raises NotFound with the nearest names, Ambiguous with those it could mean.
        """
        found = self.matches(text, kind)
        if len(found) == 1:
            return found[0]
        what = f"{kind} " if kind else ""
        if found:
            choices = sorted(self.short(entity.value) for entity in found)
            raise Ambiguous(f"'{text}' names more than one {what or 'thing '}here", choices)
        nearest = self.nearest(text, kind)
        alike = "" if nearest else " or much like it; search for a part of its name"
        raise NotFound(f"no {what or 'entity '}here is called '{text}'{alike}", nearest)

    def matches(self, text: str, kind: str = "") -> tuple[NamedNode, ...]:
        """Return all entities that a text names, of a kind, in the order of their IRIs."""
        folded = fold(text)
        # A unit may be called "%", which folds to nothing: only the very sign names it.
        fitting = [
            spelling
            for spelling in self._named(folded, kind)
            if folded or spelling.name == text.strip()
        ]
        # "Douai" is the label of the town and an alias of the plant: the label wins.
        best = [spelling for spelling in fitting if spelling.is_label] or fitting
        named = {spelling.iri for spelling in best}
        if re.fullmatch(r"[\w<>/:#%~.-]+", text.strip()):
            known = {spelling.iri for spelling in self.spellings(kind)} if kind else None
            named |= {iri for iri in self._iris(text.strip()) if known is None or iri in known}
        return tuple(NamedNode(iri) for iri in sorted(named))

    def concepts(self, scheme: str) -> tuple[NamedNode, ...]:
        """Return the concepts of a scheme, by its code, in order."""
        rows = self._store.select(
            f"{_PROLOGUE}SELECT ?concept WHERE {{ "
            f"?concept skos:inScheme <{BASE}scheme/{scheme}> }} ORDER BY ?concept"
        ).rows
        return tuple(row["concept"] for row in rows if isinstance(row["concept"], NamedNode))

    def named(self) -> Iterator[tuple[str, str, bool, str]]:
        """Yield (name, IRI, whether it is a label, class) of every entity, all classes.

        The class by its local name, and each of its superclasses likewise.
        """
        rows = self._store.select(
            f"{_PROLOGUE}SELECT DISTINCT ?class ?above WHERE {{ ?class rdfs:subClassOf+ ?above }}"
        ).rows
        above: dict[str, list[str]] = {}
        for row in rows:
            above.setdefault(text_of(row["class"]), []).append(local_name(text_of(row["above"])))
        rows = self._store.select(
            f"{_PROLOGUE}SELECT DISTINCT ?name ?entity ?property ?class WHERE {{ "
            f"VALUES ?property {{ {_LABELS} {_ALIASES} }} ?entity ?property ?name ; a ?class "
            f'FILTER(STRSTARTS(STR(?entity), "{BASE}id/")) }}'
        ).rows
        for row in rows:
            kind, is_label = text_of(row["class"]), _is_label(row["property"])
            for one in (local_name(kind), *above.get(kind, ())):
                yield text_of(row["name"]), text_of(row["entity"]), is_label, one

    def owners(self) -> dict[str, str]:
        """Return the company that owns each brand, by their IRIs."""
        rows = self._store.select(
            f"SELECT ?brand ?company WHERE {{ ?brand {akg('isOwnedBy')} ?company }} ORDER BY ?brand"
        ).rows
        return {text_of(row["brand"]): text_of(row["company"]) for row in rows}

    def kind_words(self, kind: str) -> set[str]:
        """Return the words that a class and its subclasses are called by, folded."""
        rows = self._store.select(
            f"{_PROLOGUE}SELECT DISTINCT ?label WHERE {{ "
            f"?class rdfs:subClassOf* {self._class(kind)} ; rdfs:label ?label }}"
        ).rows
        return {word for row in rows for word in fold(text_of(row["label"])).split()}

    def nearest(self, text: str, kind: str = "", limit: int = 3) -> tuple[str, ...]:
        """Return the names that are much like a text or have a word much like it, best first."""
        from rapidfuzz import fuzz

        asked = fold(text)
        words = [word for word in asked.split() if len(word) > 3]

        def is_alike(name: str) -> bool:
            folded = fold(name)
            return fuzz.ratio(asked, folded) >= _ALIKE or any(
                fuzz.ratio(one, other) >= _WORDS_ALIKE
                for one in words
                for other in folded.split()
                if len(other) > 3
            )

        found = self.search(text, kind, limit=len(self.spellings(kind)))
        return tuple(dict.fromkeys(name for name, _, _ in found if is_alike(name)))[:limit]

    def search(
        self, text: str, kind: str = "", limit: int = 10, threshold: float = 0
    ) -> tuple[tuple[str, str, float], ...]:
        """Return (name, IRI, score 0 to 100) of what is called much like a text, best first."""
        from rapidfuzz import fuzz, process

        asked = fold(text)
        folded = {spelling: fold(spelling.name) for spelling in self.spellings(kind)}
        # One or two letters, such as a unit's, are a part of nearly every text.
        least = min(len(asked), 3)
        choices = {spelling: name for spelling, name in folded.items() if len(name) >= least}
        scored = process.extract(
            asked, choices, scorer=fuzz.WRatio, limit=None, score_cutoff=threshold
        )
        # The same entity once, by its best name; ties in the order of the names.
        best: dict[str, tuple[str, str, float]] = {}
        for _, score, spelling in sorted(scored, key=lambda hit: (-hit[1], hit[2])):
            best.setdefault(spelling.iri, (spelling.name, spelling.iri, score))
        return tuple(best.values())[:limit]

    def short(self, iri: str) -> str:
        """Return the shortest text that names an IRI: `brand/nissan` or `akg:Plant`."""
        return iri.removeprefix(f"{BASE}id/") if iri.startswith(f"{BASE}id/") else (
            self.prefixes.contract(iri)
        )  # fmt: skip

    def _named(self, folded: str, kind: str) -> Iterable[Spelling]:
        """Return the spellings that fold to a text, of the instances of a class."""
        if self._index is not None:
            return self._index.named(folded, kind)
        if kind not in self._folded:
            by_folded: dict[str, list[Spelling]] = {}
            for spelling in self.spellings(kind):
                by_folded.setdefault(fold(spelling.name), []).append(spelling)
            self._folded[kind] = by_folded
        return self._folded[kind].get(folded, ())

    def spellings(self, kind: str = "") -> tuple[Spelling, ...]:
        """Return all labels and aliases of the instances of a class, of anything for ''."""
        if kind not in self._read and self._index is not None:
            self._read[kind] = self._index.spellings(kind)
        if kind not in self._read:
            members = (
                f"?class rdfs:subClassOf* {self._class(kind)} . ?entity a ?class ." if kind else ""
            )
            rows = self._store.select(
                f"{_PROLOGUE}SELECT DISTINCT ?name ?entity ?property WHERE {{ {members} "
                f"VALUES ?property {{ {_LABELS} {_ALIASES} }} ?entity ?property ?name "
                f"FILTER(ISIRI(?entity)) }} ORDER BY ?name ?entity ?property"
            ).rows
            self._read[kind] = tuple(
                Spelling(text_of(row["name"]), text_of(row["entity"]), _is_label(row["property"]))
                for row in rows
            )
        return self._read[kind]

    def kinds(self) -> Iterator[tuple[str, str]]:
        """Yield (kind, IRI) for everything of a class, with all classes above it."""
        rows = self._store.select(
            f"{_PROLOGUE}SELECT DISTINCT ?kind ?entity WHERE {{ "
            "?entity a ?class . ?class rdfs:subClassOf* ?kind FILTER(ISIRI(?entity)) }"
        ).rows
        for row in rows:
            kind = text_of(row["kind"])
            if kind == _CONCEPT:
                yield "Concept", text_of(row["entity"])
            elif kind.startswith(akg("").value):
                yield local_name(kind), text_of(row["entity"])

    def _class(self, kind: str) -> NamedNode:
        """Return the class of that local name: of the ontology, or a SKOS concept."""
        if not re.fullmatch(r"\w*", kind):
            raise BadParameter(f"'{kind}' is not the name of a class")
        return NamedNode(_CONCEPT) if kind == "Concept" else akg(kind)

    def _iris(self, text: str) -> Iterator[str]:
        """Yield the IRIs that a text is, whole, prefixed or as `kind/slug`, if known."""
        candidates = [f"{BASE}{part}{text}" for part in ("id/", "", "claim/", "id/source/")]
        with contextlib.suppress(BadParameter):  # not an IRI: a name, which the labels decide
            candidates.append(self.prefixes.expand(text).value)
        return (iri for iri in dict.fromkeys(candidates) if self._exists(iri))

    def _exists(self, iri: str) -> bool:
        try:
            node = NamedNode(iri)
        except ValueError:
            return False
        return self._store.ask(f"ASK {{ {node} ?property ?value }}")


def _is_label(term: Term) -> bool:
    return text_of(term).endswith(("#label", "#prefLabel"))
