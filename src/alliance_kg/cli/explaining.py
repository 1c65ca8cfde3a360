"""`explain`: why one fact is in the graph."""

import shlex

import click

from alliance_kg import media
from alliance_kg.cli import options, streams
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.proof import explaining

_FORMATS = {name: media.ROWS[name] for name in ("table", "md", "json")} | media.GRAPHS


@click.command()
@click.argument("fact", nargs=-1, required=True)
@options.moment_options
@options.output_options(_FORMATS)
@options.language_option
@options.store_option
@options.graph_option
def explain(
    fact: tuple[str, ...],
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
    as_of: str | None,
    known_by: str | None,
) -> None:
    """Say why FACT, a subject, a predicate and an object, is in the graph.

    Each is named as in `describe`, by an IRI or by the last part of one; the object may
    be a literal. A fact that only follows from others is told with its rule and premises.
    What is no fact here is refused with exit code 5: with the claim that says so but is
    not accepted, or with the values that the subject has.

    \b
    Example:
      alliance-kg explain "nissan-micra-6 akg:usesPlatform ampr-small"
    """
    from alliance_kg.cli import proving

    name = media.choose(_FORMATS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, as_of=as_of, known_by=known_by, store=store)
    words = fact
    if len(words) != 3:
        text = fact[0] if len(fact) == 1 else shlex.join(fact)
        words = explaining.split(text, graph.names, graph.store)
    found = graph.explain(*words)
    spoken = language or streams.locale_language()
    streams.emit(proving.explained(graph, found, name, spoken), output)
