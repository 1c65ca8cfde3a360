"""`questions`: the catalogue, listed, shown and run."""

from pathlib import Path

import click

from alliance_kg import layout, media, opening
from alliance_kg.catalog import Catalog
from alliance_kg.cli import answering, asking, options, streams
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.question import Question

_LISTS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}


class _Run(click.Group):
    """One command a question; each parameter of the question is an option."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(_catalog(ctx).slugs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _command(_catalog(ctx).find(cmd_name))


@click.group()
def questions() -> None:
    """List the questions, show one, or run one.

    \b
    Example:
      alliance-kg questions list
    """


@questions.command(name="list")
@options.output_options(_LISTS)
@options.language_option
@options.graph_option
def list_(form: str | None, output: str | None, language: str | None, folder: str | None) -> None:
    """List all questions by theme, with their parameters.

    \b
    Example:
      alliance-kg questions list --lang it
    """
    name = media.choose(_LISTS, form, streams.output_path(output), "table")
    spoken = language or streams.locale_language()
    found = sorted(KnowledgeGraph.open(folder).catalog, key=lambda q: (q.theme, q.slug))
    rows = tuple(
        (q.theme, q.slug, q.title[spoken], " ".join(p.name for p in q.parameters)) for q in found
    )
    keys = ("theme", "slug", "title", "parameters")
    headings = {
        "en": ("Theme", "Slug", "Question", "Parameters"),
        "it": ("Tema", "Nome", "Domanda", "Parametri"),
    }[spoken]
    streams.emit_table(layout.Table(keys, headings, rows), name, output)


@questions.command()
@click.argument("slug", shell_complete=asking.complete_slug)
@options.graph_option
def show(slug: str, folder: str | None) -> None:
    """Print the file of question SLUG: its words in both languages and its query.

    \b
    Example:
      alliance-kg questions show brands-sharing-a-platform
    """
    streams.emit(KnowledgeGraph.open(folder).catalog.find(slug).text, None)


@questions.group(cls=_Run, subcommand_metavar="SLUG [OPTIONS]")
@options.graph_option
def run(folder: str | None) -> None:
    """Run question SLUG; each of its parameters is an option.

    \b
    Example:
      alliance-kg questions run brands-sharing-a-platform --platform "AmpR Small"
    """
    del folder  # read by the group, which needs it to find the question


def _catalog(ctx: click.Context) -> Catalog:
    """Return the catalogue of the folder named before the question's slug."""
    folder = ctx.params.get("folder")
    return Catalog(opening.bundle_of(Path(folder) if folder else None))


def _command(question: Question) -> click.Command:
    """Return the command that runs a question, made from its description."""

    @click.pass_context
    def callback(
        ctx: click.Context,
        /,
        form: str | None,
        output: str | None,
        language: str | None,
        proof: str | None,
        evidence: bool | None,
        row: int | None,
        store: str | None,
        as_of: str | None,
        known_by: str | None,
        **values: str | None,
    ) -> None:
        folder = ctx.parent.params.get("folder") if ctx.parent else None
        answering.answer(
            question.slug,
            {name: value for name, value in values.items() if value is not None},
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

    command = click.Command(
        question.slug,
        callback=callback,
        help=f"{question.title['en']}\n\n{question.title['it']}",
        params=[
            click.Option(
                [f"--{parameter.name}"],
                metavar=(parameter.kind or parameter.type).upper(),
                help=parameter.description.get("en", ""),
            )
            for parameter in question.parameters
        ],
    )
    spoken = options.language_option(options.store_option(command))
    formats = media.ROWS | media.GRAPHS
    options.proof_options("short")(options.moment_options(options.output_options(formats)(spoken)))
    return command
