"""The structure of a query as the package reads it, against rdflib's parser."""

import pytest
from pyoxigraph import Literal, NamedNode
from rdflib.plugins.sparql.algebra import translateQuery
from rdflib.plugins.sparql.parser import parseQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import BNode, Variable

from alliance_kg.bundle import Bundle
from alliance_kg.errors import QuerySyntaxError
from alliance_kg.question import Question
from alliance_kg.sparql.lexis import TriplePattern, Var
from alliance_kg.sparql.syntax import read

EX = {"ex": "http://example.org/"}
QUERIES = Bundle.open().queries


def ex(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def patterns(text: str) -> list[TriplePattern]:
    where = read(text, EX).where
    assert where is not None
    return [pattern for group in where.walk() for pattern in group.patterns]


def algebra_triples(text: str) -> set[tuple[str, ...]]:
    """Return the triple patterns of rdflib's algebra, as strings."""
    found: set[tuple[str, ...]] = set()

    def visit(node: object) -> None:
        if isinstance(node, CompValue):
            for triple in node.get("triples") or () if node.name == "BGP" else ():
                found.add(tuple(_n3(term) for term in triple))
            for value in node.values():
                visit(value)
        elif isinstance(node, list | tuple):
            for value in node:
                visit(value)

    visit(translateQuery(parseQuery(text)).algebra)
    return found


def _n3(term: object) -> str:
    return f"?{term}" if isinstance(term, Variable | BNode) else term.n3()


def _own(term: object) -> str:
    return f"?{term.name}" if isinstance(term, Var) else str(term)


@pytest.mark.parametrize("path", QUERIES, ids=lambda path: path.stem)
def test_the_patterns_of_each_question_are_those_of_rdflibs_algebra(path):
    query = Question.read(path).query
    # rdflib leaves what stands in EXISTS out of the algebra's basic graph patterns.
    groups = [g for g in read(query).where.walk() if g.role not in ("exists", "not exists")]
    own = {tuple(map(_own, pattern)) for group in groups for pattern in group.patterns}

    assert own == algebra_triples(query)


def test_there_are_questions_to_compare():
    assert len(QUERIES) >= 24


def test_predicate_and_object_lists_share_their_subject():
    assert patterns("SELECT * { ?s ex:p ?a, ?b ; ex:q 1 ; . }") == [
        TriplePattern(Var("s"), ex("p"), Var("a")),
        TriplePattern(Var("s"), ex("p"), Var("b")),
        TriplePattern(
            Var("s"),
            ex("q"),
            Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
        ),
    ]


def test_a_stands_for_rdf_type():
    assert patterns("SELECT * { ?s a ex:C }")[0].predicate.value.endswith("#type")


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("'a'", Literal("a")),
        ('"""a\n"b" """', Literal('a\n"b" ')),
        (r'"\u00e9\n"', Literal("é\n")),
        ('"a"@EN-gb', Literal("a", language="en-gb")),
        ('"a"^^ex:t', Literal("a", datatype=ex("t"))),
        ("true", Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean"))),
        ("-1.5", Literal("-1.5", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))),
        ("1e3", Literal("1e3", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#double"))),
        (r"ex:a\#b", ex("a#b")),
        ("<http://example.org/x>", ex("x")),
    ],
)
def test_terms_are_read_as_written(written, value):
    assert patterns(f"SELECT * {{ ?s ex:p {written} }}")[0].object == value


@pytest.mark.parametrize(
    ("text", "roles"),
    [
        ("SELECT * { ?s ?p ?o OPTIONAL { ?s ex:q ?x } }", ["group", "optional"]),
        ("SELECT * { { ?s ex:a ?o } UNION { ?s ex:b ?o } }", ["group", "union", "union"]),
        ("SELECT * { ?s ?p ?o MINUS { ?s ex:q ?x } }", ["group", "minus"]),
        ("SELECT * { ?s ?p ?o FILTER NOT EXISTS { ?s ex:q ?x } }", ["group", "not exists"]),
        ("SELECT * { ?s ?p ?o FILTER(?o > 1 && EXISTS { ?s ex:q ?x }) }", ["group", "exists"]),
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", ["group", "graph"]),
    ],
)
def test_groups_keep_the_role_they_play(text, roles):
    assert [group.role for group in read(text, EX).where.walk()] == roles


def test_the_variables_of_a_negated_group_are_not_in_scope():
    where = read("SELECT * { ?s ?p ?o MINUS { ?s ex:q ?hidden } }", EX).where

    assert where.variables == ["s", "p", "o"]


@pytest.mark.parametrize(
    ("text", "feature"),
    [
        ("SELECT * { ?s ex:a/ex:b ?o }", "path"),
        ("SELECT * { ?s ^ex:a ?o }", "path"),
        ("SELECT * { ?s (ex:a|ex:b)* ?o . ?o ex:c ?x }", "path"),
        ("SELECT * { ?s ex:p [] }", "blank node"),
        ("SELECT * { _:b ex:p ?o }", "blank node"),
        ("SELECT * { ?s ex:p (1 2) }", "collection"),
        ("SELECT * { { SELECT ?s { ?s ?p ?o } } }", "sub-select"),
        ("SELECT * { SERVICE ex:s { ?s ?p ?o } }", "service"),
    ],
)
def test_what_a_proof_must_know_is_noted(text, feature):
    assert feature in read(text, EX).features


def test_a_path_takes_no_pattern_after_it_away():
    assert patterns("SELECT * { ?s ex:a+ ?o ; ex:b ?x . ?o ex:c ?y }")[-1] == TriplePattern(
        Var("o"), ex("c"), Var("y")
    )


def test_an_aggregate_column_keeps_its_expression():
    query = read("SELECT ?g (COUNT(DISTINCT ?s) AS ?n) { ?s ex:p ?g } GROUP BY ?g", EX)

    assert (query.projection[1].expression, query.is_aggregate) == (
        "(COUNT(DISTINCT ?s) AS ?n)",
        True,
    )


@pytest.mark.parametrize(
    "text", ["INSERT DATA { }", "PREFIX a: <b:> DELETE WHERE { }", "LOAD <http://x>", "CLEAR ALL"]
)
def test_an_update_is_told_by_its_form(text):
    assert read(text).form == "UPDATE"


@pytest.mark.parametrize(
    ("text", "place", "reason"),
    [
        ("SELECT ?s WHERE { ?s foo:p ?o }", (1, 22), "prefix 'foo' is not declared"),
        ("SELECT ?s\nWHERE { ?s ex:p }", (2, 17), "expected a term, not '}'"),
        ("SELECT ?s WHERE { ?s ex:p ?o", (1, 29), "the query ends too early"),
        ("SELECT ?s", (1, 10), "expected the WHERE group, '{'"),
        ("WHAT ?s", (1, 1), "a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE"),
        ("SELECT ?s { ?s ex:p ` }", (1, 21), "nothing in SPARQL starts with '`'"),
        ("SELECT ?s { ?s <no-scheme> 1 }", (1, 16), "'no-scheme' is not an absolute IRI"),
    ],
)
def test_an_error_names_its_place_and_reason(text, place, reason):
    with pytest.raises(QuerySyntaxError) as caught:
        read(text, EX)

    assert ((caught.value.line, caught.value.column), caught.value.reason) == (place, reason)


def test_nesting_that_would_crash_a_store_is_refused():
    text = "SELECT * { " + "FILTER(" + "STR(" * 1_000 + "1" + ")" * 1_000 + ") }"

    with pytest.raises(QuerySyntaxError, match="nested more than 100 levels deep"):
        read(text)
