"""Files to named graphs: parse, place, refuse what does not parse."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph
from pyoxigraph import NamedNode, Quad, RdfFormat

from alliance_kg.bundle import Bundle
from alliance_kg.errors import InputError
from alliance_kg.stores.embedded import EmbeddedStore
from alliance_kg.terms import PARSE_ERRORS, data_error

if TYPE_CHECKING:
    import rdflib


def load(bundle: Bundle, prefixes: Mapping[str, str]) -> EmbeddedStore:
    """Return a store in memory that holds each file of a bundle in its named graph.

    Raises DataSyntaxError with file, line and column, and InputError.
    """
    store = pyoxigraph.Store()
    for path in bundle.turtle:
        graph = NamedNode(bundle.graph_name(path))
        try:
            store.load(path.read_bytes(), format=RdfFormat.TURTLE, to_graph=graph)
        except PARSE_ERRORS as error:
            raise data_error(path, error) from error
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}") from error
    return EmbeddedStore(store, prefixes)


def read_quads(bundle: Bundle) -> Iterator[Quad]:
    """Yield the quads of a bundle as its files write them, literals untouched.

    A store canonicalizes literals; exports and checks read the files instead.
    """
    for path in bundle.turtle:
        yield from read_file(path, RdfFormat.TURTLE, NamedNode(bundle.graph_name(path)))


def read_file(path: Path, form: RdfFormat, graph: NamedNode | None = None) -> Iterator[Quad]:
    """Yield the quads of a file as it writes them, all in one graph if one is given.

    Raises DataSyntaxError with file, line and column, and InputError.
    """
    try:
        # Two files may call different blank nodes alike.
        for quad in pyoxigraph.parse(path=path, format=form, rename_blank_nodes=True):
            yield quad if graph is None else Quad(quad.subject, quad.predicate, quad.object, graph)
    except PARSE_ERRORS as error:
        raise data_error(path, error) from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error


def to_rdflib(bundle: Bundle, prefixes: Mapping[str, str]) -> "rdflib.Dataset":
    """Return a bundle as an rdflib Dataset, one named graph a file, the default their union."""
    import rdflib

    dataset = rdflib.Dataset(default_union=True)
    for prefix, namespace in prefixes.items():
        dataset.bind(prefix, namespace)
    for path in bundle.turtle:
        graph = dataset.graph(rdflib.URIRef(bundle.graph_name(path)))
        graph.parse(data=path.read_bytes(), format="turtle")
    return dataset
