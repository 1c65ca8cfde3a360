"""Tables as text, read back by readers that are not ours."""

import csv
import io
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from alliance_kg import layout
from alliance_kg.layout import Table

TABLE = Table(("key", "n"), ("Key", "N"), (("a|b", 1), ('say "x", y', None), ("two\nlines", 3)))


def test_a_json_table_is_objects_by_key():
    objects = json.loads(layout.table(TABLE, "json"))
    assert objects[:2] == [{"key": "a|b", "n": 1}, {"key": 'say "x", y', "n": None}]


@pytest.mark.parametrize(("name", "delimiter"), [("csv", ","), ("tsv", "\t")])
def test_a_separated_table_reads_back(name, delimiter):
    text = io.StringIO(layout.table(TABLE, name), newline="")
    assert list(csv.reader(text, delimiter=delimiter)) == [
        ["key", "n"],
        ["a|b", "1"],
        ['say "x", y', ""],
        ["two\nlines", "3"],
    ]


@pytest.mark.parametrize("name", ["md", "table"])
def test_a_row_for_people_is_one_line(name):
    lines = layout.table(TABLE, name).splitlines()
    assert len(lines) == 2 + len(TABLE.rows)


def test_a_pipe_is_escaped_in_markdown():
    assert layout.table(TABLE, "md").splitlines()[2] == "| a\\|b | 1 |"


def test_the_columns_of_a_plain_table_are_aligned():
    lines = layout.table(Table(("a", "b"), ("A", "B"), (("long one", "x"), ("s", "y"))), "table")
    assert [line[10] for line in lines.splitlines()] == ["B", "─", "x", "y"]


def test_a_table_without_rows_has_its_headings():
    assert layout.table(Table(("a",), ("A",), ()), "csv") == "a\n"


# --- wrapped at a width

LONG = Table(
    ("a", "b", "c"),
    ("A", "B", "C"),
    (("short", "a text of many words that no terminal has room for", "x" * 40), ("s", "t", "u")),
)


@pytest.mark.parametrize("width", [40, 60, 80, 100])
def test_no_line_is_longer_than_the_width(width):
    assert max(map(len, layout.table(LONG, "table", width).splitlines())) <= width


def test_a_table_that_fits_is_left_as_it_is():
    assert layout.table(LONG, "table", 200) == layout.table(LONG, "table")


def test_a_narrow_column_stays_whole():
    assert re.search(r"^short  a text", layout.table(LONG, "table", 60), re.MULTILINE)


@pytest.mark.parametrize("name", ["md", "csv", "tsv", "json"])
def test_only_the_plain_table_is_wrapped(name):
    assert layout.table(LONG, name, 20) == layout.table(LONG, name)


words = st.text(st.characters(categories=["L", "N", "P"]), min_size=1, max_size=20)
cells = st.one_of(st.none(), st.integers(), st.lists(words, max_size=12).map(" ".join))
tables = st.integers(1, 4).flatmap(
    lambda columns: st.lists(
        st.tuples(*[cells] * columns), max_size=4
    ).map(lambda rows: Table(("k",) * columns, ("H",) * columns, tuple(rows)))
)  # fmt: skip


@given(content=tables, width=st.integers(1, 120))
def test_wrapping_keeps_every_row_column_by_column(content, width):
    lines = layout.table(content, "table", width).splitlines()
    rule = lines[1]
    starts = [at for at in range(len(rule)) if rule[at] != " " and (at == 0 or rule[at - 1] == " ")]
    ends = [*(start - 2 for start in starts[1:]), None]
    for column, (start, end) in enumerate(zip(starts, ends, strict=True)):
        shown = "".join("".join(line[start:end].split()) for line in lines[2:])
        held = ("" if row[column] is None else str(row[column]) for row in content.rows)
        assert shown == "".join("".join(text.split()) for text in held)


@given(content=tables, width=st.integers(1, 120))
def test_a_line_is_as_wide_as_the_terminal_or_as_narrow_columns_need(content, width):
    columns = len(content.keys)
    least = layout._NARROWEST * columns + 2 * (columns - 1)
    assert all(
        len(line) <= max(width, least)
        for line in layout.table(content, "table", width).splitlines()
    )
