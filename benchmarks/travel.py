"""What leaves the graph: exports, differences, loads into stores that listen.

    python benchmarks/travel.py export [--sizes 100000,1000000] [--formats nt,nq,…]
    python benchmarks/travel.py diff [--sizes 100000,1000000]
    python benchmarks/travel.py load [--sizes 1000000] [--stores oxigraph,fuseki,virtuoso]

Each measure is a process of its own: seconds of wall clock and of processor, peak memory
(ru_maxrss). Peers do the same with the same statements: oxigraph's `convert`, raptor's
`rapper` and rdflib for exports, `sort` and `comm` and rdflib for differences, `curl -T`
to the Graph Store Protocol for loads. What takes longer than --limit seconds is stopped.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import peers
from synthetic import ROOT, generate

BIN = Path(sys.executable).parent
STREAMING = ("nt", "nq", "ttl", "trig", "rdfxml", "jsonld", "nt12", "ttl12", "nanopub",
             "graphml", "opencypher", "csvw", "parquet")  # fmt: skip
FOLDERS = ("csvw", "parquet", "opencypher")
# By format: what oxigraph and rapper call it.
_OXIGRAPH = {"nt": "nt", "nq": "nq", "ttl": "ttl", "trig": "trig", "rdfxml": "rdf",
             "jsonld": "jsonld"}  # fmt: skip
_RAPPER = {"nt": "ntriples", "ttl": "turtle", "rdfxml": "rdfxml", "nq": "nquads"}
_RDFLIB = {"nt": "nt", "nq": "nquads", "ttl": "turtle", "trig": "trig", "rdfxml": "xml",
           "jsonld": "json-ld"}  # fmt: skip
_RDFLIB_UP_TO = 100_000
_SHARE = 0.01
_GRAPH = "urn:x:travel"


class Measure(NamedTuple):
    """Seconds of wall clock and processor, peak memory in MiB; `code` is None when stopped."""

    wall: float
    processor: float
    peak_mb: int
    code: int | None


def measure(command: list[str], limit: float, out: Path | None = None) -> Measure:
    """Run a command; `out` is where its standard output goes."""
    with (out or Path(os.devnull)).open("wb") as file:
        begin = time.perf_counter()
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.PIPE)
        stopped = threading.Event()

        def stop() -> None:
            stopped.set()
            process.kill()

        timer = threading.Timer(limit, stop)
        timer.start()
        said = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
        timer.cancel()
    code = os.waitstatus_to_exitcode(status)
    if code > 1 and not stopped.is_set():  # diff says by 1 that something differs
        print(f"{' '.join(command)}: exit {code}\n{said.decode()}", file=sys.stderr)
    return Measure(
        time.perf_counter() - begin,
        used.ru_utime + used.ru_stime,
        used.ru_maxrss // 1024,
        None if stopped.is_set() else code,
    )


def row(triples: int, what: str, took: Measure, base: Measure | None) -> Measure:
    """Print a row; the ratio is ours to the peer, by processor and by wall clock."""
    if took.code is None or took.code > 1:
        told = "stopped" if took.code is None else f"exit {took.code}"
        print(f"{triples:,} | {what} | {told} after {took.wall:.0f} | {took.processor:.0f} | | | ")
        return took
    ratio = "1" if base is None else f"{took.processor / base.processor:.2f}"
    print(
        f"{triples:,} | {what} | {took.wall:.1f} | {took.processor:.2f} | "
        f"{triples / took.processor:,.0f} | {took.peak_mb} | {ratio}",
        flush=True,
    )
    return took


def head(what: str) -> None:
    """Print the head of a table."""
    print(f"triples | {what} | wall s | processor s | triples/s of processor | peak MiB | ratio")
    print("---|---|---|---|---|---|---")


def exports(sizes: list[int], formats: list[str], limit: float, folder: Path) -> None:
    """Print a row a format and peer; the ratio is to our export of that format."""
    head("format")
    for size in sizes:
        release, out = folder / str(size), folder / "out"
        triples = generate(release, triples=size).triples
        # Each nanopublication repeats what it says of the dataset.
        shutil.copy(ROOT / "data" / "dataset.ttl", release / "data")
        same = {name: folder / f"same.{name}" for name in ("nt", "nq")}
        for name, path in same.items():
            subprocess.run(export(release, name, path), check=True)
        for name in formats:
            ours = row(triples, name, measure(export(release, name, out), limit), None)
            source = same["nq" if name in ("nq", "trig", "jsonld") else "nt"]
            for who, command in others(name, source, triples):
                row(triples, f"{name}, {who}", measure(command, limit, folder / "peer"), ours)
            shutil.rmtree(out) if out.is_dir() else out.unlink()


def export(release: Path, name: str, path: Path) -> list[str]:
    """Return the command that exports a release."""
    return [str(BIN / "alliance-kg"), "export", "-g", str(release), "-f", name, "-o", str(path)]


def others(name: str, source: Path, triples: int) -> Iterator[tuple[str, list[str]]]:
    """Yield who else can write a format, and how, from our N-Triples or N-Quads."""
    if name in _OXIGRAPH:
        form = _OXIGRAPH[name]
        yield "oxigraph", [str(BIN / "oxigraph"), "convert", "-f", str(source), "--to-format", form]
    if name in _RAPPER and shutil.which("rapper"):
        kind = "nquads" if source.suffix == ".nq" else "ntriples"
        yield "rapper", ["rapper", "-q", "-i", kind, "-o", _RAPPER[name], str(source)]
    if name in _RDFLIB and triples < 2 * _RDFLIB_UP_TO:
        kind = "nquads" if source.suffix == ".nq" else "nt"
        code = (
            "import sys, rdflib; "
            f"g = rdflib.{'Dataset' if kind == 'nquads' else 'Graph'}(); "
            f"g.parse({str(source)!r}, format={kind!r}); "
            f"g.serialize(sys.stdout.buffer, format={_RDFLIB[name]!r}, encoding='utf-8')"
        )
        yield "rdflib", [sys.executable, "-c", code]


def differences(sizes: list[int], limit: float, folder: Path) -> None:
    """Print a row a form of difference and peer; the ratio is to our RDF Patch."""
    head("difference")
    for size in sizes:
        made = folder / str(size)
        triples = generate(made, triples=size, form="nt").triples
        old = made / "alliances.nt"
        new = alter(old, made / "altered.nt")
        base = None
        for form in ("patch", "json", "table"):
            command = [str(BIN / "alliance-kg"), "diff", str(old), str(new), "-f", form]
            took = row(triples, f"diff -f {form}", measure(command, limit), base)
            base = base or took
        script = 'export LC_ALL=C; comm -3 <(sort -u "$0") <(sort -u "$1")'
        command = ["bash", "-c", script, str(old), str(new)]
        row(triples, "sort, comm", measure(command, limit), base)
        if triples < 2 * _RDFLIB_UP_TO:
            code = (
                "import sys, rdflib; a, b = (rdflib.Graph().parse(f, format='nt') "
                "for f in sys.argv[1:]); print(len(a - b), len(b - a))"
            )
            command = [sys.executable, "-c", code, str(old), str(new)]
            row(triples, "rdflib", measure(command, limit), base)


def alter(old: Path, new: Path) -> Path:
    """Write a file again with one line in a hundred lost, said of another, or added to."""
    choose = random.Random(1)  # noqa: S311 - a seeded draw is wanted
    with old.open(encoding="utf-8") as lines, new.open("w", encoding="utf-8") as out:
        for line in lines:
            if choose.random() >= _SHARE:
                out.write(line)
                continue
            subject, predicate, _ = line.split(" ", 2)
            kind = choose.randrange(3)
            if kind:
                out.write(f'{subject} {predicate} "{choose.random()}" .\n')
            if kind == 2:
                out.write(line)
    return new


def loads(sizes: list[int], stores: list[str], limit: float, folder: Path) -> None:
    """Print a row a store and way of loading; each gets a new and empty server."""
    endpoints = peers.endpoints()

    print("triples | store | way | wall s | client s | server s | peak MiB of client | times PUT")
    print("---|---|---|---|---|---|---|---")
    for size in sizes:
        made = folder / str(size)
        triples = generate(made, triples=size, form="nt").triples
        source = made / "alliances.nt"
        for name in stores:
            if (reason := endpoints.missing(name)) is not None:
                print(f"{triples:,} | {name} | skipped: {reason} | | | | |")
                continue
            base = None
            for way, command in ways(name, source):
                with tempfile.TemporaryDirectory(dir=folder) as place:
                    server = endpoints.SERVERS[name](Path(place))
                    os.environ.update(server.credentials)
                    # A journal of an earlier load has nothing to do with this server.
                    os.environ["XDG_STATE_HOME"] = place
                    server.start()
                    try:
                        before = peers.processor_s(server.process.pid)
                        took = measure(command(server), limit)
                        served = peers.processor_s(server.process.pid) - before
                        held = count(server.store) if took.code == 0 else 0
                    finally:
                        server.kill()
                base = base or took
                if took.code != 0 or held != triples:
                    told = "stopped" if took.code is None else f"exit {took.code}, {held:,} held"
                    print(f"{triples:,} | {name} | {way} | {told} after {took.wall:.0f} | | | |")
                    continue
                print(
                    f"{triples:,} | {name} | {way} | {took.wall:.1f} | {took.processor:.1f} | "
                    f"{served:.1f} | {took.peak_mb} | {took.wall / base.wall:.2f}",
                    flush=True,
                )


def ways(name: str, source: Path) -> Iterator[tuple[str, Callable[..., list[str]]]]:
    """Yield ways of loading a file, each as what makes a command of a server."""
    from alliance_kg.shipping import profiles

    def put(server: Any) -> list[str]:
        address = profiles.find(name).graph_address(server.base, _GRAPH)
        login = ["--digest", "-u", "dba:dba"] if name == "virtuoso" else []
        kind = f"Content-Type: {profiles.find(name).media_type}"
        return ["curl", "-sSf", *login, "-H", kind, "-T", str(source), address]

    def load(server: Any) -> list[str]:
        return [str(BIN / "alliance-kg"), "load", str(source), "--to", server.base,
                "--profile", name]  # fmt: skip

    yield "curl -T (PUT)", put
    yield "load, verified", load


def count(store: str) -> int:
    """Return how many triples the named graphs of a store hold, the server's own left out."""
    from alliance_kg.stores.remote import RemoteStore
    from alliance_kg.terms import number_of

    rows = RemoteStore(store, {}, timeout_s=600).select(
        "SELECT (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } "
        'FILTER (STRSTARTS(STR(?g), "https://w3id.org/alliance-kg/graph/") '
        '|| STRSTARTS(STR(?g), "urn:x:")) }'
    )
    return number_of(rows.rows[0]["n"])


def main() -> int:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", choices=("export", "diff", "load"))
    parser.add_argument("--sizes", help="numbers of triples")
    parser.add_argument("--formats", default=",".join(STREAMING))
    parser.add_argument("--stores", default="oxigraph,fuseki,virtuoso")
    parser.add_argument("--limit", type=float, default=1800, help="seconds for one measure")
    given = parser.parse_args()
    usual = "1000000" if given.what == "load" else "100000,1000000"
    sizes = [int(size) for size in (given.sizes or usual).split(",")]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        if given.what == "export":
            exports(sizes, given.formats.split(","), given.limit, folder)
        elif given.what == "diff":
            differences(sizes, given.limit, folder)
        else:
            loads(sizes, given.stores.split(","), given.limit, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
