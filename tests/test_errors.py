"""Errors carry their code, their status and one line of text."""

import pytest

from alliance_kg import errors
from alliance_kg.errors import (
    AllianceError,
    BadParameter,
    DataSyntaxError,
    NotFound,
    QuerySyntaxError,
    UnknownFormat,
)

CLASSES = [
    kind
    for name, kind in sorted(vars(errors).items())
    if isinstance(kind, type) and issubclass(kind, AllianceError) and not name.startswith("_")
]


def test_there_are_errors_to_look_at():
    assert len(CLASSES) >= 12


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_the_exit_code_is_one_that_the_design_knows(kind):
    assert kind.exit_code in (2, 3, 4, 5, 70)


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_the_http_status_is_an_error(kind):
    assert 400 <= kind.http_status < 600


def test_a_bad_parameter_is_the_callers_fault():
    assert (BadParameter.exit_code, BadParameter.http_status) == (2, 400)


def test_a_broken_query_is_the_callers_fault_and_broken_data_is_ours():
    assert (QuerySyntaxError.http_status, DataSyntaxError.http_status) == (400, 500)


@pytest.mark.parametrize(
    ("line", "column", "message"),
    [
        (4, 9, "data/x.ttl:4:9: no such prefix"),
        (4, None, "data/x.ttl:4: no such prefix"),
        (None, None, "data/x.ttl: no such prefix"),
    ],
)
def test_a_syntax_error_names_as_much_of_its_place_as_is_known(line, column, message):
    assert str(DataSyntaxError("data/x.ttl", line, column, "no such prefix")) == message


def test_an_unknown_format_names_the_known_ones():
    assert (
        str(UnknownFormat("xls", ["csv", "tsv"])) == "no format 'xls' here; choose one of csv, tsv"
    )


@pytest.mark.parametrize(
    ("nearest", "hint"),
    [
        ((), ""),
        (("a",), "; did you mean 'a'?"),
        (("a", "b"), "; did you mean 'a' or 'b'?"),
        (("a", "b", "c"), "; did you mean 'a', 'b' or 'c'?"),
    ],
)
def test_what_is_not_found_suggests_what_is_nearest(nearest, hint):
    assert str(NotFound("no entity 'x'", nearest)) == f"no entity 'x'{hint}"
