"""`export`, `stats`, `version`: the release as a whole."""

from pathlib import Path

import click

from alliance_kg import layout, media
from alliance_kg.cli import options, streams
from alliance_kg.graph import KnowledgeGraph

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


@click.command()
@options.output_options(media.EXPORTS)
@options.graph_option
def export(form: str | None, output: str | None, folder: str | None) -> None:
    """Write the release in another form: RDF, tables, a property graph, the questions.

    nq, trig and jsonld keep one named graph a file; ttl, nt, rdfxml merge them, and so do
    ttl12 and nt12, which are RDF 1.2 with claims as reifiers. nanopub has one
    nanopublication for each accepted claim, questions the catalogue. csvw, parquet and
    opencypher are folders: --output names a new or empty one, or an earlier export.

    The same release gives the same bytes. What a form leaves out stands in the file, or
    in export.json and csv-metadata.json of the folder.

    \b
    Example:
      alliance-kg export -f nq -o alliance.nq
    """
    from alliance_kg import opening
    from alliance_kg.editions import contents_of
    from alliance_kg.export import save, write_to

    path = streams.output_path(output)
    name = media.choose(media.EXPORTS, form, path, "trig")
    with contents_of(opening.files_of(Path(folder) if folder else None)) as contents:
        if path is not None:
            save(contents, name, path)
        else:
            streams.pour(lambda out: write_to(contents, name, out))


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
    found = Release(Bundle.open(Path(folder) if folder else None))
    rows = (("version", found.version), ("digest", found.digest))
    content = layout.Table(("property", "value"), ("Property", "Value"), rows)
    streams.emit_table(content, name, output)
