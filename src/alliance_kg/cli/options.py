"""Options that all commands share."""

from collections.abc import Callable
from typing import Any, TypeVar

import click

from alliance_kg.cli import quick

_Command = TypeVar("_Command", bound=Callable[..., Any])


def graph_option(command: _Command) -> _Command:
    """Add `-g/--graph FOLDER`."""
    return click.option(
        "-g",
        "--graph",
        "folder",
        envvar="ALLIANCE_KG_GRAPH",
        metavar="FOLDER",
        help="A folder with ontology/, data/ and queries/ instead of the shipped release.",
    )(command)


def store_option(command: _Command) -> _Command:
    """Add `--store URL`."""
    return click.option(
        "--store",
        envvar="ALLIANCE_KG_STORE",
        metavar="URL",
        help="A SPARQL 1.1 endpoint that holds the release, asked instead of the files.",
    )(command)


def language_option(command: _Command) -> _Command:
    """Add `--lang en|it`."""
    return click.option(
        "--lang",
        "language",
        type=click.Choice(["en", "it"]),
        envvar="ALLIANCE_KG_LANG",
        help="Language of labels and sentences; by default that of the locale, or for a table "
        "that of the sentence asked.",
    )(command)


def output_options(formats: dict[str, Any]) -> Callable[[_Command], _Command]:
    """Add `-f/--format` and `-o/--output`."""

    def add(command: _Command) -> _Command:
        chosen = click.option(
            "-f",
            "--format",
            "form",
            metavar="FORMAT",
            shell_complete=lambda _ctx, _param, text: [n for n in formats if n.startswith(text)],
            help=f"One of {', '.join(formats)}; guessed from the suffix of --output.",
        )
        written = click.option(
            "-o",
            "--output",
            metavar="FILE",
            help="Write to a file, whole or not at all; - is standard output.",
        )
        return chosen(written(command))

    return add


def moment_options(command: _Command) -> _Command:
    """Add `--as-of DATE` and `--known-by DATE`."""
    valid = click.option("--as-of", metavar="DATE", help="Only what may have held on that day.")
    known = click.option(
        "--known-by", metavar="DATE", help="Only what sources published by then say."
    )
    return valid(known(command))


def limit_options(command: _Command) -> _Command:
    """Add `--timeout SECONDS` and `--memory MB`."""
    time = click.option(
        "--timeout",
        "timeout_s",
        type=float,
        default=30.0,
        show_default=True,
        metavar="SECONDS",
        help="How long the query may run, its proof included.",
    )
    memory = click.option(
        "--memory",
        "memory_mb",
        type=int,
        default=2048,
        show_default=True,
        metavar="MB",
        help="How much memory it may need.",
    )
    return time(memory(command))


def proof_options(default: str) -> Callable[[_Command], _Command]:
    """Add `--proof`, its aliases `--evidence/--no-evidence`, and `--row`."""

    def add(command: _Command) -> _Command:
        how = click.option(
            "--proof",
            type=click.Choice(quick.PROOFS),
            help="What proves each row: nothing, the numbers of its claims, the claims, or a "
            f"tree down to them; {default} by default. Full comes as table, md, json or RDF.",
        )
        alias = click.option(
            "--evidence/--no-evidence", default=None, help="The same as --proof short or none."
        )
        row = click.option(
            "--row", type=click.IntRange(1), metavar="N", help="Only row N, with its full proof."
        )
        return how(alias(row(command)))

    return add
