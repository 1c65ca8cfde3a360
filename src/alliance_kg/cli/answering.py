"""What `ask` and `questions run` do once their arguments are read; free of click."""

from alliance_kg import media, render
from alliance_kg.answer import Answer
from alliance_kg.cli import streams
from alliance_kg.graph import KnowledgeGraph


def answer(
    question: str,
    parameters: dict[str, str],
    *,
    proof: str,
    row: int | None,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
    as_of: str | None,
    known_by: str | None,
) -> None:
    """Ask the graph in a folder (None is the shipped one), or a store, and print the answer."""
    name = chosen(proof, form, output)
    graph = KnowledgeGraph.open(
        folder, as_of=as_of, known_by=known_by, store=store, from_cache=True
    )
    # People are answered in the language they asked in; programs get the same labels
    # whatever language a sentence was in.
    if language is None and (question in graph.catalog or name not in ("table", "md")):
        language = streams.locale_language()
    found = graph.ask(question, parameters, language=language, evidence=proof != "none")
    show(graph, found, name, proof, row, output)
    if found.reading is not None and name not in ("table", "md", "json"):
        streams.tell(found.reading.told())
    streams.note(_footer(found))


def proof_of(proof: str | None, evidence: bool | None, row: int | None, default: str) -> str:
    """Return which proof the options ask for; `--proof` goes before its aliases."""
    if proof is None and evidence is not None:
        proof = "short" if evidence else "none"
    return proof or ("full" if row is not None else default)


def chosen(proof: str, form: str | None, output: str | None) -> str:
    """Return the format asked for; only a full proof is a graph too."""
    formats = media.ROWS | media.GRAPHS if proof == "full" else media.ROWS
    return media.choose(formats, form, streams.output_path(output), "table")


def show(
    graph: KnowledgeGraph, found: Answer, name: str, proof: str, row: int | None, output: str | None
) -> None:
    """Print an answer in a format, with the proof asked for, or one row of it."""
    content: str | bytes
    if proof in ("none", "short") and row is None:
        is_proved = proof != "none"
        width = streams.width(output)
        content = render.answer(found, name, with_evidence=is_proved, width=width)
    else:
        from alliance_kg.cli import proving

        content = proving.shown(graph, found, name, proof, row, streams.width(output))
    streams.emit(content, output)


def _footer(found: Answer) -> str:
    count = f"{len(found.rows)} row{'' if len(found.rows) == 1 else 's'}"
    return f"{count} · release {found.release.version}"
