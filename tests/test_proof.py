"""Why a row is in an answer: the laws of proofs, and what each construct contributes."""

import re
from collections.abc import Iterable

import pyoxigraph
from pyoxigraph import NamedNode, Quad

from alliance_kg import KnowledgeGraph, proof
from alliance_kg.proof.witness import MOST, Witness
from alliance_kg.sparql.plan import plan
from alliance_kg.sparql.syntax import read
from alliance_kg.stores.embedded import EmbeddedStore
from alliance_kg.terms import BASE, Term, text_of

GRAPH = KnowledgeGraph.open()
PREFIXES = {**GRAPH.prefixes.namespaces, "ex": "http://example.org/"}


def ex(name: str) -> NamedNode:
    return NamedNode(f"http://example.org/{name}")


def store_of(*facts: str) -> EmbeddedStore:
    """Return a store of facts written as `s p o`, names in the example namespace."""
    return holding(tuple(map(ex, fact.split())) for fact in facts)


def holding(facts: Iterable[tuple]) -> EmbeddedStore:
    store = pyoxigraph.Store()
    store.extend(Quad(*fact) for fact in facts)
    return EmbeddedStore(store, PREFIXES)


def proved(store: EmbeddedStore, query: str) -> list[tuple[Witness, ...]]:
    """Return the witnesses of each row."""
    proven = proof.prove(store, read(query, PREFIXES))
    return [proven.proof.witnesses(at).shown for at in range(len(proven.rows))]


def facts_of(store: EmbeddedStore, query: str) -> list[list[set[str]]]:
    """Return the facts of each row's witnesses, as they are written for `store_of`."""
    return [
        [{" ".join(map(short, fact)) for fact in witness.facts} for witness in row]
        for row in proved(store, query)
    ]


def short(term: Term) -> str:
    return text_of(term).removeprefix("http://example.org/")


def absences_of(store: EmbeddedStore, query: str) -> list[list[set[str]]]:
    """Return the patterns that each row's witnesses say are absent."""
    return [
        [
            {re.sub("<http://example.org/(.*?)>", r"ex:\1", a.pattern) for a in w.absences}
            for w in row
        ]
        for row in proved(store, query)
    ]


def test_a_join_rests_on_each_of_its_facts():
    store = store_of("m uses p", "m brand b", "n uses q")

    assert facts_of(store, "SELECT ?b { ?m ex:uses ?p ; ex:brand ?b }") == [
        [{"m uses p", "m brand b"}]
    ]


def test_a_row_with_two_derivations_has_two_witnesses():
    store = store_of("m brand b", "n brand b")

    assert facts_of(store, "SELECT DISTINCT ?b { ?m ex:brand ?b }") == [
        [{"m brand b"}, {"n brand b"}]
    ]


def test_an_optional_counts_where_it_matched():
    store = store_of("m brand b", "n brand b", "n in s")
    query = "SELECT ?m ?s { ?m ex:brand ex:b OPTIONAL { ?m ex:in ?s } } ORDER BY ?m"

    assert facts_of(store, query) == [[{"m brand b"}], [{"n brand b", "n in s"}]]


def test_an_optional_without_variables_of_its_own_counts_only_where_its_filter_held():
    store = store_of("m brand b", "m in s")
    query = "SELECT ?m { ?m ex:brand ex:b OPTIONAL { ?m ex:in ex:s FILTER(false) } }"

    assert facts_of(store, query) == [[{"m brand b"}]]


def test_of_a_union_the_branch_that_matched_counts():
    store = store_of("m a1 x", "n a2 x", "n a1 y")
    query = "SELECT ?s { { ?s ex:a1 ex:x } UNION { ?s ex:a2 ex:x } } ORDER BY ?s"

    assert facts_of(store, query) == [[{"m a1 x"}], [{"n a2 x"}]]


def test_a_filter_contributes_nothing_and_removes_what_it_removes():
    store = store_of("m brand b", "n brand c")

    assert facts_of(store, "SELECT ?m { ?m ex:brand ?b FILTER(?b = ex:b) }") == [[{"m brand b"}]]


def test_a_count_rests_on_the_facts_of_its_group():
    store = store_of("m brand b", "n brand b", "o brand c")
    query = "SELECT ?b (COUNT(?m) AS ?n) { ?m ex:brand ?b } GROUP BY ?b ORDER BY ?b"

    assert facts_of(store, query) == [[{"m brand b", "n brand b"}], [{"o brand c"}]]


def test_a_count_over_everything_rests_on_everything_counted():
    store = store_of("m brand b", "n brand c")

    assert facts_of(store, "SELECT (COUNT(?m) AS ?n) { ?m ex:brand ?b }") == [
        [{"m brand b", "n brand c"}]
    ]


def test_a_computed_column_tells_rows_apart():
    store = store_of("m brand b", "n brand c")
    query = "SELECT (STR(?b) AS ?text) { ?m ex:brand ?b } ORDER BY ?text"

    assert facts_of(store, query) == [[{"m brand b"}], [{"n brand c"}]]


def test_having_and_limit_leave_only_the_rows_of_the_answer():
    store = store_of("m brand b", "n brand b", "o brand c")
    query = "SELECT ?b { ?m ex:brand ?b } GROUP BY ?b HAVING(COUNT(?m) > 1) LIMIT 1"

    assert facts_of(store, query) == [[{"m brand b", "n brand b"}]]


def test_facts_come_from_the_graphs_that_the_query_reads():
    query = f"SELECT ?m FROM <{BASE}graph/identifiers> {{ ?m akg:hasBrand ?b }}"

    assert GRAPH.store.select(plan(read(query, PREFIXES)).text).rows == ()
    assert GRAPH.store.select(query).rows == ()


def test_a_trailing_values_block_still_binds():
    store = store_of("m brand b", "n brand c")

    assert facts_of(store, "SELECT ?m { ?m ex:brand ?b } VALUES ?b { ex:c }") == [[{"n brand c"}]]


# --- what solutions do not show


def test_a_blank_node_is_a_variable():
    store = store_of("m brand b", "m uses p")

    assert facts_of(store, "SELECT ?p { [ ex:brand ex:b ] ex:uses ?p }") == [
        [{"m brand b", "m uses p"}]
    ]


def test_a_labelled_blank_node_is_one_variable():
    store = store_of("m brand b", "m uses p", "n uses q")

    assert facts_of(store, "SELECT ?p { _:m ex:brand ex:b . _:m ex:uses ?p }") == [
        [{"m brand b", "m uses p"}]
    ]


def test_a_collection_rests_on_its_cells():
    rdf = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
    first, rest, nil = (NamedNode(rdf + name) for name in ("first", "rest", "nil"))
    cells = (ex("one"), first, ex("a")), (ex("one"), rest, nil), (ex("s"), ex("lists"), ex("one"))

    (row,) = proved(holding(cells), "SELECT ?s { ?s ex:lists ( ex:a ) }")
    assert [set(witness.facts) for witness in row] == [set(cells)]


def test_a_sequence_rests_on_its_steps_and_an_inverse_on_the_fact_as_it_is():
    store = store_of("m brand b", "b owner c", "n brand b")

    assert facts_of(store, "SELECT DISTINCT ?c { ex:m ex:brand/ex:owner ?c }") == [
        [{"m brand b", "b owner c"}]
    ]
    assert facts_of(store, "SELECT ?n { ex:b ^ex:brand ?n FILTER(?n = ex:n) }") == [[{"n brand b"}]]


def test_of_an_alternative_the_way_taken_counts_each_a_witness():
    store = store_of("m a x", "m b x")

    assert facts_of(store, "SELECT DISTINCT ?s { ?s ex:a|ex:b ex:x }") == [[{"m a x"}, {"m b x"}]]


def test_a_negated_set_rests_on_the_edge_found_either_way():
    store = store_of("m a x", "m b x", "x c m")

    assert facts_of(store, "SELECT DISTINCT ?o { ex:m !(ex:a|^ex:d) ?o }") == [
        [{"m b x"}, {"x c m"}]
    ]


def test_a_closure_rests_on_the_edges_of_a_shortest_walk():
    store = store_of("a p b", "b p c", "c p d", "a p c")

    assert facts_of(store, "SELECT ?x { ex:a ex:p+ ?x FILTER(?x = ex:d) }") == [
        [{"a p c", "c p d"}]
    ]


def test_a_walk_of_no_steps_has_no_edge():
    store = store_of("a p b", "a in s")
    query = "SELECT ?x {{ ?y ex:in ex:s . ?y {} ?x }} ORDER BY ?x"

    for path in ("ex:p*", "ex:p?"):
        assert facts_of(store, query.format(path)) == [[{"a in s"}], [{"a in s", "a p b"}]]


def test_a_node_that_only_a_walk_of_no_steps_finds_is_named_by_a_fact():
    assert facts_of(store_of("a p b"), "SELECT ?x { ?x ex:q* ?x } ORDER BY ?x") == [
        [{"a p b"}], [{"a p b"}]
    ]  # fmt: skip


def test_a_walk_may_end_where_it_began():
    store = store_of("a p b", "b p a")

    assert facts_of(store, "SELECT ?x { ?x ex:p+ ?x } ORDER BY ?x") == [
        [{"a p b", "b p a"}], [{"a p b", "b p a"}]
    ]  # fmt: skip


def test_each_step_of_a_closure_over_a_path_is_spelled_out():
    store = store_of("a p x", "x q b", "b p y", "y q c")

    assert facts_of(store, "SELECT ?c { ex:a (ex:p/ex:q)+ ?c FILTER(?c = ex:c) }") == [
        [{"a p x", "x q b", "b p y", "y q c"}]
    ]


def test_exists_adds_the_facts_that_satisfy_it():
    store = store_of("m brand b", "m at x", "m at y", "n brand b")

    assert facts_of(store, "SELECT ?m { ?m ex:brand ex:b FILTER EXISTS { ?m ex:at ?w } }") == [
        [{"m brand b", "m at x"}, {"m brand b", "m at y"}]
    ]


def test_an_exists_that_the_rest_satisfies_adds_nothing():
    store = store_of("m brand b", "m at x", "m at y")

    assert facts_of(store, "SELECT ?m { ?m ex:at ex:x FILTER EXISTS { ?m ex:at ?w } }") == [
        [{"m at x"}, {"m at x", "m at y"}][:1]
    ]


def test_an_exists_that_was_not_needed_counts_for_nothing():
    store = store_of("m brand b", "m at x")
    query = "SELECT ?m { ?m ex:brand ?b FILTER(?b = ex:b || EXISTS { ?m ex:at ?w }) }"

    assert facts_of(store, query) == [[{"m brand b"}]]


def test_not_exists_is_an_absence_with_the_rows_values():
    store = store_of("m brand b", "n brand b", "n at x")
    query = "SELECT ?m { ?m ex:brand ex:b FILTER NOT EXISTS { ?m ex:at ?w . } }"

    assert absences_of(store, query) == [[{"ex:m ex:at ?w"}]]
    assert facts_of(store, query) == [[{"m brand b"}]]


def test_minus_is_an_absence_where_it_shares_a_variable():
    store = store_of("m brand b", "n brand b", "n at x")

    shared = "SELECT ?m { ?m ex:brand ex:b MINUS { ?m ex:at ?w } }"
    apart = "SELECT ?m { ?m ex:brand ex:b MINUS { ?o ex:at ?w } } ORDER BY ?m"
    assert absences_of(store, shared) == [[{"ex:m ex:at ?w"}]]
    assert absences_of(store, apart) == [[set()], [set()]]


def test_not_exists_in_an_alternative_is_an_absence_only_where_it_decides():
    store = store_of("m brand b", "n brand c", "o brand c", "o at x")
    query = """SELECT ?m {
        ?m ex:brand ?b FILTER(?b = ex:b || NOT EXISTS { ?m ex:at ?w }) } ORDER BY ?m"""

    assert absences_of(store, query) == [[set()], [{"ex:n ex:at ?w"}]]


def test_an_optional_that_bound_asks_about_is_an_absence_where_nothing_matched():
    store = store_of("m brand b", "n brand b", "n at x")
    query = "SELECT ?m { ?m ex:brand ex:b OPTIONAL { ?m ex:at ?w } FILTER(!BOUND(?w)) }"

    assert absences_of(store, query) == [[{"ex:m ex:at ?w"}]]


def test_what_keeps_an_absence_true_is_kept_apart():
    store = store_of("m part p", "p approved yes", "n part q")
    query = """SELECT ?m { ?m ex:part ?x
        FILTER NOT EXISTS { ?m ex:part ?p FILTER NOT EXISTS { ?p ex:approved ex:yes } } }"""

    ((witness,),) = proved(store, query)
    assert {tuple(map(short, fact[:3])) for fact in witness.placed} == {("m", "part", "p")}
    assert {tuple(map(short, fact[:3])) for fact in witness.keeping} == {("p", "approved", "yes")}


def test_what_keeps_others_out_of_a_group_is_kept_apart():
    store = store_of("a p x", "b p x", "b q b", "d p x")
    query = """SELECT ?x (COUNT(?y) AS ?n) {
        ?x ex:p ex:x . OPTIONAL { ?y ex:p ex:x } MINUS { ?y ex:q ?z } } GROUP BY ?x ORDER BY ?x"""

    (witness,) = proved(store, query)[1]
    assert {tuple(map(short, fact[:3])) for fact in witness.keeping} == {("b", "q", "b")}
    assert witness.is_complete


def test_a_sub_select_is_proved_in_turn():
    store = store_of("m brand b", "n brand b", "b owner c")
    query = """SELECT ?c ?n {
        { SELECT ?b (COUNT(?m) AS ?n) { ?m ex:brand ?b } GROUP BY ?b } ?b ex:owner ?c }"""

    assert facts_of(store, query) == [[{"m brand b", "n brand b", "b owner c"}]]


def test_each_way_to_a_row_of_a_sub_select_is_a_witness():
    store = store_of("m brand b", "n brand b", "b owner c")
    query = "SELECT DISTINCT ?c { { SELECT ?b { ?m ex:brand ?b } } ?b ex:owner ?c }"

    assert facts_of(store, query) == [[{"m brand b", "b owner c"}, {"n brand b", "b owner c"}]]


def test_a_group_without_a_name_is_told_from_others():
    store = store_of("m brand b", "n brand b", "o brand c")
    query = "SELECT (COUNT(?m) AS ?n) { ?m ex:brand ?b } GROUP BY STR(?b) ORDER BY ?n"

    assert facts_of(store, query) == [[{"o brand c"}], [{"m brand b", "n brand b"}]]


def test_groups_that_distinct_makes_one_row_are_its_witnesses():
    store = store_of("m brand b", "n brand c")
    query = "SELECT DISTINCT (COUNT(?m) AS ?n) { ?m ex:brand ?b } GROUP BY ?b"

    assert facts_of(store, query) == [[{"m brand b"}, {"n brand c"}]]


def test_a_count_of_nothing_is_an_absence():
    assert absences_of(store_of(), "SELECT (COUNT(?m) AS ?n) { ?m ex:brand ?b }") == [
        [{"?m ex:brand ?b"}]
    ]


def test_a_true_ask_has_one_row_without_columns():
    store = store_of("m brand b", "n brand b")
    proven = proof.prove(store, read("ASK { ?m ex:brand ex:b }", PREFIXES))

    assert proven.answer == ((), ({},))
    assert facts_of(store, "ASK { ?m ex:brand ex:b }") == [[{"m brand b"}, {"n brand b"}]]


def test_a_false_ask_has_no_row():
    assert facts_of(store_of(), "ASK { ?m ex:brand ex:b }") == []


def test_what_graph_asks_is_placed_in_its_graph():
    store = pyoxigraph.Store()
    store.add(Quad(ex("m"), ex("brand"), ex("b"), ex("g")))
    query = "SELECT ?m ?g { GRAPH ?g { ?m ex:brand ?b } ?m ex:brand ?c }"
    ((witness,),) = proved(EmbeddedStore(store, PREFIXES), query)

    assert witness.placed == ((ex("m"), ex("brand"), ex("b"), ex("g")),)


def test_bind_and_values_have_no_facts():
    store = store_of("m brand b")
    query = "SELECT ?t { VALUES ?m { ex:m ex:n } ?m ex:brand ?b BIND(STR(?b) AS ?t) }"

    assert facts_of(store, query) == [[{"m brand b"}]]


def test_a_row_with_many_witnesses_says_how_many_are_left_out():
    store = store_of(*(f"m{n} brand b" for n in range(57)))
    proven = proof.prove(store, read("SELECT DISTINCT ?b { ?m ex:brand ?b }", PREFIXES))
    found = proven.proof.witnesses(0)

    assert (len(found.shown), found.more) == (MOST, 37)


def test_a_row_that_is_not_found_again_is_said():
    store = store_of("m brand b")
    query = "SELECT ?m (RAND() AS ?r) { ?m ex:brand ?b } LIMIT 1"
    proven = proof.prove(store, read(query, PREFIXES))

    assert proven.unexplained == ("derivation",)
    assert proven.proof.witnesses(0) == ((), 0, ("derivation",))


# --- claims


def test_a_fact_is_evidenced_by_the_accepted_claims_of_its_triple():
    answer = GRAPH.ask("brands-sharing-a-platform", {"platform": "AmpR Medium"})
    mitsubishi = next(row for row in answer.rows if "mitsubishi" in row.cells["brand"].value)

    assert {item.status for item in mitsubishi.evidence} == {"stated", "implied", "background"}


def test_a_situations_fact_is_evidenced_by_the_claim_that_describes_it():
    answer = GRAPH.ask("electric-since", {"plant": "Douai plant"})
    claims = {item.claim_id for item in answer.rows[0].evidence}

    assert "il-messaggero-2025-09-17/016" in claims


def test_a_describing_claim_does_not_speak_for_what_a_later_source_adds():
    holding = f"<{BASE}id/role-holding/ivan-espinosa-nissan>"
    answer = GRAPH.query(
        f"SELECT ?time {{ {holding} akg:hasTimeExtent ?time }} ORDER BY ?time", evidence=True
    )
    said = {row.cells["time"].value.rpartition("/")[2]: row.evidence for row in answer.rows}

    assert {item.status for item in said["since-2025-04-01"]} == {"background"}


def test_undecided_claims_are_no_evidence_of_a_fact():
    for question in ("vehicles-at-a-plant", "meeting-participants"):
        answer = GRAPH.ask(question)
        assert {item.acceptance for row in answer.rows for item in row.evidence} == {"accepted"}


def test_a_row_about_claims_is_evidenced_by_those_claims_whatever_their_acceptance():
    answer = GRAPH.ask("claims-about-an-entity")
    accepted = {item.acceptance for row in answer.rows for item in row.evidence}

    assert accepted == {"accepted", "rejected", "superseded", "undecided"}


def test_free_queries_can_be_proved_too():
    answer = GRAPH.query(
        "SELECT ?brand { ?model akg:hasBrand ?brand } GROUP BY ?brand ORDER BY ?brand",
        evidence=True,
    )

    assert all(row.evidence for row in answer.rows)


def test_evidence_comes_in_reading_order_with_sources_without_text_last():
    answer = GRAPH.ask("brands-sharing-a-platform", {"platform": "AmpR Medium"})
    spans = [item.span for item in answer.rows[0].evidence]
    placed = [span for span in spans if span is not None]

    assert spans == [*sorted(placed), *[None] * (len(spans) - len(placed))]


def test_a_row_that_comes_often_has_its_evidence_made_out_once():
    query = "SELECT ?source WHERE { ?claim akg:isMadeBy ?source } ORDER BY ?source"
    rows = GRAPH.query(query, evidence=True).rows
    by_source: dict[Term, set[int]] = {}
    for row in rows:
        assert row.evidence
        by_source.setdefault(row.cells["source"], set()).add(id(row.evidence))
    assert len(rows) > len(by_source) > 100
    assert all(len(each) == 1 for each in by_source.values())


def test_evidence_is_the_same_whatever_was_looked_up_before():
    """What was said for a claim's other facts, or for a fact as a claim's word, is joined."""
    query = """SELECT ?claim ?s ?o WHERE {
      ?claim akg:isMadeBy ?source ; rdf:subject ?s ; rdf:predicate ?p ; rdf:object ?o .
      ?s ?p ?o } ORDER BY ?claim"""
    prologue = "PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
    GRAPH.memory.forget()
    at_once = GRAPH.query(prologue + query, evidence=True).rows
    GRAPH.memory.forget()
    for pattern in ("?claim akg:isMadeBy ?source", "?claim rdf:object ?o", "?s akg:hasBrand ?o"):
        GRAPH.query(f"{prologue}SELECT * WHERE {{ {pattern} }}", evidence=True)
    afterwards = GRAPH.query(prologue + query, evidence=True).rows
    assert len(at_once) > 500
    told = [(row.evidence, row.certainty) for row in at_once]
    assert [(row.evidence, row.certainty) for row in afterwards] == told
