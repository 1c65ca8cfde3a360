"""All commands, as click describes them; each one's module is imported when called."""

from importlib import import_module

import click

from alliance_kg import __version__

_COMMANDS = {
    "ask": "asking",
    "questions": "questions",
    "query": "querying",
    "explain": "explaining",
    "describe": "looking",
    "search": "looking",
    "evidence": "looking",
    "timeline": "timing",
    "changes": "timing",
    "disputes": "timing",
    "sources": "sources",
    "validate": "checking",
    "reason": "checking",
    "export": "files",
    "diff": "publishing",
    "release": "publishing",
    "mcp": "serving",
    "load": "storing",
    "doctor": "storing",
    "stats": "files",
    "version": "files",
    "completion": "completion",
}


class _Commands(click.Group):
    """Imports the module of a command when the command is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 (click's signature)
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"alliance_kg.cli.{_COMMANDS[cmd_name]}")
        command: click.Command = getattr(module, cmd_name)
        return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="alliance-kg", message="%(prog)s %(version)s")
@click.option("--debug", is_flag=True, help="Show the traceback of an error.")
def alliance_kg(debug: bool) -> None:
    """Ask the knowledge graph of the Renault-Nissan-Mitsubishi alliance.

    Every row of every answer shows the claims that make it true.

    \b
    Example:
      alliance-kg ask "which brands share AmpR Medium?"
    """
    click.get_current_context().obj = debug
