"""Time from triples to a report: `shacl` and pySHACL over synthetic alliances of growing size.

    python benchmarks/validation.py [--sizes 10000,100000,1000000] [--limit 1800]

Each measure runs in a process of its own, from N-Triples in memory to results, so that
memory is its own too. pySHACL is measured as it is to 10,000 triples, and with the store
that `--engine pyshacl` lends it for the queries of the rules to 100,000. What takes longer
than the limit is stopped, and the ratio is then a lower bound.
"""

import argparse
import json
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from synthetic import ROOT, generate

from alliance_kg.validation.triples import Triples, parse_file

# Engine, up to which size.
ENGINES = {"shacl": 10**7, "pyshacl + store": 100_000, "pyshacl": 100_000}
VIOLATIONS = 0.001


class Measure(NamedTuple):
    """Seconds of wall clock and processor, peak memory in MiB, results; None when stopped."""

    wall: float
    processor: float
    peak_mb: int
    results: int | None


def measure(engine: str, data: Path, limit: float) -> Measure:
    """Run one engine over one file in a new process."""
    command = [sys.executable, __file__, "--child", engine, str(data)]
    before = _of_children()
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=limit, check=True)
    except subprocess.TimeoutExpired:
        return Measure(limit, _of_children() - before, 0, None)
    return Measure(*json.loads(done.stdout))


def _of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def child(engine: str, data: Path) -> None:
    """Check a file and print the measure as JSON."""
    ontology = sorted((ROOT / "ontology").glob("*.ttl"))
    rules = [*sorted((ROOT / "ontology" / "shapes").glob("*.ttl")), ROOT / "ontology/prefixes.ttl"]
    shapes = Triples(it for path in rules for it in parse_file(path, path.read_bytes()))
    graph = Triples(it for path in ontology for it in parse_file(path, path.read_bytes()))
    graph.text += data.read_bytes()
    if engine == "shacl":
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


def java() -> str:
    """Say why TopQuadrant's engine is not measured."""
    if shutil.which("java") is None:
        return "no java on the path"
    told = subprocess.run(["java", "-version"], capture_output=True, text=True).stderr
    found = re.search(r'version "(\d+)', told)
    if found is None or int(found[1]) < 21:
        return f"needs Java 21, here is {found[1] if found else 'another'}"
    return "Java is there, but no wheel of it is among the locked requirements"


def table(sizes: list[int], limit: float, folder: Path) -> None:
    """Print a row a size and engine, with the ratio to `shacl`."""
    print("triples | engine | wall s | processor s | peak MiB | results | times shacl", end="")
    print(" | by processor\n---|---|---|---|---|---|---|---")
    for size in sizes:
        made = folder / str(size)
        written = generate(made, triples=size, violations=VIOLATIONS, form="nt")
        base = None
        for engine, largest in ENGINES.items():
            if size > largest:
                print(f"{written.triples:,} | {engine} | not run above {largest:,} | | | |")
                continue
            took = measure(engine, made / "alliances.nt", limit)
            base = base or took
            ratio = f"{took.wall / base.wall:,.1f} | {took.processor / base.processor:,.1f}"
            if took.results is None:
                ratio = f"> {ratio.replace('| ', '| > ')}"
            memory = "" if took.results is None else f"{took.peak_mb:,}"
            results = "stopped" if took.results is None else took.results
            print(
                f"{written.triples:,} | {engine} | {took.wall:.2f} | {took.processor:.2f} | "
                f"{memory} | {results} | {ratio}",
                flush=True,
            )
    print(f"\nTopQuadrant: skipped, {java()}")


def main() -> int:
    """Read the options and measure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--limit", type=float, default=1800, help="seconds for one measure")
    parser.add_argument("--child", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.child:
        child(given.child[0], Path(given.child[1]))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        table([int(size) for size in given.sizes.split(",")], given.limit, Path(folder))
    return 0


if __name__ == "__main__":
    sys.exit(main())
