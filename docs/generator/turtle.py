"""Turtle files as the pages need them: what is said of each subject, in the file's order."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import TypeAlias

import pyoxigraph
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat

from alliance_kg.bundle import Bundle
from alliance_kg.editions import contents_of
from alliance_kg.export import context_of
from alliance_kg.export.jsonld import published
from alliance_kg.terms import Prefixes, Term, akg, local_name

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"

OWL = "http://www.w3.org/2002/07/owl#"
RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
SKOS = "http://www.w3.org/2004/02/skos/core#"
ONTOLOGY = akg("").value

# What a file says of a subject: its predicates with their values, in the file's order.
Block: TypeAlias = dict[str, list[Term]]


def read(*paths: Path) -> dict[str, Block]:
    """Return the blocks of the files by subject; a blank node's name begins with `_:`."""
    blocks: dict[str, Block] = {}
    for path in paths:
        for quad in pyoxigraph.parse(path=path, format=RdfFormat.TURTLE):
            block = blocks.setdefault(key(quad.subject), defaultdict(list))
            block[quad.predicate.value].append(quad.object)
    return blocks


def key(term: Term) -> str:
    """Return the name under which a node is found in what `read` returns."""
    return term.value if isinstance(term, NamedNode) else str(term)


@cache
def release() -> dict[str, Block]:
    """Return the blocks of ontology and data together, article before background."""
    bundle = Bundle.open(ROOT)
    return read(*bundle.ontology, *data_files(bundle))


def data_files(bundle: Bundle) -> list[Path]:
    """Return the data files, facts first, but for the one that describes the others."""
    files = [path for path in bundle.data if path.name != "dataset.ttl"]
    return sorted(files, key=lambda path: (path.stem != "facts", path))


@cache
def prefixes() -> Prefixes:
    """Return the prefix table of the release."""
    return Prefixes.read(ROOT / "ontology" / "prefixes.ttl")


def iris(values: Iterable[Term]) -> list[str]:
    """Return the IRIs among some values."""
    return [value.value for value in values if isinstance(value, NamedNode)]


def types(block: Block) -> set[str]:
    """Return the local names of a subject's classes."""
    return {local_name(iri) for iri in iris(block.get(f"{RDF}type", ()))}


def words(block: Block, predicate: str) -> dict[str, str]:
    """Return the text values of a predicate by language."""
    values = block.get(predicate, ())
    return {v.language: v.value for v in values if isinstance(v, Literal) and v.language}


def label(term: Term, language: str) -> str:
    """Return how people call a node, or its short form; a literal's text."""
    if isinstance(term, Literal):
        return term.value
    block = release().get(key(term), {})
    names = words(block, f"{RDFS}label") or words(block, f"{SKOS}prefLabel")
    return names.get(language) or prefixes().contract(key(term))


def members(blocks: dict[str, Block], head: Term) -> list[Term]:
    """Return what an RDF list holds."""
    found: list[Term] = []
    while isinstance(head, BlankNode):
        block = blocks[key(head)]
        found += block[f"{RDF}first"]
        head = block[f"{RDF}rest"][0]
    return found


def cell(text: str) -> str:
    """Return text as it may stand in a table and between tags."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace("|", "\\|").replace("\n", " ")


def jsonld_context() -> str:
    """Return the text of the published JSON-LD context."""
    with contents_of(Bundle.open(ROOT)) as contents:
        return published(context_of(contents))
