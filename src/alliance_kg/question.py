"""One canned question: its words in two languages, its parameters, its query.

A question file is a SPARQL 1.1 query as it stands; its header is TOML in `#+` lines.
"""

import re
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from alliance_kg.errors import BadParameter, InputError, QuestionError
from alliance_kg.terms import Term

LANGUAGES = ("en", "it")
PARAMETER_TYPES = ("iri", "string", "integer", "decimal", "date")

SLOT = re.compile(r"\{(\w+)\}")
"""Where a phrasing has a value: `{parameter}`."""

# A block that binds one variable: a place where a parameter's value goes.
_BLOCK = re.compile(r"VALUES\s+\?(?P<name>\w+)\s*\{[^{}]*\}")


class Column(NamedTuple):
    """A column of the answer: its variable, its label by language, the kind of its values."""

    name: str
    label: Mapping[str, str]
    kind: str


class Parameter(NamedTuple):
    """A value that a question may be asked with.

    `type` is one of `PARAMETER_TYPES`; for an IRI, `kind` names the class of the
    entities that fit ('' for any). Left out, the parameter stays open; `open_words`
    says in words what that means.
    """

    name: str
    type: str
    kind: str
    description: Mapping[str, str]
    open_words: Mapping[str, str]


class Question:
    """One question of the catalogue; `slug` is the name of its file, `text` all of it."""

    def __init__(
        self, slug: str, path: Path, text: str, header: Mapping[str, Any] | None = None
    ) -> None:
        self.slug = slug
        self.path = path
        self.text = text
        if header is not None:
            self.header = header  # what the property below would find

    @classmethod
    def read(cls, path: Path, header: Mapping[str, Any] | None = None) -> "Question":
        """Read a question file; its header, unless given, is parsed when first needed."""
        try:
            return cls(path.stem, path, path.read_text(encoding="utf-8"), header)
        except UnicodeDecodeError as error:
            raise QuestionError(path, None, None, f"not UTF-8: {error.reason}") from error
        except OSError as error:
            raise InputError(f"{path}: {error.strerror}") from error

    @cached_property
    def header(self) -> Mapping[str, Any]:  # Any here and above: the values of a TOML table
        """The header as read from the `#+` lines."""
        import tomllib

        lines = self.text.splitlines()
        # Blank lines keep the places that TOML reports those of the file.
        toml = "\n".join(line[2:] if line.startswith("#+") else "" for line in lines)
        try:
            return tomllib.loads(toml)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"\(at line (\d+), column (\d+)\)", str(error))
            line, column = (int(found[1]), int(found[2]) + 2) if found else (None, None)
            reason = str(error).split(" (at", 1)[0]
            raise QuestionError(self.path, line, column, f"header: {reason}") from error

    @property
    def title(self) -> Mapping[str, str]:
        """The question as a sentence, by language."""
        return self._words("title")

    @property
    def phrasings(self) -> Mapping[str, tuple[str, ...]]:
        """Ways to ask it, by language, with `{parameter}` slots."""
        table = self._table("phrasings")
        return {language: tuple(table.get(language, ())) for language in LANGUAGES}

    @property
    def sentence(self) -> Mapping[str, str]:
        """The template of the answer sentence, by language."""
        return self._words("sentence")

    @property
    def empty(self) -> Mapping[str, str]:
        """The template of the sentence for an answer without rows, by language."""
        return self._words("empty")

    @property
    def theme(self) -> str:
        """The theme it is listed under."""
        return str(self.header.get("theme", ""))

    @property
    def competency(self) -> tuple[str, ...]:
        """The competency questions it answers, such as CQ24."""
        return tuple(self.header.get("competency", ()))

    @cached_property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its answer, in the order of the header."""
        table = self._table("columns")
        return tuple(
            Column(name, entry.get("label", {}), entry.get("kind", ""))
            for name, entry in table.items()
        )

    @cached_property
    def parameters(self) -> tuple[Parameter, ...]:
        """The parameters it may be asked with."""
        return tuple(
            self._parameter(name, entry)
            for name, entry in self.header.get("parameters", {}).items()
        )

    @property
    def query(self) -> str:
        """The query without its header."""
        return "\n".join(
            line for line in self.text.splitlines() if not line.startswith("#+")
        ).strip("\n")

    def parameter(self, name: str) -> Parameter:
        """Return a parameter by name. Raises BadParameter when there is none."""
        for parameter in self.parameters:
            if parameter.name == name:
                return parameter
        known = ", ".join(parameter.name for parameter in self.parameters) or "none"
        raise BadParameter(f"{self.slug} has no parameter '{name}'; it has {known}")

    def bind(self, values: Mapping[str, Term]) -> str:
        """Return the query with each given value in its VALUES blocks.

        Values are RDF terms, serialized by the store's library, never pasted text.
        Raises BadParameter for a name that is not a parameter.
        """
        for name in values:
            self.parameter(name)

        def fill(block: re.Match[str]) -> str:
            name = block["name"]
            return f"VALUES ?{name} {{ {values[name]} }}" if name in values else block[0]

        # One pass: a value may look like another parameter's block.
        return _BLOCK.sub(fill, self.query)

    def _parameter(self, name: str, entry: Mapping[str, Any]) -> Parameter:
        kind = entry.get("type", "")
        if kind not in PARAMETER_TYPES:
            raise QuestionError(
                self.path, None, None,
                f"parameter {name}: type '{kind}' is none of {', '.join(PARAMETER_TYPES)}",
            )  # fmt: skip
        description, words = entry.get("description", {}), entry.get("all", {})
        return Parameter(name, kind, entry.get("kind", ""), description, words)

    def _words(self, key: str) -> Mapping[str, str]:
        table = self._table(key)
        missing = [language for language in LANGUAGES if language not in table]
        if missing:
            raise QuestionError(self.path, None, None, f"header has no {key}.{missing[0]}")
        return table

    def _table(self, key: str) -> Mapping[str, Any]:
        table = self.header.get(key, {})
        if not isinstance(table, dict):
            raise QuestionError(self.path, None, None, f"header: {key} is not a table")
        return table
