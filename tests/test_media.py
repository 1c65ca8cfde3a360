"""Formats by name and by suffix."""

from pathlib import Path

import pytest

from alliance_kg import media
from alliance_kg.errors import UnknownFormat

ALL = [*media.ROWS.values(), *media.GRAPHS.values()]


def test_the_formats_are_those_of_the_command_line():
    assert (list(media.ROWS), list(media.GRAPHS)) == (
        ["table", "csv", "tsv", "json", "md", "srj", "srx"],
        ["ttl", "nt", "nq", "trig", "jsonld", "rdfxml"],
    )


def test_the_exports_are_the_formats_of_graphs_and_more():
    assert list(media.EXPORTS) == [
        *media.GRAPHS,
        *("ttl12", "nt12", "nanopub", "questions", "graphml", "csvw", "parquet", "opencypher"),
    ]
    assert set(media.FOLDERS) <= set(media.EXPORTS)


def test_a_suffix_means_one_export():
    suffixes = [suffix for entry in media.EXPORTS.values() for suffix in entry.suffixes]
    assert len(set(suffixes)) == len(suffixes)


def test_no_suffix_means_two_formats():
    suffixes = [suffix for entry in ALL for suffix in entry.suffixes]
    assert len(set(suffixes)) == len(suffixes)


def test_no_media_type_means_two_formats():
    assert len({entry.media_type for entry in ALL}) == len(ALL)


def test_a_name_is_chosen_before_the_suffix():
    assert media.choose(media.ROWS, "csv", Path("x.json"), "table") == "csv"


@pytest.mark.parametrize(
    ("output", "name"),
    [(Path("x.JSON"), "json"), (Path("a.b/x.srx"), "srx"), (Path("x"), "table"), (None, "table")],
)
def test_without_a_name_the_suffix_decides(output, name):
    assert media.choose(media.ROWS, None, output, "table") == name


@pytest.mark.parametrize(("name", "output"), [("xls", None), (None, Path("x.xls")), ("", None)])
def test_what_means_nothing_is_an_unknown_format(name, output):
    with pytest.raises(UnknownFormat, match="choose one of table, csv"):
        media.choose(media.ROWS, name, output, "table")
