"""`completion`: the script that makes a shell complete commands, questions, formats."""

import click
from click.shell_completion import get_completion_class


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
def completion(shell: str) -> None:
    """Print the completion script for SHELL; source it in the shell's start-up file.

    \b
    Example:
      alliance-kg completion bash
    """
    from alliance_kg.cli.commands import alliance_kg

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"no completion for {shell}")
    script = kind(alliance_kg, {}, "alliance-kg", "_ALLIANCE_KG_COMPLETE").source()
    click.echo(script)
