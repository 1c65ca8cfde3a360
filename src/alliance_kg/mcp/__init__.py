"""The graph as tools for language models: a server of the Model Context Protocol.

Over standard streams or streamable HTTP, with the official SDK. The server reads only, and
every result carries claim ids. Source: modelcontextprotocol.io, specification 2026-07-28.
"""

import socket
from typing import Any

import anyio
import anyio.to_thread
import jsonschema
import mcp_types as types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from alliance_kg import __version__
from alliance_kg.errors import AllianceError, StoreUnavailable
from alliance_kg.graph import KnowledgeGraph
from alliance_kg.mcp.tools import Tool, tools

_INSTRUCTIONS = """\
A knowledge graph of the Renault-Nissan-Mitsubishi electric-vehicle alliance. Every row of \
every answer carries the claims that make it true: cite them. Start with `ask`, or \
`list_questions` and the tool of one. When sources disagree, `disputes` has both sides."""

_HINTS = types.ToolAnnotations(
    read_only_hint=True, destructive_hint=False, idempotent_hint=True, open_world_hint=False
)


def server(graph: KnowledgeGraph) -> Server[Any]:  # Any: no state of a lifespan
    """Return a server over a graph; run it over the transport you have."""
    known = {tool.name: tool for tool in tools(graph)}

    async def list_tools(
        _context: ServerRequestContext[Any], _page: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_described(tool) for tool in known.values()])

    async def call_tool(
        _context: ServerRequestContext[Any], request: types.CallToolRequestParams
    ) -> types.CallToolResult:
        tool = known.get(request.name)
        if tool is None:
            return _refused(f"no tool '{request.name}'; list the tools")
        # In a thread: a query must not keep the other calls of this server waiting.
        return await anyio.to_thread.run_sync(_called, tool, request.arguments or {})

    return Server(
        "alliance-kg",
        version=__version__,
        title="Knowledge graph of the Renault-Nissan-Mitsubishi EV alliance",
        instructions=_INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


def serve_stdio(graph: KnowledgeGraph) -> None:
    """Serve one client over standard input and output, until it goes."""

    async def serve() -> None:
        served = server(graph)
        async with stdio_server() as (reading, writing):
            await served.run(reading, writing, served.create_initialization_options())

    anyio.run(serve)


def serve_http(graph: KnowledgeGraph, host: str, port: int) -> None:
    """Serve clients over streamable HTTP at `http://host:port/mcp`, until interrupted.

    On a loopback address, requests with another Host or Origin are refused (DNS rebinding).
    Raises StoreUnavailable for an address that cannot be listened on.
    """
    import uvicorn

    app = server(graph).streamable_http_app(host=host)
    # Bound here: uvicorn tells a busy port in its own words and ends the process itself.
    with _listening(host, port) as listener:
        config = uvicorn.Config(app, log_level="warning")
        uvicorn.Server(config).run(sockets=[listener])


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        return socket.create_server((host, port), family=family)
    except OSError as error:
        reason = f"{error.strerror or error}; name another with --http"
        raise StoreUnavailable(f"{host}:{port} cannot be listened on: {reason}") from error


def _described(tool: Tool) -> types.Tool:
    return types.Tool(
        name=tool.name,
        title=tool.title,
        description=tool.description,
        input_schema=tool.schema,
        annotations=_HINTS,
    )


def _called(tool: Tool, arguments: dict[str, Any]) -> types.CallToolResult:
    try:
        jsonschema.validate(arguments, tool.schema)
        result = tool.call(arguments)
    except jsonschema.ValidationError as error:
        place = "/".join(map(str, error.absolute_path))
        return _refused(f"{tool.name}: {place + ': ' if place else ''}{error.message}")
    except AllianceError as error:
        return _refused(str(error))
    text = types.TextContent(type="text", text=result.text)
    return types.CallToolResult(content=[text], structured_content=result.content)


def _refused(message: str) -> types.CallToolResult:
    """Return an error that the model can read and mend, as the specification has it."""
    text = types.TextContent(type="text", text=message)
    return types.CallToolResult(content=[text], is_error=True)
