"""What differs is told by entity; blank nodes and order never make a difference."""

import json
import random
import re
import shutil
import subprocess

import pyoxigraph
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple

from alliance_kg.diff import compare, difference
from alliance_kg.diff.naming import Naming
from alliance_kg.diff.patch import write
from alliance_kg.edition import Edition
from alliance_kg.editions import open_edition
from alliance_kg.stores.loading import read_quads

BASE = "https://w3id.org/alliance-kg/"
MICRA = f"{BASE}id/vehicle/nissan-micra-6"


def edition(quads, *, has_graphs=True):
    return Edition("memory", lambda: iter(quads), has_graphs=has_graphs)


def differ(one, other, **options):
    with compare(edition(one, **options), edition(other, **options)) as found:
        return difference(found)


def told(run, *arguments):
    result = run("diff", *map(str, arguments), "-f", "json")
    assert result.stderr == ""
    content = json.loads(result.stdout)
    assert result.code == (0 if content["equal"] else 1)
    return content


def edit(folder, file, old, new):
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text.count(old)
    path.write_text(text.replace(old, new), encoding="utf-8")


# --- equality


def test_an_edition_is_equal_to_itself(run, copy, bundle):
    assert told(run, bundle.root, copy)["equal"]


def test_comments_and_order_make_no_difference(run, copy, bundle):
    for path in copy.rglob("*.ttl"):
        lines = path.read_text(encoding="utf-8").split("\n\n")
        head, blocks = lines[0], lines[1:]
        random.Random(3).shuffle(blocks)  # noqa: S311
        path.write_text("\n\n".join([head, "# shuffled", *blocks]), encoding="utf-8")
    assert told(run, bundle.root, copy)["equal"]


TERMS = st.sampled_from("abcd")
TRIPLES = st.sets(st.tuples(TERMS, st.sampled_from("pq"), TERMS), max_size=9)


def graph_of(triples, rename):
    def node(name):
        return NamedNode("urn:a") if name == "a" else BlankNode(rename[name])

    return [Quad(node(s), NamedNode(f"urn:{p}"), node(o)) for s, p, o in triples]


def isomorphic(one, other):
    datasets = []
    for quads in (one, other):
        dataset = pyoxigraph.Dataset(quads)
        dataset.canonicalize(pyoxigraph.CanonicalizationAlgorithm.RDFC_1_0)
        datasets.append(sorted(map(str, dataset)))
    return datasets[0] == datasets[1]


@given(TRIPLES, st.permutations("xyz"))
def test_names_of_blank_nodes_make_no_difference(triples, names):
    one = graph_of(triples, dict(zip("bcd", "bcd", strict=True)))
    other = graph_of(triples, dict(zip("bcd", names, strict=True)))
    assert differ(one, other).is_equal


@given(TRIPLES, TRIPLES)
def test_editions_are_equal_exactly_when_they_are_isomorphic(first, second):
    one, other = (graph_of(triples, dict.fromkeys("bcd") | {n: n for n in "bcd"})
                  for triples in (first, second))  # fmt: skip
    assert differ(one, other).is_equal == isomorphic(one, other)


def test_one_of_two_equal_blank_nodes_is_a_difference():
    def twice(count):
        return [Quad(BlankNode(f"n{at}"), NamedNode("urn:p"), Literal("x")) for at in range(count)]

    assert differ(twice(2), twice(2)).is_equal
    assert not differ(twice(2), twice(1)).is_equal


def test_a_change_in_one_group_of_blank_nodes_renames_no_other(bundle):
    quads = [quad for quad in read_quads(bundle) if "_:" in str(quad)]
    changed = [*quads, Quad(BlankNode("new"), NamedNode("urn:p"), Literal("x"))]
    before, after = (set(map(str, Naming()(each))) for each in (quads, changed))
    assert len(before) > 30
    assert before < after


def test_blank_nodes_in_triple_terms_are_followed():
    inner = Triple(BlankNode("x"), NamedNode("urn:p"), Literal("1"))
    one = [Quad(NamedNode("urn:r"), NamedNode("urn:reifies"), inner)]
    other = [Quad(NamedNode("urn:r"), NamedNode("urn:reifies"),
                  Triple(BlankNode("y"), NamedNode("urn:p"), Literal("1")))]  # fmt: skip
    assert list(Naming()(one)) == list(Naming()(other))


# --- what is told


def entity(content, iri):
    (found,) = (it for it in content["entities"] if it["iri"] == iri)
    return found


def test_a_value_that_changed_is_told_before_and_after(run, copy, bundle):
    edit(copy, "data/article/facts.ttl", '"Nissan Micra (sixth generation)"@en', '"New Micra"@en')
    content = told(run, bundle.root, copy)
    assert content["counts"] == {"facts": {"changed": 1}}
    change = entity(content, MICRA)
    assert change["label"] == {"en": "New Micra", "it": "Nissan Micra (sesta generazione)"}
    assert change["changes"] == [
        {
            "property": "http://www.w3.org/2000/01/rdf-schema#label",
            "before": [
                {
                    "type": "literal",
                    "value": "Nissan Micra (sixth generation)",
                    "xml:lang": "en",
                }
            ],
            "after": [{"type": "literal", "value": "New Micra", "xml:lang": "en"}],
        }
    ]


def test_an_entity_that_is_gone_is_told_as_removed(run, copy, bundle):
    text = (copy / "data/article/facts.ttl").read_text(encoding="utf-8")
    block = re.search(rf"^<{BASE}id/brand/alpine> .*?\.\n", text, re.MULTILINE | re.DOTALL)[0]
    edit(copy, "data/article/facts.ttl", block, "")
    content = told(run, bundle.root, copy)
    assert entity(content, f"{BASE}id/brand/alpine")["change"] in ("changed", "removed")
    back = told(run, copy, bundle.root)
    assert entity(back, f"{BASE}id/brand/alpine")["change"] in ("changed", "added")
    assert content["counts"].keys() == {"facts"}


def test_entities_are_added_and_removed_with_all_their_statements(run, copy, bundle):
    with (copy / "data/article/facts.ttl").open("a", encoding="utf-8") as file:
        file.write(f'\n<{BASE}id/brand/trabant> a akg:Brand ; rdfs:label "Trabant"@en .\n')
    assert entity(told(run, bundle.root, copy), f"{BASE}id/brand/trabant")["change"] == "added"
    assert entity(told(run, copy, bundle.root), f"{BASE}id/brand/trabant")["change"] == "removed"


def test_a_statement_that_moved_to_another_file_is_told_with_both(run, copy, bundle):
    line = f"<{BASE}id/brand/alpine> a akg:Brand ;"
    edit(copy, "data/article/facts.ttl", line, f"<{BASE}id/brand/alpine>")
    with (copy / "data/background/facts.ttl").open("a", encoding="utf-8") as file:
        file.write(f"\n<{BASE}id/brand/alpine> a akg:Brand .\n")
    (change,) = entity(told(run, bundle.root, copy), f"{BASE}id/brand/alpine")["changes"]
    assert change["graphs"] == [f"{BASE}graph/article/facts", f"{BASE}graph/background/facts"]


def test_a_claim_that_changed_says_what_it_claims(run, copy, bundle):
    claim = f"{BASE}claim/il-messaggero-2025-09-17/062"
    text = (copy / "data/article/claims.ttl").read_text(encoding="utf-8")
    block = re.search(rf"^<{claim}> .*?\.\n", text, re.MULTILINE | re.DOTALL)[0]
    edit(copy, "data/article/claims.ttl", block, block.replace("/accepted>", "/undecided>"))
    content = told(run, bundle.root, copy)
    assert content["counts"] == {"claims": {"changed": 1}}
    table = run("diff", str(bundle.root), str(copy), "-f", "csv", "--lang", "it").stdout
    assert table.splitlines()[1] == (
        "affermazioni,cambiato,akgc:il-messaggero-2025-09-17/062: "
        "Nissan Micra (sesta generazione) ha la motorizzazione elettrica a batteria,"
        "ha l'accettazione,accettato,in sospeso"
    )


def test_a_term_whose_meaning_changed_is_told_from_one_whose_words_did(run, copy, bundle):
    edit(copy, "ontology/alliance.ttl", '"company"@en', '"firm"@en')
    text = (copy / "ontology/alliance.ttl").read_text(encoding="utf-8")
    old = re.search(r"^akg:usesPlatform a .*?\.\n", text, re.MULTILINE | re.DOTALL)[0]
    new = old.replace("rdfs:range akg:VehiclePlatform", "rdfs:range akg:Plant")
    assert old != new
    edit(copy, "ontology/alliance.ttl", old, new)
    content = told(run, bundle.root, copy)
    changes = {
        it["iri"].partition("#")[2]: it["changes"][0].get("logical", False)
        for it in content["entities"]
    }
    assert changes == {"Company": False, "usesPlatform": True}


def test_a_changed_restriction_is_told_under_the_class_it_belongs_to(run, copy, bundle):
    edit(copy, "ontology/alliance.ttl", "powertrain/battery-electric> ] ) ]",
         "powertrain/combustion> ] ) ]")  # fmt: skip
    content = told(run, bundle.root, copy)
    change = entity(content, f"{BASE}ontology#BatteryElectricModel")
    assert [it["property"].partition("#")[2] for it in change["changes"]] == ["hasValue"]


def test_a_question_that_changed_is_told_by_its_parts(run, copy, bundle):
    edit(copy, "queries/timeline.rq", "#+ theme =", "#+ note = 'x'\n#+ theme =")
    text = (copy / "queries/timeline.rq").read_text(encoding="utf-8")
    select = re.search(r"^ORDER BY.*$", text, re.MULTILINE)[0]
    edit(copy, "queries/timeline.rq", select, f"{select}\nLIMIT 7")
    (copy / "queries/venues.rq").unlink()
    content = told(run, bundle.root, copy)
    assert content["counts"] == {"questions": {"removed": 1, "changed": 1}}
    change = entity(content, f"{BASE}query/timeline")
    assert {it["property"] for it in change["changes"]} == {"note", "query"}
    assert entity(content, f"{BASE}query/venues")["label"]["en"]


def test_a_rule_that_changed_is_told(run, copy, bundle):
    edit(copy, "ontology/shapes/claims.ttl", '"source of a claim"@en', '"claim source"@en')
    content = told(run, bundle.root, copy)
    assert content["counts"] == {"rules": {"changed": 1}}


# --- places


def test_files_with_and_without_graphs_are_compared_by_triples(run, tmp_path):
    (tmp_path / "a.nq").write_text("<urn:s> <urn:p> <urn:o> <urn:g> .\n", encoding="utf-8")
    (tmp_path / "b.ttl").write_text("<urn:s> <urn:p> <urn:o> .\n", encoding="utf-8")
    content = told(run, tmp_path / "a.nq", tmp_path / "b.ttl")
    assert content["equal"]
    assert content["not_compared"] == ["graphs", "rules", "questions"]


def test_an_export_is_equal_to_what_it_was_made_from(run, tmp_path, bundle):
    for name in ("alliance.trig", "alliance.jsonld", "alliance.rdf"):
        assert run("export", "-o", str(tmp_path / name)).code == 0
        assert told(run, tmp_path / name, bundle.root)["equal"]


def test_a_folder_of_rdf_files_is_an_edition(run, copy, bundle):
    content = told(run, copy / "data", bundle.root / "data")
    assert content["equal"]
    (copy / "data/dataset.ttl").unlink()
    assert told(run, copy / "data", bundle.root / "data")["counts"].keys() == {"dataset"}


@pytest.fixture
def repository(copy):
    git = shutil.which("git")
    if git is None:
        pytest.skip("needs Git")

    def call(*arguments):
        identity = ["-c", "user.name=t", "-c", "user.email=t@example.org"]
        subprocess.run([git, *identity, *arguments], cwd=copy, check=True, capture_output=True)

    call("init", "-q", "-b", "trunk")
    call("add", "-A")
    call("commit", "-q", "-m", "first")
    call("tag", "v1")
    edit(copy, "data/article/facts.ttl", '"Nissan Micra (sixth generation)"@en', '"New Micra"@en')
    call("commit", "-q", "-a", "-m", "second")
    return copy


def test_revisions_are_compared(run, repository):
    for pair in (("git:v1", "git:trunk"), ("git:HEAD~1", ".")):
        result = run("diff", *pair, cwd=repository)
        assert (result.code, result.stderr) == (1, "")
        assert "New Micra" in result.stdout
    assert run("diff", "git:HEAD", ".", cwd=repository).code == 0
    assert run("diff", "git:HEAD", "..", cwd=repository / "data").code == 0


BAD = [
    (["nowhere", "."], 3, "nowhere: no such file or folder"),
    (["git:nowhere", "."], 3, "git:nowhere: no such revision"),
    (["git:--output=x", "."], 3, "no such revision"),
    (["git:", "."], 3, "no such revision"),
    (["empty", "."], 3, "empty: no release, no checkout, and no RDF file"),
    (["x.docx", "."], 2, "no format '.docx' here; choose one of .ttl, .nt"),
    (["broken.ttl", "."], 3, "broken.ttl:1:"),
    (["."], 2, "Missing argument 'B'"),
    ([".", ".", "-f", "xls"], 2, "no format 'xls' here; choose one of table, csv"),
    ([".", ".", "-o", "nowhere/x.md"], 3, "nowhere/x.md: No such file"),
]


@pytest.mark.parametrize(("arguments", "code", "reason"), BAD, ids=[" ".join(b[0]) for b in BAD])
def test_what_cannot_be_compared_is_told_in_one_line(run, repository, arguments, code, reason):
    (repository / "empty").mkdir()
    (repository / "x.docx").touch()
    (repository / "broken.ttl").write_text("<urn:s> <urn:p>", encoding="utf-8")
    result = run("diff", *arguments, cwd=repository)
    assert (result.code, result.stdout, result.stderr.count("\n")) == (code, "", 1)
    assert reason in result.stderr
    assert not (repository / "x").exists()


# --- formats


def test_markdown_counts_and_tells(run, copy, bundle):
    edit(copy, "data/article/facts.ttl", '"Nissan Micra (sixth generation)"@en', '"New Micra"@en')
    result = run("diff", str(bundle.root), str(copy), "-f", "md")
    assert result.code == 1
    assert "| facts | 0 | 0 | 1 |\n\n## Facts\n\n**New Micra** (changed)" in result.stdout
    assert (
        '- label: "Nissan Micra (sixth generation)"@en → "New Micra"@en'
        in result.stdout.replace("rdfs:", "")
    )


def test_equal_editions_are_told_so(run, bundle):
    assert run("diff", str(bundle.root), str(bundle.root)).stdout == "Nothing differs.\n"
    italian = run("diff", str(bundle.root), str(bundle.root), "-f", "md", "--lang", "it").stdout
    assert "Non c'è nessuna differenza." in italian


def test_a_patch_turns_the_old_statements_into_the_new_ones(bundle, copy, tmp_path):
    edit(copy, "data/article/facts.ttl", '"Nissan Micra (sixth generation)"@en', '"New Micra"@en')
    (copy / "data/identifiers.ttl").unlink()
    with open_edition(str(bundle.root)) as one, open_edition(str(copy)) as other:
        with compare(one, other) as found, (tmp_path / "x.rdfp").open("wb") as out:
            assert write(found, out)
        with compare(one, other) as found:
            statements, wanted = set(found.before.lines()), set(found.after.lines())
    first, *changes, last = (tmp_path / "x.rdfp").read_text(encoding="utf-8").splitlines()
    assert (first, last) == ("TX .", "TC .")
    for change in changes:
        (statements.remove if change[0] == "D" else statements.add)(change[2:])
    assert statements == wanted


def test_a_patch_is_chosen_by_its_suffix(run, bundle, tmp_path):
    out = tmp_path / "x.rdfp"
    assert run("diff", str(bundle.root), str(bundle.root), "-o", str(out)).code == 0
    assert out.read_text(encoding="utf-8") == "TX .\nTC .\n"


def test_sorting_on_disk_finds_the_same(bundle, copy):
    edit(copy, "data/article/facts.ttl", '"Nissan Micra (sixth generation)"@en', '"New Micra"@en')
    found = []
    with open_edition(str(bundle.root)) as one, open_edition(str(copy)) as other:
        for limit in (10**9, 200_000):
            with compare(one, other, limit=limit) as comparison:
                found.append(list(comparison.lines()))
    assert found[0] == found[1]
    assert len(found[0]) == 2
