"""Whoever is killed during a load, and wherever: `--resume` ends it, and readers see nothing.

Two small releases take turns in each server. Each load is killed at a point that a proxy
finds by counting requests, so that it is always within the load: once the client, once the
server, ten points each, drawn by a seed over all phases. `ALLIANCE_KG_SEED` draws others.
"""

import os
import random
import signal
import subprocess
import threading

import pytest
from pyoxigraph import Quad

import interception
from alliance_kg import inputs
from alliance_kg.bundle import Bundle
from alliance_kg.errors import StoreUnavailable
from alliance_kg.shipping import profiles, shipment
from alliance_kg.stores import connection, fingerprint
from alliance_kg.stores.remote import RemoteStore

SEED = int(os.environ.get("ALLIANCE_KG_SEED", "20261122"))
POINTS = {"staging": 3, "read-back": 2, "move": 3, "look": 1, "lock": 1}
# Where each graph is moved by itself, saying which release it is takes requests of its own.
POINTS_ONE_BY_ONE = POINTS | {"staging": 2, "move": 2, "marker": 2}


@pytest.fixture(scope="module")
def releases(tmp_path_factory):
    """Two releases that differ in each graph, of which one has one more."""
    made = []
    for name in ("one", "two"):
        root = tmp_path_factory.mktemp(name)
        facts = {
            "ontology/terms": 60,
            "data/article/facts": 180 if name == "one" else 170,
            "data/background/claims": 220 if name == "one" else 240,
        } | ({"data/disputes": 20} if name == "two" else {})
        for place, count in facts.items():
            path = root / f"{place}.ttl"
            path.parent.mkdir(parents=True, exist_ok=True)
            lines = (
                f'<urn:{place}/{n}> <urn:p> "{name} {n}", {n}, [ <urn:q> {n}.50 ] .\n'
                for n in range(count // 4)
            )
            path.write_text("".join(lines), encoding="utf-8")
        made.append(Bundle.open(root))
    return made


class Loads:
    """Loads of two releases in turn, through a proxy, into one server."""

    def __init__(self, server, proxy, releases, environment):
        self.server, self.proxy, self.releases = server, proxy, releases
        self.address = server.base.replace(server.root, proxy.address)
        self.environment = environment | server.credentials
        graphs = {name for each in releases for name in connection.graph_names(each)}
        self.graphs = (*sorted(graphs), connection.MARKER)
        self.is_down = False
        self.courses, self.states = {}, {}
        for number in (1, 0, 1):  # at first there is nothing to replace
            self.run(number)
            self.courses[number], self.states[number] = self.proxy.exchanges, self.state()
        self.held = 1

    def start(self, number, *options):
        return subprocess.Popen(
            [*interception.LOAD, "--to", self.address, "--profile", self.server.profile, *options,
             "-g", str(self.releases[number].root)],
            env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def run(self, number, *options):
        self.proxy.watch()
        process = self.start(number, *options)
        out, err = process.communicate(timeout=120)
        assert (process.returncode, err) == (0, ""), out + err

    def state(self):
        """What a reader of the release sees, in one query: the triples of each graph."""
        store = RemoteStore(self.server.store, {}, self.graphs, timeout_s=120)
        rows = store.select("SELECT ?g ?s ?p ?o { GRAPH ?g { ?s ?p ?o } }").rows
        seen = {graph: set() for graph in self.graphs}
        for row in rows:
            seen[row["g"].value].add(tuple(str(row[name]) for name in "spo"))
        return seen

    def fault(self, seen):
        """Say what of a state is neither the old release nor the new one, '' if nothing."""
        one_by_one = profiles.find(self.server.profile).one_by_one
        if seen in self.states.values():
            return ""
        whole = self.states.values()
        odd = [name for name in self.graphs if seen[name] not in [each[name] for each in whole]]
        if one_by_one and not odd:
            return ""
        sizes = {graph: len(seen[graph]) for graph in odd or self.graphs}
        return f"a reader saw {'a graph that is neither' if odd else 'a mixture'}: {sizes}"

    def point(self, number, draw, phase):
        """Draw a point of a phase, in the course of the load of a release."""
        course = self.courses[number]
        at = draw.choice([i for i, each in enumerate(course, 1) if each.phase == phase])
        moment = draw.choice(interception.MOMENTS)
        return interception.Point(at, phase, moment, draw.random(), course[at - 1].took_s)


@pytest.fixture(scope="module")
def loads(server, releases, environment, tmp_path_factory):
    state = {"XDG_STATE_HOME": str(tmp_path_factory.mktemp("state"))}
    with interception.proxy(server.root, has_password=bool(server.credentials)) as proxy:
        yield Loads(server, proxy, releases, environment | state)


class Reader(threading.Thread):
    """Reads the release over and over; remembers what it should not have seen."""

    def __init__(self, loads):
        super().__init__()
        self.loads, self.reads, self.faults, self.ended = loads, 0, [], threading.Event()

    def run(self):
        while not self.ended.wait(0.02):
            was_down = self.loads.is_down
            try:
                fault = self.loads.fault(self.loads.state())
                self.reads += 1
            except StoreUnavailable as error:  # killed, or not up again yet
                is_excused = was_down or self.loads.is_down
                fault = "" if is_excused else f"a reader was told: {error}"
            if fault:
                self.faults.append(fault)

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_error):
        self.ended.set()
        self.join()


def drawn(loads, side):
    """Return ten points, each with the release that is loaded then, in a random order."""
    draw = random.Random(f"{SEED} {side}")  # noqa: S311 (a seeded choice is wanted)
    shares = POINTS_ONE_BY_ONE if "marker" in {e.phase for e in loads.courses[0]} else POINTS
    phases = [phase for phase, count in shares.items() for _ in range(count)]
    draw.shuffle(phases)
    assert len(phases) == 10
    turns = [(loads.held + 1 + n) % 2 for n in range(10)]
    return [
        (number, loads.point(number, draw, phase))
        for number, phase in zip(turns, phases, strict=True)
    ]


def sent(release, profile):
    return shipment.plan(inputs.sources_of(release), profiles.find(profile))


@pytest.mark.parametrize("side", ["client", "server"])
def test_a_load_that_is_killed_anywhere_is_ended_by_resume(loads, side):
    hit = []
    with Reader(loads) as reader:
        for number, point in drawn(loads, side):
            try:
                kill_at(loads, side, number, point)
                assert reader.faults == []
            except BaseException as error:
                error.add_note(f"seed {SEED}, {side} killed at {point} of release {number}")
                raise
            hit.append(point.phase)
            loads.held = number
    assert len(hit) == 10
    assert reader.reads >= len(hit)


def kill_at(loads, side, number, point):
    running = []

    def strike():
        assert running[0].poll() is None  # the load is under way
        if side == "client":
            running[0].send_signal(signal.SIGKILL)
            running[0].wait()
        else:
            loads.is_down = True
            loads.server.kill()

    loads.proxy.watch(point, strike)
    running.append(loads.start(number))
    _, err = running[0].communicate(timeout=120)
    assert loads.proxy.struck == [point.phase]
    assert running[0].returncode == (-signal.SIGKILL if side == "client" else 4), err
    if side == "server":
        loads.server.start()
        loads.is_down = False
    assert loads.fault(loads.state()) == ""
    loads.run(number, "--resume")
    assert loads.state() == loads.states[number]
    assert held(loads) == {
        part.graph: part.held for part in sent(loads.releases[number], loads.server.profile).parts
    }


def held(loads):
    """Return the fingerprints of all graphs that a server holds, but for the marker."""
    store = RemoteStore(loads.server.store, {})
    rows = store.select("SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g").rows
    names = {row["g"].value for row in rows if "alliance-kg" in row["g"].value}
    return {name: graph_held(store, name) for name in names - {connection.MARKER}}


def graph_held(store, name):
    rows = store.select(f"SELECT ?s ?p ?o {{ GRAPH <{name}> {{ ?s ?p ?o }} }}").rows
    return fingerprint.of(Quad(row["s"], row["p"], row["o"]) for row in rows)
