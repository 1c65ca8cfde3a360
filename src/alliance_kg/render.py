"""Answers in words: a sentence, a table, and the evidence below it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alliance_kg import layout, results
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.evidence import Evidence
from alliance_kg.terms import concept, local_name, text_of

_WORDS = {
    "en": {
        "evidence": "Evidence", "paragraph": "paragraph", "characters": "characters",
        "none": "(no rows)", "and": "and", "unfollowed": "The evidence does not follow",
        "path": "a property path", "blank node": "a blank node", "collection": "a collection",
        "sub-select": "a sub-select", "bare grouping": "a grouping without a name",
        "absence": "what is absent (NOT EXISTS, MINUS)",
        "existence": "an EXISTS",
        "definition": "rows that rest on types, labels or schemes alone", "disputed": "disputed",
        "as_of": "as of {}", "known_by": "as known on {}",
        "no as_of": "nothing of the kind held on {}",
        "no known_by": "no source published by {} says so",
    },
    "it": {
        "evidence": "Prove", "paragraph": "paragrafo", "characters": "caratteri",
        "none": "(nessuna riga)", "and": "e", "unfollowed": "Le prove non seguono",
        "path": "un cammino di proprietà", "blank node": "un nodo anonimo",
        "collection": "una lista", "sub-select": "una sotto-query",
        "bare grouping": "un raggruppamento senza nome",
        "absence": "ciò che manca (NOT EXISTS, MINUS)", "existence": "un EXISTS",
        "definition": "righe che poggiano solo su tipi, etichette o schemi",
        "disputed": "contestato",
        "as_of": "al {}", "known_by": "per quanto noto al {}",
        "no as_of": "nulla del genere valeva il {}",
        "no known_by": "nessuna fonte pubblicata entro il {} lo dice",
    },
}  # fmt: skip


_SLOT = re.compile(r"\{([\w:]+)\}")


_ACCEPTANCE = {
    "en": {},
    "it": {
        "accepted": "accettata", "rejected": "respinta",
        "undecided": "indecisa", "superseded": "superata",
    },
}  # fmt: skip


def answer(
    content: Answer, name: str, *, with_evidence: bool = True, width: int | None = None
) -> str:
    """Return an answer in a row format.

    `srj`, `srx` and `tsv` follow the SPARQL 1.1 result formats and carry no evidence;
    `csv` adds a column of labels for IRIs and one with the claims of the row.
    """
    if name == "json":
        return layout.json(content.to_dict())
    if name in ("srj", "srx", "tsv"):
        return results.WRITERS[name](content)
    if name == "csv":
        return results.csv(content, with_evidence=with_evidence)
    return _for_people(content, name, width, with_evidence=with_evidence)


def sentence(content: Answer) -> str:
    """Return the answer in a sentence, from the question's template, or ''."""
    question = content.question
    if question is None:
        return ""
    words = {"count": str(len(content.rows))}
    for column in content.columns:
        values = _distinct(content, column)
        words[f"count:{column}"] = str(len(values))
        words[column] = _list_in_words(values, content.language)
    for parameter in question.parameters:
        value = content.parameters.get(parameter.name)
        left_open = parameter.open_words.get(content.language, "…")
        shown = left_open if value is None else content.label(value)
        # A date is bound as the instant at which it begins.
        words[parameter.name] = shown[:10] if parameter.type == "date" and value else shown
    template = (question.sentence if content.rows else question.empty)[content.language]
    # One pass: a label may look like another slot.
    filled = _SLOT.sub(lambda slot: words.get(slot[1], slot[0]), template)
    spoken = _WORDS[content.language]
    missing = "" if content.rows else "no "
    clocks = [spoken[missing + name].format(day) for name, day in content.moment.words().items()]
    return filled[:1].upper() + filled[1:] + (f" ({', '.join(clocks)})" if clocks else "")


def place(items: Sequence[Evidence], language: str, labels: Mapping[str, str]) -> str:
    """Return in words where one claim was read: source, paragraph, characters."""
    words = _WORDS[language]
    told = labels.get(items[0].source.value, local_name(items[0].source.value))
    paragraph = None
    for span in sorted({item.span for item in items if item.span is not None}):
        if span.paragraph != paragraph:
            paragraph = span.paragraph
            told += f", {words['paragraph']} {paragraph}, {words['characters']} "
        else:
            told += ", "
        told += f"{span.start}–{span.end}"
    return told


def side(items: Sequence[Evidence], labels: Mapping[str, str]) -> str:
    """Return what a claim says in words: its triple, or the node that it describes."""
    said = items[0].fact
    terms = (text_of(term) for term in (said[2:] if said[0] == items[0].claim else said))
    return " ".join(labels.get(text, text) for text in terms)


def acceptance(item: Evidence, language: str) -> str:
    """Return how a claim is held, as a word of the language."""
    return _ACCEPTANCE[language].get(item.acceptance, item.acceptance)


# --- for people


def _for_people(content: Answer, name: str, width: int | None, *, with_evidence: bool) -> str:
    words = _WORDS[content.language]
    headings = [_heading(content, column) for column in content.columns]
    numbers = _numbered(content) if with_evidence else {}
    rows = []
    for row in content.rows:
        cells = [_marked(content, row, column) for column in content.columns]
        if with_evidence:
            cells.append("".join(f"[{numbers[key][0]}]" for key in _reasons(row)))
        rows.append(cells)
    if with_evidence:
        headings.append(words["evidence"])
    told = sentence(content)
    parts = [f"{told}\n"] if told else []
    if content.reading is not None and not content.reading.is_exact:
        # In Markdown a line ends a paragraph only after a blank one.
        reading = content.reading.told()
        parts.insert(0, reading.replace("\n", "\n\n" if name == "md" else "\n") + "\n")
    if not rows:
        parts.append(f"{words['none']}\n" if not told else "")
    else:
        parts.append(
            layout.markdown(headings, rows)
            if name == "md"
            else layout.aligned(headings, rows, width)
        )
    if numbers:
        parts.append(_evidence_list(content, numbers, name))
    if with_evidence and content.unexplained and rows:
        told = ", ".join(words[feature] for feature in content.unexplained)
        parts.append(f"{words['unfollowed']}: {told}.\n")
    return "\n".join(part for part in parts if part)


_Numbers = dict[tuple[Any, ...], tuple[int, list[Evidence]]]


def _numbered(content: Answer) -> _Numbers:
    """Number the reasons in the order of the rows."""
    numbers: _Numbers = {}
    for row in content.rows:
        for key, items in _reasons(row).items():
            numbers.setdefault(key, (len(numbers) + 1, items))
    return numbers


def _reasons(row: AnswerRow) -> dict[tuple[Any, ...], list[Evidence]]:
    """Group a row's evidence: by fact, and the facts of a node that share their claims."""
    by_fact: dict[Any, list[Evidence]] = {}
    for item in row.evidence:
        by_fact.setdefault(item.fact, []).append(item)
    grouped: dict[tuple[Any, ...], list[Evidence]] = {}
    for fact, items in by_fact.items():
        claims = tuple(dict.fromkeys(item.claim.value for item in items))
        grouped.setdefault((fact[0], claims), []).extend(items)
    return grouped


def _evidence_list(content: Answer, numbers: _Numbers, name: str) -> str:
    heading = _WORDS[content.language]["evidence"]
    width = max(len(_status(content, item)) for _, items in numbers.values() for item in items)
    margin = len(str(len(numbers))) + 2
    lines = [f"## {heading}\n" if name == "md" else heading]
    for number, items in numbers.values():
        mark, words = f"[{number}]", _fact_words(content, items)
        lines.append(f"- {mark} {words}" if name == "md" else f"  {mark.ljust(margin)} {words}")
        indent = "  - " if name == "md" else " " * (margin + 3)
        for claim in by_claim(items):
            where = place(claim, content.language, content.labels)
            status = _status(content, claim[0]).ljust(width)
            lines.append(f"{indent}{status}  {where}  ({claim[0].claim_id})")
    return "\n".join(lines) + "\n"


def by_claim(items: Iterable[Evidence]) -> list[list[Evidence]]:
    """Group evidence by claim, in the order met: a claim may have several spans."""
    grouped: dict[str, list[Evidence]] = {}
    for item in items:
        grouped.setdefault(item.claim.value, []).append(item)
    return list(grouped.values())


def _fact_words(content: Answer, items: Sequence[Evidence]) -> str:
    """Return subject, predicate, object in words; of several facts of a node, the node."""
    facts = list(dict.fromkeys(item.fact for item in items))
    if len(facts) > 1:
        return content.label(facts[0][0])
    return " ".join(content.label(term) for term in facts[0])


def _status(content: Answer, item: Evidence) -> str:
    codes = [("status", item.status)]
    codes += [("acceptance", item.acceptance)] * (item.acceptance != "accepted")
    return ", ".join(content.label(concept(scheme, code)) for scheme, code in codes)


def _heading(content: Answer, column: str) -> str:
    for described in content.question.columns if content.question else ():
        if described.name == column:
            return described.label.get(content.language, column)
    return column


def _shown(content: Answer, row: AnswerRow, column: str) -> str:
    return content.label(row.cells[column]) if column in row.cells else ""


def _marked(content: Answer, row: AnswerRow, column: str) -> str:
    """Return a cell as people see it, with the word for a disputed one."""
    word = f"({_WORDS[content.language]['disputed']})" if row.disputes(column) else ""
    return " ".join(filter(None, (_shown(content, row, column), word)))


def _distinct(content: Answer, column: str) -> list[str]:
    shown = (_shown(content, row, column) for row in content.rows)
    return [text for text in dict.fromkeys(shown) if text]


def _list_in_words(values: Sequence[str], language: str) -> str:
    if len(values) < 2:
        return "".join(values)
    return f"{', '.join(values[:-1])} {_WORDS[language]['and']} {values[-1]}"
