"""An answer as a piece of HTML, for notebooks: sentence, table, evidence to unfold.

The piece stands alone: no script, nothing loaded, styles by classes of its own. Colors are
those of the page around it, light or dark. Whatever comes from the data is text: escaped,
and each value in a direction of its own, so that a right-to-left name turns nothing else.
"""

import re
from collections.abc import Iterator
from html import escape

from pyoxigraph import Literal, NamedNode

from alliance_kg import render
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.sentence import sentence
from alliance_kg.terms import BASE, XSD, Term, text_of

ROWS = 100
"""How many rows are shown; the rest is counted."""

_STYLE = """
.akg-answer { overflow-x: auto; color: inherit; }
.akg-answer table { border-collapse: collapse; margin: .5em 0; background: transparent; }
.akg-answer th, .akg-answer td { padding: .25em .75em; vertical-align: top; color: inherit;
  text-align: start; border-bottom: 1px solid rgba(128, 128, 128, .35); }
.akg-answer th { border-bottom-width: 2px; }
.akg-answer .akg-mark { opacity: .7; font-size: smaller; white-space: nowrap; }
.akg-answer .akg-number { text-align: end; font-variant-numeric: tabular-nums; }
.akg-answer summary { cursor: pointer; }
.akg-answer a { color: inherit; }
"""
_NUMBERS = {f"{XSD}{name}" for name in ("integer", "decimal", "double")}
_WORDS = {
    "en": {"more": ("1 more row", "{} more rows"), "none": "No rows."},
    "it": {"more": ("un'altra riga", "altre {} righe"), "none": "Nessuna riga."},
}
# HTML has no place for these characters, not even escaped.
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def answer(content: Answer) -> str:
    """Return an answer as HTML that can stand in any page."""
    return "\n".join([
        f'<div class="akg-answer" lang="{content.language}" dir="ltr">',
        f"<style>{_STYLE}</style>",
        *_parts(content),
        "</div>",
    ])  # fmt: skip


def _parts(content: Answer) -> Iterator[str]:
    words = _WORDS[content.language]
    told = sentence(content)
    if told:
        yield f"<p>{_text(told)}</p>"
    elif not content.rows:
        yield f"<p>{words['none']}</p>"
    if not content.rows:
        return
    shown = content.rows[:ROWS]
    numbers = render.numbered(shown)
    headings = [render.heading(content, column) for column in content.columns]
    if numbers:
        headings += render.evidence_headings(content)
    yield "<table>\n<thead><tr>"
    yield "".join(f'<th scope="col">{_text(heading)}</th>' for heading in headings)
    yield "</tr></thead>\n<tbody>"
    for row in shown:
        cells = [_cell(content, row, column) for column in content.columns]
        if numbers:
            cells += _held(content, row, numbers)
        yield f"<tr>{''.join(cells)}</tr>"
    yield "</tbody>\n</table>"
    left = len(content.rows) - len(shown)
    if left:
        yield f'<p class="akg-mark">… {words["more"][left != 1].format(left)}</p>'
    if numbers:
        yield from _evidence(content, numbers)
        yield f"<p>{_text(render.unfollowed(content))}</p>" if content.unexplained else ""


def _cell(content: Answer, row: AnswerRow, column: str) -> str:
    value = row.cells.get(column)
    is_number = isinstance(value, Literal) and value.datatype.value in _NUMBERS
    parts = [_value(content, value)] if value is not None else []
    if row.disputes(column):
        word = _text(render.disputed_word(content.language))
        parts.append(f'<span class="akg-mark">{word}</span>')
    style = ' class="akg-number"' if is_number else ""
    return f"<td{style}>{' '.join(parts)}</td>"


def _value(content: Answer, value: Term) -> str:
    """Return a value; its IRI is a tip, and a link where it leads out of the graph."""
    shown, iri = _text(content.label(value)), _text(text_of(value))
    if isinstance(value, NamedNode):
        shown = f'<bdi title="{iri}">{shown}</bdi>'
    else:
        shown = f"<bdi>{shown}</bdi>"
    return f'<a href="{iri}" rel="noopener noreferrer">{shown}</a>' if _leads_out(value) else shown


def _leads_out(value: Term) -> bool:
    """Tell an address of the web: an IRI of ours identifies, but does not open yet."""
    is_address = isinstance(value, NamedNode) or (
        isinstance(value, Literal) and value.datatype.value == f"{XSD}anyURI"
    )
    text = text_of(value)
    return bool(is_address and re.match("https?://", text, re.IGNORECASE)) and not (
        text.startswith(BASE)
    )


def _held(content: Answer, row: AnswerRow, numbers: render.Numbers) -> Iterator[str]:
    full = row.certainty.words(content.language) if row.certainty else ""
    yield f'<td title="{_text(full)}">{_text(render.how_sure(content, row))}</td>'
    marks = "".join(f"[{numbers[key][0]}]" for key in render.reasons(row))
    yield f'<td class="akg-mark">{marks}</td>'


def _evidence(content: Answer, numbers: render.Numbers) -> Iterator[str]:
    title = render.evidence_headings(content)[-1]
    yield f"<details>\n<summary>{_text(title)} ({len(numbers)})</summary>\n<ol>"
    for _, items in numbers.values():
        yield f"<li><bdi>{_text(render.fact_words(content, items))}</bdi>\n<ul>"
        for claim in render.by_claim(items):
            held = _text(render.status(content, claim[0]))
            where = _text(render.place(claim, content.language, content.labels))
            name = f'<code title="{_text(claim[0].claim.value)}">{_text(claim[0].claim_id)}</code>'
            yield f"<li>{held}: <bdi>{where}</bdi> {name}</li>"
        yield "</ul></li>"
    yield "</ol>\n</details>"


def _text(text: str) -> str:
    return escape(_UNFIT.sub("\ufffd", text), quote=True)
