"""Editions of the graph, wherever they are."""

from functools import partial

from alliance_kg.bundle import Bundle
from alliance_kg.export import Contents
from alliance_kg.loading import read_quads
from alliance_kg.terms import Prefixes


def contents_of(bundle: Bundle) -> Contents:
    """Return what the files of a bundle say, for exporting."""
    prefixes = Prefixes.read(bundle.root / "ontology" / "prefixes.ttl")
    return Contents(bundle, partial(read_quads, bundle), prefixes.namespaces)
