"""What `ask` and `questions run` do once their arguments are read; free of click."""

from alliance_kg import media, render
from alliance_kg.answer import Answer
from alliance_kg.cli import streams
from alliance_kg.graph import KnowledgeGraph


def answer(
    question: str,
    parameters: dict[str, str],
    *,
    evidence: bool,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
    as_of: str | None,
    known_by: str | None,
) -> None:
    """Ask the graph in a folder (None is the shipped one), or a store, and print the answer."""
    name = media.choose(media.ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(
        folder, as_of=as_of, known_by=known_by, store=store, from_cache=True
    )
    # People are answered in the language they asked in; programs get the same labels
    # whatever language a sentence was in.
    if language is None and (question in graph.catalog or name not in ("table", "md")):
        language = streams.locale_language()
    found = graph.ask(question, parameters, language=language, evidence=evidence)
    text = render.answer(found, name, with_evidence=evidence, width=streams.width(output))
    streams.emit(text, output)
    if found.reading is not None and name not in ("table", "md", "json"):
        streams.tell(found.reading.told())
    streams.note(_footer(found))


def _footer(found: Answer) -> str:
    count = f"{len(found.rows)} row{'' if len(found.rows) == 1 else 's'}"
    return f"{count} · release {found.release.version}"
