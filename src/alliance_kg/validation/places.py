"""Where what breaks a rule is written: file and line."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from alliance_kg.report import ValidationResult
from alliance_kg.terms import BASE

# The focus of rules that look at all triples at once.
_WHOLE = f"{BASE}ontology"


class Places:
    """Where each subject is written: its file and the lines of its block.

    Our Turtle has one block per subject and no blank nodes, so that a line that starts
    with a term starts a block.
    """

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self._lines = {
            file: text.decode("utf-8", "replace").splitlines() for file, text in texts.items()
        }
        self._prefixes = {file: _prefixes(lines) for file, lines in self._lines.items()}
        self._blocks: dict[str, list[tuple[str, int, int]]] = {}
        for file, lines in self._lines.items():
            for iri, start, end in _blocks(lines, self._prefixes[file]):
                self._blocks.setdefault(iri, []).append((file, start, end))

    def locate(self, result: ValidationResult) -> ValidationResult:
        """Return a result with the file and line of its triple, block or first mention."""
        file, line = self._triple(result) or self._mention(result) or (None, None)
        return replace(result, file=file, line=line)

    def _triple(self, result: ValidationResult) -> tuple[str, int] | None:
        blocks = self._blocks.get(result.focus_node, [])
        for wanted in ((result.path, result.value), (result.path,), (result.value,)):
            if None in wanted:
                continue
            for file, start, end in blocks:
                at = start
                for term in wanted:
                    at = self._find(file, str(term), at, end)
                    if at == end:
                        break
                else:
                    return file, at + 1
        if not blocks or result.focus_node == _WHOLE:
            return None
        return blocks[0][0], blocks[0][1] + 1

    def _mention(self, result: ValidationResult) -> tuple[str, int] | None:
        for term in (result.value, result.focus_node):
            for file, lines in self._lines.items() if term else ():
                if (at := self._find(file, str(term), 0, len(lines))) < len(lines):
                    return file, at + 1
        return None

    def _find(self, file: str, term: str, start: int, end: int) -> int:
        """Return the first line from `start` that has a term in one of its forms, else `end`."""
        forms = {f"<{term}>", f'"{term}"', f" {term} "}
        forms |= {
            f"{name}:{term.removeprefix(space)}"
            for name, space in self._prefixes[file].items()
            if term.startswith(space)
        }
        pattern = re.compile("|".join(rf"{re.escape(form)}(?![\w-])" for form in forms))
        lines = self._lines[file]
        return next((at for at in range(start, end) if pattern.search(lines[at])), end)


def _prefixes(lines: Iterable[str]) -> dict[str, str]:
    found = (re.match(r"@?prefix\s+([\w-]*):\s*<([^>]*)>", line, re.IGNORECASE) for line in lines)
    return {match[1]: match[2] for match in found if match}


def _blocks(lines: list[str], prefixes: Mapping[str, str]) -> Iterable[tuple[str, int, int]]:
    starts: list[tuple[int, str]] = []
    for number, line in enumerate(lines):
        if match := re.match(r"<([^>]*)>|([\w-]+):([\w-]+)(?=\s)", line):
            iri = match[1] or prefixes.get(match[2], f"{match[2]}:") + match[3]
            starts.append((number, iri))
    ends = [number for number, _ in [*starts, (len(lines), "")]][1:]
    return [(iri, start, end) for (start, iri), end in zip(starts, ends, strict=True)]
