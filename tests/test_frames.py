"""The rows of an answer as data frames of pandas and of Polars."""

import builtins
import datetime
import subprocess
import sys

import pandas
import polars
import pytest
from hypothesis import given
from pyoxigraph import BlankNode, Literal, NamedNode

from alliance_kg import frames, views
from alliance_kg.answer import Answer, AnswerRow
from alliance_kg.errors import MissingLibrary
from alliance_kg.terms import XSD
from strategies import terms

TYPES = {  # kind: dtype of pandas, of Polars
    "integer": ("Int64", polars.Int64),
    "number": ("Float64", polars.Float64),
    "boolean": ("boolean", polars.Boolean),
    "text": ("string", polars.String),
    "date": ("datetime64[us]", polars.Date),
    "instant": ("datetime64[us, UTC]", polars.Datetime("us", "UTC")),
}


def literal(kind, text):
    return Literal(text, datatype=NamedNode(f"{XSD}{kind}"))


def answer(graph, labels=None, **columns):
    """Return an answer with these columns of values; None leaves a cell without one."""
    count = max(map(len, columns.values()))
    rows = tuple(
        AnswerRow({name: values[at] for name, values in columns.items() if values[at] is not None})
        for at in range(count)
    )
    return Answer(None, {}, tuple(columns), rows, graph.release, "en", labels or {})


def column(graph, *values):
    return frames.series(answer(graph, x=values), with_evidence=False)[0]


@pytest.fixture(scope="module")
def found(graph):
    return graph.ask("which brands share AmpR Medium?")


# --- types


@pytest.mark.parametrize(
    ("datatype", "texts", "kind", "values"),
    [
        ("integer", ["7", "-3"], "integer", [7, -3]),
        ("decimal", ["43.4", "+5"], "number", [43.4, 5.0]),
        ("double", ["1.5e3", "INF"], "number", [1500.0, float("inf")]),
        ("boolean", ["true", "0"], "boolean", [True, False]),
        ("date", ["2025-09-17", "0001-01-01"], "date",
         [datetime.date(2025, 9, 17), datetime.date(1, 1, 1)]),
        ("dateTime", ["2025-09-17T02:00:00+02:00", "1955-01-01T00:00:00Z"], "instant",
         [datetime.datetime(2025, 9, 17, tzinfo=datetime.UTC),
          datetime.datetime(1955, 1, 1, tzinfo=datetime.UTC)]),
        ("string", ["7", ""], "text", ["7", ""]),
        ("gYear", ["1955", "1956"], "text", ["1955", "1956"]),
    ],
)  # fmt: skip
def test_a_column_is_of_the_type_of_its_values(graph, datatype, texts, kind, values):
    content = answer(graph, x=[*(literal(datatype, text) for text in texts), None])
    assert frames.series(content, with_evidence=False)[0] == ("x", kind, [*values, None])
    in_pandas = frames.to_pandas(content, with_evidence=False)["x"]
    in_polars = frames.to_polars(content, with_evidence=False)["x"]
    assert (str(in_pandas.dtype), in_polars.dtype) == TYPES[kind]
    assert in_polars.to_list() == [*values, None]
    assert list(in_pandas.isna()) == [False, False, True]
    if kind == "date":
        assert [value.date() for value in in_pandas[:2]] == values
    else:
        assert list(in_pandas[:2]) == values


@pytest.mark.parametrize(
    "values",
    [
        (literal("integer", "1"), literal("decimal", "1.5")),  # of two types
        (literal("integer", "1"), NamedNode("urn:x")),
        (literal("integer", "x"),),  # not of its own
        (literal("integer", "9" * 30),),  # larger than a frame's
        (literal("dateTime", "2025-09-17T00:00:00"),),  # without a zone it is no instant
        (literal("dateTime", "0001-01-01T00:00:00+14:00"),),  # before the first year
        (literal("date", "2025-09-17Z"),),
        (literal("boolean", "yes"),),
        (literal("decimal", "1_0"),),
        (Literal("ciao", language="it"), BlankNode("b")),
    ],
    ids=str,
)
def test_what_is_not_all_of_one_type_is_text_as_written(graph, values):
    assert column(graph, *values) == ("x", "text", [value.value for value in values])


def test_a_column_without_values_is_text(graph):
    assert column(graph, None, None) == ("x", "text", [None, None])


@given(term=terms)
def test_any_term_fits_both_frames(graph, term):
    content = answer(graph, x=[term, None])
    assert len(frames.to_pandas(content)) == len(frames.to_polars(content)) == 2


# --- columns


def test_labels_stand_beside_iris_certainty_and_claims_at_the_end(found):
    expected = [
        "platform", "platform_label", "brand", "brand_label", "model", "model_label",
        "certainty", "evidence",
    ]  # fmt: skip
    assert list(found.to_pandas().columns) == list(found.to_polars().columns) == expected


def test_the_rows_are_those_of_the_answer(found):
    frame = found.to_polars()
    labels = [found.label(row.cells["brand"]) for row in found.rows]
    assert frame["brand_label"].to_list() == labels
    claims = [sorted({item.claim_id for item in row.evidence}) for row in found.rows]
    assert [sorted(cell) for cell in frame["evidence"]] == claims
    assert [sorted(cell) for cell in found.to_pandas()["evidence"]] == claims
    words = [row.certainty.words("en") for row in found.rows]
    assert frame["certainty"].to_list() == list(found.to_pandas()["certainty"]) == words


def test_without_evidence_its_columns_are_left_out(found):
    for frame in (found.to_pandas(evidence=False), found.to_polars(evidence=False)):
        assert {"certainty", "evidence"}.isdisjoint(frame.columns)


def test_a_column_that_is_added_never_takes_the_place_of_another(graph):
    urn = NamedNode("urn:a")
    content = answer(
        graph, {"urn:a": "A"}, x=[urn], x_label=[Literal("own")], evidence=[Literal("own")]
    )
    frame = frames.to_polars(content)
    assert frame.columns == ["x", "x_label_", "x_label", "evidence", "certainty", "evidence_"]
    assert (frame["x_label"][0], frame["x_label_"][0], frame["evidence"][0]) == ("own", "A", "own")


def test_an_answer_without_rows_keeps_its_columns(graph):
    empty = graph.ask("seats", {"company": "Ford"})
    expected = ["company", "place", "country", "certainty", "evidence"]
    assert list(empty.to_pandas().columns) == list(empty.to_polars().columns) == expected
    assert len(empty.to_pandas()) == len(empty.to_polars()) == 0


def test_every_question_fits_both_frames(graph):
    for question in graph.catalog:
        content = graph.ask(question.slug, evidence=False)
        count = len(content.rows)
        assert len(frames.to_pandas(content)) == len(frames.to_polars(content)) == count


# --- the libraries


@pytest.mark.parametrize("name", ["pandas", "polars"])
def test_a_library_that_is_missing_is_one_line_with_the_way_out(found, name, monkeypatch):
    real = builtins.__import__

    def without(module, *arguments, **named):
        if module == name:
            raise ImportError(name)
        return real(module, *arguments, **named)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(MissingLibrary) as refused:
        getattr(found, f"to_{name}")()
    assert str(refused.value) == (
        f"this needs {name}, which is not installed; run: pip install 'alliance-kg[frames]'"
    )
    assert (refused.value.exit_code, refused.value.http_status) == (2, 501)


def test_neither_library_is_imported_before_it_is_called_for():
    program = """
import sys
from alliance_kg import KnowledgeGraph
answer = KnowledgeGraph.open().ask("seats")
answer.to_markdown(), answer._repr_html_()
print(sorted({"pandas", "polars"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.stdout, done.stderr) == ("[]\n", "")


# --- as text


def test_an_answer_is_a_line_where_nothing_else_can_show_it(graph, found):
    assert repr(found) == "<Answer brands-sharing-a-platform: 4 rows>"
    assert repr(graph.ask("compare-platforms")) == "<Answer compare-platforms: 2 rows>"
    assert repr(graph.query("SELECT (1 AS ?x) {}")) == "<Answer query: 1 row>"


def test_markdown_is_that_of_the_command_line(found):
    from alliance_kg import render

    assert isinstance(found, views.Answer)
    assert found.to_markdown() == render.answer(found, "md")
    assert "[1]" not in found.to_markdown(evidence=False)


def test_the_frame_of_a_graph_can_be_counted_and_summed(graph):
    frame = graph.ask("plant-output-by-year", {"plant": "Douai plant"}).to_pandas()
    assert isinstance(frame, pandas.DataFrame)
    rows = graph.ask("plant-output-by-year", {"plant": "Douai plant"}).rows
    assert frame["value"].sum() == sum(float(row.cells["value"].value) for row in rows)
