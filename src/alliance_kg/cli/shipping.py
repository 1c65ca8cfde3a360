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
