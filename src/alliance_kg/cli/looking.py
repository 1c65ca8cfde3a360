"""`describe`, `search`, `evidence`: what the graph says about one thing."""

import click
from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from alliance_kg import claims, export, layout, media, render
from alliance_kg.cli import options, streams
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.terms import Term, concept, text_of

_ROWS = {name: media.ROWS[name] for name in ("table", "csv", "tsv", "json", "md")}
_BOTH = _ROWS | media.GRAPHS

_ALIKE = 72
"""Below this score, out of 100, a name is not like another."""


@click.command()
@click.argument("entity", nargs=-1, required=True)
@options.moment_options
@options.output_options(_BOTH)
@options.language_option
@options.store_option
@options.graph_option
def describe(
    entity: tuple[str, ...],
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
    as_of: str | None,
    known_by: str | None,
) -> None:
    """Say everything about ENTITY, named by a label, an alias, `kind/slug` or an IRI.

    \b
    Example:
      alliance-kg describe AmpR Medium
    """
    name = media.choose(_BOTH, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store, as_of=as_of, known_by=known_by)
    found = graph.describe(" ".join(entity))
    facts = (*found.outgoing, *found.incoming)
    if name in media.GRAPHS:
        triples = [
            Triple(s, p, o)
            for s, p, o in facts
            if isinstance(s, NamedNode | BlankNode) and isinstance(p, NamedNode)
        ]
        content = export.serialize_triples(triples, name, graph.prefixes.namespaces)
        streams.emit(content, output)
        return
    spoken = language or streams.locale_language()
    terms = [term for fact in facts for term in fact]
    labels = graph.labels([*terms, *graph.names.concepts("status")], spoken)
    backing = claims.claims_of(graph.store, facts)
    rows = []
    for fact in facts:
        items = backing.get(fact, ())
        numbers = " ".join(dict.fromkeys(item.claim_id for item in items))
        held = dict.fromkeys(concept("status", item.status).value for item in items)
        status = ", ".join(labels.get(iri, iri) for iri in held)
        if any(item.disputes for item in items):
            status += f", {'contestato' if spoken == 'it' else 'disputed'}"
        shown = [_text(graph, term, labels) for term in fact]
        rows.append((*shown, status, numbers))
    keys = ("subject", "property", "value", "status", "claims")
    headings = {
        "en": ("Subject", "Property", "Value", "Status", "Claims"),
        "it": ("Soggetto", "Proprietà", "Valore", "Stato", "Affermazioni"),
    }[spoken]
    streams.emit_table(layout.Table(keys, headings, tuple(rows)), name, output)


@click.command()
@click.argument("text", nargs=-1, required=True)
@click.option("--kind", default="", metavar="CLASS", help="Only instances of a class, e.g. Plant.")
@click.option("--limit", default=10, show_default=True, type=click.IntRange(1, 1000))
@options.output_options(_ROWS)
@options.store_option
@options.graph_option
def search(
    text: tuple[str, ...],
    kind: str,
    limit: int,
    form: str | None,
    output: str | None,
    folder: str | None,
    store: str | None,
) -> None:
    """Find what is called like TEXT, small misspellings included.

    \b
    Example:
      alliance-kg search "eclips cros"
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store)
    found = graph.names.search(" ".join(text), kind, limit, threshold=_ALIKE)
    if not found:
        from alliance_kg.errors import NotFound

        raise NotFound(f"nothing here is called like '{' '.join(text)}'")
    rows = tuple((label, graph.names.short(iri), iri) for label, iri, _ in found)
    content = layout.Table(("name", "entity", "iri"), ("Name", "Entity", "IRI"), rows)
    streams.emit_table(content, name, output)


@click.command()
@click.argument("target", nargs=-1, required=True)
@click.option(
    "--text", "copy", metavar="FILE", help="Your copy of the source's text: shows the passages."
)
@options.output_options(_ROWS)
@options.language_option
@options.store_option
@options.graph_option
def evidence(
    target: tuple[str, ...],
    copy: str | None,
    form: str | None,
    output: str | None,
    language: str | None,
    folder: str | None,
    store: str | None,
) -> None:
    """List the claims about TARGET: an entity, a source, or one claim by its number.

    Each with the place where it was read and the address of the source.

    \b
    Example:
      alliance-kg evidence claim/il-messaggero-2025-09-17/001
    """
    name = media.choose(_ROWS, form, streams.output_path(output), "table")
    graph = KnowledgeGraph.open(folder, store=store)
    spoken = language or streams.locale_language()
    items = graph.claims(" ".join(target))
    terms = [term for item in items for term in (*item.fact, item.source)]
    held = [*graph.names.concepts("status"), *graph.names.concepts("acceptance")]
    labels = graph.labels([*terms, *held], spoken)
    text = streams.read_text(copy) if copy else None
    from alliance_kg.describe import rationales
    from alliance_kg.sources import sources

    links = {source.iri: source.url for source in sources(graph.store)}
    reasons = rationales(graph.store, (item.claim for item in items), spoken)
    rows = []
    for claim in render.by_claim(items):
        item = claim[0]
        said = item.fact[2:] if item.fact[0] == item.claim else item.fact
        words = " · ".join(_text(graph, term, labels) for term in said)
        spans = [each.span for each in claim if each.span is not None]
        passages = [" … ".join(text[span.start : span.end] for span in spans)] if text else []
        rows.append(
            (item.claim_id, labels.get(concept("status", item.status).value),
             labels.get(concept("acceptance", item.acceptance).value), words,
             render.place(claim, spoken, labels), *passages,
             reasons.get(item.claim.value, ""), links.get(item.source, ""))
        )  # fmt: skip
    middle = ("passage",) if text else ()
    keys = ("claim", "status", "acceptance", "says", "place", *middle, "rationale", "url")
    headings = {
        "en": ("Claim", "Status", "Acceptance", "Says", "Where",
               *(["Passage"] * len(middle)), "Why", "Address"),
        "it": ("Affermazione", "Stato", "Esito", "Dice", "Dove",
               *(["Passo"] * len(middle)), "Perché", "Indirizzo"),
    }[spoken]  # fmt: skip
    streams.emit_table(layout.Table(keys, headings, tuple(rows)), name, output)


def _text(graph: KnowledgeGraph, term: Term, labels: dict[str, str]) -> str:
    if isinstance(term, Literal) and term.language:
        return f"{term.value} ({term.language})"
    if isinstance(term, NamedNode):
        return labels.get(term.value) or graph.names.short(term.value)
    return text_of(term)
