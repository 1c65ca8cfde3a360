"""Files and shapes of anyone are checked apart, within limits, and refused with a reason."""

import gzip
import json
import socket
import threading

import pytest

from alliance_kg.errors import BadParameter, InputError, LimitReached, OperationRefused, UsageError
from alliance_kg.report import Severity
from alliance_kg.validation import ENGINES
from alliance_kg.validation.foreign import validate_files

PREFIXES = """@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix ex: <http://example.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
"""
SHAPES = f"""{PREFIXES}
ex:Car a sh:NodeShape ;
    sh:targetClass ex:Car ;
    sh:property ex:seats ,
        [ sh:path ( ex:maker ex:name ) ; sh:maxLength 3 ; sh:severity sh:Warning ] .
ex:seats a sh:PropertyShape ;
    sh:path ex:seats ;
    sh:datatype xsd:integer ;
    sh:pattern "^[1-9f]" ;
    sh:message "A car has seats." .
"""
DATA = f"""{PREFIXES}
ex:a a ex:Car ;
    ex:seats "four" .

ex:b a ex:Car ;
    ex:seats "05"^^xsd:integer ;
    ex:maker [ ex:name "Renault" ] .
"""
# As many rows as the data have triples, to the power of six: no engine ends this.
ENDLESS = f"""{PREFIXES}
ex:S a sh:NodeShape ; sh:targetClass ex:Car ; sh:sparql [ sh:select \"\"\"
SELECT $this WHERE {{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n ?o . ?p ?q ?r .
FILTER (CONCAT(STR(?a), STR(?d), STR(?g), STR(?j), STR(?m), STR(?p)) = "no") }} \"\"\" ] .
"""


@pytest.fixture
def write(tmp_path):
    def call(name, content):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return call


@pytest.mark.parametrize("engine", ENGINES)
def test_any_data_is_checked_against_any_shapes(write, engine):
    data, shapes = write("d.ttl", DATA), write("s.ttl", SHAPES)
    report = validate_files([data], [shapes], engine=engine)
    found = {
        (it.focus_node, it.path, it.value, it.severity, it.file, it.line) for it in report.results
    }
    seats, name = (
        "http://example.org/seats",
        "(<http://example.org/maker>/<http://example.org/name>)",
    )
    assert found == {
        ("http://example.org/a", seats, "four", Severity.VIOLATION, str(data), 6),
        ("http://example.org/b", seats, "05", Severity.VIOLATION, str(data), 9),
        ("http://example.org/b", name, "Renault", Severity.WARNING, str(data), 10),
    }
    assert dict(report.focus_nodes) == {"http://example.org/Car": 2}
    assert not report.conforms


def test_a_sentence_has_the_message_of_the_shape_or_the_name_of_the_constraint(write):
    report = validate_files([write("d.ttl", DATA)], [write("s.ttl", SHAPES)])
    said = sorted(it.sentence().partition("violation: ")[2] for it in report.results)
    assert said == [
        "",
        "a: A car has seats. (value: four) [seats]",
        "b: A car has seats. (value: 05) [seats]",
    ]
    (warning,) = [it for it in report.results if it.severity is Severity.WARNING]
    assert warning.sentence().endswith(
        ": warning: b: MaxLengthConstraintComponent (value: Renault)"
    )


@pytest.mark.parametrize("suffix", ["nt", "nq", "trig", "rdf", "jsonld"])
def test_every_format_is_read_by_its_suffix(write, suffix):
    from pyoxigraph import RdfFormat, parse, serialize

    quads = list(parse(DATA, format=RdfFormat.TURTLE))
    form = RdfFormat.from_extension(suffix)
    content = serialize((quad.triple for quad in quads), format=form)
    report = validate_files([write(f"d.{suffix}", content)], [write("s.ttl", SHAPES)])
    assert len(report.results) == 3


def test_a_byte_order_mark_of_utf_8_is_no_fault(write):
    data = write("d.ttl", b"\xef\xbb\xbf" + DATA.encode())
    assert len(validate_files([data], [write("s.ttl", SHAPES)]).results) == 3


def test_blank_nodes_of_two_files_are_not_the_same(write):
    one = write("1.nt", "_:x <http://example.org/maker> _:y .\n")
    two = write(
        "2.nt",
        "<http://example.org/a> <http://www.w3.org/1999/02/22-rdf-syntax-ns#type> "
        "<http://example.org/Car> .\n<http://example.org/a> <http://example.org/maker> _:y .\n",
    )
    three = write("3.nt", '_:y <http://example.org/name> "Renault" .\n')
    assert validate_files([one, two, three], [write("s.ttl", SHAPES)]).results == ()


BAD = {
    "a DTD": ("x.rdf", b'<!DOCTYPE r [<!ENTITY a "b">]><r/>', "document type declaration"),
    "UTF-16": ("d.ttl", DATA.encode("utf-16"), "this is UTF-16"),
    "UTF-32": ("d.ttl", DATA.encode("utf-32"), "this is UTF-32"),
    "gzip": ("d.ttl", gzip.compress(DATA.encode()), "packed with gzip"),
    "a file broken half-way": ("d.ttl", DATA[:-20].encode(), r"d\.ttl:1\d:\d+: "),
    "a suffix that means nothing": ("d.doc", DATA.encode(), "no format has this suffix"),
    "bytes that are no text": ("d.ttl", b"\x00\xff" * 9, r"d\.ttl:1:1: "),
    "a context elsewhere": (
        "d.jsonld", b'{"@context": "http://127.0.0.1:9/", "@id": "x:y"}', "context elsewhere",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("name", "content", "reason"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_used_is_an_input_error(write, name, content, reason):
    path = write(name, content)
    with pytest.raises(InputError, match=reason) as caught:
        validate_files([path], [write("s.ttl", SHAPES)])
    assert str(path) in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_that_is_not_there_is_an_input_error(write, tmp_path):
    with pytest.raises(InputError, match=r"nope\.ttl: No such file"):
        validate_files([tmp_path / "nope.ttl"], [write("s.ttl", SHAPES)])


@pytest.mark.parametrize("engine", ENGINES)
def test_a_check_that_does_not_end_is_ended(write, engine):
    data = write("d.ttl", DATA + "".join(f"ex:n{at} ex:p ex:m{at} .\n" for at in range(200)))
    with pytest.raises(LimitReached, match="longer than 3 s and was stopped"):
        validate_files([data], [write("s.ttl", ENDLESS)], engine=engine, timeout_s=3)


def test_a_file_without_an_end_meets_the_limit_of_memory(write):
    # A suffix is asked of the name; the device behind it has none.
    endless = write("x", b"").with_name("endless.ttl")
    endless.symlink_to("/dev/zero")
    with pytest.raises(LimitReached, match="needed more than 300 MB"):
        validate_files([endless], [write("s.ttl", SHAPES)], memory_mb=300)


@pytest.mark.parametrize("engine", ENGINES)
def test_nothing_is_fetched(write, engine):
    """A listener on loopback hears nothing, whatever the files ask for."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        heard = []
        place = f"http://127.0.0.1:{server.getsockname()[1]}/"
        thread = threading.Thread(target=lambda: heard.extend(_heard(server)))
        thread.start()
        asking = f"""{SHAPES}
        <> a <http://www.w3.org/2002/07/owl#Ontology> ;
            <http://www.w3.org/2002/07/owl#imports> <{place}import> ."""
        report = validate_files([write("d.ttl", DATA)], [write("s.ttl", asking)], engine=engine)
        calling = ENDLESS.replace(
            "SELECT $this WHERE {", f"SELECT $this WHERE {{ SERVICE <{place}> {{}} "
        )
        with pytest.raises(OperationRefused, match="SERVICE is refused"):
            validate_files([write("d.ttl", DATA)], [write("c.ttl", calling)], engine=engine)
        thread.join()
    assert (len(report.results), heard) == (3, [])


def _heard(server):
    try:
        return [server.accept()]
    except TimeoutError:
        return []


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"timeout_s": 0}, "timeout"), ({"memory_mb": 0}, "memory")],
)
def test_a_limit_that_limits_nothing_is_a_bad_parameter(write, options, reason):
    with pytest.raises(BadParameter, match=reason):
        validate_files([write("d.ttl", DATA)], [write("s.ttl", SHAPES)], **options)


def test_an_unknown_engine_is_a_usage_error(write):
    with pytest.raises(UsageError, match="no SHACL engine 'jena'"):
        validate_files([write("d.ttl", DATA)], [write("s.ttl", SHAPES)], engine="jena")


def test_the_command_checks_files_and_exits_with_1(run, write):
    done = run(
        "validate", str(write("d.ttl", DATA)), "--shapes", str(write("s.ttl", SHAPES)), "-f", "json"
    )
    assert done.code == 1
    assert [row["value"] for row in json.loads(done.stdout)] == ["four", "05", "Renault"]


def test_the_command_checks_a_file_against_the_shapes_of_the_release(run, write):
    wrong = """@prefix akg: <https://w3id.org/alliance-kg/ontology#> .
    <https://w3id.org/alliance-kg/id/brand/new> a akg:Brand ; akg:isOwned "x" ."""
    done = run("validate", str(write("d.ttl", wrong)))
    assert done.code == 1
    assert "[DefinedProperty]" in done.stdout


def test_shapes_without_files_are_a_usage_error(run, write):
    done = run("validate", "--shapes", str(write("s.ttl", SHAPES)))
    assert (done.code, done.stdout) == (2, "")
    assert "name the data files" in done.stderr
