"""The page of questions, by theme."""

from collections import defaultdict
from collections.abc import Iterator

from alliance_kg.bundle import Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.question import Question
from generator.turtle import ROOT


def questions_page() -> str:
    """Return the page of questions, by theme."""
    questions = sorted(Catalog(Bundle.open(ROOT)), key=lambda q: (q.theme, q.slug))
    answered: dict[str, list[str]] = defaultdict(list)
    for question in questions:
        for number in question.competency:
            answered[number].append(f"[{question.slug}](#{question.slug})")
    lines = [
        "# Questions",
        "",
        f"{len(questions)} questions, each a SPARQL file in `queries/`. Ask one by its name,",
        "`alliance-kg ask SLUG -p NAME=VALUE`, or in a sentence that fits one of its phrasings;",
        "a value is any name of an entity. A parameter that is not given stays open.",
        "",
        "| competency question | questions that answer it |",
        "|---|---|",
        *(f"| {number} | {', '.join(slugs)} |" for number, slugs in sorted(answered.items())),
    ]
    theme = ""
    for question in questions:
        if question.theme != theme:
            theme = question.theme
            lines += ["", f"## Theme: {theme}"]
        lines += _question(question)
    return "\n".join(lines) + "\n"


def _question(question: Question) -> Iterator[str]:
    yield from ("", f"### {question.slug}", "")
    yield f"{question.title['en']}  "
    yield f"*{question.title['it']}*"
    if question.parameters:
        yield from ("", "| parameter | type | meaning |", "|---|---|---|")
    for parameter in question.parameters:
        kind = f"[{parameter.kind}](ontology.md#{parameter.kind.lower()})" if parameter.kind else ""
        described = "<br>".join(parameter.description.values())
        yield f"| `{parameter.name}` | {parameter.type} {kind} | {described} |"
    yield from ("", "| column | kind | English | italiano |", "|---|---|---|---|")
    for column in question.columns:
        yield f"| `{column.name}` | {column.kind} | {column.label['en']} | {column.label['it']} |"
    yield from ("", "Ask it so:", "")
    yield from (f"- {phrasing}" for phrasing in question.phrasings["en"])
    yield from (f"- *{phrasing}*" for phrasing in question.phrasings["it"])
    path = f"../queries/{question.slug}.rq"
    yield from ("", f"<details><summary>Query</summary>\n\n[{question.slug}.rq]({path})", "")
    yield from ("```sparql", question.query, "```", "", "</details>")
