"""`ask`: one question, by its slug or in a sentence."""

import click

from alliance_kg import media
from alliance_kg.cli import answering, options, streams


def complete_slug(_ctx: click.Context, _param: click.Parameter, text: str) -> list[str]:
    """Complete the slug of a question."""
    from alliance_kg.bundle import Bundle

    return [path.stem for path in Bundle.open().queries if path.stem.startswith(text)]


@click.command()
@click.argument("question", nargs=-1, required=True, shell_complete=complete_slug)
@click.option(
    "-p", "--parameter", "assignments", multiple=True, metavar="NAME=VALUE",
    help="A value for a parameter of the question; may be given more than once.",
)  # fmt: skip
@options.proof_options("short")
@options.moment_options
@options.output_options(media.ROWS | media.GRAPHS)
@options.language_option
@options.store_option
@options.graph_option
def ask(
    question: tuple[str, ...],
    assignments: tuple[str, ...],
    proof: str | None,
    evidence: bool | None,
    row: int | None,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
    as_of: str | None,
    known_by: str | None,
) -> None:
    """Answer QUESTION, a slug or a sentence in English or Italian.

    Entities may be named by any of their names, in part, or slightly misspelt. A sentence
    that fits no phrasing of a question word by word (see `questions show SLUG`) is
    answered with how it was read; one that fits none well enough is refused with the
    nearest questions and exit code 5.

    \b
    Example:
      alliance-kg ask "which brands share AmpR Medium?"
    """
    answering.answer(
        " ".join(question),
        streams.pairs(assignments),
        proof=answering.proof_of(proof, evidence, row, "short"),
        row=row,
        form=form,
        output=output,
        language=language,
        folder=folder,
        store=store,
        as_of=as_of,
        known_by=known_by,
    )
