"""Proofs for people: row, witness, fact, and what each fact rests on, as a tree or Markdown."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from alliance_kg import render, sentence
from alliance_kg.answer import Answer
from alliance_kg.evidence import Evidence, Fact
from alliance_kg.names import Names
from alliance_kg.proof.ground import Explanation, Ground, terms_of
from alliance_kg.proof.grounds import RowProof
from alliance_kg.proof.witness import Absence, Witness
from alliance_kg.terms import Prefixes, Term, concept, text_of

MOST_FACTS = 40
"""Of a witness with more facts, as many are shown, and how many more there are."""

_WORDS = {
    "en": {
        "row": "Row", "witness": "Witness", "of": "of", "more": "and {} more",
        "more ways": "and {} more derivations", "nothing": "true without any fact",
        "absence": "Nothing matches", "whole": "in the whole graph", "graph": "in graph",
        "keeping": "What keeps an absence true",
        "unknown": "nothing is known that this rests on", "rule": "follows by rule",
        "above": "explained above", "refused": "Not accepted", "not minimal":
        "too many facts to try each: some may not be needed",
        "incomplete": "what keeps an absence true could not be made out",
        "unexplained": "Not made out", "derived": "This is not asserted; it follows.",
        "ontology": "ontology", "scheme": "scheme", "type": "type", "label": "name",
        "identifier": "identifier", "time": "calendar value", "source": "record of a source",
        "claim": "record of a claim", "dispute": "record of a dispute",
        "dataset": "record of the dataset", "derivation": "record of a derivation",
    },
    "it": {
        "row": "Riga", "witness": "Prova", "of": "di", "more": "e altri {}",
        "more ways": "e altre {} derivazioni", "nothing": "vera senza alcun fatto",
        "absence": "Nulla corrisponde a", "whole": "nell'intero grafo", "graph": "nel grafo",
        "keeping": "Ciò che mantiene vera un'assenza",
        "unknown": "non si sa su che cosa poggi", "rule": "segue per la regola",
        "above": "spiegato sopra", "refused": "Non accettate", "not minimal":
        "troppi fatti per provarli uno a uno: alcuni potrebbero non servire",
        "incomplete": "ciò che mantiene vera un'assenza non è stato trovato",
        "unexplained": "Non trovato", "derived": "Non è asserito; segue.",
        "ontology": "ontologia", "scheme": "schema", "type": "tipo", "label": "nome",
        "identifier": "identificatore", "time": "valore di calendario",
        "source": "scheda di una fonte", "claim": "scheda di un'affermazione",
        "dispute": "scheda di una disputa", "dataset": "scheda dell'insieme di dati",
        "derivation": "scheda di una derivazione",
    },
}  # fmt: skip

_Line = tuple[int, str]
"""How deep a line stands, and what it says."""


def answer(
    content: Answer, proofs: Sequence[RowProof], labels: Mapping[str, str], prefixes: Prefixes,
    name: str,
) -> str:  # fmt: skip
    """Return the proofs of an answer's rows, as a tree (`table`) or in Markdown (`md`).

    `labels` are those of all terms of the proofs, in the answer's language.
    """
    told = sentence.sentence(content)
    teller = _Teller(content.language, labels, prefixes)
    lines: list[_Line] = []
    for proof in proofs:
        lines += teller.row(content, proof)
    head = f"{told}\n\n" if told else ""
    return head + (_markdown(lines) if name == "md" else _tree(lines))


def terms_told(found: Explanation, names: Names) -> list[Term]:
    """Return the terms that the words of an explanation want labels for."""
    held = [each for scheme in ("status", "acceptance") for each in names.concepts(scheme)]
    return [*terms_of(found.ground), *held, *(item.source for item in found.refused)]


def explanation(
    content: Explanation, labels: Mapping[str, str], prefixes: Prefixes, language: str, name: str
) -> str:
    """Return why one fact is in the graph, as a tree (`table`) or in Markdown (`md`)."""
    teller = _Teller(language, labels, prefixes)
    lines = list(teller.ground(content.ground, 0))
    if not content.is_asserted:
        lines.insert(1, (1, teller.words["derived"]))
    if content.refused:
        lines.append((0, teller.words["refused"]))
        lines += teller.claims(content.refused, 1)
    return _markdown(lines) if name == "md" else _tree(lines)


def _tree(lines: Iterable[_Line]) -> str:
    return "".join(f"{'  ' * depth}{text}\n" for depth, text in lines)


def _markdown(lines: Iterable[_Line]) -> str:
    return "".join(f"{'  ' * depth}- {text}\n" for depth, text in lines)


class _Teller:
    """Says things in one language."""

    def __init__(self, language: str, labels: Mapping[str, str], prefixes: Prefixes) -> None:
        self.words = _WORDS[language]
        self._language = language
        self._labels = labels
        self._prefixes = prefixes
        self._scope = self.words["whole"]

    def row(self, content: Answer, proof: RowProof) -> Iterator[_Line]:
        cells = [
            self._term(proof.row.cells[column])
            for column in content.columns
            if column in proof.row.cells
        ]
        yield 0, f"{self.words['row']} {proof.at + 1}: {' · '.join(cells)}".rstrip(": ")
        clocks = "".join(
            f", {name.replace('_', ' ')} {day}" for name, day in content.moment.words().items()
        )
        self._scope = f"{self.words['whole']} ({content.release.version}{clocks})"
        shown = proof.witnesses.shown
        for number, witness in enumerate(shown, start=1):
            count = f" {self.words['of']} {len(shown)}" if len(shown) > 1 else ""
            yield 1, f"{self.words['witness']} {number}{count}"
            yield from self._witness(proof, witness)
        if proof.witnesses.more:
            yield 1, self.words["more ways"].format(proof.witnesses.more)
        if proof.witnesses.unexplained:
            names = ", ".join(proof.witnesses.unexplained)
            yield 1, f"{self.words['unexplained']}: {names}"

    def _witness(self, proof: RowProof, witness: Witness) -> Iterator[_Line]:
        yield from self._facts(proof, witness.facts, 2)
        for absence in witness.absences:
            yield 2, self._absence(absence)
        if witness.keeping:
            yield 2, self.words["keeping"]
            yield from self._facts(proof, [fact[:3] for fact in witness.keeping], 3)
        if not witness.facts and not witness.absences:
            yield 2, self.words["nothing"]
        if not witness.is_minimal:
            yield 2, self.words["not minimal"]
        if not witness.is_complete:
            yield 2, self.words["incomplete"]

    def _facts(self, proof: RowProof, facts: Sequence[Fact], depth: int) -> Iterator[_Line]:
        for fact in facts[:MOST_FACTS]:
            yield from self.ground(proof.grounds[fact], depth)
        if len(facts) > MOST_FACTS:
            yield depth, self.words["more"].format(len(facts) - MOST_FACTS)

    def ground(self, ground: Ground, depth: int) -> Iterator[_Line]:
        """Yield a fact and below it what it rests on."""
        said = " ".join(self._term(term) for term in ground.fact)
        if ground.layer:
            yield depth, f"{said}  [{self.words[ground.layer.kind]}]"
            return
        if ground.is_above:
            yield depth, f"{said}  [{self.words['above']}]"
            return
        yield depth, said
        yield from self.claims(ground.claims, depth + 1)
        if ground.derivation:
            yield depth + 1, f"{self.words['rule']} {ground.derivation.rule}"
            for premise in ground.derivation.premises:
                yield from self.ground(premise, depth + 2)
        if not ground.is_explained:
            yield depth + 1, self.words["unknown"]

    def claims(self, items: Iterable[Evidence], depth: int) -> Iterator[_Line]:
        """Yield each claim once: how it is held, where it was read, its number."""
        for claim in render.by_claim(items):
            where = render.place(claim, self._language, self._labels)
            yield depth, f"{self._status(claim[0])}  {where}  ({claim[0].claim_id})"

    def _status(self, item: Evidence) -> str:
        held = [concept("status", item.status)]
        if item.acceptance != "accepted":
            held.append(concept("acceptance", item.acceptance))
        return ", ".join(self._term(each) for each in held)

    def _absence(self, absence: Absence) -> str:
        where = self._scope
        if absence.graph is not None:
            where = f"{self.words['graph']} {absence.graph.value}"
        return f"{self.words['absence']} {{ {self._contracted(absence.pattern)} }}, {where}"

    def _contracted(self, pattern: str) -> str:
        parts = pattern.split(" ")
        return " ".join(
            self._prefixes.contract(part[1:-1])
            if part.startswith("<") and part.endswith(">")
            else part
            for part in parts
        )

    def _term(self, term: Term) -> str:
        text = text_of(term)
        return self._labels.get(text) or self._prefixes.contract(text)
