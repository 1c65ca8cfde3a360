"""The command line: parse arguments, call the graph, print, exit.

stdout carries data, stderr everything else. Exit codes are those of `errors`.
"""

import gc
import os
import sys
from typing import NoReturn

from alliance_kg.errors import AllianceError


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command line and exit with the documented code."""
    # A short-lived process gives its memory back by ending, not by collecting cycles.
    gc.disable()
    code = run(sys.argv[1:] if arguments is None else arguments)
    # Every file is closed by now; taking the store apart triple by triple would cost a
    # cold `ask` as much as loading it did.
    os._exit(code)


def run(arguments: list[str]) -> int:
    """Run the command line in this process and return the exit code."""
    try:
        code = _dispatch(arguments)
        sys.stdout.flush()
    except BrokenPipeError:  # help and other text that click prints
        from alliance_kg.cli.streams import close_pipe

        close_pipe()
        return 0
    except KeyboardInterrupt:
        return _say("stopped", 130)
    except Exception as error:  # noqa: BLE001 (the last place an error can be told in one line)
        if "--debug" in arguments:
            import traceback

            traceback.print_exc()
        return _tell(error)
    return code


def _dispatch(arguments: list[str]) -> int:
    from alliance_kg.cli import quick

    is_completing = "_ALLIANCE_KG_COMPLETE" in os.environ
    asked = quick.read(arguments[1:]) if arguments[:1] == ["ask"] and not is_completing else None
    if asked is not None:
        from alliance_kg.cli import answering, streams

        answering.answer(
            " ".join(asked.question),
            streams.pairs(asked.assignments),
            proof=answering.proof_of(asked.proof, asked.evidence, asked.row, "short"),
            row=asked.row,
            form=asked.form,
            output=asked.output,
            language=asked.language,
            folder=asked.folder,
            store=asked.store,
            as_of=asked.as_of,
            known_by=asked.known_by,
        )
        return 0
    from alliance_kg.cli.commands import alliance_kg

    result = alliance_kg.main(arguments, prog_name="alliance-kg", standalone_mode=False)
    return result if isinstance(result, int) else 0


def _tell(error: Exception) -> int:
    """Print an error as one line and return its exit code."""
    if isinstance(error, AllianceError):
        return _say(str(error), error.exit_code)
    import click

    if isinstance(error, click.Abort):
        return _say("stopped", 130)
    if isinstance(error, click.exceptions.NoArgsIsHelpError) and error.ctx:
        return _say(f"name a command (see {error.ctx.command_path} --help)", 2)
    if isinstance(error, click.UsageError):
        command = error.ctx.command_path if error.ctx else "alliance-kg"
        return _say(f"{error.format_message()} (see {command} --help)", 2)
    if isinstance(error, click.ClickException):
        return _say(error.format_message(), 3)
    kind = type(error).__name__
    return _say(f"internal error, {kind}: {error}; please report it with --debug's output", 70)


def _say(message: str, code: int) -> int:
    line = " ".join(message.split())
    # What was typed may hold what moves a terminal's cursor or turns its text around.
    printable = "".join(mark if mark.isprintable() else "?" for mark in line)
    print(f"alliance-kg: {printable}", file=sys.stderr)  # noqa: T201
    return code
