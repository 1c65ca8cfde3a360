"""The MCP server, asked by the SDK's own client over each of its transports."""

import socket
import subprocess
import sys
import time
from contextlib import contextmanager

import anyio
import jsonschema
import pytest
from mcp import Client, StdioServerParameters

from alliance_kg.mcp import server
from alliance_kg.mcp.tools import tools

GENERAL = ("list_questions", "ask", "describe", "search", "explain", "disputes", "sparql")
SENTENCE = "which brands share AmpR Medium?"
CLAIM = "https://w3id.org/alliance-kg/claim/"
MICRA = "https://w3id.org/alliance-kg/id/vehicle/nissan-micra-6"


@pytest.fixture(scope="module")
def served(graph):
    return server(graph)


@pytest.fixture(scope="module")
def call(served):
    """Call one tool in-process and return its result."""

    def run(name, **arguments):
        async def once():
            async with Client(served) as client:
                return await client.call_tool(name, arguments)

        return anyio.run(once)

    return run


def claims_of(content):
    return [item["claim"] for row in content["rows"] for item in row["evidence"]]


async def asked(client):
    """List the tools, ask a question, return what came back."""
    listed = await client.list_tools()
    answered = await client.call_tool("ask", {"question": SENTENCE})
    return [tool.name for tool in listed.tools], answered.structured_content


def check(names, content):
    """Whatever the transport: every tool is listed, every row has claims."""
    assert set(GENERAL) < set(names)
    assert content["question"] == "brands-sharing-a-platform"
    assert content["rows"]
    assert all(
        item["claim"].startswith(CLAIM) for row in content["rows"] for item in row["evidence"]
    )
    assert all(row["evidence"] for row in content["rows"])


def test_a_client_over_standard_streams_receives_rows_with_claims(environment):
    parameters = StdioServerParameters(
        command=sys.executable, args=["-m", "alliance_kg", "mcp"], env=environment
    )

    async def once():
        async with Client(parameters) as client:
            return await asked(client)

    check(*anyio.run(once))


def test_a_client_over_http_receives_rows_with_claims(environment):
    with serving(environment) as port:

        async def once():
            async with Client(f"http://127.0.0.1:{port}/mcp") as client:
                return await asked(client)

        check(*anyio.run(once))


@contextmanager
def serving(environment):
    """Serve over HTTP in a process of its own, and give the port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "alliance_kg", "mcp", "--http", f"127.0.0.1:{port}"]
    with subprocess.Popen(command, env=environment) as running:
        try:
            wait_for(port, running)
            yield port
        finally:
            running.terminate()


def wait_for(port, running):
    for _ in range(600):
        assert running.poll() is None
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not listen within 60 s")


def test_each_question_is_a_tool(graph):
    names = [tool.name for tool in tools(graph)]
    assert names == [*GENERAL, *(f"question_{slug}" for slug in graph.catalog.slugs)]
    assert len(set(names)) == len(names)


def test_each_schema_is_a_json_schema(graph):
    for tool in tools(graph):
        jsonschema.Draft202012Validator.check_schema(tool.schema)


def test_each_parameter_of_a_question_is_an_argument(graph):
    described = {tool.name: tool.schema["properties"] for tool in tools(graph)}
    for question in graph.catalog:
        assert {each.name for each in question.parameters} <= set(
            described[f"question_{question.slug}"]
        )


def test_a_question_is_run_with_its_parameter(call):
    content = call("question_brands-sharing-a-platform", platform="AmpR Small").structured_content
    assert content["parameters"]["platform"].endswith("platform/ampr-small")
    assert claims_of(content)


def test_italian_is_answered_in_italian(call):
    result = call("ask", question="quali marche condividono AmpR Medium?")
    assert result.structured_content["sentence"].startswith("3 marche condividono")


def test_a_day_changes_the_answer(call):
    then = call("question_ceo-of-company", company="Nissan", as_of="2025-03-01").structured_content
    now = call("question_ceo-of-company", company="Nissan", as_of="2025-09-17").structured_content
    assert then["as_of"] == "2025-03-01"
    assert then["rows"] != now["rows"]


def test_a_cut_answer_says_how_much_is_missing(call):
    whole = call("question_brands-sharing-a-platform", limit=1_000).structured_content
    cut = call("question_brands-sharing-a-platform", limit=2)
    assert cut.structured_content["more"] == len(whole["rows"]) - 2
    assert f"{cut.structured_content['more']} more rows" in cut.content[0].text


def test_questions_are_listed_by_theme(call):
    content = call("list_questions", theme="platforms", language="it").structured_content
    assert {entry["theme"] for entry in content["questions"]} == {"platforms"}


def test_an_entity_is_described_with_claims(call):
    content = call("describe", entity="Nissan Micra (sixth generation)").structured_content
    assert content["entity"] == MICRA
    assert any(entry["claims"] for entry in content["facts"])


def test_a_misspelt_name_is_found(call):
    found = call("search", text="eclips cros", limit=3).structured_content["found"]
    assert "eclipse-cross" in found[0]["iri"]


def test_disputes_show_both_sides_with_claims(call):
    content = call("disputes", limit=3).structured_content
    assert len(content["disputes"]) == 3
    assert all(len({side["claim"] for side in each["sides"]}) >= 2 for each in content["disputes"])
    assert content["more"] > 30


def test_a_fact_is_explained_by_its_claims(call):
    fact = {"subject": "nissan-micra-6", "predicate": "akg:usesPlatform", "object": "ampr-small"}
    result = call("explain", **fact)
    claims = [item["claim"] for item in result.structured_content["claims"]]
    assert f"{CLAIM}il-messaggero-2025-09-17/085" in claims
    assert "characters 1345–1416" in result.content[0].text


def test_sparql_rows_carry_claims(call):
    query = "SELECT ?brand WHERE { ?model akg:hasBrand ?brand } ORDER BY ?brand ?model LIMIT 3"
    assert claims_of(call("sparql", query=query).structured_content)


def test_sparql_that_does_not_end_is_stopped(call, monkeypatch):
    monkeypatch.setattr(sys.modules["alliance_kg.mcp.tools"], "TIMEOUT_S", 0.5)
    result = call("sparql", query="SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }")
    assert result.is_error
    assert "the query ran longer than 0.5 s" in result.content[0].text


@pytest.mark.parametrize(
    ("name", "arguments", "message"),
    [
        ("nothing", {}, "no tool 'nothing'"),
        ("ask", {}, "'question' is a required property"),
        ("ask", {"question": "who is the king of France?"}, "did you mean"),
        ("ask", {"question": SENTENCE, "limit": 0}, "limit: 0 is less than the minimum"),
        ("ask", {"question": SENTENCE, "as_of": "2025-02-30"}, "as-of: '2025-02-30' is not a date"),
        ("ask", {"question": SENTENCE, "other": 1}, "'other' was unexpected"),
        (
            "question_brands-sharing-a-platform",
            {"platform": "AmpR Large"},
            "did you mean 'AmpR Small' or 'AmpR Medium'",
        ),
        ("describe", {"entity": "qqqq wwww"}, "search for a part of its name"),
        (
            "explain",
            {"subject": "nissan-micra-6", "predicate": "akg:usesPlatform", "object": "CMF-EV"},
            "no fact",
        ),
        ("list_questions", {"theme": "cats"}, "theme: 'cats' is none of"),
        ("sparql", {"query": "SELECT"}, "query:1:7"),
        ("sparql", {"query": "DELETE WHERE { ?s ?p ?o }"}, "this is an update"),
        (
            "sparql",
            {"query": "SELECT * { SERVICE <http://x/> { ?s ?p ?o } }"},
            "SERVICE is refused",
        ),
        ("sparql", {"query": "CONSTRUCT WHERE { ?s ?p ?o }"}, "only SELECT and ASK"),
    ],
)
def test_a_bad_call_is_an_error_the_model_can_mend(call, name, arguments, message):
    result = call(name, **arguments)
    assert result.is_error
    assert message in result.content[0].text


def test_a_foreign_host_header_is_refused(environment):
    with serving(environment) as port, socket.create_connection(("127.0.0.1", port)) as link:
        link.sendall(
            b"POST /mcp HTTP/1.1\r\nHost: evil.example\r\nContent-Length: 2\r\n"
            b"Content-Type: application/json\r\n\r\n{}"
        )
        assert link.recv(64).startswith(b"HTTP/1.1 421")


def test_a_port_in_use_is_one_clear_line(run):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        result = run("mcp", "--http", address)
    assert (result.code, result.stdout, result.stderr.count("\n")) == (4, "", 1)
    assert f"{address} cannot be listened on: Address already in use" in result.stderr


@pytest.mark.parametrize("address", ["8765", "host:", ":1", "host:99999", "host:a"])
def test_an_address_that_is_none_is_refused(run, address):
    result = run("mcp", "--http", address)
    assert result.code == 2
    assert f"http: '{address}' is not of the form HOST:PORT" in result.stderr
