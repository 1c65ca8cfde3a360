"""Write a graph of any size that keeps to our ontology and shapes, with its testimony.

    python benchmarks/synthetic.py --triples 1000000 --seed 1 --violations 0.001 -o DIR

The same options give the same bytes. The graph is made of alliances, each whole by itself,
until there are as many triples as asked for, and is written as it is made: memory does not
grow with it. DIR is a folder of a release: `ontology/` and `queries/` are copied from ours,
`data/` holds parts of two files, facts and claims, each a named graph. With `--format nt`
or `nq` the graph is in one file, `alliances.nt` or `alliances.nq`, for bulk loads.

`--violations` is the share of subjects that break a rule on purpose; each is listed in
DIR/spoilt.txt. DIR/synthetic.json says what was written.
"""

import argparse
import json
import random
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import NamedTuple, TextIO

from synthesis.alliance import Alliance
from synthesis.calendar import Calendar
from synthesis.testimony import BASE, PREFIXES, Block, curie

ROOT = Path(__file__).resolve().parents[1]
PART_TRIPLES = 200_000


class Written(NamedTuple):
    """What was written: how many triples, alliances and parts, and how many were spoilt."""

    triples: int
    alliances: int
    parts: int
    spoilt: int


def generate(
    folder: Path, *, triples: int, seed: int = 1, violations: float = 0.0, form: str = "ttl"
) -> Written:
    """Write a graph of at least `triples` triples, in whole alliances, to a new folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in ("ontology", "queries"):
        shutil.copytree(ROOT / part, folder / part, dirs_exist_ok=True)
    choose = random.Random(f"{seed}/violations")  # noqa: S311 - a seeded draw is wanted
    writer = _Parts(folder) if form == "ttl" else _Lines(folder, form)
    calendar, count, spoilt, number = Calendar(), 0, 0, 0
    with (folder / "spoilt.txt").open("w", encoding="utf-8") as listed, writer:
        while count < triples:
            alliance = Alliance(number, seed, calendar)
            facts, calendar.fresh = [*calendar.fresh, *alliance.facts], []
            for graph, blocks in (("facts", facts), ("claims", list(alliance.testimony()))):
                for block in blocks:
                    if choose.random() < violations and spoil(block):
                        spoilt += 1
                        listed.write(f"{block.subject[1:-1]}\n")
                count += sum(len(block.pairs) for block in blocks)
                writer.write(graph, blocks)
            number += 1
            writer.end_alliance(count)
    written = Written(count, number, writer.parts, spoilt)
    told = {**written._asdict(), "seed": seed, "violations": violations, "format": form}
    (folder / "synthetic.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    return written


def spoil(block: Block) -> bool:
    """Break a rule at a subject: a claim loses its status, an entity its Italian label."""
    claim = "akg:hasAssertionStatus"
    has_status = any(predicate == claim for predicate, _ in block.pairs)
    kept = [
        (predicate, value)
        for predicate, value in block.pairs
        if predicate != claim and (has_status or not _is_italian_label(predicate, value))
    ]
    is_spoilt = len(kept) < len(block.pairs)
    block.pairs = kept
    return is_spoilt


def _is_italian_label(predicate: str, value: str) -> bool:
    return predicate == "rdfs:label" and value.endswith("@it")


class _Writer:
    """What a graph is written to, as a context manager."""

    parts = 0

    def __enter__(self) -> "_Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def write(self, graph: str, blocks: Iterable[Block]) -> None:
        raise NotImplementedError

    def end_alliance(self, triples: int) -> None:
        """Note how many triples there are by now."""

    def close(self) -> None:
        raise NotImplementedError


class _Parts(_Writer):
    """Turtle files, two a part: data/0001/facts.ttl and claims.ttl."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._files, self._full_at = folder / "data", dict[str, TextIO](), 0

    def write(self, graph: str, blocks: Iterable[Block]) -> None:
        if graph not in self._files:
            self._open()
        self._files[graph].writelines(turtle(blocks))

    def end_alliance(self, triples: int) -> None:
        if triples >= self._full_at + PART_TRIPLES:
            self._full_at = triples
            self.close()

    def close(self) -> None:
        for file in self._files.values():
            file.close()
        self._files = {}

    def _open(self) -> None:
        self.parts += 1
        part = self._folder / f"{self.parts:04}"
        part.mkdir(parents=True)
        head = "".join(f"@prefix {name}: <{space}> .\n" for name, space in PREFIXES.items())
        for graph in ("facts", "claims"):
            file = (part / f"{graph}.ttl").open("w", encoding="utf-8", newline="\n")
            file.write(f"{head}\n")
            self._files[graph] = file


class _Lines(_Writer):
    """One file of N-Triples or N-Quads, whose graphs are those of the Turtle parts."""

    def __init__(self, folder: Path, form: str) -> None:
        self._has_graphs, self.parts, self._full_at = form == "nq", 1, 0
        (folder / "data").mkdir()
        path = folder / f"alliances.{form}"
        self._file = path.open("w", encoding="utf-8", newline="\n")

    def write(self, graph: str, blocks: Iterable[Block]) -> None:
        end = f" <{BASE}graph/{self.parts:04}/{graph}> .\n" if self._has_graphs else " .\n"
        names = _IRIS
        for block in blocks:
            self._file.writelines(
                f"{block.subject} {names[predicate]} {value}{end}"
                for predicate, value in block.pairs
            )

    def end_alliance(self, triples: int) -> None:
        if triples >= self._full_at + PART_TRIPLES:
            self._full_at = triples
            self.parts += 1

    def close(self) -> None:
        self._file.close()


class _Expanded(dict[str, str]):
    """Prefixed names by name, expanded once."""

    def __missing__(self, name: str) -> str:
        self[name] = curie(name)
        return self[name]


_IRIS = _Expanded()


def turtle(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield each subject as one block of Turtle."""
    for block in blocks:
        said: dict[str, list[str]] = {}
        for predicate, value in block.pairs:
            said.setdefault(predicate, []).append(value)
        lines = [
            f"{'a' if name == 'rdf:type' else name} {' , '.join(values)}"
            for name, values in said.items()
        ]
        said_of = " ;\n    ".join(lines)
        yield f"{block.subject} {said_of} .\n\n"


def main(show: Callable[[str], object] = print) -> int:
    """Read the options, write the graph, say what was written."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--triples", type=int, required=True, help="at least this many")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--violations", type=float, default=0.0, metavar="SHARE")
    parser.add_argument("--format", choices=("ttl", "nt", "nq"), default="ttl")
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="DIR")
    given = parser.parse_args()
    if given.triples < 1 or not 0 <= given.violations <= 1:
        parser.error("--triples is 1 or more, --violations from 0 to 1")
    if given.output.exists() and any(given.output.iterdir()):
        parser.error(f"{given.output} is not empty; name a new folder")
    written = generate(
        given.output, triples=given.triples, seed=given.seed,
        violations=given.violations, form=given.format,
    )  # fmt: skip
    show(
        f"{given.output}: {written.triples} triples, {written.alliances} alliances, "
        f"{written.parts} parts, {written.spoilt} subjects spoilt"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
