"""What evidence costs: each question of the catalogue with and without, in an open graph.

    python benchmarks/proofs.py
    python benchmarks/proofs.py --triples 1000000 --worst 113

Rounds are interleaved and medians of processor time compared, so that other work on the
machine counts for neither. The ratios are printed, nothing is asserted. An open graph
remembers labels and claims once looked up; `--first` makes it forget them before each
answer. With `--witnesses` the witnesses of the first rows of each answer are made out too.

The graph is the shipped one, each question with all its parameters open. With `--triples`
it is a synthetic one of that size (`synthetic.py`, seed 1), and each question is asked of
one entity: its first parameter that takes one is bound to the first entity tried of its kind
that has an answer (if none has, to the first tried), a day to 2021-06-01; what else there is
stays open. Of an answer of more than `--rows` rows the first so many are asked for, by LIMIT;
a + marks it. A question is asked again until `--rounds` or `--seconds` are over.
"""

import argparse
import re
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import process_time
from typing import NamedTuple

from synthetic import generate

from alliance_kg import KnowledgeGraph
from alliance_kg.question import Question
from alliance_kg.stores import Store
from alliance_kg.terms import BASE, Term, akg, read_value
from alliance_kg.views import Answer

FIRST_ROWS = 12
DAY = "2021-06-01"
TRIED = 8


class Asked(NamedTuple):
    """A question as it is measured: its text with values bound, and whether it is cut."""

    slug: str
    text: str
    is_cut: bool = False


class Cost(NamedTuple):
    """The median times of one question, in seconds, and how many rows it has."""

    asked: Asked
    rows: int
    plain: float
    proved: float

    @property
    def ratio(self) -> float:
        """How many times the plain answer the proved one takes."""
        return self.proved / self.plain


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=20, help="that one question may take")
    parser.add_argument("--worst", type=int, default=10, help="how many questions to list")
    parser.add_argument("--first", action="store_true", help="with nothing looked up before")
    parser.add_argument("--witnesses", action="store_true", help="with those of the first rows")
    parser.add_argument("--triples", type=int, help="of a synthetic graph, one entity asked for")
    parser.add_argument("--rows", type=int, default=1000, help="the most rows asked for there")
    parser.add_argument("--only", nargs="*", metavar="SLUG", help="these questions alone")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="alliance-kg-") as folder:
        if options.triples:
            generate(Path(folder), triples=options.triples)
        graph = KnowledgeGraph.open(folder if options.triples else None)
        questions = [each for each in graph.catalog if each.slug in (options.only or [each.slug])]
        costs = []
        for question in questions:
            asked = Asked(question.slug, question.bind({}))
            if options.triples:
                asked = of_one_entity(graph.store, question, options.rows)
            costs.append(measure(graph, asked, options))
    where = f"a synthetic graph of {options.triples} triples" if options.triples else "our graph"
    report(costs, options.worst, where, options.rows)


def of_one_entity(store: Store, question: Question, most: int, tries: int = TRIED) -> Asked:
    """Return a question with its parameters bound so that it has an answer, if it can have."""
    days = {each.name: DAY for each in question.parameters if each.type == "date"}
    values: dict[str, Term] = {name: read_value("date", day) for name, day in days.items()}
    entity = next((each for each in question.parameters if each.type == "iri"), None)
    tried = candidates(store, entity.kind, tries) if entity else []
    texts = [question.bind({**values, entity.name: each}) for each in tried if entity]
    texts = texts or [question.bind(values)]
    text = next((each for each in texts if store.select(f"{each}\nLIMIT 1").rows), texts[0])
    if re.search(r"(?i)\bLIMIT\s+\d+\s*$", text):
        return Asked(question.slug, text)
    cut = f"{text}\nLIMIT {most}"
    is_cut = len(store.select(f"{text}\nLIMIT {most + 1}").rows) > most
    return Asked(question.slug, cut if is_cut else text, is_cut)


def candidates(store: Store, kind: str, tries: int) -> list[Term]:
    """Return some entities of a kind; for '' one each of the classes that most are of."""
    prologue = "PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>\n"
    rows = store.select(
        f"{prologue}SELECT ?class (MIN(?each) AS ?entity) WHERE {{ ?each a ?class "
        f'FILTER(STRSTARTS(STR(?each), "{BASE}id/")) }} GROUP BY ?class ORDER BY DESC(COUNT(*))'
        if not kind
        else f"{prologue}SELECT ?entity WHERE {{ ?class rdfs:subClassOf* {akg(kind)} . "
        f"?entity a ?class }} ORDER BY ?entity LIMIT {tries}"
    ).rows
    return [row["entity"] for row in rows]


def measure(graph: KnowledgeGraph, asked: Asked, options: argparse.Namespace) -> Cost:
    """Time one question."""
    times: dict[bool, list[float]] = {True: [], False: []}
    rows, begin = 0, process_time()
    for turn in range(options.rounds + 1):
        for evidence, taken in times.items():
            if options.first:
                graph.memory.forget()
            start = process_time()
            answer = graph.query(asked.text, evidence=evidence)
            if not isinstance(answer, Answer):
                raise TypeError(f"{asked.slug} is not a SELECT")
            if options.witnesses and evidence:
                for row in answer.rows[:FIRST_ROWS]:
                    _ = row.witnesses
            if turn:  # the first one warms up
                taken.append(process_time() - start)
            rows = len(answer.rows)
        if turn and process_time() - begin > options.seconds:
            break
    return Cost(asked, rows, median(times[False]), median(times[True]))


def report(costs: list[Cost], worst: int, where: str, most: int) -> None:
    """Print the median ratio and the worst questions."""
    ordered = sorted(costs, key=lambda cost: cost.ratio, reverse=True)
    middle = median(cost.ratio for cost in ordered)
    print(f"evidence on / off, {len(ordered)} questions, in {where}, already open")
    print(f"  median {middle:.2f} (budget: at most 2), worst {ordered[0].ratio:.2f} (at most 5)")
    if any(cost.asked.is_cut for cost in costs):
        print(f"  +: has more rows, asked for the first {most}")
    print("  ratio        plain       proved   proved/row  rows")
    for cost in ordered[:worst]:
        each = f"{cost.proved / cost.rows * 1e6:8.0f} us" if cost.rows else "        -  "
        print(
            f"  {cost.ratio:5.2f}  {cost.plain * 1000:8.2f} ms  {cost.proved * 1000:8.2f} ms"
            f"  {each}  {cost.rows:4}{'+' if cost.asked.is_cut else ' '} {cost.asked.slug}"
        )


if __name__ == "__main__":
    main()
