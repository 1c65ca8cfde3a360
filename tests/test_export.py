"""An export is the files' own triples, the same bytes each time, whole or not at all."""

import hashlib
import io
import json
import subprocess
import sys

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple

from alliance_kg import media
from alliance_kg.bundle import Bundle
from alliance_kg.editions import contents_of
from alliance_kg.export import context_of, serialize, serialize_triples, write_to
from alliance_kg.export.jsonld import published
from alliance_kg.export.reified import restored
from alliance_kg.stores.loading import read_quads

FORMATS = {
    "ttl": (RdfFormat.TURTLE, "turtle"),
    "nt": (RdfFormat.N_TRIPLES, "nt"),
    "nq": (RdfFormat.N_QUADS, "nquads"),
    "trig": (RdfFormat.TRIG, "trig"),
    "jsonld": (RdfFormat.JSON_LD, "json-ld"),
    "rdfxml": (RdfFormat.RDF_XML, "xml"),
}
DATASETS = ("nq", "trig", "jsonld")


@pytest.fixture(scope="module")
def quads(bundle):
    return list(read_quads(bundle))


@pytest.fixture(scope="module")
def contents(bundle):
    with contents_of(bundle) as found:
        yield found


@pytest.fixture(scope="module")
def context(contents):
    return context_of(contents)


@pytest.fixture(scope="module")
def exported(graph, quads, context):
    return {name: serialize(quads, name, graph.prefixes.namespaces, context) for name in FORMATS}


def test_there_is_a_case_for_each_format():
    assert FORMATS.keys() == media.GRAPHS.keys()


def canonical(quads, *, merged=False):
    """Return quads as sorted lines, blank nodes named by what is said of them (RDFC-1.0)."""
    named = [Quad(quad.subject, quad.predicate, quad.object) for quad in quads] if merged else quads
    dataset = pyoxigraph.Dataset(named)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    return sorted(map(str, dataset))


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_parses_back_to_the_triples_of_the_files(exported, quads, name):
    found = pyoxigraph.parse(exported[name], format=FORMATS[name][0])
    assert canonical(found, merged=True) == canonical(quads, merged=True)


@pytest.mark.parametrize("name", DATASETS)
def test_a_format_of_datasets_keeps_one_graph_a_file(exported, quads, name):
    found = pyoxigraph.parse(exported[name], format=FORMATS[name][0])
    assert canonical(found) == canonical(quads)


def in_rdflib(content, name):
    """Parse with rdflib and return its triples, canonical, read back from N-Triples."""
    parsed = rdflib.Dataset(default_union=True) if name in DATASETS else rdflib.Graph()
    parsed.parse(data=content, format=FORMATS[name][1])
    lines = "".join(
        f"{' '.join(term.n3() for term in triple)} .\n" for triple in parsed.triples((None,) * 3)
    )
    return canonical(pyoxigraph.parse(lines, format=RdfFormat.N_TRIPLES), merged=True)


@pytest.mark.filterwarnings("ignore::DeprecationWarning:rdflib")  # its own parsers' calls
@pytest.mark.parametrize("name", FORMATS)
def test_rdflib_reads_the_same_triples(exported, quads, name):
    # Both sides through rdflib, which writes the Z of a time as +00:00.
    wanted = in_rdflib("".join(f"{quad.triple} .\n" for quad in quads), "nt")
    assert in_rdflib(exported[name], name) == wanted


def test_n_quads_are_those_of_rdfc_1_0(exported, quads):
    dataset = pyoxigraph.Dataset(quads)
    dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
    lines = "".join(sorted(f"{quad} .\n" for quad in dataset))
    assert exported["nq"].decode() == lines


# --- JSON-LD


def expanded_by_pyld(content):
    """Expand with another library, which must not fetch anything."""
    from pyld import jsonld

    def refuse(url, _options):
        raise AssertionError(f"{url} is fetched")

    return jsonld, jsonld.expand(json.loads(content), {"documentLoader": refuse})


def test_json_ld_is_compact_with_the_published_context(exported, bundle):
    document = json.loads(exported["jsonld"])
    context = json.loads((bundle.root / "ontology" / "context.jsonld").read_text())
    assert document["@context"] == context["@context"]


def test_the_published_context_is_that_of_the_ontology(bundle, context):
    file = bundle.root / "ontology" / "context.jsonld"
    assert file.read_text(encoding="utf-8") == published(context), "run make docs"


def test_a_node_of_json_ld_reads_as_one_would_write_it(exported):
    graphs = {it["id"]: it["@graph"] for it in json.loads(exported["jsonld"])["@graph"]}
    micra = "akgd:vehicle/nissan-micra-6"
    (node,) = (node for node in graphs["akgg:article/facts"] if node["id"] == micra)
    assert node["type"] == "ModelGeneration"
    assert node["label"] == {
        "en": "Nissan Micra (sixth generation)",
        "it": "Nissan Micra (sesta generazione)",
    }
    assert node["hasBrand"] == "akgd:brand/nissan"


def test_every_class_and_property_of_the_ontology_has_a_term(bundle, context):
    akg = "https://w3id.org/alliance-kg/ontology#"
    declared = {
        quad.subject.value.removeprefix(akg)
        for quad in pyoxigraph.parse(path=bundle.root / "ontology" / "alliance.ttl")
        if quad.subject.value.startswith(akg) and quad.predicate.value.endswith("#type")
    }
    assert len(declared) > 150
    assert declared <= context.keys()


def test_another_library_gives_the_same_canonical_quads(exported):
    jsonld, expanded = expanded_by_pyld(exported["jsonld"])
    found = jsonld.normalize(expanded, {"algorithm": "URDNA2015", "format": "application/n-quads"})
    # Compared by digest: the difference of two such texts takes minutes to show.
    wanted = hashlib.sha256(exported["nq"]).hexdigest()
    assert hashlib.sha256(found.encode()).hexdigest() == wanted


AKG = "https://w3id.org/alliance-kg/ontology#"
LITERALS = [
    Literal("7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("-7", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("007", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("9" * 30, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer")),
    Literal("1.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal")),
    Literal("true", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
    Literal("1", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#boolean")),
    Literal("2025-09-17", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#date")),
    Literal("x", datatype=NamedNode("urn:type")),
    Literal("akgd:brand/nissan"),
    Literal("_:b"),
    Literal(""),
    Literal('a "quoted"\n\u2028 text'),
    Literal("deux", language="fr"),
    Literal("two", language="en"),
    Literal("zwei", language="de-at"),
]


@pytest.mark.parametrize("predicate", ["countValue", "usesPlatform", "verbatimTime", "edtf"])
@pytest.mark.parametrize("literal", [*LITERALS, NamedNode("urn:x"), NamedNode("http://a/b?c#d")])
def test_any_value_of_any_term_survives_json_ld(graph, context, predicate, literal):
    node = NamedNode("https://w3id.org/alliance-kg/id/x/y")
    quads = [
        Quad(node, NamedNode(AKG + predicate), literal, NamedNode("urn:g")),
        Quad(node, NamedNode(AKG + predicate), NamedNode("urn:other"), NamedNode("urn:g")),
        Quad(node, NamedNode("urn:p"), literal),
    ]
    content = serialize(quads, "jsonld", graph.prefixes.namespaces, context)
    assert canonical(pyoxigraph.parse(content, format=RdfFormat.JSON_LD)) == canonical(quads)


# --- RDF 1.2


@pytest.fixture(scope="module")
def whole(contents):
    """The formats that are made from a whole release, each as bytes."""

    def write(name):
        out = io.BytesIO()
        write_to(contents, name, out)
        return out.getvalue()

    return {name: write(name) for name in ("ttl12", "nt12", "nanopub", "questions")}


RDF12 = {"ttl12": RdfFormat.TURTLE, "nt12": RdfFormat.N_TRIPLES}


@pytest.mark.parametrize("name", RDF12)
def test_claims_are_reifiers_and_can_be_turned_back(whole, quads, name):
    found = [quad.triple for quad in pyoxigraph.parse(whole[name], format=RDF12[name])]
    reified = [it for it in found if it.predicate.value.endswith("#reifies")]
    stated = {quad.subject for quad in quads if quad.predicate.value.endswith("-ns#subject")}
    assert {it.subject for it in reified} == stated
    assert len(reified) == len(stated) > 900
    merged = [Quad(*triple) for triple in restored(found)]
    assert canonical(merged, merged=True) == canonical(quads, merged=True)


def test_a_claim_that_states_no_whole_triple_is_left_as_it_is(copy):
    half = copy / "data" / "article" / "claims.ttl"
    text = half.read_text(encoding="utf-8")
    assert "rdf:object" in text
    half.write_text(text.replace("rdf:object", "akg:rationale", 1), encoding="utf-8")
    out = io.BytesIO()
    with contents_of(Bundle.open(copy)) as changed:
        write_to(changed, "nt12", out)
    assert out.getvalue().count(b"#subject> <") == 1


@pytest.mark.parametrize("name", FORMATS)
def test_the_order_of_the_statements_does_not_matter(exported, graph, quads, context, name):
    found = serialize(reversed(quads), name, graph.prefixes.namespaces, context)
    assert found == exported[name]


@pytest.mark.parametrize("name", [*FORMATS, "ttl12", "nt12", "nanopub", "questions", "graphml"])
def test_two_processes_give_the_same_bytes(environment, name):
    program = [sys.executable, "-m", "alliance_kg", "export", "-f", name]
    one, other = (
        subprocess.run(
            program, env=environment | {"PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    )
    assert one == other != b""


def test_blank_nodes_get_the_same_labels_whatever_they_were_called(graph):
    made = []
    for first, second in (("x", "y"), ("y", "x")):
        one, two = pyoxigraph.BlankNode(first), pyoxigraph.BlankNode(second)
        p = NamedNode("urn:p")
        quads = [Quad(one, p, Literal("1")), Quad(two, p, Literal("2")), Quad(one, p, two)]
        made.append(serialize(quads, "nt", graph.prefixes.namespaces))
    assert made[0] == made[1]


def test_literals_are_exported_as_they_are_written():
    odd = Literal("01.50", datatype=NamedNode("http://www.w3.org/2001/XMLSchema#decimal"))
    content = serialize([Quad(NamedNode("urn:s"), NamedNode("urn:p"), odd)], "nt", {})
    assert b'"01.50"' in content


@pytest.mark.parametrize("name", ["ttl", "trig"])
def test_prefixes_that_nothing_uses_are_not_declared(name):
    quad = Quad(NamedNode("http://a/s"), NamedNode("http://b/p"), Literal("o"))
    content = serialize([quad], name, {"a": "http://a/", "b": "http://b/", "c": "http://c/"})
    declared = {line.split()[1] for line in content.decode().splitlines() if "@prefix" in line}
    assert declared == {"a:", "b:"}


def test_triples_are_exported_once_and_sorted():
    p = NamedNode("urn:p")
    b, a = (Triple(NamedNode(f"urn:{name}"), p, Literal(name)) for name in "ba")
    assert serialize_triples([b, a, b], "nt", {}) == f"{a} .\n{b} .\n".encode()


def test_an_unwritable_target_leaves_the_old_file(run, tmp_path):
    old = tmp_path / "release.nq"
    old.mkdir()
    (old / "kept").write_bytes(b"old")
    result = run("export", "-o", str(old))
    assert (result.code, result.stdout) == (3, "")
    assert [path.name for path in tmp_path.iterdir()] == ["release.nq"]


def test_the_suffix_chooses_the_format(run, tmp_path, exported):
    run("export", "-o", str(tmp_path / "release.nq"))
    assert (tmp_path / "release.nq").read_bytes() == exported["nq"]
