"""The fast reading of `ask` is click's reading, or none."""

import os

import click
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from alliance_kg.cli import quick
from alliance_kg.cli.asking import ask
from strategies import HOSTILE

OPTIONS = {option.name: option for option in ask.params if isinstance(option, click.Option)}
VALUED = [name for name, option in OPTIONS.items() if not option.is_flag]
SPELLINGS = {spelling: name for name in VALUED for spelling in OPTIONS[name].opts}
ENVIRONMENT = ("ALLIANCE_KG_LANG", "ALLIANCE_KG_GRAPH", "ALLIANCE_KG_STORE")


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch):
    for name in ENVIRONMENT:
        monkeypatch.delenv(name, raising=False)


def by_click(arguments):
    """Return what click would pass to `ask`."""
    found = ask.make_context("ask", list(arguments)).params
    return quick.Arguments(**{name: found[name] for name in quick.Arguments._fields})


def test_there_are_options_to_compare():
    assert len(OPTIONS) >= 6


def test_the_table_has_every_option_with_a_value():
    assert quick.VALUED == SPELLINGS


def test_the_table_has_every_flag():
    flags = [option for option in OPTIONS.values() if option.is_flag]
    assert {
        **{spelling: True for option in flags for spelling in option.opts},
        **{spelling: False for option in flags for spelling in option.secondary_opts},
    } == quick.FLAGS


def test_the_fields_are_the_parameters():
    assert set(quick.Arguments._fields) == {parameter.name for parameter in ask.params}


def test_the_defaults_are_clicks():
    assert by_click(["x"]) == quick.Arguments(("x",))


def test_the_environment_variables_are_clicks():
    assert {option.envvar for option in OPTIONS.values() if option.envvar} == set(ENVIRONMENT)


PLAIN = [
    ["timeline"],
    ["which", "brands", "share", "AmpR Medium?"],
    ["timeline", "-f", "json"],
    ["--format", "json", "timeline"],
    ["timeline", "-p", "a=b", "--parameter", "c=d"],
    ["timeline", "-p", ""],
    ["timeline", "--no-evidence"],
    ["timeline", "--no-evidence", "--evidence"],
    ["timeline", "--lang", "it", "-g", "folder", "-o", "x.json"],
    ["timeline", "-f", "csv", "-f", "json"],
    ["timeline", "--graph", "one", "-g", "two"],
    [""],
    ["", ""],
]
LEFT_TO_CLICK = [
    [],
    ["-f", "json"],
    ["timeline", "-f"],
    ["timeline", "-fjson"],
    ["timeline", "--format=json"],
    ["timeline", "-o", "-"],
    ["timeline", "--", "-f"],
    ["timeline", "--lang", "de"],
    ["timeline", "--help"],
    ["timeline", "--nonsense"],
    ["timeline", "-p", "-x=1"],
]


@pytest.mark.parametrize("arguments", PLAIN, ids=" ".join)
def test_plain_arguments_are_read_as_click_reads_them(arguments):
    assert quick.read(arguments) == by_click(arguments)


@pytest.mark.parametrize("arguments", LEFT_TO_CLICK, ids=" ".join)
def test_anything_else_is_left_to_click(arguments):
    assert quick.read(arguments) is None


@pytest.mark.parametrize("name", ENVIRONMENT)
@pytest.mark.parametrize("value", ["", "it", "en", "folder"])
@pytest.mark.parametrize("arguments", [["timeline"], ["timeline", "--lang", "en", "-g", "x"]])
def test_the_environment_counts_as_for_click(monkeypatch, name, value, arguments):
    monkeypatch.setenv(name, value)
    found = quick.read(arguments)
    try:
        expected = by_click(arguments)
    except click.UsageError:
        expected = None
    assert found in (None, expected)
    assert expected is None or value == "folder" or found is not None


words = st.one_of(
    st.sampled_from([*SPELLINGS, *quick.FLAGS, "--", "-", "-x", "--lang=it", "en", "it", "a=b"]),
    st.sampled_from([text for text in HOSTILE if "\x00" not in text]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8),
)


@given(arguments=st.lists(words, max_size=6))
@settings(max_examples=300)
def test_any_arguments_are_read_as_click_reads_them_or_not_at_all(arguments):
    assert not set(ENVIRONMENT) & os.environ.keys()
    found = quick.read(arguments)
    assert found is None or found == by_click(arguments)
