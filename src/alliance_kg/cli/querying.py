"""`query`: any SPARQL 1.1 query that reads."""

import json
from functools import partial

import click

from alliance_kg import export, media
from alliance_kg.answer import Answer
from alliance_kg.cli import answering, options, streams
from alliance_kg.errors import QuerySyntaxError, UnknownFormat, UsageError
from alliance_kg.graph import KnowledgeGraph

_FORMATS = media.ROWS | media.GRAPHS


@click.command()
@click.argument("file", required=False)
@click.option("-e", "--execute", "text", metavar="SPARQL", help="The query itself.")
@options.proof_options("none")
@options.limit_options
@options.moment_options
@options.output_options(_FORMATS)
@options.language_option
@options.store_option
@options.graph_option
def query(
    file: str | None,
    text: str | None,
    proof: str | None,
    evidence: bool | None,
    row: int | None,
    timeout_s: float,
    memory_mb: int,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
    as_of: str | None,
    known_by: str | None,
) -> None:
    """Evaluate the SPARQL query in FILE (- is standard input) or given with -e.

    SELECT and ASK print rows, CONSTRUCT and DESCRIBE a graph. The prefixes of the
    release need no declaration. Queries that write or call elsewhere are refused, and
    those that take too long or too much memory are stopped with exit code 4.

    \b
    Example:
      alliance-kg query -e "SELECT ?model WHERE { ?model akg:hasBrand ?brand } ORDER BY ?model"
    """
    if (file is None) == (text is None):
        raise UsageError("give a query file or -e SPARQL, one of the two")
    sparql = text if text is not None else streams.read_text(str(file))
    graph = KnowledgeGraph.open(
        folder,
        as_of=as_of,
        known_by=known_by,
        store=store,
        timeout_s=timeout_s if store else None,
        from_cache=True,
    )
    spoken = language or streams.locale_language()
    how = answering.proof_of(proof, evidence, row, "none")
    # A full proof makes a row of an ASK; else it is the plain true or false.
    ask = partial(graph.query, evidence=how == "short") if how in ("none", "short") else graph.prove
    try:
        result = ask(sparql, language=spoken, timeout_s=timeout_s, memory_mb=memory_mb)
    except QuerySyntaxError as error:
        place = "query" if file is None else file
        raise QuerySyntaxError(place, error.line, error.column, error.reason) from error
    path = streams.output_path(output)
    if isinstance(result, bool):
        name = media.choose(media.ROWS, form, path, "table")
        streams.emit(_boolean(result, name), output)
    elif isinstance(result, Answer):
        name = answering.chosen(how, form, output)
        answering.show(graph, result, name, how, row, output)
    else:
        name = media.choose(media.GRAPHS, form, path, "ttl")
        content = export.serialize_triples(result, name, graph.prefixes.namespaces)
        streams.emit(content, output)


def _boolean(value: bool, name: str) -> str:
    if name in ("json", "srj"):
        return json.dumps({"head": {}, "boolean": value}) + "\n"
    if name == "table":
        return f"{str(value).lower()}\n"
    raise UnknownFormat(name, ("table", "json", "srj"))
