"""What happened and held when, in order, and what two days differ in."""

from datetime import date

import pytest
from pyoxigraph import NamedNode

from alliance_kg import validity
from alliance_kg.timeline import changes, timeline
from handmade import OWN, store, time

NISSAN = NamedNode(f"{OWN}id/company/nissan")


def slugs(entries):
    return [entry.situation.value.rpartition("/")[2] for entry in entries]


def moved(found):
    return {(change.entry.situation.value.rpartition("/")[2], change.began) for change in found}


def event(name, *times, more=""):
    slots = "".join(f" akg:hasTimeExtent time:{at} ;" for at in times)
    return f"event:{name} a akg:Event ;{slots} akg:concernsEntity company:a {more}.\n"


WORLD = (
    time("y2024", earliestBegin="2024-01-01", latestEnd="2025-01-01"),
    time("before", latestBegin="2024-06-01"),
    time("until", latestEnd="2025-03-01"),
    time("open"),
    time("since", earliestBegin="2024-06-01", latestBegin="2024-06-02"),
    event("d", "y2024"),
    event("c", "before"),
    event("b", "until"),
    event("a", "open"),
    event("e", "since"),
)


def test_what_comes_first_is_told_first_and_what_has_no_bound_last():
    assert slugs(timeline(store(*WORLD))) == ["d", "c", "e", "b", "a"]


def test_what_begins_at_once_is_in_the_order_of_the_names():
    held = store(WORLD[0], event("z", "y2024"), event("x", "y2024"), event("y", "y2024"))
    assert slugs(timeline(held)) == ["x", "y", "z"]


def test_of_several_extents_the_tightest_bounds_count():
    wide = time("wide", earliestBegin="2025-01-01", latestBegin="2025-12-01",
                earliestEnd="2025-02-01", latestEnd="2026-01-01")  # fmt: skip
    narrow = time("narrow", earliestBegin="2025-04-01", latestBegin="2025-04-02",
                  earliestEnd="2025-09-17", latestEnd="2025-12-01")  # fmt: skip
    (entry,) = timeline(store(wide, narrow, event("a", "wide", "narrow")))
    assert [bound[:10] for bound in entry[3:7]] == [
        "2025-04-01", "2025-04-02", "2025-09-17", "2025-12-01",
    ]  # fmt: skip
    assert {at.value.rpartition("/")[2] for at in entry.times} == {"wide", "narrow"}


def test_a_bound_that_no_source_gives_is_empty():
    (entry,) = timeline(store(time("open"), event("a", "open")))
    assert entry[3:] == ("", "", "", "", "")


def test_the_status_of_an_event_is_a_word():
    held = store(time("t"), event("a", "t", more="; akg:hasEventStatus event-status:cancelled"))
    assert timeline(held)[0].status == "cancelled"


def test_a_situation_without_a_time_is_not_told():
    assert timeline(store(event("a"))) == ()


def test_a_timeline_of_an_entity_is_of_what_names_it():
    held = store(time("t"), event("a", "t"), "event:b a akg:Event ; akg:hasTimeExtent time:t .")
    assert slugs(timeline(held, NamedNode(f"{OWN}id/company/a"))) == ["a"]
    assert slugs(timeline(held, NamedNode(f"{OWN}id/event/b"))) == ["b"]
    assert timeline(held, NamedNode(f"{OWN}id/company/none")) == ()


# --- changes

OFFICES = (
    time("old", earliestBegin="2019-01-01", latestEnd="2025-04-01"),
    time("new", earliestBegin="2025-04-01", latestBegin="2025-04-02"),
    "holding:old a akg:RoleHolding ; akg:hasTimeExtent time:old .",
    "holding:new a akg:RoleHolding ; akg:hasTimeExtent time:new .",
)


@pytest.mark.parametrize(
    ("first", "last", "found"),
    [
        ("2025-03-31", "2025-04-01", {("old", False), ("new", True)}),
        ("2025-03-31", "2025-03-31", set()),
        ("2025-04-01", "2025-12-31", set()),
        ("2018-12-31", "2025-03-31", {("old", True)}),
        ("2018-12-31", "2025-04-01", {("new", True)}),
    ],
)
def test_what_began_and_ended_between_two_days(first, last, found):
    days = date.fromisoformat(first), date.fromisoformat(last)
    assert moved(changes(store(*OFFICES), *days)) == found


def test_an_event_begins_when_it_happens_and_does_not_end():
    day = time("day", earliestBegin="2025-09-16", latestEnd="2025-09-17")
    held = store(day, event("a", "day", more="; akg:hasEventStatus event-status:occurred"))
    found = changes(held, date(2025, 1, 1), date(2026, 1, 1))
    assert moved(found) == {("a", True)}


def test_what_may_hold_on_both_days_is_no_change():
    held = store(time("open", latestBegin="2025-04-01"), event("a", "open"))
    assert changes(held, date(2025, 1, 1), date(2026, 1, 1)) == ()


# --- the release

SPANS = [
    ("2019-01-01", "2025-03-01"), ("2025-03-01", "2025-09-17"),
    ("2025-09-17", "2026-05-01"), ("1990-01-01", "2030-01-01"),
]  # fmt: skip


@pytest.mark.parametrize(("first", "last"), SPANS)
def test_changes_are_what_is_hidden_on_one_day_only(graph, first, last):
    days = date.fromisoformat(first), date.fromisoformat(last)
    hidden = [validity.hidden(graph.store, day) for day in days]
    found = changes(graph.store, *days)
    assert found
    assert {c.entry.situation.value for c in found} == hidden[0] ^ hidden[1]
    assert {c.entry.situation.value for c in found if c.began} == hidden[0] - hidden[1]


def test_the_timeline_tells_every_situation_that_has_a_time(graph):
    rows = graph.store.select("SELECT DISTINCT ?s { ?s akg:hasTimeExtent ?t }").rows
    told = [entry.situation for entry in timeline(graph.store)]
    assert len(told) == len(set(told)) >= 100
    assert set(told) == {row["s"] for row in rows}


def test_the_timeline_is_in_order(graph):
    orders = [entry.order for entry in timeline(graph.store)]
    assert orders == sorted(orders)


def test_no_begin_is_after_its_end(graph):
    entries = timeline(graph.store)
    wrong = [
        entry.situation.value
        for entry in entries
        if entry.earliest_begin and entry.latest_end and entry.earliest_begin >= entry.latest_end
    ]
    assert wrong == []


def test_uchida_is_told_before_espinosa(graph):
    told = slugs(timeline(graph.store, NISSAN))
    assert told.index("makoto-uchida-nissan") < told.index("ivan-espinosa-nissan")


def test_espinosa_followed_uchida_between_march_and_september_2025(graph):
    found = moved(changes(graph.store, date(2025, 3, 1), date(2025, 9, 17)))
    assert {("makoto-uchida-nissan", False), ("ivan-espinosa-nissan", True)} <= found
