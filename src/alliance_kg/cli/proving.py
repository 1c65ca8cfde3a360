"""Proofs of answers, and of one fact, in every format."""

from alliance_kg import export, layout, media, render, sentence
from alliance_kg.answer import Answer
from alliance_kg.errors import UsageError
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.proof import rdf as proofgraph
from alliance_kg.proof import text as prooftext
from alliance_kg.proof.ground import Explanation, terms_of

_TOLD = ("status", "acceptance")


def shown(
    graph: KnowledgeGraph, found: Answer, name: str, proof: str, row: int | None, width: int | None
) -> str | bytes:
    """Return an answer, or one row of it counted from 1, with a proof of the kind asked for.

    Raises NotFound for a row that is not there.
    """
    if proof == "none" and row is not None:
        raise UsageError("--row asks for the proof of a row, and --proof none for none")
    rows = range(len(found.rows)) if row is None else (row - 1,)
    if proof == "full":
        return full(graph, found, name, rows)
    graph.proofs(found, () if row is None else rows)  # is it there?
    kept = found.only(rows)
    if proof == "ids" and name in ("table", "md"):
        return _with_ids(kept, name, width)
    return render.answer(kept, name, width=width)


def full(
    graph: KnowledgeGraph, found: Answer, name: str, rows: range | tuple[int, ...]
) -> str | bytes:
    """Return an answer with the whole proof of its rows."""
    proofs = graph.proofs(found, rows)
    if name in media.GRAPHS:
        prefixes = graph.prefixes.namespaces | proofgraph.NAMESPACES
        return export.serialize_triples(proofgraph.answer(found, proofs), name, prefixes)
    if name == "json":
        document = found.only(rows).to_dict()
        for told, proof in zip(document["rows"], proofs, strict=True):
            told["proof"] = proof.to_dict()
        return layout.json(document)
    if name not in ("table", "md"):
        return render.answer(found.only(rows), name)
    terms = [
        term for proof in proofs for ground in proof.grounds.values() for term in terms_of(ground)
    ]
    terms += [term for proof in proofs for term in proof.row.cells.values()]
    held = [each for scheme in _TOLD for each in graph.names.concepts(scheme)]
    labels = dict(found.labels) | graph.labels([*terms, *held], found.language)
    return prooftext.answer(found, proofs, labels, graph.prefixes, name)


def explained(graph: KnowledgeGraph, found: Explanation, name: str, language: str) -> str | bytes:
    """Return why one fact is in the graph."""
    if name in media.GRAPHS:
        prefixes = graph.prefixes.namespaces | proofgraph.NAMESPACES
        return export.serialize_triples(proofgraph.explanation(found), name, prefixes)
    if name == "json":
        return layout.json(found.to_dict())
    labels = graph.labels(prooftext.terms_told(found, graph.names), language)
    return prooftext.explanation(found, labels, graph.prefixes, language, name)


def _with_ids(found: Answer, name: str, width: int | None) -> str:
    """Return rows with the numbers of their claims beside them."""
    told = sentence.sentence(found)
    headings = [*found.columns, {"en": "Claims", "it": "Affermazioni"}[found.language]]
    rows = []
    for row in found.rows:
        cells = [
            found.label(row.cells[name]) if name in row.cells else "" for name in found.columns
        ]
        ids = dict.fromkeys(item.claim_id for item in row.evidence)
        rows.append([*cells, " ".join(ids)])
    table = (
        layout.markdown(headings, rows) if name == "md" else layout.aligned(headings, rows, width)
    )
    return f"{told}\n\n{table}" if told else table
