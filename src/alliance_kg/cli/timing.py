"""`timeline`, `changes`, `disputes`: what held when, and where sources disagree."""

from datetime import date, timedelta

import click
from pyoxigraph import NamedNode

from alliance_kg import claims, layout, media, render
from alliance_kg import disputes as register
from alliance_kg import timeline as chronicle
from alliance_kg.cli import options, streams
from alliance_kg.errors import BadParameter
from alliance_kg.evidence import Evidence
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.layout import Cell
from alliance_kg.moment import read_day

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}
_NONE = {"en": "(no dispute)\n", "it": "(nessuna controversia)\n"}
_BEGAN = {"en": ("began", "ended"), "it": ("iniziato", "finito")}


@click.command()
@click.argument("entity", nargs=-1)
@options.moment_options
@options.output_options(_ROWS)
@options.language_option
@options.store_option
@options.graph_option
def timeline(
    entity: tuple[str, ...],
    as_of: str | None,
    known_by: str | None,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
) -> None:
    """List what happened and held when, all of it or what concerns ENTITY.

    Times are as exact as the sources: a bound that no source gives is left out.

    \b
    Example:
      alliance-kg timeline Nissan Micra
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store, as_of=as_of, known_by=known_by)
    spoken = language or streams.locale_language()
    node = graph.names.find(" ".join(entity)) if entity else None
    entries = chronicle.timeline(graph.store, node)
    rows = tuple(_cells(graph, entry, spoken) for entry in entries)
    keys = ("from", "to", "when", "situation", "kind", "status")
    headings = {
        "en": ("From", "To", "When", "What", "Kind", "Status"),
        "it": ("Da", "A", "Quando", "Che cosa", "Tipo", "Stato"),
    }[spoken]
    streams.emit_table(layout.Table(keys, headings, rows), name, output)


@click.command()
@click.argument("first", metavar="FROM")
@click.argument("last", metavar="TO")
@click.option("--known-by", metavar="DATE", help="Only what sources published by then say.")
@options.output_options(_ROWS)
@options.language_option
@options.store_option
@options.graph_option
def changes(
    first: str,
    last: str,
    known_by: str | None,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
) -> None:
    """List what began and what ended after the day FROM and by the day TO.

    \b
    Example:
      alliance-kg changes 2025-03-01 2025-09-17
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    days = read_day(first, "FROM"), read_day(last, "TO")
    if days[0] is None or days[1] is None or days[0] > days[1]:
        raise BadParameter(f"FROM {first} is after TO {last}; give the earlier day first")
    graph = KnowledgeGraph.open(folder, store=store, known_by=known_by)
    spoken = language or streams.locale_language()
    rows = tuple(
        (_BEGAN[spoken][not change.began], *_cells(graph, change.entry, spoken))
        for change in chronicle.changes(graph.store, days[0], days[1])
    )
    keys = ("change", "from", "to", "when", "situation", "kind", "status")
    headings = {
        "en": ("Change", "From", "To", "When", "What", "Kind", "Status"),
        "it": ("Cambiamento", "Da", "A", "Quando", "Che cosa", "Tipo", "Stato"),
    }[spoken]
    streams.emit_table(layout.Table(keys, headings, rows), name, output)


@click.command()
@click.argument("entity", nargs=-1)
@options.output_options(_ROWS)
@options.language_option
@options.store_option
@options.graph_option
def disputes(
    entity: tuple[str, ...],
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
) -> None:
    """List where sources disagree, all of it or what concerns ENTITY: both sides, and why.

    \b
    Example:
      alliance-kg disputes AmpR Small
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store)
    spoken = language or streams.locale_language()
    node = graph.names.find(" ".join(entity)) if entity else None
    found = register.disputes(graph.store, node)
    if name in ("table", "md"):
        streams.emit(_told(graph, found, spoken, markdown=name == "md"), output)
        return
    reasons = register.reasons(graph.store, found, spoken)
    rows: list[tuple[Cell, ...]] = []
    for dispute in found:
        items = claims.evidence_of(graph.store, dispute.sides)
        labels = _labels(graph, dispute.iri, items, spoken)
        for claim in render.by_claim(items):
            item = claim[0]
            rows.append(
                (dispute.number, labels.get(dispute.iri.value), dispute.outcome,
                 render.side(claim, labels), item.acceptance,
                 render.place(claim, spoken, labels), item.claim_id,
                 reasons.get(dispute.iri.value))
            )  # fmt: skip
    keys = ("number", "dispute", "outcome", "side", "acceptance", "source", "claim", "reason")
    streams.emit_table(layout.Table(keys, keys, tuple(rows)), name, output)


def _told(
    graph: KnowledgeGraph, found: tuple[register.Dispute, ...], spoken: str, *, markdown: bool
) -> str:
    reasons = register.reasons(graph.store, found, spoken)
    parts = []
    for dispute in found:
        items = claims.evidence_of(graph.store, dispute.sides)
        labels = _labels(graph, dispute.iri, items, spoken)
        title = labels.get(dispute.iri.value, dispute.iri.value)
        lines = [f"## {dispute.number}. {title}\n" if markdown else f"{dispute.number}. {title}"]
        for claim in render.by_claim(items):
            acceptance = render.acceptance(claim[0], spoken)
            told = f"{render.side(claim, labels)}  [{acceptance}]"
            place = f"{render.place(claim, spoken, labels)}  ({claim[0].claim_id})"
            lines.append(f"- {told}: {place}" if markdown else f"   {told}\n      {place}")
        reason = reasons.get(dispute.iri.value, "")
        lines.append(f"\n{reason}" if markdown else f"   → {reason}")
        parts.append("\n".join(lines) + "\n")
    return "\n".join(parts) or _NONE[spoken]


def _labels(
    graph: KnowledgeGraph, dispute: NamedNode, items: tuple[Evidence, ...], spoken: str
) -> dict[str, str]:
    """Return what a dispute and the terms of its sides are called, foreign terms by CURIE."""
    terms = [term for item in items for term in (*item.fact, item.source)]
    iris = [term.value for term in terms if isinstance(term, NamedNode)]
    short = {iri: graph.names.short(iri) for iri in iris}
    return short | graph.labels([dispute, *terms], spoken)


def _cells(graph: KnowledgeGraph, entry: chronicle.Entry, spoken: str) -> tuple[Cell, ...]:
    labels = graph.labels((entry.situation, entry.kind, *entry.times), spoken)
    when = "; ".join(labels.get(time.value, time.value) for time in entry.times)
    begin = entry.earliest_begin or (entry.latest_begin and f"< {entry.latest_begin[:10]}")
    return (
        begin[:10] if not begin.startswith("<") else begin,
        _last_day(entry.latest_end),
        when,
        labels.get(entry.situation.value, entry.situation.value),
        labels.get(entry.kind.value, entry.kind.value),
        entry.status,
    )


def _last_day(end: str) -> str:
    """Return the last day before an exclusive bound, '' where it is open."""
    if not end:
        return ""
    day = date.fromisoformat(end[:10])
    return (day - timedelta(days=1) if end[11:19] == "00:00:00" else day).isoformat()
