"""Each question of the catalogue by the size of the graph, in our store on disk and in others.

    python benchmarks/questions.py
    python benchmarks/questions.py --sizes 1000000 --peers Virtuoso Fuseki --limit 10

The graphs are synthetic (`loads.py` makes and loads them), each of ten times the triples of
the one before, and what is in a smaller one is in a larger. Each question is asked of one
entity, found in the smallest graph as `proofs.py` finds it, so that the same text is asked
everywhere; of an answer of more than `--rows` rows the first so many, by LIMIT. What is
measured is plain rows: ours read into terms of Python, those of a server read as JSON and
not parsed. Contenders take turns, a first answer warms up, medians of what follows are
compared. A question that is not answered within `--limit` seconds is stopped, and its ratio
is a lower bound. Rows must be as many as ours; where they are not, that is printed.

Beside the time stands how many solutions the pattern of a question has, whatever is cut or
grouped later: a question is in proportion to its input when it takes no longer per solution
in a larger graph. Nothing is asserted. `--results FILE` keeps what was measured, so that
sizes and peers may be measured one after another; without `--sizes` it is printed again.
"""

import argparse
import json
import multiprocessing
import re
import signal
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from math import log
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TYPE_CHECKING, NamedTuple, Protocol, TypeAlias

import loads
import peers
from proofs import of_one_entity

from alliance_kg import KnowledgeGraph

if TYPE_CHECKING:
    from types import FrameType

OURS, RDFLIB = "ours", "rdflib"
LISTENING: dict[str, type[peers.Server]] = {
    kind.name: kind for kind in (peers.Virtuoso, peers.Fuseki)
}
FLAT = 2.0  # times the time in the smallest graph
GROWS = 3.0  # times more per solution than in the smallest graph
TRIES = 200  # entities of a kind, until one has an answer
LEAST_S = 0.001  # below this a time is noise


Taken: TypeAlias = list[float | None]
"""Median wall and processor time in seconds, and rows; None when it was stopped."""
Results: TypeAlias = dict[str, dict[str, dict[str, Taken]]]
"""By size, contender and question; under "solutions" how many the pattern has."""


class Time(NamedTuple):
    """How long an answer took, in seconds, its rows, None when stopped, and the first of them."""

    wall: float
    processor: float
    rows: int | None
    first: object = None


class Contender(Protocol):
    """What answers a query within a limit of time, or raises TimeoutError."""

    def ask(self, query: str) -> Time:
        """Answer a SELECT and say how long it took."""
        ...

    def stop(self) -> None:
        """End what was started."""
        ...


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--peers", nargs="*", choices=[RDFLIB, *LISTENING],
                        default=[RDFLIB, *LISTENING])  # fmt: skip
    parser.add_argument("--limit", type=float, default=10, help="seconds that a question has")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--rows", type=int, default=1000, help="the most rows asked for")
    parser.add_argument("--only", nargs="*", metavar="SLUG", help="these questions alone")
    parser.add_argument("--stores", type=Path, help="where loads.py --keep left stores, by size")
    parser.add_argument("--results", type=Path, help="a file to add to, and to print from")
    options = parser.parse_args()
    kept: Results = {}
    if options.results and options.results.exists():
        kept = json.loads(options.results.read_text(encoding="utf-8"))
    with TemporaryDirectory(prefix="alliance-kg-") as name:
        stores = options.stores or Path(name)
        texts = bound(stores, options.rows, options.only) if options.sizes else {}
        for size in options.sizes:
            found = measure(stores / str(size), size, texts, options)
            for contender, times in found.items():
                kept.setdefault(str(size), {}).setdefault(contender, {}).update(times)
            if options.results:
                options.results.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    report(kept, options.limit)


def bound(stores: Path, most: int, only: list[str] | None) -> dict[str, str]:
    """Return each question's text with its entity, as the smallest graph gives it."""
    graph = KnowledgeGraph.open(filled(stores / "10000", 10_000, OURS) / "store")
    texts = {}
    for question in graph.catalog:
        if not only or question.slug in only:
            text = of_one_entity(graph.store, question, most, TRIES).text
            is_cut = re.search(r"(?i)\bLIMIT\s+\d+\s*$", text)
            texts[question.slug] = text if is_cut else f"{text}\nLIMIT {most}"
    return texts


def filled(place: Path, size: int, name: str) -> Path:
    """Return the folder of a contender's store; it is loaded unless it is there."""
    folder = place / name.lower()
    if not folder.exists():
        with TemporaryDirectory(prefix="alliance-kg-") as scratch:
            file = loads.made(Path(scratch), size)
            if name == RDFLIB:
                folder.mkdir(parents=True)
                file.rename(folder / "all.nt")
            else:
                command = next(key for key, value in loads.KEPT.items() if value == folder.name)
                folder.mkdir(parents=True)
                loads.CONTENDERS[command](file, folder)
    return folder


def measure(
    place: Path, size: int, texts: dict[str, str], options: argparse.Namespace
) -> dict[str, dict[str, Taken]]:
    """Ask all contenders all questions in a graph of one size."""
    running: dict[str, Contender] = {}
    found: dict[str, dict[str, Taken]] = {}
    try:
        for name in [OURS, *options.peers]:
            try:
                running[name] = started(filled(place, size, name), name, options.limit)
                found[name] = {}
            except peers.Missing as reason:
                print(f"{name}: skipped, {reason}")
        found["solutions"] = {}
        for slug, text in texts.items():
            for name, taken in in_turns(running, text, options).items():
                found[name][slug] = taken
            found["solutions"][slug] = [solutions(running[OURS], text)]
            print(f"{size} {slug}", file=sys.stderr)
    finally:
        for contender in running.values():
            contender.stop()
    return found


def in_turns(
    running: dict[str, Contender], text: str, options: argparse.Namespace
) -> dict[str, Taken]:
    """Return the median wall and processor times of each contender, and its rows."""
    times: dict[str, list[Time]] = {name: [] for name in running}
    going = dict(running)
    for turn in range(options.rounds + 1):
        for name, contender in list(going.items()):
            try:
                time = contender.ask(text)
            except TimeoutError:
                times[name] = [Time(options.limit, 0, None)]
                del going[name]
                continue
            if turn == 0 and time.wall < options.limit / 10:
                continue  # it warmed up
            times[name].append(time)
            if sum(each.wall for each in times[name]) > options.limit / 5:
                del going[name]
    return {
        name: [median(t.wall for t in taken), median(t.processor for t in taken), taken[-1].rows]
        for name, taken in times.items()
    }


def solutions(ours: Contender, text: str) -> float | None:
    """Return how many solutions the pattern of a question has, None when that takes too long."""
    found = re.search(r"\nWHERE (\{.*?\n\})", text, re.DOTALL)
    if found is None:
        raise ValueError(f"no WHERE with its end on a line of its own:\n{text}")
    prologue = "\n".join(line for line in text.splitlines() if line.startswith("PREFIX"))
    try:
        row = ours.ask(f"{prologue}\nSELECT (COUNT(*) AS ?n) WHERE {found[1]}").first
    except TimeoutError:
        return None
    return int(row["n"].value) if isinstance(row, dict) else None


def started(folder: Path, name: str, limit_s: float) -> Contender:
    """Start a contender over its store, and warm it up."""
    if name in (OURS, RDFLIB):
        return Worker(name, folder, limit_s)
    server = LISTENING[name](folder, limit_s)
    server.start()
    listening = Listening(server)
    for _ in range(200):  # what a virtual machine compiles
        listening.ask("SELECT * WHERE { ?s a ?class ; ?p ?o } LIMIT 200")
    return listening


class Listening:
    """A server of another store."""

    def __init__(self, server: peers.Server) -> None:
        self._server = server

    def ask(self, query: str) -> Time:
        """Ask over SPARQL 1.1; the answer is read whole, and parsed after the clock stops."""
        before, start = peers.processor_s(self._server.pid), perf_counter()
        content = self._server.select(query)
        wall = perf_counter() - start
        processor = peers.processor_s(self._server.pid) - before
        return Time(wall, processor, len(json.loads(content)["results"]["bindings"]))

    def stop(self) -> None:
        """End the server."""
        self._server.stop()


class Worker:
    """A store in a process of its own, which is killed when an answer takes too long."""

    def __init__(self, name: str, folder: Path, limit_s: float) -> None:
        self._given, self._limit_s = (name, folder, limit_s), limit_s
        self._start()

    def ask(self, query: str) -> Time:
        """Ask and wait for the rows."""
        self._pipe.send(query)
        # rdflib stops itself: reading its file again would take minutes.
        if not self._pipe.poll(self._limit_s + (60 if self._given[0] == RDFLIB else 0)):
            self.stop()
            self._start()
            raise TimeoutError
        answer = self._pipe.recv()
        if isinstance(answer, Exception):
            raise answer
        return Time(*answer)

    def stop(self) -> None:
        """Kill the process."""
        self._process.kill()
        self._process.join()

    def _start(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, *self._given), daemon=True)
        self._process.start()
        self._pipe.recv()


def serve(pipe: Connection, name: str, folder: Path, limit_s: float) -> None:
    """Answer queries that come through a pipe: the process of a worker."""
    answer = _ours(folder) if name == OURS else _rdflib(folder)
    signal.signal(signal.SIGALRM, _stop)
    pipe.send("ready")
    while True:
        query = pipe.recv()
        try:
            if name == RDFLIB:
                signal.setitimer(signal.ITIMER_REAL, limit_s)
            start, before = perf_counter(), process_time()
            rows = answer(query)
            took = perf_counter() - start, process_time() - before
            signal.setitimer(signal.ITIMER_REAL, 0)
            first = rows[0] if rows and isinstance(rows[0], dict) else None
            pipe.send((*took, len(rows), first))
        except TimeoutError as error:
            pipe.send(error)


def _ours(folder: Path) -> Callable[[str], Sequence[object]]:
    graph = KnowledgeGraph.open(folder / "store")
    return lambda query: graph.store.select(query).rows


def _rdflib(folder: Path) -> Callable[[str], Sequence[object]]:
    import rdflib

    graph = rdflib.Graph()
    graph.parse(folder / "all.nt", format="nt")
    return lambda query: list(graph.query(query))


def _stop(_number: int, _frame: "FrameType | None") -> None:
    raise TimeoutError


def report(kept: Results, limit_s: float) -> None:
    """Print times by question and size, growth, ratios, and what they come to."""
    sizes = sorted(int(size) for size in kept)
    ours = {size: kept[str(size)][OURS] for size in sizes}
    slugs = sorted(ours[sizes[0]])
    others = [(name, size) for name in (RDFLIB, *LISTENING) for size in sizes
              if name in kept[str(size)]]  # fmt: skip
    heads = [*(f"{size:.0e}".replace("e+0", "0^")[1:] for size in sizes)]
    heads = [f"1{head}" for head in heads]
    against = [f"{name} / ours at {heads[sizes.index(size)]}" for name, size in others]
    columns = [
        "question",
        "solutions",
        "rows",
        *(f"ms at {head}" for head in heads),
        "growth",
        *against,
    ]
    print("| " + " | ".join(columns) + " |")
    print("|---" * len(columns) + "|")
    for slug in slugs:
        counts = [kept[str(size)]["solutions"].get(slug, [None])[0] for size in sizes]
        rows = [ours[size][slug][2] for size in sizes]
        cells = [slug, " → ".join(_count(each) for each in _ends(counts)),
                 " → ".join(_count(each) for each in _ends(rows)),
                 *(_milliseconds(ours[size][slug], limit_s) for size in sizes),
                 _growth([ours[size][slug] for size in sizes], sizes),
                 *(_ratio(kept[str(size)][name].get(slug), ours[size][slug])
                   for name, size in others)]  # fmt: skip
        print("| " + " | ".join(cells) + " |")
    print()
    for name, size in others:
        _compare(name, size, kept[str(size)][name], ours[size])
    _sum_up(kept, sizes)


def _compare(name: str, size: int, theirs: dict[str, Taken], ours: dict[str, Taken]) -> None:
    """Print the median ratio to a peer, and what it answers sooner or otherwise."""
    both = {slug: each for slug, each in theirs.items() if slug in ours}
    ratios = {slug: _quotient(each, ours[slug]) for slug, each in both.items()}
    stopped = [slug for slug, each in both.items() if each[2] is None]
    here = [slug for slug in both if ours[slug][2] is None]
    slower = {slug: ratio for slug, ratio in ratios.items()
              if ratio < 1 and both[slug][2] is not None}  # fmt: skip
    told = ", ".join(
        f"{slug} {slower[slug]:.2f}" for slug in sorted(slower, key=slower.__getitem__)
    )
    differing = [slug for slug, each in both.items()
                 if None not in (each[2], ours[slug][2]) and each[2] != ours[slug][2]]  # fmt: skip
    processor = sum(each[1] or 0 for each in theirs.values())
    print(f"{name} at {size:,}: median {median(ratios.values()):.2f} x ours over {len(both)};"
          f" stopped {len(stopped)} (ours {len(here)}); {processor:.1f} s of processors for one"
          f" answer each (ours {sum(each[1] or 0 for each in ours.values()):.1f})")  # fmt: skip
    print(f"  faster than ours in {len(slower)}: {told or 'none'}")
    if differing:
        print(f"  another number of rows: {', '.join(differing)}")


def _sum_up(kept: Results, sizes: list[int]) -> None:
    """Print which questions are flat, which in proportion, and which grow faster."""
    first, last = str(sizes[0]), str(sizes[-1])
    flat, looks, growing = [], [], {}
    for slug, before in kept[first][OURS].items():
        after = kept[last][OURS][slug]
        inputs_ = [kept[size]["solutions"].get(slug, [None])[0] for size in (first, last)]
        time = max(after[0] or 0, LEAST_S) / max(before[0] or 0, LEAST_S)
        if None not in inputs_ and inputs_[0] == inputs_[1]:
            looks.append(slug)
            if time <= FLAT and after[2] is not None:
                flat.append(slug)
        # What has not been counted has at most as many as the graph has grown.
        most = sizes[-1] / sizes[0]
        more = most if None in inputs_ else max(inputs_[1] or 0, 1) / max(inputs_[0] or 0, 1)
        if time / max(more, 1) > GROWS:
            growing[slug] = time / max(more, 1)
    print(f"from {sizes[0]:,} to {sizes[-1]:,} triples: {len(looks)} look-ups (as many solutions),"
          f" of which {len(flat)} take at most {FLAT:g} times the time")  # fmt: skip
    worst = sorted(growing, key=growing.__getitem__, reverse=True)
    told = ", ".join(f"{slug} {growing[slug]:.0f} x" for slug in worst)
    print(f"longer per solution, by more than {GROWS:g} times: {told or 'none'}")


def _ends(values: list[float | None]) -> list[float | None]:
    return values[:1] if values[0] == values[-1] else [values[0], values[-1]]


def _count(value: float | None) -> str:
    return "?" if value is None else f"{round(value):,}"


def _milliseconds(taken: Taken, limit_s: float) -> str:
    return f"over {limit_s:g} s" if taken[2] is None else f"{(taken[0] or 0) * 1000:.1f}"


def _growth(taken: list[Taken], sizes: list[int]) -> str:
    """Return the exponents of the time in the size, one for each step."""
    steps = []
    for (before, after), (small, large) in zip(pairwise(taken), pairwise(sizes), strict=True):
        time = max(after[0] or 0, LEAST_S) / max(before[0] or 0, LEAST_S)
        mark = ">" if after[2] is None else ""
        steps.append("" if before[2] is None else f"{mark}{log(time) / log(large / small):.1f}")
    return " ".join(steps)


def _quotient(theirs: Taken, ours: Taken) -> float:
    return (theirs[0] or 0) / (ours[0] or 1)


def _ratio(theirs: Taken | None, ours: Taken) -> str:
    if theirs is None or (theirs[2] is None and ours[2] is None):
        return ""
    mark = ">" if theirs[2] is None else "<" if ours[2] is None else ""
    return f"{mark}{_quotient(theirs, ours):.2g}"


if __name__ == "__main__":
    main()
