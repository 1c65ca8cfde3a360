"""`export`, `stats`, `version`: the release as a whole."""

import click

from alliance_kg import layout, media
from alliance_kg.cli import options, streams
from alliance_kg.graph import KnowledgeGraph

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


@click.command()
@options.output_options(media.GRAPHS)
@options.graph_option
def export(form: str | None, output: str | None, folder: str | None) -> None:
    """Write ontology and data in one file of an RDF format.

    N-Quads, TriG and JSON-LD keep one named graph a file; the others merge them.
    The same release gives the same bytes.

    \b
    Example:
      alliance-kg export -f nq -o alliance.nq
    """
    from alliance_kg.export import serialize
    from alliance_kg.loading import read_quads

    name = media.choose(media.GRAPHS, form, streams.output_path(output), "trig")
    graph = KnowledgeGraph.open(folder)
    content = serialize(read_quads(graph.files), name, graph.prefixes.namespaces)
    streams.emit(content, output)


@click.command()
@options.output_options(_ROWS)
@options.language_option
@options.store_option
@options.graph_option
def stats(
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
) -> None:
    """Count what the graph holds: instances and facts by class, claims by status and source.

    Also lists the parts of the article that no claim rests on, by their characters.

    \b
    Example:
      alliance-kg stats
    """
    from pyoxigraph import NamedNode

    from alliance_kg.stats import counts, gaps

    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store)
    found = counts(graph.store)
    spoken = language or streams.locale_language()
    labels = graph.labels((NamedNode(item.key) for item in found), spoken)
    rows = tuple(
        (item.measure, labels.get(item.key) or graph.names.short(item.key), item.number)
        for item in found
    )
    unused = gaps(graph.store)
    named = graph.labels((NamedNode(gap.source) for gap in unused), spoken)
    rows += tuple(
        ("characters no claim rests on", f"{named.get(gap.source, gap.source)}: "
         f"{gap.start}–{gap.end}", gap.end - gap.start)
        for gap in unused
    )  # fmt: skip
    headings = ("Measure", "Of", "Count")
    content = layout.Table(("measure", "of", "count"), headings, rows)
    streams.emit_table(content, name, output)


@click.command()
@options.output_options(_ROWS)
@options.graph_option
def version(form: str | None, output: str | None, folder: str | None) -> None:
    """Print the version and the digest of the release.

    \b
    Example:
      alliance-kg version
    """
    from alliance_kg.bundle import Bundle
    from alliance_kg.release import Release

    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    from pathlib import Path

    found = Release(Bundle.open(Path(folder) if folder else None))
    rows = (("version", found.version), ("digest", found.digest))
    content = layout.Table(("property", "value"), ("Property", "Value"), rows)
    streams.emit_table(content, name, output)
