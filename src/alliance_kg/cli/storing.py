"""`load` and `doctor`: stores filled and examined."""

import contextlib
import sys
from pathlib import Path

import click

from alliance_kg import inputs, layout, media, shipping
from alliance_kg.bundle import Bundle
from alliance_kg.cli import options, streams
from alliance_kg.errors import InputError, UsageError
from alliance_kg.shipping import journal, profiles, shipment, target
from alliance_kg.stores import disk, locking

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


@click.command()
@click.argument("files", nargs=-1, metavar="[FILE]...")
@click.option("--into", metavar="FOLDER", help="Keep the store in a folder.")
@click.option("--to", "address", metavar="URL", help="Load into a store that listens there.")
@click.option(
    "--profile",
    default="oxigraph",
    show_default=True,
    metavar="NAME",
    help=f"What listens there: {', '.join(profiles.PROFILES)}.",
)
@click.option("--resume", is_flag=True, help="Go on with a load that stopped.")
@click.option(
    "--take-over", is_flag=True, help="Take the place of a load that died on another machine."
)
@click.option("--dry-run", "is_dry", is_flag=True, help="Say what would be sent, send nothing.")
@click.option(
    "--verify-only", "is_check", is_flag=True, help="Compare what is there, send nothing."
)
@click.option("--keep-previous", is_flag=True, help="Keep each graph that is replaced, renamed.")
@options.output_options(_ROWS)
@options.graph_option
def load(
    files: tuple[str, ...],
    into: str | None,
    address: str | None,
    profile: str,
    resume: bool,
    take_over: bool,
    is_dry: bool,
    is_check: bool,
    keep_previous: bool,
    form: str | None,
    output: str | None,
    folder: str | None,
) -> int:
    """Load RDF files, by default those of the release, into a store.

    A store in a folder is built aside, and takes the place of the one before when it holds
    what the files do; `-g FOLDER` of any command then asks it. A store that listens at an
    address is sent staging graphs, which are read back, compared and then moved into
    place; `--store` then asks it. Triples go to a graph called like the file, quads keep
    theirs. Exits 1 when what is there is not what the files hold.

    \b
    Example:
      alliance-kg load --into store
    """
    if (into is None) == (address is None):
        raise UsageError("give --into FOLDER or --to URL, one of the two")
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    bundle = None if files else Bundle.open(Path(folder) if folder else None)
    sources = (
        inputs.sources_of(bundle) if bundle else tuple(inputs.source(Path(file)) for file in files)
    )
    if into is not None:
        if resume or take_over or is_dry or is_check or keep_previous:
            raise UsageError("a store in a folder is loaded whole: leave the options of --to out")
        _emit(disk.load(sources, Path(into), bundle), name, output)
        return 0
    store = target.Target(str(address), profiles.find(profile))
    sent = shipment.plan(sources, store.profile)
    if is_check:
        found = tuple(fault for part in sent.parts for fault in shipping.faults(store, part))
    elif is_dry:
        found = ()
    else:
        found = _send(
            store, sources, sent, bundle,
            resume=resume, keeps_previous=keep_previous, takes_over=take_over,
        )  # fmt: skip
    if found:
        streams.emit("".join(f"{fault}\n" for fault in found), output)
        return 1
    rows = tuple(
        (part.graph, part.held.quads, part.chunks, part.held.digest) for part in sent.parts
    )
    keys = ("graph", "triples", "chunks", "digest")
    headings = ("Graph", "Triples", "Chunks", "Digest")
    streams.emit_table(layout.Table(keys, headings, rows), name, output)
    return 0


def _send(
    store: target.Target,
    sources: tuple[inputs.Source, ...],
    sent: shipment.Shipment,
    bundle: Bundle | None,
    *,
    resume: bool,
    keeps_previous: bool,
    takes_over: bool,
) -> tuple[str, ...]:
    """Load into a listening store, with a bar where a person looks on."""
    place = journal.place(store.address)
    begin = journal.Journal.resume if resume else journal.Journal.begin
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(locking.alone(place.with_suffix(".lock"), store.name))
        except OSError as error:
            raise InputError(f"{place}: {error.strerror}; it is the journal") from error
        entries = begin(place, sent.digest)
        bar = stack.enter_context(
            click.progressbar(
                length=sent.triples,
                file=sys.stderr,
                label="triples",
                show_pos=True,
                hidden=not sys.stderr.isatty(),
            )
        )
        return shipping.load(
            store, sources, sent, entries, bar.update,
            bundle=bundle, keeps_previous=keeps_previous, takes_over=takes_over,
        )  # fmt: skip


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
