"""Whatever goes wrong: one clear line, the documented exit code, nothing half-written."""

import fcntl
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import termios
import threading
import time
from pathlib import Path

import psutil
import pytest

PROGRAM = [sys.executable, "-m", "alliance_kg"]
ARTICLE = "il-messaggero-2025-09-17"


@pytest.fixture
def refused(run):
    """Run a command that must fail, check how it says so, and return its line."""

    def call(code, *arguments, **options):
        result = run(*arguments, **options)
        assert (result.code, result.stdout) == (code, "")
        assert re.fullmatch(r"alliance-kg: [^\n]+\n", result.stderr)
        assert "Traceback" not in result.stderr
        line = result.stderr.removeprefix("alliance-kg: ").removesuffix("\n")
        assert line.isprintable()
        return line

    return call


def nearest(line):
    return re.findall(r"'([^']+)'", line.partition("did you mean")[2])


# --- the data


def test_a_file_that_is_missing_is_told_as_that_whatever_its_suffix(tmp_path, refused):
    path = tmp_path / "nothing"
    line = refused(3, "load", str(path), "--into", str(tmp_path / "store"))
    assert line == f"{path}: No such file or directory"


def test_a_term_that_is_too_long_for_the_parser_is_told_by_its_file(tmp_path, refused):
    path = tmp_path / "long.nt"
    path.write_text(f'<urn:a> <urn:p> "{"x" * (17 * 2**20)}" .\n', encoding="utf-8")
    line = refused(3, "load", str(path), "--into", str(tmp_path / "store"))
    assert line.startswith(f"{path}: a term too long for the parser (")
    assert not list((tmp_path / "store").glob("store-*"))


def test_a_folder_that_is_missing(refused, tmp_path):
    line = refused(3, "ask", "timeline", "-g", str(tmp_path / "nowhere"))
    assert "nowhere: no ontology/*.ttl; name a folder with ontology/, data/ and queries/" in line


def test_a_folder_that_is_a_file(refused, tmp_path):
    (tmp_path / "file").touch()
    refused(3, "ask", "timeline", "-g", str(tmp_path / "file"))


@pytest.mark.parametrize("command", [["ask", "timeline"], ["stats"], ["export"], ["validate"]])
def test_broken_turtle_is_told_by_file_line_and_column(refused, copy, command):
    path = copy / "data" / "article" / "facts.ttl"
    path.write_bytes(path.read_bytes() + b"\n<urn:s> <urn:p> ; .\n")
    line = refused(3, *command, "-g", str(copy))
    at = path.read_bytes().count(b"\n")
    assert re.match(rf"{re.escape(str(path))}:{at}:\d+: ", line)


def test_a_prefix_that_is_not_declared_in_turtle(refused, copy):
    path = copy / "data" / "dataset.ttl"
    path.write_text("<urn:s> oops:p 1 .\n", encoding="utf-8")
    line = refused(3, "ask", "timeline", "-g", str(copy))
    assert re.match(rf"{re.escape(str(path))}:1:\d+: .*oops", line)


def test_turtle_that_is_not_utf8(refused, copy):
    (copy / "data" / "dataset.ttl").write_bytes(b'<urn:s> <urn:p> "\xff" .\n')
    assert "dataset.ttl:1:" in refused(3, "ask", "timeline", "-g", str(copy))


def test_turtle_that_is_cut_short(refused, copy):
    path = copy / "ontology" / "alliance.ttl"
    path.write_bytes(path.read_bytes().rstrip()[:-1])
    assert re.search(r"alliance\.ttl:\d+:\d+: ", refused(3, "stats", "-g", str(copy)))


@pytest.mark.parametrize("file", ["ontology/prefixes.ttl"])
def test_a_file_that_is_missing(refused, copy, file):
    (copy / file).unlink()
    assert f"{file}: " in refused(3, "ask", "timeline", "-g", str(copy))


def test_a_file_that_cannot_be_read(refused, copy):
    """A link to itself: permissions would not keep a superuser out."""
    path = copy / "data" / "dataset.ttl"
    path.unlink()
    path.symlink_to(path)
    assert "dataset.ttl: " in refused(3, "ask", "timeline", "-g", str(copy))


def test_a_broken_header_is_told_by_file_line_and_column(refused, copy):
    path = copy / "queries" / "timeline.rq"
    text = path.read_text(encoding="utf-8").replace("#+ theme = ", "#+ theme ", 1)
    path.write_text(text, encoding="utf-8")
    at = text[: text.index("#+ theme ")].count("\n") + 1
    line = refused(3, "ask", "timeline", "-g", str(copy))
    assert re.match(rf"{re.escape(str(path))}:{at}:\d+: header: ", line)


# --- the question


@pytest.mark.parametrize("question", ["who is the king of France?", "brands-sharing-a-plattform"])
def test_an_unknown_question_is_refused_with_three(refused, graph, question):
    found = nearest(refused(5, "ask", question))
    assert len(found) == 3
    assert set(found) <= set(graph.catalog.slugs)


@pytest.mark.parametrize(
    "command", [["questions", "show"], ["questions", "run"]], ids=["show", "run"]
)
def test_an_unknown_slug_is_refused_with_three(refused, command):
    assert nearest(refused(5, *command, "timelime"))[0] == "timeline"


HOSTILE = [
    "",
    " ",
    "?",
    "x" * 10_000,
    "which brands share " + "x" * 10_000 + "?",
    "word " * 2_000,
    "\x1b[31mwhich brands share\x07 nothing?",
    "which brands\nshare\r\nnothing\u2028?",
    "\u202e?muideM RpmA",
    "أي علامات تجارية؟",
    "which brands share } UNION { ?s ?p ?o }?",
    "which brands share <http://example.org/>?",
    b"which brands share \xff\xfe?",
    b"\xff",
]


@pytest.mark.parametrize("question", HOSTILE, ids=range(len(HOSTILE)))
def test_a_hostile_question_is_refused_in_one_printable_line(refused, question):
    assert len(refused(5, "ask", question)) < 1_000


@pytest.mark.parametrize(
    "command",
    [
        ["ask", "brands-sharing-a-platform", "-p", "platform=AmpR Mdium"],
        ["questions", "run", "brands-sharing-a-platform", "--platform", "AmpR Mdium"],
    ],
    ids=["ask", "run"],
)
def test_an_unknown_platform_is_refused_with_those_there_are(refused, command):
    assert nearest(refused(5, *command))[:2] == ["AmpR Medium", "AmpR Small"]


def test_a_misspelt_platform_in_a_sentence_is_read_and_told(run):
    result = run("ask", "which brands share AmpR Mdium?")
    assert result.code == 0
    assert result.stdout.startswith("I read this as: Which brands share AmpR Medium?")


@pytest.mark.parametrize("command", ["describe", "evidence"])
def test_an_unknown_entity_is_refused_with_three(refused, command):
    line = refused(5, command, "Alpin")
    assert (len(nearest(line)), nearest(line)[0]) == (3, "Alpine")


@pytest.mark.parametrize("command", [["sources", "show"], ["sources", "check"]])
def test_an_unknown_source_is_refused_with_three(refused, command):
    rest = ["-"] if command[1] == "check" else []
    assert len(nearest(refused(5, *command, "il-messagero", *rest))) == 3


def test_an_unknown_prefix_in_a_name(refused):
    refused(5, "describe", "no:such")


def test_a_search_that_finds_nothing(refused):
    assert "nothing here is called like" in refused(5, "search", "qqqqqqqq")


BAD_CALLS = [
    ([], "name a command"),
    (["questions"], "name a command"),
    (["nonsense"], "No such command"),
    (["ask"], "Missing argument"),
    (["ask", "timeline", "--nonsense"], "No such option"),
    (["ask", "timeline", "--lang", "de"], "Invalid value for '--lang'"),
    (["ask", "timeline", "-f", "xls"], "no format 'xls' here; choose one of table, csv,"),
    (["ask", "timeline", "-o", "answer.xls"], "no format '.xls' here"),
    (["export", "-f", "csv"], "no format 'csv' here; choose one of ttl, nt"),
    (["export", "-f", "csvw"], "'csvw' is a folder of files; name one with --output FOLDER"),
    (["export", "-f", "parquet", "-o", "-"], "'parquet' is a folder of files"),
    (["export", "-o", "alliance.parquet"], "no format '.parquet' here"),
    (["stats", "-f", "ttl"], "no format 'ttl' here"),
    (["query", "-e", "ASK {}", "-f", "csv"], "no format 'csv' here"),
    (["query", "-e", "DESCRIBE <urn:x>", "-f", "csv"], "no format 'csv' here"),
    (["ask", "timeline", "-p", "x=y"], "timeline has no parameter 'x'; it has none"),
    (["ask", "brands-sharing-a-platform", "-p", "brand=x"], "it has platform"),
    (["ask", "timeline", "-p", "platform"], "'platform' is not of the form name=value"),
    (["ask", "timeline", "-p", "=x"], "'=x' is not of the form name=value"),
    (["search", "x", "--kind", "no class"], "'no class' is not the name of a class"),
    (["search", "x", "--limit", "0"], "Invalid value for '--limit'"),
    (["query"], "give a query file or -e SPARQL, one of the two"),
    (["query", "x.rq", "-e", "ASK {}"], "one of the two"),
    (["completion", "powershell"], "Invalid value"),
    (["reason", "-f", "srj"], "no format 'srj' here"),
    (["timeline", "-f", "ttl"], "no format 'ttl' here"),
    (["changes"], "Missing argument"),
    (["changes", "2025-03-01"], "Missing argument"),
    (
        ["changes", "2025-09-17", "2025-03-01"],
        "FROM 2025-09-17 is after TO 2025-03-01; give the earlier day first",
    ),
    (["changes", "2025-02-30", "2025-03-01"], "FROM: '2025-02-30' is not a date; write it as"),
    (["changes", "2025-03-01", "soon"], "TO: 'soon' is not a date; write it as 2025-09-17"),
]


@pytest.mark.parametrize(
    ("arguments", "reason"), BAD_CALLS, ids=[" ".join(case[0]) for case in BAD_CALLS]
)
def test_a_call_that_cannot_be_served_is_a_usage_error(refused, tmp_path, arguments, reason):
    assert reason in refused(2, *arguments, cwd=tmp_path)
    assert list(tmp_path.iterdir()) == []


DATED = [
    ["ask", "timeline"],
    ["ask", "who leads Nissan?"],
    ["questions", "run", "timeline"],
    ["query", "-e", "ASK {}"],
    ["describe", "AmpR Medium"],
    ["timeline"],
]
NO_DATES = ["2025-02-30", "2025-13-01", "2025-9-17", "17/09/2025", "yesterday", "", "٢٠٢٥-٠٩-١٧x"]


@pytest.mark.parametrize("clock", ["--as-of", "--known-by"])
@pytest.mark.parametrize("command", DATED, ids=" ".join)
def test_an_impossible_date_is_refused_with_how_to_write_one(refused, command, clock):
    line = refused(2, *command, clock, "2025-02-30")
    assert line == f"{clock[2:]}: '2025-02-30' is not a date; write it as 2025-09-17"


@pytest.mark.parametrize("text", NO_DATES)
def test_what_is_no_date_is_refused(refused, text):
    assert "is not a date; write it as 2025-09-17" in refused(2, "timeline", "--as-of", text)


@pytest.mark.parametrize("command", ["timeline", "disputes"])
def test_an_entity_that_is_unknown_has_neither_timeline_nor_disputes(refused, command):
    assert len(nearest(refused(5, command, "Alpin"))) == 3


def test_a_name_of_two_things_is_asked_back(refused):
    assert {"brand/nissan", "company/nissan"} <= set(nearest(refused(5, "timeline", "Nissan")))


# --- queries

SYNTAX = [
    ("SELECT *\nWHERE { ?s ?p }", "2:"),
    ("SELECT * WHERE {", "1:17"),
    ("SELECT * WHERE { ?s ?p ?o } }", "1:"),
    ("SELECT ?s\nWHERE {\n  ?s no:such ?o\n}", "3:6"),
    ("SELECT * { ?s ?p 'open }", "1:"),
    ("SELECT * { ?s ?p ?o FILTER(?o > ) }", "1:"),
    ("", "1:1"),
    ("SELEKT * { }", "1:1"),
    ("\x00", "1:1"),
    (r'SELECT * { ?s ?p "\ud800" }', "1:"),
    (r'SELECT * { ?s ?p "\UFFFFFFFF" }', "1:"),
    ('SELECT * { ?s ?p "x"@toolongalanguage }', "1:"),
]
SYNTAX_ON_ARGV = [case for case in SYNTAX if "\x00" not in case[0]]


@pytest.mark.parametrize(("query", "place"), SYNTAX_ON_ARGV, ids=range(len(SYNTAX_ON_ARGV)))
def test_a_syntax_error_on_the_command_line_has_its_place(refused, query, place):
    assert refused(3, "query", "-e", query).startswith(f"query:{place}")


@pytest.mark.parametrize(("query", "place"), SYNTAX, ids=range(len(SYNTAX)))
def test_a_syntax_error_in_a_file_has_its_place(refused, tmp_path, query, place):
    (tmp_path / "q.rq").write_text(query, encoding="utf-8")
    assert refused(3, "query", "q.rq", cwd=tmp_path).startswith(f"q.rq:{place}")


@pytest.mark.parametrize(("query", "place"), SYNTAX, ids=range(len(SYNTAX)))
def test_a_syntax_error_on_standard_input_has_its_place(refused, query, place):
    assert refused(3, "query", "-", stdin=query).startswith(f"-:{place}")


UPDATES = [
    "INSERT DATA { <urn:a> <urn:b> <urn:c> }",
    "DELETE WHERE { ?s ?p ?o }",
    "insert { ?s ?p 1 } where { ?s ?p ?o }",
    "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "PREFIX a: <urn:a> BASE <urn:b> CLEAR ALL",
    "DROP ALL",
    "CREATE GRAPH <urn:g>",
    "COPY <urn:a> TO <urn:b>",
    "MOVE <urn:a> TO <urn:b>",
    "ADD <urn:a> TO <urn:b>",
    "LOAD <http://127.0.0.1:1/>",
    "LOAD SILENT <file:///etc/hostname> INTO GRAPH <urn:g>",
    "# SELECT\nDROP ALL",
]


@pytest.mark.parametrize("query", UPDATES)
def test_a_query_that_writes_is_refused(refused, query):
    assert "read-only" in refused(2, "query", "-e", query)


@pytest.mark.parametrize("query", ["SELECT * { } ; DROP ALL", "ASK { }; INSERT DATA { }"])
def test_an_update_behind_a_query_does_not_parse(refused, query):
    refused(3, "query", "-e", query)


FOREIGN = [
    "SELECT * FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    "SELECT * FROM NAMED <http://127.0.0.1:1/> { ?s ?p ?o }",
    "SELECT * FROM <file:///etc/hostname> { ?s ?p ?o }",
    "ASK FROM <http://127.0.0.1:1/> { ?s ?p ?o }",
    "CONSTRUCT { ?s ?p ?o } FROM <http://127.0.0.1:1/> WHERE { ?s ?p ?o }",
    "DESCRIBE <urn:x> FROM <http://127.0.0.1:1/>",
    "PREFIX ex: <http://127.0.0.1:1/> SELECT * FROM ex:a { ?s ?p ?o }",
    "SELECT * from # comment\n named <http://127.0.0.1:1/> { ?s ?p ?o }",
]


@pytest.mark.parametrize("query", FOREIGN)
def test_a_dataset_elsewhere_is_refused(refused, query):
    assert re.search(
        r"FROM <.*> is refused: a query reads only graphs below", refused(2, "query", "-e", query)
    )


@pytest.fixture(scope="module")
def listener():
    """A server on the loopback interface that counts who connects."""
    seen = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.1)
        stop = threading.Event()

        def accept():
            while not stop.is_set():
                try:
                    connection, _ = server.accept()
                except TimeoutError:
                    continue
                seen.append(1)
                connection.close()

        thread = threading.Thread(target=accept)
        thread.start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/", seen
        stop.set()
        thread.join()


SERVICES = [
    "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { service <URL> { ?s ?p ?o } }",
    "SELECT * { SeRvIcE SILENT <URL> { ?s ?p ?o } }",
    "SELECT * { SERVICE<URL>{?s ?p ?o} }",
    "SELECT * { SERVICE#comment\n<URL>#more\n{ ?s ?p ?o } }",
    "SELECT * { SERVICE ?url { ?s ?p ?o } VALUES ?url { <URL> } }",
    "PREFIX ex: <URL> SELECT * { SERVICE ex: { ?s ?p ?o } }",
    # The guard of the study took the rest of the line for a comment.
    "PREFIX ex: <urn:x> SELECT * { OPTIONAL{?z ex:a\\#b ?y} SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '#' . SERVICE <URL> { ?s ?p ?o } }",
    'SELECT * { ?s ?p "\'" . SERVICE <URL> { ?s ?p "\'" } }',
    "SELECT * { ?s ?p '''a''b#''' . SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'a\\'#' . SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s <urn:a#b> ?o . SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p ?o FILTER(?o<1) SERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "SELECT * { ?s ?p ?o FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o FILTER NOT EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { ?s ?p ?o FILTER(1 = 1 && EXISTS { SERVICE <URL> { ?s ?p ?o } }) }",
    "SELECT * { ?s ?p ?o BIND(EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?e) }",
    "SELECT (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?e) { ?s ?p ?o }",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s HAVING(EXISTS { SERVICE <URL> { ?s ?p ?o } })",
    "SELECT ?s { ?s ?p ?o } GROUP BY ?s (EXISTS { SERVICE <URL> { ?s ?p ?o } } AS ?e)",
    "SELECT * { ?s ?p ?o } ORDER BY (EXISTS { SERVICE <URL> { ?s ?p ?o } })",
    "SELECT * { ?s ?p ?o MINUS { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { { ?s ?p ?o } UNION { SERVICE <URL> { ?s ?p ?o } } }",
    "SELECT * { GRAPH ?g { SERVICE <URL> { ?s ?p ?o } } }",
    "ASK { SERVICE <URL> { ?s ?p ?o } }",
    "CONSTRUCT { ?s ?p ?o } WHERE { SERVICE <URL> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    # The store needs no blank around a keyword.
    "SELECT * { { SELECT * { ?s ?p trueSERVICE<URL>{ ?a ?b ?c } } } }",
    "SELECT * { { SELECT * { ?s ?p 1SERVICE<URL>{ ?a ?b ?c } } } }",
    "SELECT * { { SELECT * { SERVICESILENT<URL>{ ?a ?b ?c } } } }",
    "PREFIX ex: <URL> SELECT * { { SELECT * { SERVICEex:a{ ?a ?b ?c } } } }",
    "PREFIX ex: <URL> SELECT * { { SELECT * { SERVICESILENTex:a { ?a ?b ?c } } } }",
    "PREFIX : <URL> SELECT * { { SELECT * { SERVICE:a{ ?a ?b ?c } } } }",
    "PREFIX : <URL> SELECT * { { SELECT * { ?s ?p falseservice:a#c\n{ ?a ?b ?c } } } }",
    "SELECT * { { SELECT * { ?s ?p ex:.SERVICE<URL>{ ?a ?b ?c } } } }",
]


@pytest.mark.parametrize("query", SERVICES, ids=range(len(SERVICES)))
def test_a_call_to_another_endpoint_is_refused_and_not_made(refused, listener, query):
    url, seen = listener
    line = refused(2, "query", "-", stdin=query.replace("URL", url), timeout=20)
    assert line == "SERVICE is refused: a query stays in this graph"
    assert seen == []


UNREADABLE_SERVICES = [
    "PREFIX ex: <URL> SELECT * { SERVICEex:a{ ?a ?b ?c } }",
    "PREFIX : <URL> SELECT * { SERVICE:a{ ?a ?b ?c } }",
    "SELECT * { ?s ?p falseSERVICE<URL>{ ?a ?b ?c } }",
    "SELECT * { \\u0053ERVICE <URL> { ?s ?p ?o } }",
    "SELECT * { ?s ?p 'x'@en-SERVICE <URL> { ?s ?p ?o } }",
]


@pytest.mark.parametrize("query", UNREADABLE_SERVICES, ids=range(len(UNREADABLE_SERVICES)))
def test_a_call_disguised_beyond_reading_is_not_made(run, listener, query):
    url, seen = listener
    result = run("query", "-", stdin=query.replace("URL", url), timeout=20)
    assert result.code in (2, 3)
    assert seen == []


INNOCENT = [
    "SELECT ?service { ?service akg:hasBrand ?o }",
    "SELECT $SERVICE { $SERVICE akg:hasBrand ?o }",
    "PREFIX ex: <urn:x> SELECT ?s { ?s akg:hasBrand ?o OPTIONAL { ?s ex:service ?x } }",
    "PREFIX service: <urn:x> SELECT ?s { ?s akg:hasBrand ?o OPTIONAL { ?s service:p service:q } }",
    "PREFIX service: <urn:x> SELECT ?s { ?s akg:hasBrand ?o OPTIONAL { GRAPH service:g {} } }",
    'SELECT ?s { ?s akg:hasBrand ?o FILTER(STR(?o) != "SERVICE <http://x/> {") }',
    "SELECT ?s { ?s akg:hasBrand ?o FILTER(STR(?o) != '''SERVICE''') }",
    "SELECT ?s { ?s akg:hasBrand ?o # SERVICE <http://x/> { }\n}",
    "SELECT ?s { ?s akg:hasBrand ?o FILTER(?o != <http://x/SERVICE>) }",
    "SELECT ?s { ?s akg:hasBrand ?o FILTER(STR(?o) != 'x'@en-service) }",
    "SELECT ?s { ?s akg:hasBrand ?o OPTIONAL { _:SERVICE akg:hasBrand ?o } }",
    "SELECT ?s { ?s akg:hasBrand ?o OPTIONAL { ?s ?p 'LOAD <http://x/>' } }",
]


@pytest.mark.parametrize("query", INNOCENT, ids=range(len(INNOCENT)))
def test_an_innocent_use_of_the_word_passes(run, query):
    result = run("query", "-", "-f", "csv", stdin=query)
    assert (result.code, result.stderr) == (0, "")
    assert len(result.stdout.splitlines()) >= 7


CHAINS = {
    "groups": "SELECT * { " + "{" * 3_000 + "}" * 3_000 + " }",
    "parentheses": "SELECT (" + "(" * 6_000 + "1" + ")" * 6_000 + " AS ?x) { }",
    "functions": "SELECT (" + "STR(" * 2_000 + "1" + ")" * 2_000 + " AS ?x) { }",
    "exists": "SELECT * { " + "FILTER EXISTS { " * 1_500 + "}" * 1_500 + " }",
    "collections": "SELECT * { ?s ?p " + "(" * 1_500 + ")" * 1_500 + " }",
    "blank nodes": "SELECT * { ?s ?p " + "[?p " * 1_500 + "1" + "]" * 1_500 + " }",
    "sums": "SELECT (1" + "+1" * 20_000 + " AS ?x) { }",
    "negations": "SELECT (" + "!" * 20_000 + "true AS ?x) { }",
    "unions": "SELECT * { {}" + "UNION{}" * 20_000 + " }",
    "absences": "SELECT * { ?s ?p ?o " + "MINUS{?a ?b ?c}" * 20_000 + " }",
    "alternatives": "SELECT * { ?s akg:x" + "|akg:x" * 20_000 + " ?o }",
    "conditions": "SELECT * { ?s ?p ?o FILTER(?s=1" + "||?s=1" * 20_000 + ") }",
    "patterns": "SELECT * { " + "?s ?p ?o . " * 20_000 + " }",
    "objects": "SELECT * { ?s ?p ?o" + ",?o" * 20_000 + " }",
    "brackets that never close": "(" * 100_000,
}


@pytest.mark.parametrize("query", CHAINS.values(), ids=CHAINS)
def test_what_would_crash_the_store_is_refused_before(refused, query):
    assert re.match(r"-:1:\d+: ", refused(3, "query", "-", stdin=query, timeout=20))


def test_nesting_that_people_write_is_fine(run):
    deep = "{ " * 40 + "?s akg:hasBrand ?o" + " }" * 40
    assert run("query", "-e", f"SELECT ?s {{ {deep} }}").code == 0


# --- files


@pytest.mark.parametrize(
    ("file", "reason"),
    [("nowhere.rq", "No such file or directory"), (".", "Is a directory")],
)
def test_a_query_file_that_cannot_be_read(refused, tmp_path, file, reason):
    assert refused(3, "query", file, cwd=tmp_path) == f"{file}: {reason}"


def test_a_query_file_that_is_not_utf8(refused, tmp_path):
    (tmp_path / "q.rq").write_bytes(b"ASK {} # \xe9")
    assert (
        refused(3, "query", "q.rq", cwd=tmp_path) == "q.rq: not UTF-8 at byte 9; save it as UTF-8"
    )


def test_standard_input_that_is_not_utf8(refused):
    assert refused(3, "query", "-", stdin=b"\xff") == "-: not UTF-8 at byte 0; save it as UTF-8"


def test_an_argument_that_is_not_utf8(refused):
    assert "not UTF-8" in refused(3, "query", "-e", b"ASK {} # \xff")


def test_a_text_to_check_that_is_missing(refused, tmp_path):
    line = refused(3, "sources", "check", ARTICLE, "nowhere.txt", cwd=tmp_path)
    assert line == "nowhere.txt: No such file or directory"


COMMANDS = [
    ["ask", "timeline", "-f", "json"],
    ["query", "-e", "ASK {}", "-f", "json"],
    ["describe", "AmpR Medium", "-f", "json"],
    ["evidence", "AmpR Medium", "-f", "json"],
    ["export", "-f", "nt"],
    ["stats", "-f", "json"],
    ["timeline", "-f", "json"],
    ["changes", "2025-03-01", "2025-09-17", "-f", "json"],
    ["disputes", "-f", "json"],
    ["version", "-f", "json"],
    ["sources", "list", "-f", "json"],
    ["questions", "list", "-f", "json"],
]


@pytest.mark.parametrize("output", ["nowhere/x", "file/x", "folder", "x" * 300])
@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_an_output_that_cannot_be_written_leaves_nothing_behind(refused, tmp_path, command, output):
    (tmp_path / "file").write_text("old", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    refused(3, *command, "-o", output, cwd=tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*")) == ["file", "folder"]
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old"


def test_an_error_leaves_the_old_output_as_it_was(refused, tmp_path):
    (tmp_path / "x.json").write_text("old", encoding="utf-8")
    refused(5, "ask", "timelime", "-o", "x.json", cwd=tmp_path)
    assert [path.read_text(encoding="utf-8") for path in tmp_path.iterdir()] == ["old"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux /dev/full")
def test_a_full_disk_is_told(environment):
    with Path("/dev/full").open("wb") as full:  # only written to, through the standard stream
        done = subprocess.run(
            [*PROGRAM, "ask", "timeline"], env=environment, stdout=full, stderr=subprocess.PIPE
        )
    assert done.returncode == 3
    assert done.stderr == b"alliance-kg: standard output: No space left on device\n"


@pytest.mark.parametrize(
    "command",
    [["export", "-f", "nt"], ["ask", "claims-about-an-entity"], ["questions", "list"]],
    ids=" ".join,
)
def test_a_reader_that_goes_away_is_no_error(environment, command):
    with subprocess.Popen(
        [*PROGRAM, *command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(timeout=30) == 0


def test_a_reader_that_was_never_there_is_no_error(environment):
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [*PROGRAM, "ask", "timeline"], env=environment, stdout=writing, stderr=subprocess.PIPE
    )
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


# --- Ctrl-C


def interrupted(environment, command, *, is_ready):
    """Send SIGINT to a running command once it is ready; return its code and last words."""
    with subprocess.Popen(
        [*PROGRAM, *command],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        process.stdin.write(b"# and more\n")
        process.stdin.flush()
        while not is_ready(process):
            assert process.poll() is None
            time.sleep(0.02)
        process.send_signal(signal.SIGINT)
        try:
            code = process.wait(timeout=15)
        finally:
            process.kill()
        # click ends the line on which the terminal shows ^C.
        return code, process.stdout.read(), process.stderr.read().removeprefix(b"\n")


def is_waiting_for_input(process):
    """Whether what it was given has been read, so that it waits for the rest."""
    return fcntl.ioctl(process.stdin, termios.FIONREAD, bytes(4)) == bytes(4)


def is_evaluating(worker):
    """Whether a worker has used more time than starting and opening the store take."""
    try:
        return worker.cpu_times().user > 0.5
    except psutil.NoSuchProcess:
        return False


def test_ctrl_c_while_waiting_for_input_ends_in_one_line(environment):
    ended = interrupted(environment, ["query", "-"], is_ready=is_waiting_for_input)
    assert ended == (130, b"", b"alliance-kg: stopped\n")


def test_ctrl_c_while_the_store_evaluates_ends_in_one_line_and_leaves_nothing(environment):
    endless = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    workers = []

    def is_ready(process):
        workers[:] = psutil.Process(process.pid).children()
        return any(map(is_evaluating, workers))

    ended = interrupted(environment, ["query", "-e", endless], is_ready=is_ready)
    assert ended == (130, b"", b"alliance-kg: stopped\n")
    assert workers
    assert not any(worker.is_running() for worker in workers)


# --- our own bugs


def test_a_bug_of_ours_is_told_in_one_line_and_asks_for_a_report(environment):
    program = (
        "import sys\nfrom alliance_kg import cli\nfrom alliance_kg.cli import answering\n"
        "def fail(*_, **__): raise ZeroDivisionError('two\\nlines')\n"
        "answering.answer = fail\nsys.exit(cli.run(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, "ask", "timeline"],
        env=environment,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stdout) == (70, "")
    assert done.stderr == (
        "alliance-kg: internal error, ZeroDivisionError: two lines; "
        "please report it with --debug's output\n"
    )


def test_a_traceback_is_shown_when_asked_for(run):
    result = run("--debug", "ask", "timelime")
    assert result.code == 5
    assert "Traceback" in result.stderr


# --- the terminal


def test_a_note_goes_to_a_terminal_on_standard_error_and_not_into_the_data(environment):
    main, other = pty.openpty()
    done = subprocess.run(
        [*PROGRAM, "ask", "timeline"], env=environment, stdout=subprocess.PIPE, stderr=other
    )
    os.close(other)
    told = os.read(main, 1000)
    os.close(main)
    assert re.fullmatch(rb"\d+ rows \xc2\xb7 release [\d.]+\r\n", told)
    assert b"\x1b" not in done.stdout
