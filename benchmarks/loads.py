"""Bulk loads: how fast triples get into a store on disk, ours and others.

    python benchmarks/loads.py
    python benchmarks/loads.py --triples 10000000 --rounds 1

The file is a synthetic graph (`synthetic.py`, seed 1) and the ontology as N-Triples, in one
named graph (in Fuseki the default one). Every contender is a new process with an empty
folder; rounds are interleaved, medians printed, nothing is asserted. Each store is asked how
many triples it holds, and a contender that lost some is an error, not a figure.

`load --into` reads all back and compares it with the file before it publishes the store.
No peer does that, so both are printed: the command, and the same load without the reading.
Oxigraph's own command loads; that it compacts too takes its `optimize`, as ours does.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import peers
import pyoxigraph
from peers import GRAPH, Missing, Spent
from pyoxigraph import DefaultGraph, RdfFormat, Store
from synthetic import generate

from alliance_kg import inputs
from alliance_kg.stores import disk, generations

OURS, BARE = "load --into", "load --into, unread"
OXIGRAPH, COMPACTED = "oxigraph load", "oxigraph load, optimize"
VIRTUOSO, FUSEKI = "Virtuoso rdf_loader_run", "Jena tdb2.tdbloader"
KEPT = {OURS: "ours", VIRTUOSO: "virtuoso", FUSEKI: "fuseki"}
Load = Callable[[Path, Path], tuple[Spent, int]]


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--triples", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--file", type=Path, help="N-Triples, instead of a synthetic graph")
    parser.add_argument("--only", nargs="*", choices=CONTENDERS, help="these contenders alone")
    parser.add_argument("--scratch", type=Path, help="the folder to work in")
    parser.add_argument("--keep", type=Path, help="where to leave the stores, for questions.py")
    parser.add_argument("--fill", nargs=2, type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.fill:
        disk.fill([inputs.source(options.fill[0])], options.fill[1])
        return
    with TemporaryDirectory(prefix="alliance-kg-", dir=options.scratch) as name:
        folder = Path(name)
        file = options.file or made(folder, options.triples)
        with file.open("rb") as lines:
            triples = sum(1 for _ in lines)
        spent: dict[str, list[Spent]] = {name: [] for name in options.only or CONTENDERS}
        sizes: dict[str, float] = {}
        for turn in range(options.rounds):
            for name in list(spent)[:: -1 if turn % 2 else 1]:
                place = folder / "contender"
                place.mkdir()
                try:
                    took, held = CONTENDERS[name](file.resolve(), place)
                except Missing as reason:
                    print(f"{name}: skipped, {reason}")
                    del spent[name]
                    continue
                finally:
                    sizes[name] = peers.size_mib(place)
                    put_away(
                        place, options.keep / KEPT[name] if options.keep and name in KEPT else None
                    )
                if held != triples:
                    sys.exit(f"{name} holds {held:,} triples of {triples:,}")
                spent[name].append(took)
                print(f"{name}: {took.wall:.1f} s, {took.processor:.1f} s of processors",
                      file=sys.stderr)  # fmt: skip
    report(spent, sizes, triples, options.rounds)


def report(
    spent: dict[str, list[Spent]], sizes: dict[str, float], triples: int, rounds: int
) -> None:
    """Print the medians, and the ratios to Oxigraph's command."""
    middle = {
        name: Spent(*(median(each) for each in zip(*taken, strict=True)))
        for name, taken in spent.items()
    }
    base = middle.get(OXIGRAPH)
    print(f"{triples:,} triples, median of {rounds} interleaved rounds")
    print(f"  {'':24} {'seconds':>8} {'triples/s':>10} {'processor s':>11} {'peak MiB':>9}"
          f" {'disk MiB':>9}  rate, rate per processor second / oxigraph load")  # fmt: skip
    for name, took in middle.items():
        ratios = (
            f"{base.wall / took.wall:5.2f} {base.processor / took.processor:5.2f}" if base else ""
        )
        print(
            f"  {name:24} {took.wall:8.1f} {triples / took.wall:10,.0f} {took.processor:11.1f}"
            f" {took.peak_mib:9,.0f} {sizes[name]:9,.0f}  {ratios}"
        )
    if base and BARE in middle and COMPACTED in middle:
        ours, same = middle[BARE], middle[COMPACTED]
        print(
            f"rate of the same work, {BARE} / {COMPACTED}: {same.wall / ours.wall:.2f}, per"
            f" processor second {same.processor / ours.processor:.2f} (budget: at least 0.95)"
        )


def made(folder: Path, triples: int) -> Path:
    """Write a synthetic graph and the ontology to one file of N-Triples; return its path."""
    generate(folder / "graph", triples=triples, form="nt")
    file = folder / "graph" / "alliances.nt"
    ontology = pyoxigraph.Store()
    for path in sorted((folder / "graph" / "ontology").glob("*.ttl")):
        ontology.load(path=path)
    with file.open("ab") as lines:
        ontology.dump(lines, RdfFormat.N_TRIPLES, from_graph=DefaultGraph())
    return file


def put_away(place: Path, kept: Path | None) -> None:
    """Remove a contender's folder, or move it to where it is kept, once."""
    if kept is None or kept.exists():
        shutil.rmtree(place)
    else:
        kept.parent.mkdir(parents=True, exist_ok=True)
        place.rename(kept)


def _ours(file: Path, folder: Path) -> tuple[Spent, int]:
    command = str(Path(sys.executable).with_name("alliance-kg"))
    spent = peers.run([command, "load", str(file), "--into", str(folder / "store")], folder)
    found = generations.current(folder / "store")
    if found is None:
        raise RuntimeError("load --into published nothing")
    return spent, len(Store.read_only(str(found[0])))


def _bare(file: Path, folder: Path) -> tuple[Spent, int]:
    command = [sys.executable, str(Path(__file__).resolve()), "--fill", str(file)]
    spent = peers.run([*command, str(folder / "store")], folder)
    return spent, len(Store.read_only(str(folder / "store")))


def _oxigraph(file: Path, folder: Path) -> tuple[Spent, int]:
    command = [peers.oxigraph(), "load", "-l", str(folder / "store"), "-f", str(file)]
    spent = peers.run([*command, "--graph", GRAPH], folder)
    return spent, len(Store.read_only(str(folder / "store")))


def _compacted(file: Path, folder: Path) -> tuple[Spent, int]:
    spent, held = _oxigraph(file, folder)
    more = peers.run([peers.oxigraph(), "optimize", "-l", str(folder / "store")], folder)
    peak = max(spent.peak_mib, more.peak_mib)
    return Spent(spent.wall + more.wall, spent.processor + more.processor, peak), held


def _listening(kind: type[peers.Server]) -> Load:
    def load(file: Path, folder: Path) -> tuple[Spent, int]:
        server = kind(folder)
        spent = server.load([file])
        server.start()
        try:
            found = json.loads(server.select("SELECT (COUNT(*) AS ?n) WHERE { ?s ?p ?o }"))
        finally:
            server.stop()
        return spent, int(found["results"]["bindings"][0]["n"]["value"])

    return load


CONTENDERS: dict[str, Load] = {
    OURS: _ours,
    BARE: _bare,
    OXIGRAPH: _oxigraph,
    COMPACTED: _compacted,
    VIRTUOSO: _listening(peers.Virtuoso),
    FUSEKI: _listening(peers.Fuseki),
}


if __name__ == "__main__":
    main()
