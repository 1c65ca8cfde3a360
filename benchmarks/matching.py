"""How long it takes to read a sentence, with the names of the release and with 10,000 labels.

The sentences are those of the tests: right ones, misspelt ones, refused ones. Medians over
all of them are printed, nothing is asserted.
"""

import contextlib
import random
import tomllib
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter

from alliance_kg import KnowledgeGraph
from alliance_kg.errors import NotFound
from alliance_kg.matching.mentions import Named

SENTENCES = Path(__file__).parent.parent / "tests" / "sentences.toml"
LABELS = 10_000
BUDGET_MS = 20.0
KINDS = ("Company", "Locality", "Person", "Plant", "VehicleModel")


def main() -> None:
    """Read all sentences twice over each set of names and print the times."""
    found = tomllib.loads(SENTENCES.read_text(encoding="utf-8"))
    sentences = [row[2] for part in ("rows", "fresh") for row in found[part]]
    graph = KnowledgeGraph.open()
    began = perf_counter()
    real = len(graph.matcher.approximate.index.names)
    print(f"{len(sentences)} sentences; phrasings and names read in {_ms(began):.0f} ms")
    _report(f"{real} labels", graph, sentences)
    graph.matcher.approximate.add_names(synthetic(LABELS - real))
    _report(f"{len(graph.matcher.approximate.index.names)} labels", graph, sentences)
    print(f"budget: a median of {BUDGET_MS:.0f} ms with {LABELS} labels")


def synthetic(count: int) -> Iterator[Named]:
    """Yield made-up names of one to three words, the same ones each time."""
    chance = random.Random(0)  # noqa: S311 (nothing is secret)

    def word() -> str:
        syllables = chance.randint(2, 4)
        return "".join(
            chance.choice("bcdfglmnprst") + chance.choice("aeiou") for _ in range(syllables)
        )

    for number in range(count):
        name = " ".join(word().title() for _ in range(chance.randint(1, 3)))
        yield Named(name, f"urn:x-made-up:{number}", True, frozenset({chance.choice(KINDS)}))


def _report(name: str, graph: KnowledgeGraph, sentences: Sequence[str]) -> None:
    times: list[float] = []
    for _ in range(2):
        times = []
        for sentence in sentences:
            began = perf_counter()
            with contextlib.suppress(NotFound):
                graph.matcher.match(sentence)
            times.append(_ms(began))
    most = quantiles(times, n=20)[-1]
    print(f"{name}: median {median(times):.1f} ms, 19 of 20 within {most:.1f} ms")


def _ms(began: float) -> float:
    return (perf_counter() - began) * 1000


if __name__ == "__main__":
    main()
