"""What evidence costs: each question of the catalogue with and without, in an open graph.

Rounds are interleaved and medians of processor time compared, so that other work on the
machine counts for neither. The ratios are printed, nothing is asserted. An open graph
remembers labels and claims once looked up; `--first` makes it forget them before each
answer. With `--witnesses` the witnesses of the first rows of each answer are made out too.
`--triples`, a synthetic graph of a given size, is reserved.
"""

import argparse
from statistics import median
from time import process_time
from typing import NamedTuple

from alliance_kg import KnowledgeGraph
from alliance_kg.question import Question

FIRST_ROWS = 12


class Cost(NamedTuple):
    """The median times of one question, in seconds, and how many rows it has."""

    slug: str
    rows: int
    plain: float
    proved: float

    @property
    def ratio(self) -> float:
        """How many times the plain answer the proved one takes."""
        return self.proved / self.plain


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--worst", type=int, default=10, help="how many questions to list")
    parser.add_argument("--first", action="store_true", help="with nothing looked up before")
    parser.add_argument("--witnesses", action="store_true", help="with those of the first rows")
    options = parser.parse_args()
    graph = KnowledgeGraph.open()
    costs = [
        measure(graph, each, options.rounds, first=options.first, witnesses=options.witnesses)
        for each in graph.catalog
    ]
    report(costs, options.worst)


def measure(
    graph: KnowledgeGraph, question: Question, rounds: int, *, first: bool, witnesses: bool
) -> Cost:
    """Time one question with all its parameters open."""
    times: dict[bool, list[float]] = {True: [], False: []}
    rows = 0
    for turn in range(rounds + 1):
        for evidence, taken in times.items():
            if first:
                graph.memory.forget()
            start = process_time()
            answer = graph.answer(question, {}, evidence=evidence)
            if witnesses and evidence:
                for row in answer.rows[:FIRST_ROWS]:
                    _ = row.witnesses
            if turn:  # the first one warms up
                taken.append(process_time() - start)
            rows = len(answer.rows)
    return Cost(question.slug, rows, median(times[False]), median(times[True]))


def report(costs: list[Cost], worst: int) -> None:
    """Print the median ratio and the worst questions."""
    ordered = sorted(costs, key=lambda cost: cost.ratio, reverse=True)
    middle = median(cost.ratio for cost in ordered)
    print(f"evidence on / off, {len(ordered)} questions, in a graph already open")
    print(f"  median {middle:.2f} (budget: at most 2), worst {ordered[0].ratio:.2f} (at most 5)")
    for cost in ordered[:worst]:
        print(
            f"  {cost.ratio:5.2f}  {cost.plain * 1000:8.2f} ms {cost.proved * 1000:8.2f} ms"
            f"  {cost.rows:5} rows  {cost.slug}"
        )


if __name__ == "__main__":
    main()
