"""All questions of a release: look-up by slug, and what is nearest."""

from collections.abc import Iterator
from pathlib import Path

from alliance_kg.bundle import Bundle
from alliance_kg.errors import UnknownQuestion
from alliance_kg.index import Index
from alliance_kg.question import Question


class Catalog:
    """The questions of a bundle; a file is read when its question is used."""

    def __init__(self, bundle: Bundle, index: Index | None = None) -> None:
        self.bundle = bundle
        self._index = index

    @property
    def slugs(self) -> tuple[str, ...]:
        """The names of all questions, sorted."""
        return tuple(path.stem for path in self.bundle.queries)

    def __iter__(self) -> Iterator[Question]:
        return (self._read(path) for path in self.bundle.queries)

    def __contains__(self, slug: object) -> bool:
        return slug in self.slugs

    def find(self, slug: str) -> Question:
        """Return the question of that name. Raises UnknownQuestion with the nearest."""
        for path in self.bundle.queries:
            if path.stem == slug:
                return self._read(path)
        from rapidfuzz import process

        nearest = [name for name, _, _ in process.extract(slug, self.slugs, limit=3)]
        shown = slug if len(slug) <= 80 else f"{slug[:79]}…"
        raise UnknownQuestion(f"no question '{shown}'", nearest)

    def _read(self, path: Path) -> Question:
        return Question.read(path, self._index.header(path.stem) if self._index else None)
