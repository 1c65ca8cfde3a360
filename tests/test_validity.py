"""Two clocks over one graph: what is hidden on a day, and what is not yet known."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
import rdflib
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode

from alliance_kg import validity
from alliance_kg.moment import Moment
from alliance_kg.stores import Solutions
from handmade import store, subjects, time, triples

ONE = "holding:one"


def holding(*times, name="one", more=""):
    slots = "".join(f" akg:hasTimeExtent time:{at} ;" for at in times)
    return f"holding:{name} a akg:RoleHolding ;{slots} akg:isHeldBy person:ann {more}.\n"


def is_shown(day, *files, node="role-holding/one"):
    held = store(*files)
    validity.restrict(held, Moment(as_of=date.fromisoformat(day)))
    return node in subjects(held)


# --- as of


@pytest.mark.parametrize(
    ("day", "shown"), [("2025-03-31", False), ("2025-04-01", True), ("9999-12-31", True)]
)
def test_what_begins_later_is_hidden(day, shown):
    begins = time("since", earliestBegin="2025-04-01", latestBegin="2025-04-02")
    assert is_shown(day, begins, holding("since")) is shown


@pytest.mark.parametrize(
    ("day", "shown"), [("2025-03-31", True), ("2025-04-01", False), ("0001-01-01", True)]
)
def test_what_ended_before_is_hidden(day, shown):
    ends = time("until", earliestEnd="2025-03-31", latestEnd="2025-04-01")
    assert is_shown(day, ends, holding("until")) is shown


@pytest.mark.parametrize(
    ("day", "shown"),
    [("2023-04-30", False), ("2023-05-01", True), ("2023-05-31", True), ("2023-06-01", False)],
)
def test_the_bounds_of_a_month_are_half_open(day, shown):
    may = time("may", earliestBegin="2023-05-01", latestBegin="2023-06-01",
               earliestEnd="2023-05-01", latestEnd="2023-06-01")  # fmt: skip
    assert is_shown(day, may, holding("may")) is shown


@pytest.mark.parametrize("day", ["0001-01-01", "2025-09-17", "9999-12-31"])
@pytest.mark.parametrize(
    "bounds", [{}, {"latestBegin": "2025-09-18"}, {"earliestEnd": "2025-09-17"}]
)
def test_what_has_no_bound_on_the_sure_side_stays(day, bounds):
    assert is_shown(day, time("open", **bounds), holding("open"))


def test_a_situation_without_a_time_stays():
    assert is_shown("1900-01-01", holding())


@pytest.mark.parametrize(
    ("day", "shown"), [("2025-03-31", False), ("2025-04-01", True), ("2025-09-17", True)]
)
def test_of_several_extents_the_tightest_bounds_count(day, shown):
    wide = time("wide", earliestBegin="2025-01-01", latestEnd="2026-01-01")
    narrow = time("narrow", earliestBegin="2025-04-01")
    assert is_shown(day, wide, narrow, holding("wide", "narrow")) is shown


@pytest.mark.parametrize(("day", "shown"), [("2025-06-30", True), ("2025-07-01", False)])
def test_of_several_ends_the_earliest_counts(day, shown):
    late, early = time("late", latestEnd="2026-01-01"), time("early", latestEnd="2025-07-01")
    assert is_shown(day, late, early, holding("late", "early")) is shown


DAY = time("day", earliestBegin="2025-09-16", latestBegin="2025-09-17",
           earliestEnd="2025-09-16", latestEnd="2025-09-17")  # fmt: skip


def event(status):
    return f"event:one a akg:Event ; akg:hasTimeExtent time:day ; akg:hasEventStatus {status} .\n"


@pytest.mark.parametrize(
    ("status", "day", "shown"),
    [
        ("event-status:occurred", "2025-09-15", False),
        ("event-status:occurred", "2025-09-16", True),
        ("event-status:occurred", "2030-01-01", True),
        ("event-status:cancelled", "2025-09-15", False),
        ("event-status:cancelled", "2030-01-01", True),
        ("event-status:planned", "2000-01-01", True),
        ("event-status:planned", "2030-01-01", True),
    ],
)
def test_an_event_stays_once_it_happened_and_a_plan_is_there_before(status, day, shown):
    assert is_shown(day, DAY, event(status), node="event/one") is shown


def test_another_event_does_not_keep_what_ended():
    assert not is_shown("2025-09-18", DAY, event("event-status:occurred"), holding("day"))


def test_a_target_is_there_before_its_day():
    target = "quantity:one a akg:QuantityStatement ; akg:inPhase phase:planned ;"
    assert is_shown(
        "2020-01-01", DAY, f"{target} akg:hasTimeExtent time:day .", node="quantity/one"
    )


def test_a_planned_office_is_not_held_before_its_day():
    assert not is_shown("2020-01-01", DAY, holding("day", more="; akg:inPhase phase:planned"))


def test_what_refers_to_a_hidden_situation_goes_with_it():
    held = store(DAY, holding("day"), f"holding:two akg:succeeds {ONE} ; rdfs:label 'two' .")
    validity.restrict(held, Moment(as_of=date(2020, 1, 1)))
    assert not [triple for triple in triples(held) if "role-holding/one" in str(triple)]
    assert "role-holding/two" in subjects(held)


def test_nothing_set_hides_nothing():
    held = store(DAY, holding("day"))
    before = triples(held)
    validity.restrict(held, Moment())
    assert triples(held) == before


# --- known by


SOURCES = """
source:early a akg:WebPage ; akg:issuedNotAfter "2025-09-18T00:00:00Z"^^xsd:dateTime .
source:month a akg:WebPage ; akg:issuedNotBefore "2025-09-01T00:00:00Z"^^xsd:dateTime ;
  akg:issuedNotAfter "2025-10-01T00:00:00Z"^^xsd:dateTime .
source:late a akg:WebPage ; akg:issuedNotAfter "2026-01-24T00:00:00Z"^^xsd:dateTime .
source:undated a akg:WebPage ; akg:issuedVerbatim "n.d." .
"""
FACTS = """
company:a a akg:Company ; rdfs:label "A" ; akg:hasSeatIn company:b .
company:b a akg:Company ; rdfs:label "B" .
"""


def claim(number, source, of="company:a", *, acceptance="accepted"):
    said = f"akg:describes {of}" if of != "company:a" else (
        "rdf:subject company:a ; rdf:predicate akg:hasSeatIn ; rdf:object company:b"
    )  # fmt: skip
    return (
        f"claim:{number} a akg:Claim ; {said} ; akg:isMadeBy source:{source} ;"
        f" akg:hasAcceptance acceptance:{acceptance} .\n"
    )


def known(day, *files):
    held = store(SOURCES, *files)
    validity.restrict(held, Moment(known_by=date.fromisoformat(day)))
    return held


def has_seat(held):
    return any("hasSeatIn" in triple.predicate.value for triple in triples(held))


@pytest.mark.parametrize(
    ("source", "day", "shown"),
    [
        ("early", "2025-09-16", False),
        ("early", "2025-09-17", True),
        ("month", "2025-09-17", False),
        ("month", "2025-09-29", False),
        ("month", "2025-09-30", True),
        ("late", "2025-09-17", False),
        ("undated", "2025-09-17", False),
        ("undated", "9999-12-31", False),
    ],
)
def test_a_claim_is_known_once_its_source_was_surely_out(source, day, shown):
    held = known(day, FACTS, claim(1, source))
    assert ("claim/1" in subjects(held)) is shown


@pytest.mark.parametrize("source", ["late", "undated"])
def test_a_fact_left_without_a_claim_is_hidden(source):
    assert not has_seat(known("2025-09-17", FACTS, claim(1, source)))


def test_a_fact_stays_that_another_earlier_source_says():
    assert has_seat(known("2025-09-17", FACTS, claim(1, "late"), claim(2, "early")))


@pytest.mark.parametrize("acceptance", ["rejected", "undecided", "superseded"])
def test_a_claim_that_is_not_accepted_keeps_no_fact(acceptance):
    other = claim(2, "early", acceptance=acceptance)
    assert not has_seat(known("2025-09-17", FACTS, claim(1, "late"), other))


@pytest.mark.parametrize(("source", "shown"), [("early", True), ("late", False)])
def test_a_claim_of_a_whole_node_keeps_all_its_facts(source, shown):
    held = known("2025-09-17", DAY, holding("day"), claim(1, source, ONE))
    assert ("role-holding/one" in subjects(held)) is shown


ADDED = """
claim:2 a akg:Claim ; rdf:subject holding:one ; rdf:predicate akg:hasTimeExtent ;
  rdf:object time:day ; akg:isMadeBy source:late ; akg:hasAcceptance acceptance:accepted .
"""


@pytest.mark.parametrize(
    ("agreement", "shown"), [("", False), ("claim:2 akg:agreesWith claim:1 .", True)]
)
def test_what_a_later_source_adds_to_a_node_is_hidden_unless_an_earlier_one_agrees(
    agreement, shown
):
    held = known("2025-09-17", DAY, holding("day"), claim(1, "early", ONE), ADDED, agreement)
    assert "role-holding/one" in subjects(held)
    assert any("hasTimeExtent" in triple.predicate.value for triple in triples(held)) is shown


def test_what_nothing_is_said_of_any_more_is_hidden():
    held = known("2025-09-17", FACTS, claim(1, "late"))
    assert not {"company/a", "company/b"} & subjects(held)


def test_what_is_only_referred_to_stays():
    held = known("2025-09-17", FACTS, claim(1, "early"))
    assert {"company/a", "company/b"} <= subjects(held)


def test_a_source_and_a_time_are_no_ones_claim():
    held = known("1990-01-01", DAY, holding("day"), claim(1, "late", ONE))
    assert {"source/late", "time/day"} <= subjects(held)


def test_a_claim_does_not_refer_to_one_that_is_not_known():
    held = known(
        "2025-09-17", FACTS, claim(1, "early"), claim(2, "late"), "claim:1 akg:agreesWith claim:2 ."
    )
    assert not [triple for triple in triples(held) if "claim/2" in str(triple)]


def test_an_end_that_was_learned_later_hides_nothing_before():
    """What is known comes first: the two clocks commute only where bounds are known."""
    said = "rdf:subject holding:one ; rdf:predicate akg:hasTimeExtent ; rdf:object time:day"
    files = (
        SOURCES, DAY, holding("day"), claim(1, "late").replace(
            "rdf:subject company:a ; rdf:predicate akg:hasSeatIn ; rdf:object company:b", said
        ),
        "claim:2 a akg:Claim ; rdf:subject holding:one ; rdf:predicate akg:isHeldBy ;"
        " rdf:object person:ann ; akg:isMadeBy source:early ;"
        " akg:hasAcceptance acceptance:accepted .",
    )  # fmt: skip
    held = store(*files)
    validity.restrict(held, Moment(date(2026, 1, 1), date(2025, 9, 17)))
    assert "role-holding/one" in subjects(held)


# --- laws

FIRST = date(2025, 1, 25)
offsets = st.none() | st.integers(0, 12)
days = st.integers(-1, 14).map(lambda number: FIRST + timedelta(days=number))
STATUSES = ("", "event-status:planned", "event-status:occurred", "event-status:cancelled")
situations = st.tuples(
    st.lists(st.tuples(offsets, offsets), max_size=3),
    st.sampled_from(STATUSES),
    st.lists(st.tuples(st.integers(0, 3), st.sampled_from(["accepted", "rejected"])), max_size=3),
)
worlds = st.tuples(st.lists(offsets, min_size=4, max_size=4), st.lists(situations, max_size=4))


def day_of(offset):
    return None if offset is None else (FIRST + timedelta(days=offset)).isoformat()


def built(world):
    """Return the store of a world: dated sources, and situations that each one describes."""
    dates, made = world
    parts = []
    for number, offset in enumerate(dates):
        out = f' ; akg:issuedNotAfter "{day_of(offset)}T00:00:00Z"^^xsd:dateTime' * (
            offset is not None
        )
        parts.append(f"source:s{number} a akg:WebPage{out} .\n")
    for number, (extents, status, claims) in enumerate(made):
        slots = [f" ; akg:concernsEntity company:c{number % 2}"]
        slots += [f" ; akg:hasEventStatus {status}"] * bool(status)
        for at, (begin, end) in enumerate(extents):
            bounds = {"earliestBegin": day_of(begin), "latestEnd": day_of(end)}
            parts.append(time(f"t{number}-{at}", **bounds))
            slots.append(f" ; akg:hasTimeExtent time:t{number}-{at}")
        parts.append(f"event:e{number} a akg:Event{''.join(slots)} .\n")
        parts.append(f"company:c{number % 2} a akg:Company .\n")
        for at, (source, acceptance) in enumerate(claims):
            parts.append(claim(f"{number}-{at}", f"s{source}", f"event:e{number}",
                               acceptance=acceptance))  # fmt: skip
    return store("".join(parts))


def told(held):
    """Return the events that a store has facts about; a refused claim may still name others."""
    return {
        triple.subject.value.rpartition("/")[2]
        for triple in triples(held)
        if "/id/event/" in triple.subject.value and "ontology#" in triple.predicate.value
    }


def at(world, **clocks):
    held = built(world)
    validity.restrict(held, Moment(**clocks))
    return held


def model_as_of(situation, day):
    """Say by arithmetic whether a situation is shown on a day."""
    extents, status, _ = situation
    number = (day - FIRST).days
    if status == "event-status:planned":
        return True
    if any(begin is not None and number < begin for begin, _ in extents):
        return False
    return bool(status) or not any(end is not None and number >= end for _, end in extents)


laws = settings(max_examples=60, deadline=None)


@given(world=worlds, day=days)
@laws
def test_as_of_hides_what_arithmetic_says(world, day):
    shown = subjects(at(world, as_of=day))
    for number, situation in enumerate(world[1]):
        assert (f"event/e{number}" in shown) is model_as_of(situation, day)


@given(world=worlds, day=days)
@laws
def test_known_by_shows_what_arithmetic_says(world, day):
    shown = told(at(world, known_by=day))
    dates, made = world
    number = (day - FIRST).days
    for index, (_, _, claims) in enumerate(made):
        known_at = [dates[source] for source, acceptance in claims if acceptance == "accepted"]
        is_known = any(out is not None and out <= number + 1 for out in known_at)
        assert (f"e{index}" in shown) is is_known


@given(world=worlds, day=days)
@laws
def test_either_clock_only_removes(world, day):
    everything = triples(built(world))
    assert triples(at(world, as_of=day)) <= everything
    assert triples(at(world, known_by=day)) <= everything


@given(world=worlds, two=st.tuples(days, days).map(sorted))
@laws
def test_a_later_known_by_never_hides_what_an_earlier_one_shows(world, two):
    earlier, later = (triples(at(world, known_by=day)) for day in two)
    assert earlier <= later


@given(world=worlds, as_of=days, known_by=days)
@laws
def test_the_clocks_commute_where_a_source_tells_the_bounds_with_the_rest(world, as_of, known_by):
    orders = []
    for clocks in ({"as_of": as_of}, {"known_by": known_by}), (
        {"known_by": known_by}, {"as_of": as_of},
    ):  # fmt: skip
        held = built(world)
        for clock in clocks:
            validity.restrict(held, Moment(**clock))
        orders.append(told(held))
    assert orders[0] == orders[1] == told(at(world, as_of=as_of, known_by=known_by))


@given(world=worlds, day=days)
@laws
def test_what_is_hidden_is_what_as_of_removes(world, day):
    held = built(world)
    hidden = {iri.rpartition("/")[2] for iri in validity.hidden(held, day)}
    shown = subjects(at(world, as_of=day))
    assert hidden == {f"e{n}" for n in range(len(world[1])) if f"event/e{n}" not in shown}


@given(world=worlds, day=days)
@settings(max_examples=20, deadline=None)
def test_rdflib_hides_the_same(world, day):
    held = built(world)
    other = rdflib.Graph()
    for triple in triples(held):
        other.update(f"INSERT DATA {{ {triple} }}")
    assert validity.hidden(Rdflib(other), day) == validity.hidden(held, day)


class Rdflib:
    """As much of a store as `hidden` needs, over rdflib."""

    def __init__(self, graph):
        self.graph = graph

    def select(self, query):
        rows = tuple({"node": NamedNode(str(row[0]))} for row in self.graph.query(query))
        return Solutions(("node",), rows)


# --- the release


@pytest.fixture(scope="module")
def years(graph):
    return {day: triples(graph.at(known_by=day).store)
            for day in ("2019-01-01", "2025-09-17", "2026-05-01")}  # fmt: skip


def test_the_release_known_later_holds_what_was_known_before(graph, years):
    grown = [*years.values(), triples(graph.store)]
    assert all(before < after for before, after in pairwise(grown))


def test_no_claim_of_the_release_is_known_before_its_source(graph):
    late = graph.at(known_by="2025-09-17").store.select(
        "SELECT ?claim { ?claim akg:isMadeBy ?s . OPTIONAL { ?s akg:issuedNotAfter ?out . }"
        ' FILTER(!BOUND(?out) || ?out > "2025-09-18T00:00:00Z"^^xsd:dateTime) }'
    )
    assert late.rows == ()


@pytest.mark.parametrize("day", ["2025-03-01", "2026-05-01"])
def test_as_of_takes_only_situations_from_the_release(graph, day):
    gone = triples(graph.store) - triples(graph.at(as_of=day).store)
    hidden = validity.hidden(graph.store, date.fromisoformat(day))
    assert gone
    assert all({triple.subject.value, getattr(triple.object, "value", "")} & hidden
               for triple in gone)  # fmt: skip
