"""Of two who load into one store at the same time, one wins and the other is told."""

import socket
import subprocess
from concurrent.futures import ThreadPoolExecutor

import pytest

import interception
from alliance_kg.errors import StoreBusy
from alliance_kg.shipping import exclusion, profiles
from alliance_kg.shipping.target import Target
from alliance_kg.stores.remote import RemoteStore


@pytest.fixture
def target(server):
    return Target(server.base, profiles.find(server.profile))


@pytest.fixture
def load(server, environment, tmp_path):
    """Start to load a small file, as from a machine of that name."""

    def start(machine, *options, address=server.base, name="a"):
        path = tmp_path / f"{name}.nt"
        lines = (f'<urn:{name}/{n}> <urn:p> "{n}" .\n' for n in range(120))
        path.write_text("".join(lines), encoding="utf-8")
        return subprocess.Popen(
            [*interception.LOAD, "--to", address, "--profile", server.profile, *options, path],
            env=environment | server.credentials | {"XDG_STATE_HOME": str(tmp_path / machine)},
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    return start


@pytest.fixture
def proxy(server):
    with interception.proxy(server.root, has_password=bool(server.credentials)) as running:
        yield running


def ended(process):
    out, err = process.communicate(timeout=60)
    return process.returncode, out, err


def graphs(server):
    rows = RemoteStore(server.store, {}).select(
        "SELECT ?g { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
    ).rows  # fmt: skip
    return {row["g"].value for row in rows if "alliance-kg/graph" in row["g"].value}


def chunk(server):
    """Return the point at the first chunk: requests 1 to 3 are the lock's, one clears the
    staging graph, after a look at its size where the profile deletes in pieces.
    """
    looks = profiles.find(server.profile).deletes is not None
    return interception.Point(5 + looks, "staging", "answered")


@pytest.mark.parametrize("name", ["a", "b"], ids=["the same file", "another file"])
def test_a_second_loader_is_told_while_the_first_goes_on(server, proxy, load, name):
    found = []
    proxy.watch(chunk(server), lambda: found.append(ended(load("second", name=name))))
    first = load("first", address=server.base.replace(server.root, proxy.address))
    assert ended(first)[0::2] == (0, "")
    assert proxy.struck == ["staging"]
    code, out, err = found[0]
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert f"is being loaded by another ({socket.gethostname()}, process {first.pid}, " in err
    assert not [graph for graph in graphs(server) if "#stage" in graph or "loading" in graph]
    assert ended(load("second", name=name))[0] == 0  # and left nothing that is in its way


def test_on_one_machine_the_journal_has_one_loader(server, proxy, load):
    found = []
    address = server.base.replace(server.root, proxy.address)
    proxy.watch(
        chunk(server), lambda: found.append(ended(load("same", "--resume", address=address)))
    )
    first = load("same", address=address)
    assert ended(first)[0::2] == (0, "")
    code, out, err = found[0]
    assert (code, out, err.count("\n")) == (4, "", 1)
    assert f"another process loads into it (pid {first.pid}); wait for it to end" in err


def died(server, proxy, load):
    """A load that was killed at its first chunk; its lock is still there."""
    running = []
    proxy.watch(chunk(server), lambda: running[0].kill())
    running.append(load("dead", address=server.base.replace(server.root, proxy.address)))
    assert ended(running[0])[0] == -9
    return running[0]


def test_the_lock_of_a_dead_loader_is_taken_over_only_when_asked(server, proxy, load):
    dead = died(server, proxy, load)
    code, _, err = ended(load("other", name="b"))
    assert (code, err.count("\n")) == (4, 1)
    assert f"({socket.gethostname()}, process {dead.pid}, since " in err
    assert "or take its place with --take-over" in err
    assert [graph for graph in graphs(server) if "#stage" in graph]
    assert ended(load("other", "--take-over", name="b"))[0::2] == (0, "")
    assert not [graph for graph in graphs(server) if "#stage" in graph or "loading" in graph]


@pytest.mark.parametrize(
    ("options", "name"), [(["--resume"], "a"), ([], "a"), ([], "b")],
    ids=["resumed", "begun anew", "another file"],
)  # fmt: skip
def test_where_it_died_the_lock_is_no_hindrance(server, proxy, load, options, name):
    died(server, proxy, load)
    address = server.base.replace(server.root, proxy.address)
    proxy.watch()
    assert ended(load("dead", *options, address=address, name=name))[0::2] == (0, "")
    assert not [graph for graph in graphs(server) if "#stage" in graph or "loading" in graph]


def test_a_lock_is_taken_over_before_what_was_staged_is_deleted(target, monkeypatch):
    """Else the load that had it could still publish what is half deleted."""
    graph = f"{exclusion.LOCKS}-of-another#stage"
    exclusion.acquire(target, "dead", [graph])
    target.update(f"INSERT DATA {{ GRAPH <{graph}> {{ <urn:s> <urn:p> <urn:o> }} }}")
    held, drop = [], target.drop

    def watch(name):
        held.append((name, [lock.token for lock in exclusion.locks(target)]))
        drop(name)

    monkeypatch.setattr(target, "drop", watch)
    exclusion.acquire(target, "new", [], {"dead"})
    exclusion.release(target, "new")
    assert held == [(graph, ["new"])]
    assert target.count(graph) == 0


def test_of_many_at_the_same_moment_at_most_one_gets_the_lock(server, target):
    tokens = [f"token{n}" for n in range(8)]

    def has_got(token):
        # Of its own, as in a process of its own: a digest login is not for several threads.
        alone = Target(server.base, profiles.find(server.profile))
        try:
            exclusion.acquire(alone, token, [])
        except StoreBusy:
            return False
        return True

    with ThreadPoolExecutor(len(tokens)) as pool:
        winners = [t for t, has in zip(tokens, pool.map(has_got, tokens), strict=True) if has]
    held = [lock.token for lock in exclusion.locks(target)]
    for token in tokens:
        exclusion.release(target, token)
    assert held == winners
    # Where inserting is a transaction, one does.
    assert len(winners) <= 1 if server.profile == "virtuoso" else len(winners) == 1


def test_a_loader_whose_lock_was_taken_over_does_not_publish(target):
    exclusion.acquire(target, "mine", [])
    exclusion.check(target, "mine")
    exclusion.acquire(target, "yours", [], replaced=["mine"])
    with pytest.raises(StoreBusy, match="is being loaded by another"):
        exclusion.check(target, "mine")
    exclusion.check(target, "yours")
    exclusion.release(target, "yours")
    with pytest.raises(StoreBusy, match="the lock of this load is gone"):
        exclusion.check(target, "yours")


@pytest.mark.parametrize(
    ("age_s", "words"),
    [(-3, "0 seconds"), (59, "59 seconds"), (180, "3 minutes"), (7200, "2 hours"),
     (9e5, "10 days")],
)  # fmt: skip
def test_the_age_of_a_lock_is_said_in_words(age_s, words):
    assert exclusion._words(age_s) == words
