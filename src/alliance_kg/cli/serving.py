"""`mcp`: the graph as tools for language models."""

import click

from alliance_kg.cli import options
from alliance_kg.errors import BadParameter, UsageError
from alliance_kg.graph import KnowledgeGraph


@click.command()
@click.option(
    "--http", "address", metavar="HOST:PORT",
    help="Serve streamable HTTP at http://HOST:PORT/mcp instead of standard streams.",
)  # fmt: skip
@options.graph_option
def mcp(address: str | None, folder: str | None) -> None:
    """Serve the graph over the Model Context Protocol, read-only, until the client goes.

    Each question is a tool, beside list_questions, ask, describe, search, explain,
    disputes and sparql; every result carries claim ids.

    \b
    Example:
      alliance-kg mcp --help
    """
    place = _place(address) if address is not None else None
    try:
        from alliance_kg import mcp as server
    except ModuleNotFoundError as error:
        raise UsageError(
            f"mcp needs the package '{error.name}'; pip install 'alliance-kg[mcp]'"
        ) from error
    graph = KnowledgeGraph.open(folder)
    if place is None:
        server.serve_stdio(graph)
    else:
        server.serve_http(graph, *place)


def _place(address: str) -> tuple[str, int]:
    host, colon, port = address.rpartition(":")
    if not colon or not host or not port.isdigit() or int(port) > 65_535:
        raise BadParameter(f"http: '{address}' is not of the form HOST:PORT, as 127.0.0.1:8765")
    return host.strip("[]"), int(port)
