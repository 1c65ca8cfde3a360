"""What a question returned: columns, rows, the evidence of each row, the release."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from pyoxigraph import BlankNode, Literal, NamedNode

from alliance_kg.certainty import Certainty
from alliance_kg.evidence import Evidence
from alliance_kg.moment import Moment
from alliance_kg.question import Question
from alliance_kg.release import Release
from alliance_kg.sparql.lexis import PatternTerm, TriplePattern, Var
from alliance_kg.sparql.structure import UNBINDING, Query
from alliance_kg.stores import Row
from alliance_kg.terms import XSD, Term, text_of

if TYPE_CHECKING:
    from alliance_kg.proof.witness import Proof, Witness
    from alliance_kg.reading import Reading

_OBJECT = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#object")

Givers: TypeAlias = Mapping[str, tuple[TriplePattern, ...]]


def givers(query: Query) -> Givers:
    """Return, for each variable that is an object, the patterns that give it its value.

    What is only tested (EXISTS, NOT EXISTS, MINUS) gives nothing.
    """
    found: dict[str, tuple[TriplePattern, ...]] = {}
    groups = [query.where] if query.where else []
    while groups:
        group = groups.pop()
        for pattern in group.patterns:
            if isinstance(pattern.object, Var):
                name = pattern.object.name
                found[name] = (*found.get(name, ()), pattern)
        groups += [inner for inner in group.groups if inner.role not in UNBINDING]
    return found


class AnswerRow(NamedTuple):
    """One row: its cells (unbound ones absent) and the evidence that makes it true.

    `disputed` names the disputes that leave a column without a value; `givers` are those of
    the query, None when it is not known. `certainty` is None without evidence. `proof` is
    that of the whole answer and `at` the row's place in it; without evidence there is none.
    """

    cells: Row
    evidence: tuple[Evidence, ...] = ()
    disputed: Mapping[str, tuple[NamedNode, ...]] = {}
    certainty: Certainty | None = None
    givers: Givers | None = None
    proof: "Proof | None" = None
    at: int = 0

    @property
    def witnesses(self) -> "tuple[Witness, ...]":
        """The sets of facts that make the row true, made out when first asked for.

        At most `witness.MOST`; `proof.witnesses(at).more` says how many are left out.
        """
        return self.proof.witnesses(self.at).shown if self.proof is not None else ()

    def disputes(self, column: str) -> tuple[str, ...]:
        """Return the disputes over a cell: of the claims that give it its value or none.

        The fact must be the one that the column asks for, in subject and predicate; another
        fact that happens to have the same value is not the cell's.
        """
        value = self.cells.get(column)
        if value is None:
            return tuple(dispute.value for dispute in self.disputed.get(column, ()))
        over = (
            item.disputes
            for item in self.evidence
            if item.disputes and item.fact[2] == value and self._asks_for(column, item)
        )
        return tuple(sorted({dispute.value for disputes in over for dispute in disputes}))

    def _asks_for(self, column: str, item: Evidence) -> bool:
        if self.givers is None:
            return True
        return any(
            # A claim asked for its object is evidenced by what it says.
            self._fits(pattern.subject, item.claim)
            if pattern.predicate == _OBJECT
            else self._fits(pattern.subject, item.fact[0])
            and self._fits(pattern.predicate, item.fact[1])
            for pattern in self.givers.get(column, ())
        )

    def _fits(self, term: PatternTerm, value: Term) -> bool:
        return self.cells.get(term.name, value) == value if isinstance(term, Var) else term == value


class Emptiness(NamedTuple):
    """Why an answer has no rows, as a code and in words of the answer's language.

    `hidden-by-date`: without the clocks there are `hidden_rows`. `unknown-value`: the value
    of a parameter is nothing in the graph. `other-values`: nothing of the kind holds of the
    values asked with; `nearest` gives, for a parameter, values that do have an answer, the
    nearest first (none for a parameter that is no column). `no-such-fact`: nothing of the
    kind holds at all.
    """

    code: str
    words: str
    hidden_rows: int = 0
    nearest: Mapping[str, tuple[Term, ...]] = {}


_ALWAYS = Moment()
_MIDNIGHT = "T00:00:00Z"
"""Bounds of time are instants, and nearly all of them the beginning of a day."""


class Answer:
    """An answer and all that is needed to reproduce it.

    `columns` are variable names in order; `labels` maps the IRIs of the answer to
    labels in `language`; `unexplained` names what the evidence leaves out of account, in
    the words of `proof.UNEXPLAINED`; `moment` is the day it holds for; `empty_because` says
    why there are no rows, and is None when there are some; `rests_on` names what rows rest
    on besides claims: absence, definition; `reading` says how a sentence was read, None
    when it was a slug.
    """

    # Not a dataclass: importing that module would cost a cold start as much as the query.
    def __init__(
        self,
        question: Question | None,
        parameters: Mapping[str, Term],
        columns: tuple[str, ...],
        rows: tuple[AnswerRow, ...],
        release: Release,
        language: str,
        labels: Mapping[str, str] = MappingProxyType({}),
        unexplained: tuple[str, ...] = (),
        moment: Moment = _ALWAYS,
        empty_because: Emptiness | None = None,
        rests_on: tuple[str, ...] = (),
        reading: "Reading | None" = None,
    ) -> None:
        self.question = question
        self.parameters = parameters
        self.columns = columns
        self.rows = rows
        self.release = release
        self.language = language
        self.labels = labels
        self.unexplained = unexplained
        self.moment = moment
        self.empty_because = empty_because
        self.rests_on = rests_on
        self.reading = reading

    def only(self, rows: Iterable[int]) -> "Answer":
        """Return the same answer with some of its rows, by their places."""
        return Answer(
            self.question, self.parameters, self.columns, tuple(self.rows[at] for at in rows),
            self.release, self.language, self.labels, self.unexplained, self.moment,
            self.empty_because, self.rests_on, self.reading,
        )  # fmt: skip

    def label(self, term: Term) -> str:
        """Return a term as a reader would see it: a label, a text, midnight as its day."""
        if isinstance(term, NamedNode):
            return self.labels.get(term.value, term.value)
        return text_of(term).removesuffix(_MIDNIGHT if _is_instant(term) else "")

    def to_dict(self) -> dict[str, Any]:  # Any: JSON
        """Return the answer as JSON values: the contract of `ask -f json`.

        Cells follow the SPARQL 1.1 Query Results JSON format (`type` is uri, literal
        or bnode) with the label of an IRI beside it; absent cells are left out.
        A claim without a place in a text has null for `start` and `end`.
        """
        document: dict[str, Any] = {
            "question": self.question.slug if self.question else None,
            "parameters": {name: text_of(value) for name, value in self.parameters.items()},
            "columns": list(self.columns),
            "rows": [self._row(row) for row in self.rows],
            "release": {"version": self.release.version, "digest": self.release.digest},
        }
        if self.unexplained:
            document["unexplained"] = list(self.unexplained)
        if self.empty_because is not None:
            document["empty_because"] = self._emptiness(self.empty_because)
        if self.reading is not None:
            document["reading"] = self.reading.to_dict()
        return document | self.moment.words()

    def _row(self, row: AnswerRow) -> dict[str, Any]:
        return {
            "cells": {
                name: self._cell(row.cells[name]) | _disputes(row.disputes(name))
                for name in self.columns
                if name in row.cells
            },
            "evidence": [_evidence(item) for item in row.evidence],
        } | self._certainty(row.certainty)

    def _certainty(self, one: Certainty | None) -> dict[str, Any]:
        if one is None:
            return {}
        words = one.words(self.language)
        return {"certainty": {"codes": list(one.codes), "sources": one.sources, "words": words}}

    def _emptiness(self, reason: Emptiness) -> dict[str, Any]:
        told: dict[str, Any] = {"code": reason.code, "words": reason.words}
        if reason.hidden_rows:
            told["hidden_rows"] = reason.hidden_rows
        if reason.nearest:
            told["nearest"] = {
                name: [self._cell(value) for value in values]
                for name, values in reason.nearest.items()
            }
        return told

    def _cell(self, term: Term) -> dict[str, Any]:
        if isinstance(term, NamedNode):
            cell: dict[str, Any] = {"value": term.value, "type": "uri"}
            if term.value in self.labels:
                cell["label"] = self.labels[term.value]
            return cell
        if isinstance(term, BlankNode):
            return {"value": term.value, "type": "bnode"}
        if not isinstance(term, Literal):
            return {"value": str(term), "type": "triple"}
        cell = {"value": term.value, "type": "literal"}
        if term.language:
            cell["language"] = term.language
        elif term.datatype.value != f"{XSD}string":
            cell["datatype"] = term.datatype.value
        return cell


def _is_instant(term: Term) -> bool:
    return isinstance(term, Literal) and term.datatype.value == f"{XSD}dateTime"


def _disputes(disputes: tuple[str, ...]) -> dict[str, Any]:
    return {"disputes": list(disputes)} if disputes else {}


def _evidence(item: Evidence) -> dict[str, Any]:
    return {
        "fact": [text_of(term) for term in item.fact],
        "status": item.status,
        "claim": item.claim.value,
        "source": item.source.value,
        "start": item.span.start if item.span else None,
        "end": item.span.end if item.span else None,
    }
