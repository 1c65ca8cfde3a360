"""Tables as text, for people, for spreadsheets, for programs."""

from collections.abc import Sequence
from typing import NamedTuple

Cell = str | int | None

_NARROWEST = 12


class Table(NamedTuple):
    """A plain table: keys for programs, headings for people, one cell a column."""

    keys: tuple[str, ...]
    headings: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


def table(content: Table, name: str, width: int | None = None) -> str:
    """Return a table in a row format: table, csv, tsv, json or md.

    `width` is that of a terminal, in which cells are wrapped; None is no limit.
    """
    rows = [["" if cell is None else str(cell) for cell in row] for row in content.rows]
    if name == "json":
        objects = [dict(zip(content.keys, row, strict=True)) for row in content.rows]
        return json(objects)
    if name in ("csv", "tsv"):
        return separated(content.keys, rows, "," if name == "csv" else "\t")
    if name == "md":
        return markdown(content.headings, rows)
    return aligned(content.headings, rows, width)


def _one_line(cells: Sequence[str]) -> list[str]:
    return [" ".join(cell.splitlines()) for cell in cells]


def aligned(
    headings: Sequence[str], rows: Sequence[Sequence[str]], width: int | None = None
) -> str:
    """Return a table as text: columns side by side, wrapped at the width of a terminal."""
    rows = [_one_line(row) for row in rows]
    widths = [
        max([len(heading), *(len(row[at]) for row in rows)]) for at, heading in enumerate(headings)
    ]
    if width is not None:
        widths = _narrowed(widths, width)
    lines = [headings, ["─" * each for each in widths], *rows]
    return "".join(_line(line, widths) for line in lines)


def _narrowed(widths: list[int], width: int) -> list[int]:
    """Return column widths that fit a terminal, the widest columns cut to one width."""
    room = width - 2 * (len(widths) - 1)
    if sum(widths) <= room:
        return widths
    widest = max(widths)
    while widest > _NARROWEST and sum(min(each, widest) for each in widths) > room:
        widest -= 1
    return [min(each, widest) for each in widths]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Return the lines that a row takes, its cells wrapped at their widths."""
    if all(len(cell) <= width for cell, width in zip(cells, widths, strict=True)):
        wrapped = [[cell] for cell in cells]
    else:
        from textwrap import wrap

        wrapped = [wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    text = ""
    for at in range(max(map(len, wrapped))):
        parts = [cell[at] if at < len(cell) else "" for cell in wrapped]
        padded = (part.ljust(width) for part, width in zip(parts, widths, strict=True))
        text += "  ".join(padded).rstrip() + "\n"
    return text


def markdown(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table in GitHub Flavored Markdown."""
    lines = [headings, ["---"] * len(headings), *map(_one_line, rows)]
    return "".join(
        f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in line)} |\n" for line in lines
    )


def separated(keys: Sequence[str], rows: Sequence[Sequence[str]], delimiter: str) -> str:
    """Return a table as RFC 4180 has it, with line feeds and another delimiter if need be."""
    import csv
    import io

    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\n")
    writer.writerow(keys)
    writer.writerows(rows)
    return out.getvalue()


def json(value: object) -> str:
    """Return a value as JSON text."""
    from json import dumps

    return dumps(value, ensure_ascii=False, indent=2) + "\n"
