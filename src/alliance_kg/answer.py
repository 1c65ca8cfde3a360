"""What a question returned: columns, rows, the evidence of each row, the release."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from pyoxigraph import BlankNode, Literal, NamedNode

from alliance_kg.evidence import Evidence
from alliance_kg.moment import Moment
from alliance_kg.question import Question
from alliance_kg.release import Release
from alliance_kg.store import Row
from alliance_kg.terms import XSD, Term, text_of

if TYPE_CHECKING:
    from alliance_kg.reading import Reading


class AnswerRow(NamedTuple):
    """One row: its cells (unbound ones absent) and the evidence that makes it true.

    `disputed` names the disputes that leave a column without a value.
    """

    cells: Row
    evidence: tuple[Evidence, ...] = ()
    disputed: Mapping[str, tuple[NamedNode, ...]] = {}

    def disputes(self, column: str) -> tuple[str, ...]:
        """Return the disputes over a cell: of the claims that give it its value or none."""
        value = self.cells.get(column)
        if value is None:
            return tuple(dispute.value for dispute in self.disputed.get(column, ()))
        over = (item.disputes for item in self.evidence if item.fact[2] == value)
        return tuple(sorted({dispute.value for disputes in over for dispute in disputes}))


_ALWAYS = Moment()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and all that is needed to reproduce it.

    `columns` are variable names in order; `labels` maps the IRIs of the answer to
    labels in `language`; `unexplained` names what the evidence leaves out of account, in
    the words of `proof.Witnesses`; `moment` is the day it holds for; `reading` says how a
    sentence was read, None when it was a slug.
    """

    question: Question | None
    parameters: Mapping[str, Term]
    columns: tuple[str, ...]
    rows: tuple[AnswerRow, ...]
    release: Release
    language: str
    labels: Mapping[str, str] = field(default_factory=dict)
    unexplained: tuple[str, ...] = ()
    moment: Moment = _ALWAYS
    reading: "Reading | None" = None

    def label(self, term: Term) -> str:
        """Return a term as a reader of the language would see it."""
        return self.labels.get(term.value, term.value) if isinstance(term, NamedNode) else (
            text_of(term)
        )  # fmt: skip

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
        }

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
