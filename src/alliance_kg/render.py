"""Answers for people: a sentence, a table, and the evidence below it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from alliance_kg import layout, results
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.evidence import Evidence
from alliance_kg.sentence import sentence
from alliance_kg.terms import concept, local_name, text_of

_WORDS = {
    "en": {
        "certainty": "How sure", "evidence": "Evidence",
        "paragraph": "paragraph", "characters": "characters",
        "none": "(no rows)", "unfollowed": "The evidence does not follow",
        "path": "a property path", "sub-select": "a sub-select",
        "absence": "what is absent (NOT EXISTS, MINUS)",
        "existence": "an EXISTS", "derivation": "rows whose derivation was not found again",
        "rests": "Rows rest besides on",
        "definition": "types, labels or schemes alone", "disputed": "disputed",
    },
    "it": {
        "certainty": "Certezza", "evidence": "Prove",
        "paragraph": "paragrafo", "characters": "caratteri",
        "none": "(nessuna riga)", "unfollowed": "Le prove non seguono",
        "path": "un cammino di proprietà", "sub-select": "una sotto-query",
        "absence": "ciò che manca (NOT EXISTS, MINUS)", "existence": "un EXISTS",
        "derivation": "righe la cui derivazione non è stata ritrovata",
        "rests": "Le righe poggiano inoltre su",
        "definition": "tipi, etichette o schemi soltanto",
        "disputed": "contestato",
    },
}  # fmt: skip


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
    headings = [heading(content, column) for column in content.columns]
    numbers = numbered(content.rows) if with_evidence else {}
    rows = []
    for row in content.rows:
        cells = [_marked(content, row, column) for column in content.columns]
        if with_evidence:
            cells.append(how_sure(content, row))
            cells.append("".join(f"[{numbers[key][0]}]" for key in reasons(row)))
        rows.append(cells)
    if with_evidence:
        headings += evidence_headings(content)
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
    if with_evidence and rows:
        parts += [f"{told}\n" for told in (unfollowed(content), rests_on(content)) if told]
    return "\n".join(part for part in parts if part)


def unfollowed(content: Answer) -> str:
    """Return what the evidence leaves out of account, as a sentence, '' for nothing."""
    words = _WORDS[content.language]
    told = ", ".join(words[feature] for feature in content.unexplained)
    return f"{words['unfollowed']}: {told}." if told else ""


def rests_on(content: Answer) -> str:
    """Return what rows rest on besides claims, as a sentence, '' for nothing."""
    words = _WORDS[content.language]
    told = ", ".join(words[kind] for kind in content.rests_on)
    return f"{words['rests']}: {told}. (--proof full)" if told else ""


Numbers = dict[tuple[Any, ...], tuple[int, list[Evidence]]]


def numbered(rows: Iterable[AnswerRow]) -> Numbers:
    """Number the reasons in the order of the rows."""
    numbers: Numbers = {}
    for row in rows:
        for key, items in reasons(row).items():
            numbers.setdefault(key, (len(numbers) + 1, items))
    return numbers


def reasons(row: AnswerRow) -> dict[tuple[Any, ...], list[Evidence]]:
    """Group a row's evidence: by fact, and the facts of a node that share their claims."""
    by_fact: dict[Any, list[Evidence]] = {}
    for item in row.evidence:
        by_fact.setdefault(item.fact, []).append(item)
    grouped: dict[tuple[Any, ...], list[Evidence]] = {}
    for fact, items in by_fact.items():
        claims = tuple(dict.fromkeys(item.claim.value for item in items))
        grouped.setdefault((fact[0], claims), []).extend(items)
    return grouped


def evidence_headings(content: Answer) -> tuple[str, str]:
    """Return what the columns of certainty and of evidence are called."""
    words = _WORDS[content.language]
    return words["certainty"], words["evidence"]


def how_sure(content: Answer, row: AnswerRow) -> str:
    """Return how sure a row is in few words, '' without evidence."""
    return row.certainty.words(content.language, is_short=True) if row.certainty else ""


def _evidence_list(content: Answer, numbers: Numbers, name: str) -> str:
    title = _WORDS[content.language]["evidence"]
    width = max(len(status(content, item)) for _, items in numbers.values() for item in items)
    margin = len(str(len(numbers))) + 2
    lines = [f"## {title}\n" if name == "md" else title]
    for number, items in numbers.values():
        mark, words = f"[{number}]", fact_words(content, items)
        lines.append(f"- {mark} {words}" if name == "md" else f"  {mark.ljust(margin)} {words}")
        indent = "  - " if name == "md" else " " * (margin + 3)
        for claim in by_claim(items):
            where = place(claim, content.language, content.labels)
            held = status(content, claim[0]).ljust(width)
            lines.append(f"{indent}{held}  {where}  ({claim[0].claim_id})")
    return "\n".join(lines) + "\n"


def by_claim(items: Iterable[Evidence]) -> list[list[Evidence]]:
    """Group evidence by claim, in the order met: a claim may have several spans."""
    grouped: dict[str, list[Evidence]] = {}
    for item in items:
        grouped.setdefault(item.claim.value, []).append(item)
    return list(grouped.values())


def fact_words(content: Answer, items: Sequence[Evidence]) -> str:
    """Return subject, predicate, object in words; of several facts of a node, the node."""
    facts = list(dict.fromkeys(item.fact for item in items))
    if len(facts) > 1:
        return content.label(facts[0][0])
    return " ".join(content.label(term) for term in facts[0])


def status(content: Answer, item: Evidence) -> str:
    """Return the status of a claim, and its acceptance if it is not accepted, in words."""
    codes = [("status", item.status)]
    codes += [("acceptance", item.acceptance)] * (item.acceptance != "accepted")
    return ", ".join(content.label(concept(scheme, code)) for scheme, code in codes)


def heading(content: Answer, column: str) -> str:
    """Return what a column is called, in the language of the answer."""
    for described in content.question.columns if content.question else ():
        if described.name == column:
            return described.label.get(content.language, column)
    return column


def _shown(content: Answer, row: AnswerRow, column: str) -> str:
    return content.label(row.cells[column]) if column in row.cells else ""


def _marked(content: Answer, row: AnswerRow, column: str) -> str:
    """Return a cell as people see it, with the word for a disputed one."""
    word = disputed_word(content.language) if row.disputes(column) else ""
    return " ".join(filter(None, (_shown(content, row, column), word)))


def disputed_word(language: str) -> str:
    """Return the mark of a disputed cell."""
    return f"({_WORDS[language]['disputed']})"
