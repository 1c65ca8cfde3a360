"""The real outputs and Turtle blocks inside written pages.

A comment asks for the fenced block after it to be filled:

    <!-- output: alliance-kg version -->         what the command prints
    <!-- turtle: data/article/facts.ttl IRI -->  the block of that subject in that file
"""

import re
import shlex

from click.testing import CliRunner

from alliance_kg.cli import run
from generator.turtle import ROOT

_FILLED = re.compile(
    r"<!-- (?P<kind>output|turtle): (?P<what>.+?) -->\n```(?P<lang>\w+)\n"
    r"(?P<head>(?:\$ [^\n]*\n)?)(?P<body>.*?)```\n",
    re.DOTALL,
)


def filled(text: str) -> str:
    """Return a written page with the blocks it asks for; a `$ …` line at their head stays."""

    def fill(block: re.Match[str]) -> str:
        kind, what = block["kind"], block["what"]
        body = output(what) if kind == "output" else turtle(*what.split())
        return f"<!-- {kind}: {what} -->\n```{block['lang']}\n{block['head']}{body}```\n"

    return _FILLED.sub(fill, text)


def output(command: str) -> str:
    """Return what a command line prints, in English unless it says otherwise.

    The digest of the release is cut, or every edit of a data file would change the page.
    """
    english = {"LC_ALL": "C", "ALLIANCE_KG_LANG": None, "ALLIANCE_KG_GRAPH": None}
    with CliRunner().isolation(env=english) as (printed, complaints, _):
        code = run(shlex.split(command)[1:])
    if code:
        raise SystemExit(f"{command}: {complaints.getvalue().decode()}")
    return re.sub(r'("digest": ")[0-9a-f]{64}', r"\1…", printed.getvalue().decode())


def turtle(file: str, iri: str) -> str:
    """Return the block of one subject as a Turtle file writes it."""
    text = (ROOT / file).read_text(encoding="utf-8")
    found = re.search(rf"^<{re.escape(iri)}> .*?\.\n(?=\n|\Z)", text, re.DOTALL | re.MULTILINE)
    if found is None:
        raise SystemExit(f"{file}: no block of <{iri}>")
    return found[0]
