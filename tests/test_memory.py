"""Look-ups are remembered as long as the store stays as it is."""

import pyoxigraph

from alliance_kg.stores.embedded import EmbeddedStore
from alliance_kg.stores.memory import MOST, Memory


class Asked:
    """A look-up that remembers what it was asked."""

    def __init__(self):
        self.keys = []

    def __call__(self, keys):
        self.keys.append(keys)
        return {key: key.upper() for key in keys if key != "unknown"}


class Unversioned:
    """A store that does not count its changes, as a remote one."""


def store():
    return EmbeddedStore(pyoxigraph.Store(), {})


def test_what_was_found_is_not_looked_up_again():
    memory, asked = Memory(store()), Asked()

    assert memory.look_up("letters", ["a", "b"], asked, "") == ["A", "B"]
    assert memory.look_up("letters", ["b", "c"], asked, "") == ["B", "C"]
    assert asked.keys == [["a", "b"], ["c"]]


def test_that_nothing_was_found_is_remembered_too():
    memory, asked = Memory(store()), Asked()

    for _ in range(2):
        assert memory.look_up("letters", ["unknown"], asked, "") == [""]
    assert asked.keys == [["unknown"]]


def test_a_key_given_twice_is_looked_up_once():
    asked = Asked()

    assert Memory(store()).look_up("letters", ["a", "a"], asked, "") == ["A", "A"]
    assert asked.keys == [["a"]]


def test_kinds_are_kept_apart():
    memory, asked = Memory(store()), Asked()
    memory.look_up("letters", ["a"], asked, "")

    assert memory.look_up("others", ["a"], lambda keys: dict.fromkeys(keys, "other"), "") == [
        "other"
    ]


def test_an_update_of_the_store_makes_all_forgotten():
    held = store()
    memory, asked = Memory(held), Asked()
    memory.look_up("letters", ["a"], asked, "")
    held.update("INSERT DATA { <urn:s> <urn:p> <urn:o> }")
    memory.look_up("letters", ["a"], asked, "")

    assert asked.keys == [["a"], ["a"]]


def test_of_a_store_that_others_may_change_nothing_is_remembered():
    memory, asked = Memory(Unversioned()), Asked()
    for _ in range(2):
        memory.look_up("letters", ["a"], asked, "")

    assert asked.keys == [["a"], ["a"]]


def test_evidence_after_an_update_is_of_the_store_as_it_is(copy):
    from alliance_kg import KnowledgeGraph

    graph = KnowledgeGraph.open(copy)
    claimed = graph.ask("birth-years").rows[0].evidence
    for item in claimed:
        graph.store.update(f"DELETE WHERE {{ GRAPH ?g {{ {item.claim} ?p ?o }} }}")

    assert claimed
    assert graph.ask("birth-years").rows[0].evidence == ()


def test_of_too_much_all_is_forgotten_but_what_was_found_last():
    memory = Memory(store())
    known = memory.known("numbers")
    memory.add(known, dict.fromkeys(range(MOST + 1)))
    memory.add(known, {-1: None})

    assert memory.known("numbers") == {-1: None}
