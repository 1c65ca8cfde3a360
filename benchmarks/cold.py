"""How long a first answer takes, against bare Python and against other engines.

Every contender is a new process that reads the same Turtle files and answers the same
question. Rounds are interleaved, so that a slow moment of the machine hits all; medians
and their ratios are printed, nothing is asserted.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter

from pyoxigraph import NamedNode

from alliance_kg import KnowledgeGraph
from alliance_kg.bundle import Bundle
from alliance_kg.catalog import Catalog
from alliance_kg.terms import BASE

SLUG = "brands-sharing-a-platform"
SENTENCE = "which brands share AmpR Medium?"
PLATFORM = NamedNode(f"{BASE}id/platform/ampr-medium")
FOUND = "eclipse cross"  # what every right answer speaks of

# Without what this shell tells Python: an installed package has its bytecode, so must this.
ENVIRONMENT = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}

BARE, ASK, PLAIN, SPOKEN = "python -c pass", "ask", "ask --no-evidence", "ask, a sentence"
RDFLIB, OXIGRAPH, ROQET = "rdflib", "oxigraph (PyPI)", "roqet (Debian)"


@dataclass
class Contender:
    """One way to an answer: its commands, given an empty folder, and its times in seconds."""

    name: str
    commands: Callable[[Path], list[list[str]]]
    times: list[float] = field(default_factory=list)

    def run(self) -> str:
        """Run once, remember the time, return what was printed."""
        with tempfile.TemporaryDirectory() as scratch:
            commands = self.commands(Path(scratch))
            printed = ""
            start = perf_counter()
            for command in commands:
                done = subprocess.run(
                    command, check=True, capture_output=True, text=True, env=ENVIRONMENT
                )
                printed = done.stdout
            self.times.append(perf_counter() - start)
        return printed


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=21, help="at least 15 mean something")
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory() as folder:
        query = Path(folder) / "bound.rq"
        query.write_text(Catalog(Bundle.open()).find(SLUG).bind({"platform": PLATFORM}))
        contenders, skipped = assemble(query)
        for contender in contenders:  # the first run warms the file cache and is checked
            printed = contender.run().lower().replace("-", " ")
            if contender.name != BARE and FOUND not in printed:
                sys.exit(f"{contender.name}: not the answer expected:\n{printed}")
            contender.times.clear()
        for turn in range(rounds):
            for contender in contenders[turn % 2 :: 2] + contenders[1 - turn % 2 :: 2]:
                contender.run()
    report({contender.name: median(contender.times) for contender in contenders}, rounds)
    for name, reason in skipped.items():
        print(f"{name}: skipped, {reason}")
    print(f"evidence on / off, in a graph already open: {warm_evidence(rounds):.2f}")


def assemble(query: Path) -> tuple[list[Contender], dict[str, str]]:
    """Return the contenders that are installed, and why the others are not among them."""
    python = sys.executable
    ours = str(Path(python).with_name("alliance-kg"))
    bound = [ours, "ask", SLUG, "-p", "platform=AmpR Medium"]
    files = [str(path) for path in Bundle.open().turtle]
    with_rdflib = str(Path(__file__).with_name("with_rdflib.py"))
    contenders = [
        Contender(BARE, lambda _: [[python, "-c", "pass"]]),
        Contender(ASK, lambda _: [bound]),
        Contender(PLAIN, lambda _: [[*bound, "--no-evidence"]]),
        Contender(SPOKEN, lambda _: [[ours, "ask", SENTENCE]]),
        Contender(RDFLIB, lambda _: [[python, with_rdflib, str(query), *files]]),
    ]
    skipped = {}
    oxigraph = shutil.which("oxigraph", path=str(Path(python).parent)) or shutil.which("oxigraph")
    if oxigraph:
        results = ["--results-format", "csv"]
        contenders.append(
            Contender(
                OXIGRAPH,
                lambda folder: [
                    [oxigraph, "load", "-l", str(folder / "store"), "-f", *files],
                    [oxigraph, "query", "-l", str(folder / "store"), *results,
                     "--query-file", str(query)],
                ],
            )
        )  # fmt: skip
    else:
        skipped[OXIGRAPH] = "no command oxigraph; make bench installs it"
    roqet = shutil.which("roqet")
    if roqet:
        sources = [part for file in files for part in ("-D", file)]
        command = [roqet, "-q", "-i", "sparql11-query", "-F", "turtle", "-r", "csv", *sources]
        contenders.append(Contender(ROQET, lambda _: [[*command, str(query)]]))
    else:
        skipped[ROQET] = "no command roqet; on Debian: apt-get install rasqal-utils"
    return contenders, skipped


def report(medians: dict[str, float], rounds: int) -> None:
    """Print the table of medians and the ratios that the budgets speak of."""
    print(f"cold, median of {rounds} interleaved rounds")
    for name, seconds in medians.items():
        relative = f"{seconds / medians[BARE]:6.2f} x python  {seconds / medians[ASK]:6.2f} x ask"
        print(f"  {name:18} {seconds * 1000:8.1f} ms  {relative}")
    print(f"ask / python -c pass: {medians[ASK] / medians[BARE]:.2f} (budget: at most 6)")
    print(f"rdflib / ask: {medians[RDFLIB] / medians[ASK]:.2f} (budget: at least 6)")
    print(f"evidence on / off, cold: {medians[ASK] / medians[PLAIN]:.2f} (budget: at most 2)")


def warm_evidence(rounds: int) -> float:
    """Return the ratio of answering with and without evidence, the start of Python left out."""
    graph = KnowledgeGraph.open()
    times: dict[bool, list[float]] = {True: [], False: []}
    for _ in range(5 * rounds):
        for evidence, taken in times.items():
            start = perf_counter()
            graph.ask(SLUG, {"platform": PLATFORM.value}, evidence=evidence)
            taken.append(perf_counter() - start)
    return median(times[True]) / median(times[False])


if __name__ == "__main__":
    main()
