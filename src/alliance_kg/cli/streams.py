"""What goes in and out of a command: data, notes, files, the language of the locale."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from alliance_kg import layout
from alliance_kg.errors import BadParameter, InputError

if TYPE_CHECKING:
    from collections.abc import Callable

_Said = TypeVar("_Said")


def locale_language() -> str:
    """Return the language of the locale, if it is one of ours, else English."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name)
        if value:
            return "it" if value.lower().startswith("it") else "en"
    return "en"


def output_path(output: str | None) -> Path | None:
    """Return the file to write to, None for standard output."""
    return None if output in (None, "-") else Path(str(output))


def emit(text: str | bytes, output: str | None) -> None:
    """Write data to standard output or, whole or not at all, to a file."""
    content = text.encode("utf-8") if isinstance(text, str) else text
    pour(lambda out: out.write(content), output)


def pour(write: "Callable[[BinaryIO], _Said]", output: str | None = None) -> "_Said | None":
    """Write data bit by bit, to standard output or, whole or not at all, to a file.

    Returns what the writer does, None when the reader has gone.
    """
    path = output_path(output)
    if path is not None:
        from alliance_kg.outputs import new_file

        with new_file(path) as out:
            return write(out)
    try:
        said = write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        # Here and not in `main`: click ends the process with 1 when it sees one.
        close_pipe()
        return None
    except OSError as error:
        raise InputError(f"standard output: {error.strerror}") from error
    return said


def emit_table(content: layout.Table, name: str, output: str | None) -> None:
    """Write a table in a row format, wrapped when it goes to a terminal."""
    emit(layout.table(content, name, width(output)), output)


def width(output: str | None) -> int | None:
    """Return the width to wrap tables at: that of the terminal written to, if it is one."""
    if output_path(output) is not None or not sys.stdout.isatty():
        return None
    import shutil  # slow to import, and few answers of a program go to a terminal

    return shutil.get_terminal_size().columns


def close_pipe() -> None:
    """Write the rest to nowhere: the reader has gone, and that is no error."""
    # Without this the interpreter complains once more at exit.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def note(message: str) -> None:
    """Tell a person at the terminal something that is not data."""
    if sys.stderr.isatty():
        print(message, file=sys.stderr)  # noqa: T201


def tell(message: str) -> None:
    """Say on standard error what whoever reads the data must know; '' says nothing."""
    if message:
        print(message, file=sys.stderr)  # noqa: T201


def read_text(path: str) -> str:
    """Return the text of a file, or of standard input for `-`. Raises InputError."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 at byte {error.start}; save it as UTF-8") from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror}") from error


def pairs(assignments: tuple[str, ...]) -> dict[str, str]:
    """Return `name=value` arguments as a mapping. Raises BadParameter."""
    found = {}
    for text in assignments:
        name, sign, value = text.partition("=")
        if not sign or not name:
            raise BadParameter(f"'{text}' is not of the form name=value")
        found[name] = value
    return found
