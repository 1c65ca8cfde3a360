"""`sources`: who says what, and does your copy of a text bear it out."""

import click

from alliance_kg import layout, media
from alliance_kg import sources as library
from alliance_kg.cli import options, streams
from alliance_kg.graph import KnowledgeGraph

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


@click.group()
def sources() -> None:
    """List the sources, show one, or check your copy of its text.

    \b
    Example:
      alliance-kg sources list
    """


@sources.command(name="list")
@options.output_options(_ROWS)
@options.store_option
@options.graph_option
def list_(form: str | None, output: str | None, folder: str | None, store: str | None) -> None:
    """List all sources with the number of claims that rest on each.

    \b
    Example:
      alliance-kg sources list -f csv
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store)
    rows = tuple(
        (graph.names.short(source.iri.value).partition("/")[2], source.publisher, source.issued,
         source.language, source.claims, source.url)
        for source in library.sources(graph.store)
    )  # fmt: skip
    keys = ("source", "publisher", "issued", "language", "claims", "url")
    headings = ("Source", "Publisher", "Issued", "Language", "Claims", "Address")
    streams.emit_table(layout.Table(keys, headings, rows), name, output)


@sources.command()
@click.argument("source")
@options.output_options(_ROWS)
@options.store_option
@options.graph_option
def show(
    source: str, form: str | None, output: str | None, folder: str | None, store: str | None
) -> None:
    """Show what is known of SOURCE.

    \b
    Example:
      alliance-kg sources show il-messaggero-2025-09-17
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store)
    found = library.find_source(graph.store, graph.names, source)
    rows = (
        ("IRI", found.iri.value),
        ("Publisher", found.publisher),
        ("Issued", found.issued),
        ("Language", found.language),
        ("Address", found.url),
        ("Claims", found.claims),
        ("Length in characters", found.length),
        ("SHA-256 of the text", found.digest),
    )
    content = layout.Table(("property", "value"), ("Property", "Value"), rows)
    streams.emit_table(content, name, output)


@sources.command()
@click.argument("source")
@click.argument("path")
@options.graph_option
def check(source: str, path: str, folder: str | None) -> int:
    """Compare every span of SOURCE with your copy of its text at PATH.

    Prints what was confirmed; exits 1 when the text is not the source's text.

    \b
    Example:
      alliance-kg sources check il-messaggero-2025-09-17 article.txt
    """
    graph = KnowledgeGraph.open(folder)
    found = library.find_source(graph.store, graph.names, source)
    text = streams.read_text(path)
    result = library.check(graph.store, found, text)
    wrong = [span for span in result.spans if not span.is_confirmed]
    lines = [f"{len(result.spans) - len(wrong)} of {len(result.spans)} spans confirmed\n"]
    if result.is_confirmed:
        lines.append(f"the text is that of {source}: {result.length} characters, same SHA-256\n")
    else:
        lines += [f"characters {span.start}–{span.end} differ\n" for span in wrong]
        lines.append(_difference(result, text))
    streams.emit("".join(lines), None)
    return 0 if result.is_confirmed else 1


def _difference(result: library.TextCheck, text: str) -> str:
    if not library.is_normalized(text):
        return "refused: the text is not in Unicode Normalization Form C; normalize it first\n"
    return (
        f"refused: the text is not that of the source ({result.length} characters, "
        f"expected {result.source.length}; SHA-256 {result.digest[:12]}…, "
        f"expected {str(result.source.digest)[:12]}…)\n"
    )
