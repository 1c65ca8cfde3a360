"""`diff` and `release`: what changed, and everything in one folder."""

import click

from alliance_kg import layout, media
from alliance_kg.cli import options, streams


@click.command()
@click.argument("old", metavar="A")
@click.argument("new", metavar="B")
@options.output_options(media.DIFFERENCES)
@options.language_option
def diff(old: str, new: str, form: str | None, output: str | None, language: str | None) -> int:
    """Say what differs from A to B, entity by entity; exit 1 when something does.

    A and B are RDF files, folders (a checkout, a release, or one with RDF files), or
    git:REVISION of the repository that one is in. Graphs, rules and questions are compared
    when both sides have them. Blank nodes are compared by what is said of them. patch
    is RDF Patch and holds statements only.

    \b
    Example:
      alliance-kg diff old.nq new.nq -f md
    """
    from alliance_kg.bundle import root
    from alliance_kg.diff import compare, difference, patch
    from alliance_kg.diff.words import Words, as_json
    from alliance_kg.editions import open_edition
    from alliance_kg.terms import Prefixes

    path = streams.output_path(output)
    name = media.choose(media.DIFFERENCES, form, path, "table")
    with open_edition(old) as one, open_edition(new) as other, compare(one, other) as found:
        if name == "patch":
            is_different = streams.pour(lambda out: patch.write(found, out), output)
            return 1 if is_different else 0
        told = difference(found)
        words = Words(
            told,
            language or streams.locale_language(),
            Prefixes.read(root() / "ontology" / "prefixes.ttl"),
        )
    if name == "md":
        streams.emit(words.markdown(), output)
    elif name == "json":
        streams.emit(layout.json(as_json(told)), output)
    elif name == "table":
        streams.emit(words.text(streams.width(output)), output)
    else:
        streams.emit_table(words.table(), name, output)
    return 0 if told.is_equal else 1


@click.command()
@click.argument("target", metavar="DIR")
@click.option("--previous", metavar="EDITION", help="Report what changed from it: a release, a "
              "folder, git:REVISION.")  # fmt: skip
@click.option("--base", metavar="URL", help="Where the release will be served, for dcat.ttl.")
@options.graph_option
def release(target: str, previous: str | None, base: str | None, folder: str | None) -> None:
    """Build a release in DIR: all formats, checksums, descriptions, bill of materials.

    Two builds of the same files are the same bytes. DIR is new, empty or an earlier
    release, and is put in place when everything is written and read back. What the
    folder of the graph does not have (a wheel has no lock file) is named as left out.

    \b
    Example:
      alliance-kg release dist
    """
    from pathlib import Path

    from alliance_kg.bundle import Bundle
    from alliance_kg.publishing import publish

    bundle = Bundle.open(Path(folder) if folder else None)
    made = publish(bundle, Path(target), previous=previous, base=base)
    rows: tuple[tuple[layout.Cell, ...], ...] = (
        ("version", made.version),
        ("digest", made.digest),
        ("canonical", made.canonical),
        ("files", made.files),
        ("bytes", made.size_bytes),
        *(("left out", name) for name in made.left_out),
    )
    content = layout.Table(("property", "value"), ("Property", "Value"), rows)
    streams.emit_table(content, "table", None)
