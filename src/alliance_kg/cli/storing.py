"""`load` and `doctor`: a store on disk, filled and examined."""

from pathlib import Path

import click

from alliance_kg import disk, layout, media
from alliance_kg.bundle import Bundle
from alliance_kg.cli import options, streams

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--into", metavar="FOLDER", required=True, help="Where the store is kept.")
@options.output_options(_ROWS)
@options.graph_option
def load(
    files: tuple[str, ...], into: str, form: str | None, output: str | None, folder: str | None
) -> None:
    """Load RDF files, by default those of the release, into a store on disk.

    The store is built aside, read back, compared with the files, and only then takes the
    place of the one before. `-g FOLDER` of any command then asks it. Triples go to a graph
    named like the file, quads keep theirs.

    \b
    Example:
      alliance-kg load --into store
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    bundle = None if files else Bundle.open(Path(folder) if folder else None)
    sources = (
        disk.sources_of(bundle) if bundle else tuple(disk.source(Path(file)) for file in files)
    )
    held = disk.load(sources, Path(into), bundle)
    _emit(held, name, output)


@click.command()
@click.argument("folder", metavar="FOLDER")
@options.output_options(_ROWS)
def doctor(folder: str, form: str | None, output: str | None) -> int:
    """Read back all that the store in FOLDER holds, and compare it with what was loaded.

    Exits 1 and says what is wrong when the store is damaged; load it again then.

    \b
    Example:
      alliance-kg doctor store
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    held, faults = disk.examine(Path(folder))
    if faults:
        streams.emit("".join(f"{folder}: {fault}\n" for fault in faults), output)
        return 1
    _emit(held, name, output)
    return 0


def _emit(held: disk.Manifest, name: str, output: str | None) -> None:
    rows = (("quads", held.quads), ("graphs", held.graphs), ("digest", held.digest))
    content = layout.Table(("property", "value"), ("Property", "Value"), rows)
    streams.emit_table(content, name, output)
