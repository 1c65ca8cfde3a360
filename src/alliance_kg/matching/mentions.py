"""Entities that a sentence names: by any of their names, in part, or slightly misspelt."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from alliance_kg.matching import thesaurus
from alliance_kg.matching.wording import words_of

_LINKS = frozenset(thesaurus.LINKS.split())
# A name and a sentence may say it differently.
_ALIKE = {
    "factory": "plant", "works": "plant", "site": "plant", "fabbrica": "stabilimento",
    "sito": "stabilimento",
}  # fmt: skip
_LONGEST = 14
"""The most words that are taken for one name."""
_TELLING = 3
"""As many ordinary words as stand together in a name are taken for part of it."""


class Named(NamedTuple):
    """One name of one entity, and the classes that the entity is an instance of."""

    name: str
    iri: str
    is_label: bool
    kinds: frozenset[str]


class Mention(NamedTuple):
    """Words of a sentence that name something: from `start` up to `end`.

    `words` are those of the name as it is spelled here; `is_whole` says whether they
    are all of some name; `quality` is 1, less where letters had to be changed.
    """

    start: int
    end: int
    words: tuple[str, ...]
    is_whole: bool
    quality: float


class NameIndex:
    """The names of a release by their words, as a sentence is searched for them.

    `is_ordinary` tells words that say nothing of a name by themselves, such as "plant".
    """

    def __init__(self, names: Iterable[Named], is_ordinary: Callable[[str], bool]) -> None:
        self.is_ordinary = is_ordinary
        self.names: list[Named] = []
        self.words: list[tuple[str, ...]] = []
        self.written: list[tuple[str, ...]] = []
        self.whole: dict[tuple[str, ...], list[int]] = defaultdict(list)
        self.postings: dict[str, set[int]] = defaultdict(set)
        self.compact: dict[str, set[tuple[str, ...]]] = defaultdict(set)
        for at, named in enumerate(names):
            written = words_of(named.name)
            words = content(written)
            self.names.append(named)
            self.written.append(tuple(_ALIKE.get(word, word) for word in written))
            self.words.append(words)
            self.whole[words].append(at)
            for word in words:
                self.postings[word].add(at)
            if len(words) > 1:
                self.compact["".join(words)].add(words)

    @cached_property
    def _vocabulary(self) -> list[str]:
        return [word for word in self.postings if len(word) > 3 and not word.isdigit()]

    def spellings(self, word: str) -> tuple[tuple[str, float], ...]:
        """Return the words of names that a word may stand for, each with its quality."""
        if word in self.postings or len(word) < 4 or word.isdigit() or self.is_ordinary(word):
            return ((word, 1.0),)
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        allowed = 1 if len(word) < 9 else 2
        near = process.extract(
            word, self._vocabulary, scorer=OSA.distance, score_cutoff=allowed, limit=3
        )
        # A changed first letter is rarely a slip: "Tesla" is not a misspelt name here.
        found = [(name, 1 - 0.1 * cost) for name, cost, _ in near if name[0] == word[0]]
        if not found and len(word) > 4 and word.isalpha():
            # "Mitsu", if only one word of names begins so.
            longer = [name for name in self._vocabulary if name.startswith(word)]
            found = [(longer[0], 0.9)] if len(longer) == 1 else []
        return tuple(found) or ((word, 1.0),)

    def find(self, words: Sequence[str], among: Callable[[Named], bool]) -> tuple[Mention, ...]:
        """Return the longest names in a list of words, from the left, none overlapping."""
        places = [at for at, word in enumerate(words) if word not in _LINKS]
        options = [self.spellings(_ALIKE.get(words[at], words[at])) for at in places]
        found: list[Mention] = []
        begin = 0
        while begin < len(places):
            mention = self._longest(words, places, options, begin, among)
            if mention is not None:
                found.append(mention)
            begin += sum(mention.start <= at < mention.end for at in places) if mention else 1
        return tuple(found)

    def _longest(
        self,
        words: Sequence[str],
        places: Sequence[int],
        options: Sequence[tuple[tuple[str, float], ...]],
        begin: int,
        among: Callable[[Named], bool],
    ) -> Mention | None:
        best: Mention | None = None
        # Beginnings of names, grown word by word.
        grown: list[tuple[tuple[str, ...], float]] = [((), 1.0)]
        for size in range(1, min(_LONGEST, len(places) - begin) + 1):
            at = begin + size - 1
            grown = [
                ((*taken, word), quality * near)
                for taken, quality in grown
                for word, near in options[at]
                if self._holding((*taken, word))
            ]
            start, end = places[begin], places[at] + 1
            joined = "".join(words[place] for place in places[begin : at + 1])
            runs = grown + [(run, 1.0) for run in self.compact.get(joined, ()) if size < 3]
            for run, quality in runs:
                if self._is_whole(run, among):
                    if best is None or (end, quality) > (best.end, best.quality * best.is_whole):
                        best = Mention(start, end, run, True, quality)
                elif self._is_part(run, words[start:end], among) and (
                    best is None or end > best.end
                ):
                    best = Mention(start, end, run, False, quality)
            if not grown and size > 1:
                break
        return best

    def _holding(self, run: tuple[str, ...]) -> list[int]:
        """Return the names that hold a run of words, in that order and without a gap."""
        sets = [self.postings.get(word) for word in run]
        if not all(sets):
            return []
        held = set.intersection(*(one for one in sets if one))
        return [at for at in held if holds(self.words[at], run)] if len(run) > 1 else list(held)

    def _is_whole(self, run: tuple[str, ...], among: Callable[[Named], bool]) -> bool:
        return any(among(self.names[at]) for at in self.whole.get(run, ()))

    def _is_part(
        self, run: tuple[str, ...], written: Sequence[str], among: Callable[[Named], bool]
    ) -> bool:
        if len(run) < _TELLING and all(word.isdigit() or self.is_ordinary(word) for word in run):
            return False
        # "Nissan in Mitsubishi" is no part of the name "Renault-Nissan-Mitsubishi".
        corrected = iter(run)
        spoken = [word if word in _LINKS else next(corrected, word) for word in written]
        return any(
            among(self.names[at]) and holds(self.written[at], spoken) for at in self._holding(run)
        )

    def entities(self, mention: Mention, kind: str) -> tuple[str, ...]:
        """Return the IRIs of what a mention may mean, of a kind ('' for any).

        A whole name before a part of one, a label before an alias, and of the names
        that hold the words the shortest: "Scenic" is the car, not one of its variants.
        """
        whole = [self.names[at] for at in self.whole.get(mention.words, ())]
        fitting = [named for named in whole if not kind or kind in named.kinds]
        if fitting:
            best = [named for named in fitting if named.is_label] or fitting
            return tuple(sorted({named.iri for named in best}))
        held = [
            at for at in self._holding(mention.words) if not kind or kind in self.names[at].kinds
        ]
        shortest = min((len(self.words[at]) for at in held), default=0)
        return tuple(sorted({self.names[at].iri for at in held if len(self.words[at]) == shortest}))

    def whole_names(self, mention: Mention) -> tuple[Named, ...]:
        """Return the names that a mention is all the words of."""
        return tuple(self.names[at] for at in self.whole.get(mention.words, ()))

    def words_of(self, iri: str) -> tuple[frozenset[str], ...]:
        """Return the words of each name of an entity."""
        return self._words_by_iri.get(iri, ())

    @cached_property
    def _words_by_iri(self) -> dict[str, tuple[frozenset[str], ...]]:
        found: dict[str, list[frozenset[str]]] = defaultdict(list)
        for named, words in zip(self.names, self.words, strict=True):
            found[named.iri].append(frozenset(words))
        return {iri: tuple(words) for iri, words in found.items()}

    def holding(self, mention: Mention, kind: str) -> tuple[str, ...]:
        """Return the IRIs of what has a name of a kind that holds a mention's words."""
        held = self._holding(mention.words)
        return tuple(self.names[at].iri for at in held if kind in self.names[at].kinds)

    def is_name(self, mention: Mention, iri: str) -> bool:
        """Return whether the words of a mention are all of a name of an entity."""
        return any(self.names[at].iri == iri for at in self.whole.get(mention.words, ()))

    def shortest(self, mention: Mention, kind: str) -> int:
        """Return how many words the shortest name of a kind has that holds a mention's."""
        held = (at for at in self._holding(mention.words) if kind in self.names[at].kinds)
        return min((len(self.words[at]) for at in held), default=0)


def content(words: Iterable[str]) -> tuple[str, ...]:
    """Return the words that tell names apart: without links, unless there are only links."""
    kept = tuple(words)
    return tuple(_ALIKE.get(word, word) for word in kept if word not in _LINKS) or kept


def holds(words: Sequence[str], run: Sequence[str]) -> bool:
    """Return whether a run of words occurs in a list of words without a gap."""
    size = len(run)
    return any(tuple(words[at : at + size]) == tuple(run) for at in range(len(words) - size + 1))


def by_entity(rows: Iterable[tuple[str, str, bool, str]]) -> Iterator[Named]:
    """Yield names with all classes of their entities, from rows of (name, IRI, label?, class)."""
    kinds: dict[tuple[str, str, bool], set[str]] = defaultdict(set)
    for name, iri, is_label, kind in rows:
        kinds[name, iri, is_label].add(kind)
    for (name, iri, is_label), found in kinds.items():
        yield Named(name, iri, is_label, frozenset(found))
