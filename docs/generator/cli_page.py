"""The page of the command line: the help of every command."""

from collections.abc import Iterator

import click

from alliance_kg.cli.commands import alliance_kg


def commands() -> Iterator[tuple[str, click.Command, click.Context]]:
    """Yield every command with its full name; the questions of `questions run` are data."""
    settings = {"terminal_width": 88, **alliance_kg.context_settings}
    root = click.Context(alliance_kg, info_name="alliance-kg", **settings)
    yield "alliance-kg", alliance_kg, root
    yield from _below(root, alliance_kg)


def _below(
    parent: click.Context, group: click.Group
) -> Iterator[tuple[str, click.Command, click.Context]]:
    for name in group.list_commands(parent):
        command = group.get_command(parent, name)
        if command is None:
            continue
        context = click.Context(command, parent, info_name=name, terminal_width=88)
        yield context.command_path, command, context
        if isinstance(command, click.Group) and context.command_path != "alliance-kg questions run":
            yield from _below(context, command)


def cli_page() -> str:
    """Return the page of the command line: the help of every command."""
    lines = [
        "# Command line",
        "",
        "What `--help` says, command by command. `akg` is a short name of `alliance-kg`.",
        "Data goes to standard output and everything else to standard error.",
        "",
        "| exit code | meaning |",
        "|---|---|",
        *(f"| {code} | {meaning} |" for code, meaning in _EXIT_CODES.items()),
    ]
    for name, command, context in commands():
        help_text = command.get_help(context)
        if name == "alliance-kg questions run":  # its commands are the page of questions
            help_text = help_text.split("\nCommands:")[0].rstrip()
            help_text += "\n\nEvery slug of questions.md is a command here."
        lines += ["", f"## {name}", "", "```text", help_text, "```"]
    return "\n".join(lines) + "\n"


_EXIT_CODES = {
    0: "done",
    1: "the check said no: violations, a text that differs",
    2: "the call cannot be served: usage, or an operation refused on principle",
    3: "an input is missing, unreadable or does not parse",
    4: "a store cannot be opened or reached, or is being loaded by another",
    5: "nothing of that name: entity, question, claim",
    70: "our bug",
    130: "stopped with Ctrl-C",
}
