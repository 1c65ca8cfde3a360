"""Write the generated pages of this folder, and the real outputs inside the written ones.

Whole pages come from what they describe: `cli.md` from the commands, `questions.md`
from the question files, `ontology.md` from the Turtle files. In `README.md` and the
other pages a comment asks for the fenced block after it to be filled:

    <!-- output: alliance-kg version -->         what the command prints
    <!-- turtle: data/article/facts.ttl IRI -->  the block of that subject in that file

`python docs/generate.py` writes, `--check` only says what is out of date (exit 1).
"""

import re
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TypeAlias

import click
import pyoxigraph
from click.testing import CliRunner
from pyoxigraph import Literal, NamedNode, RdfFormat

from alliance_kg.bundle import Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.cli import run
from alliance_kg.cli.commands import alliance_kg
from alliance_kg.question import Question
from alliance_kg.terms import Prefixes, Term, akg, local_name, text_of

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"

_FILLED = re.compile(
    r"<!-- (?P<kind>output|turtle): (?P<what>.+?) -->\n```(?P<lang>\w+)\n"
    r"(?P<head>(?:\$ [^\n]*\n)?)(?P<body>.*?)```\n",
    re.DOTALL,
)
_OWL = "http://www.w3.org/2002/07/owl#"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_RDFS = "http://www.w3.org/2000/01/rdf-schema#"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_ONTOLOGY = akg("").value

# What a file says of a subject: its predicates with their values, in the file's order.
_Block: TypeAlias = dict[str, list[Term]]


def main() -> int:
    """Write every page, or with `--check` compare; return the exit code."""
    stale = [path for path, text in pages().items() if _current(path) != text]
    if "--check" in sys.argv[1:]:
        for path in stale:
            sys.stderr.write(f"{path.relative_to(ROOT)}: out of date; run make docs\n")
        return 1 if stale else 0
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")
    return 0


def pages() -> dict[Path, str]:
    """Return the text that each page should have, by path."""
    made: dict[str, Callable[[], str]] = {
        "cli.md": cli_page,
        "ontology.md": ontology_page,
        "questions.md": questions_page,
    }
    found = {DOCS / name: page() for name, page in made.items()}
    written = [ROOT / "README.md", *sorted(DOCS.glob("*.md"))]
    found |= {path: filled(_current(path)) for path in written if path not in found}
    return found


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


def commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield every command with its full name; the questions of `questions run` are data."""
    settings = {"terminal_width": 88, **alliance_kg.context_settings}
    root = click.Context(alliance_kg, info_name="alliance-kg", **settings)
    yield "alliance-kg", alliance_kg, root
    yield from _below(root, alliance_kg)


def _below(
    parent: click.Context, group: click.Group
) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        if command is None:
            continue
        context = click.Context(command, parent, info_name=name, terminal_width=88)
        yield context.command_path, command, context
        if isinstance(command, click.Group) and context.command_path != "alliance-kg questions run":
            yield from _below(context, command)


def cli_page() -> str:
    """Return the page of the command line: the help of every command."""
    lines = [
        "# Command line",
        "",
        "What `--help` says, command by command. `akg` is a short name of `alliance-kg`.",
        "Data goes to standard output and everything else to standard error.",
        "",
        "| exit code | meaning |",
        "|---|---|",
        *(f"| {code} | {meaning} |" for code, meaning in _EXIT_CODES.items()),
    ]
    for name, command, context in commands():
        help_text = command.get_help(context)
        if name == "alliance-kg questions run":  # its commands are the page of questions
            help_text = help_text.split("\nCommands:")[0].rstrip()
            help_text += "\n\nEvery slug of questions.md is a command here."
        lines += ["", f"## {name}", "", "```text", help_text, "```"]
    return _joined(lines)


_EXIT_CODES = {
    0: "done",
    1: "the check said no: violations, a text that differs",
    2: "the call cannot be served: usage, or an operation refused on principle",
    3: "an input is missing, unreadable or does not parse",
    4: "a store cannot be opened or reached",
    5: "nothing of that name: entity, question, claim",
    70: "our bug",
    130: "stopped with Ctrl-C",
}


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
    return _joined(lines)


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


def ontology_page() -> str:
    """Return the page of the ontology: classes, properties, concept schemes."""
    terms = _read(ROOT / "ontology" / "alliance.ttl")
    own = {iri: term for iri, term in terms.items() if iri.startswith(_ONTOLOGY)}
    kinds = {
        "Classes": "Class",
        "Object properties": "ObjectProperty",
        "Datatype properties": "DatatypeProperty",
        "Annotation properties": "AnnotationProperty",
    }
    lines = [
        "# Ontology",
        "",
        "Prefix `akg:` is `" + _ONTOLOGY + "`; English first, Italian below it.",
        "Classes and properties are in `ontology/alliance.ttl`, concepts in",
        "`ontology/schemes.ttl`, links to other vocabularies in `ontology/alignments.ttl`.",
        "CQ numbers are competency questions; [questions.md](questions.md) says what answers them.",
    ]
    properties = [iri for iri, term in own.items() if _types(term) & set(list(kinds.values())[1:])]
    for heading, kind in kinds.items():
        lines += ["", f"## {heading}"]
        for iri, term in own.items():
            if kind in _types(term):
                lines += _term(iri, term, own, properties)
    lines += ["", "## Concept schemes", *_schemes(_read(ROOT / "ontology" / "schemes.ttl"))]
    return _joined(lines)


def _term(iri: str, term: _Block, own: dict[str, _Block], props: list[str]) -> list[str]:
    lines = ["", f"### {local_name(iri)}", ""]
    lines += _bilingual(term, f"{_RDFS}label")
    facts = {
        "kind of": _links(term, f"{_RDFS}subClassOf"),
        "from": _links(term, f"{_RDFS}domain"),
        "to": _links(term, f"{_RDFS}range"),
        "has": _users(iri, own, props, "domain"),
        "value of": _users(iri, own, props, "range"),
        "axioms": ", ".join(sorted(_types(term) & set(_AXIOMS))),
        "for": ", ".join(text_of(v) for v in term.get(_CQ, ())),
    }
    lines += ["", *(f"- {name}: {value}" for name, value in facts.items() if value)]
    return lines


_CQ = f"{_ONTOLOGY}competencyQuestion"
_AXIOMS = (
    "AsymmetricProperty", "FunctionalProperty", "InverseFunctionalProperty", "IrreflexiveProperty",
    "SymmetricProperty", "TransitiveProperty",
)  # fmt: skip


def _schemes(terms: dict[str, _Block]) -> Iterator[str]:
    scheme_type = "ConceptScheme"
    for iri, scheme in terms.items():
        if scheme_type not in _types(scheme):
            continue
        yield from ("", f"### scheme/{local_name(iri)}", "")
        yield from _bilingual(scheme, f"{_SKOS}prefLabel")
        yield from ("", "| code | English | italiano |", "|---|---|---|")
        for concept, term in terms.items():
            if NamedNode(iri) in term.get(f"{_SKOS}inScheme", ()):
                labels, meanings = _words(term, f"{_SKOS}prefLabel"), _words(term, _DEFINITION)
                cells = (f"{labels[lang]}: {meanings[lang]}" for lang in ("en", "it"))
                yield f"| `{local_name(concept)}` | {' | '.join(cells)} |"


_DEFINITION = f"{_SKOS}definition"


def _bilingual(term: _Block, label: str) -> list[str]:
    labels, meanings = _words(term, label), _words(term, _DEFINITION)
    notes = _words(term, f"{_SKOS}scopeNote")
    english, italian = (
        f"**{labels[lang]}**: {' '.join(filter(None, (meanings[lang], notes.get(lang))))}"
        for lang in ("en", "it")
    )
    return [f"{english}  ", italian]


def _words(term: _Block, predicate: str) -> dict[str, str]:
    values = term.get(predicate, ())
    return {v.language: v.value for v in values if isinstance(v, Literal) and v.language}


def _types(term: _Block) -> set[str]:
    return {local_name(t.value) for t in term.get(f"{_RDF}type", ()) if isinstance(t, NamedNode)}


def _links(term: _Block, predicate: str) -> str:
    return ", ".join(_link(v.value) for v in term.get(predicate, ()) if isinstance(v, NamedNode))


def _link(iri: str) -> str:
    if not iri.startswith(_ONTOLOGY):
        return f"`{_prefixes().contract(iri)}`"
    return f"[{local_name(iri)}](#{local_name(iri).lower()})"


@cache
def _prefixes() -> Prefixes:
    return Prefixes.read(ROOT / "ontology" / "prefixes.ttl")


def _users(iri: str, own: dict[str, _Block], properties: list[str], end: str) -> str:
    return ", ".join(
        _link(name)
        for name in properties
        if NamedNode(iri) in own[name].get(f"{_RDFS}{end}", ())
    )  # fmt: skip


def _read(path: Path) -> dict[str, _Block]:
    terms: dict[str, _Block] = defaultdict(lambda: defaultdict(list))
    for quad in pyoxigraph.parse(path=path, format=RdfFormat.TURTLE):
        if isinstance(quad.subject, NamedNode):
            terms[quad.subject.value][quad.predicate.value].append(quad.object)
    return terms


def _current(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _joined(lines: list[str]) -> str:
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
