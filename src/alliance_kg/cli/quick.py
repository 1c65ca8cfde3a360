"""`ask` without click: importing it costs a cold `ask` more than everything else.

Reads the plain cases. Whatever needs a message, help or completion is left to click,
whose command is the description; a test holds this table against it.
"""

import os
from typing import NamedTuple


class Arguments(NamedTuple):
    """The arguments of `ask`, as click would pass them."""

    question: tuple[str, ...]
    assignments: tuple[str, ...] = ()
    proof: str | None = None
    evidence: bool | None = None
    row: int | None = None
    form: str | None = None
    output: str | None = None
    language: str | None = None
    folder: str | None = None
    store: str | None = None
    as_of: str | None = None
    known_by: str | None = None


VALUED = {
    "-p": "assignments",
    "--parameter": "assignments",
    "-f": "form",
    "--format": "form",
    "-o": "output",
    "--output": "output",
    "--lang": "language",
    "--proof": "proof",
    "--row": "row",
    "-g": "folder",
    "--graph": "folder",
    "--store": "store",
    "--as-of": "as_of",
    "--known-by": "known_by",
}
FLAGS = {"--evidence": True, "--no-evidence": False}
PROOFS = ("none", "ids", "short", "full")


def read(arguments: list[str]) -> Arguments | None:
    """Read what follows `ask`; None when click must."""
    question: list[str] = []
    assignments: list[str] = []
    named: dict[str, str] = {}
    evidence: bool | None = None
    rest = iter(arguments)
    for argument in rest:
        if argument in FLAGS:
            evidence = FLAGS[argument]
        elif argument in VALUED:
            value = next(rest, "-")
            if value.startswith("-"):
                return None
            if VALUED[argument] == "assignments":
                assignments.append(value)
            else:
                named[VALUED[argument]] = value
        elif argument.startswith("-"):
            return None
        else:
            question.append(argument)
    row = named.get("row")
    if named.get("proof", "none") not in PROOFS or not _is_number(row):
        return None
    found = Arguments(
        tuple(question),
        tuple(assignments),
        named.get("proof"),
        evidence,
        int(row) if row else None,
        named.get("form"),
        named.get("output"),
        named.get("language", os.environ.get("ALLIANCE_KG_LANG") or None),
        named.get("folder", os.environ.get("ALLIANCE_KG_GRAPH") or None),
        named.get("store", os.environ.get("ALLIANCE_KG_STORE") or None),
        named.get("as_of"),
        named.get("known_by"),
    )
    return found if question and found.language in (None, "en", "it") else None


def _is_number(row: str | None) -> bool:
    return row is None or (row.isascii() and row.isdigit() and len(row) < 10 and int(row) > 0)
