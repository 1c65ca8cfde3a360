"""The page of disputes: each question, its sides with their sources, what is held and why."""

from collections import Counter

from pyoxigraph import NamedNode

from alliance_kg.terms import Term, akg, local_name, text_of
from alliance_kg.validation.words import FOREIGN
from generator.sources_page import link
from generator.turtle import RDF, RDFS, SKOS, Block, cell, iris, key, label, release, types, words


def disputes_page() -> str:
    """Return the page of disputes, in the order of their numbers."""
    found = {iri: block for iri, block in release().items() if "Dispute" in types(block)}
    order = sorted(found, key=lambda iri: (_number(found[iri]), iri))
    outcomes = Counter(_outcome(block, "en") for block in found.values())
    counts = ", ".join(f"{outcome} ({count})" for outcome, count in sorted(outcomes.items()))
    lines = [
        "# Disputes",
        "",
        f"{len(found)} questions on which sources differ: {counts}.",
        "The sides are claims: what a source says, in its own slot of the graph, and whether",
        "the graph takes it as a fact. Rejected and undecided claims stay visible. English first,",
        "Italian below it; the passages of the article are listed by `alliance-kg disputes`.",
    ]
    for iri in order:
        lines += _dispute(found[iri])
    return "\n".join(lines) + "\n"


def _dispute(block: Block) -> list[str]:
    question, reason = words(block, f"{RDFS}label"), words(block, akg("rationale").value)
    over = block[akg("isOver").value]
    return [
        "",
        f"## {_number(block)}. {question['en']}",
        "",
        f"*{question['it']}*",
        "",
        "Over: " + "; ".join(label(node, "en") for node in over) + "  ",
        "*Su: " + "; ".join(label(node, "it") for node in over) + "*",
        "",
        "| what is said | source | acceptance |",
        "|---|---|---|",
        *(_side(side) for side in iris(block[akg("hasSide").value])),
        "",
        f"**{_outcome(block, 'en').capitalize()}.** {reason['en']}  ",
        f"***{_outcome(block, 'it').capitalize()}.*** *{reason['it']}*",
    ]


def _side(claim: str) -> str:
    block = release()[claim]
    source = block[akg("isMadeBy").value][0]
    says = "<br>".join(
        (cell(_said(block, "en")), f"*{cell(_said(block, 'it'))}*", f"`{_short(claim)}`")
    )
    urls = iris(release()[key(source)].get("https://schema.org/url", ()))
    who = "<br>".join((cell(label(source, "en")), *map(link, urls)))
    held = block[akg("hasAcceptance").value][0]
    return f"| {says} | {who} | {label(held, 'en')}<br>*{label(held, 'it')}* |"


def _said(claim: Block, language: str) -> str:
    """Return what a claim says, in words: its triple, or the node that it describes."""
    described = claim.get(akg("describes").value)
    if described:
        return label(described[0], language)
    terms = [claim[f"{RDF}{part}"][0] for part in ("subject", "predicate", "object")]
    return " – ".join(_word(term, language) for term in terms)


def _word(term: Term, language: str) -> str:
    """Return the word for a term; for a name or a type, which are not ours, say so."""
    if isinstance(term, NamedNode) and term.value in FOREIGN:
        return FOREIGN[term.value][language]
    return label(term, language)


def _outcome(block: Block, language: str) -> str:
    return label(block[akg("hasOutcome").value][0], language)


def _number(block: Block) -> int:
    return int(text_of(block[f"{SKOS}notation"][0]))


def _short(claim: str) -> str:
    return "/".join((claim.split("/")[-2], local_name(claim)))
