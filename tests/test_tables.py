"""Tables and property graphs hold what they say, and say what they drop; real readers agree."""

import csv
import json
import re
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import networkx
import pyarrow.parquet
import pytest
from csvw import TableGroup
from pyoxigraph import Literal, NamedNode, Quad

from alliance_kg import media
from alliance_kg.editions import contents_of
from alliance_kg.errors import InputError
from alliance_kg.export import Contents, property_graph, save, wide
from alliance_kg.export.joins import facts
from alliance_kg.stores.loading import read_quads
from alliance_kg.terms import RDF_TYPE, akg

MICRA = "https://w3id.org/alliance-kg/id/vehicle/nissan-micra-6"
MEDIUM = "https://w3id.org/alliance-kg/id/platform/ampr-medium"


@pytest.fixture(scope="module")
def contents(bundle):
    with contents_of(bundle) as found:
        yield found


@pytest.fixture(scope="module")
def folder(contents, tmp_path_factory):
    base = tmp_path_factory.mktemp("exports")
    for name in (*media.FOLDERS, "graphml"):
        save(contents, name, base / name)
    return base


@pytest.fixture(scope="module")
def quads(bundle):
    return list(read_quads(bundle))


@pytest.fixture(scope="module")
def described(quads):
    """All values by subject and property, the types aside."""
    ours = "https://w3id.org/alliance-kg/ontology#"
    concept = "http://www.w3.org/2004/02/skos/core#Concept"
    rows = {
        quad.subject
        for quad in quads
        if quad.predicate == RDF_TYPE
        and (quad.object.value.startswith(ours) or quad.object.value == concept)
    }
    return {
        (quad.subject.value, quad.predicate.value, quad.object)
        for quad in quads
        if quad.subject in rows and quad.predicate != RDF_TYPE
    }


# --- CSV on the Web


@pytest.fixture(scope="module")
def group(folder):
    return TableGroup.from_file(folder / "csvw" / "csv-metadata.json")


def test_every_table_has_a_description_and_the_other_way_round(group, folder):
    described = {str(table.url) for table in group.tables}
    assert described == {path.name for path in (folder / "csvw").glob("*.csv")}
    assert len(described) > 40


def test_every_cell_is_of_the_datatype_that_its_column_says(group):
    rows = 0
    for table in group.tables:
        for _ in table.iterdicts(strict=True):
            rows += 1
    assert rows > 5000


def test_the_class_tables_hold_all_values_of_their_instances(group, described):
    """What the metadata says of a cell is enough to make the statement again."""
    found = set()
    for table in group.tables:
        if str(table.url) == "facts.csv":
            continue
        columns = {column.name: column for column in table.tableSchema.columns}
        with (Path(group._fname).parent / str(table.url)).open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                found |= set(statements(row, columns))
    assert found == described


def statements(row, columns):
    for name, text in row.items():
        column = columns[name]
        if not text or column.propertyUrl is None:
            continue
        texts = text.split(column.separator) if column.separator else [text]
        others = columns.get(f"{name}_datatype")
        kinds = row[others.name].split(others.separator) if others else [None] * len(texts)
        for each, kind in zip(texts, kinds, strict=True):
            if column.valueUrl:
                value = NamedNode(each)
            elif column.lang not in (None, "und"):
                value = Literal(each, language=column.lang)
            else:
                xsd = f"http://www.w3.org/2001/XMLSchema#{column.datatype.base}"
                value = Literal(each, datatype=NamedNode(kind or xsd))
            yield row["id"], str(column.propertyUrl), value


def test_a_fact_stands_with_the_claims_that_state_it(folder, quads):
    with (folder / "csvw" / "facts.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if (row["subject"], row["predicate"]) == (MICRA, akg("usesPlatform").value)
        ]
    parts = {}
    for quad in quads:
        parts.setdefault(quad.subject.value, {})[quad.predicate.value.rpartition("#")[2]] = (
            quad.object
        )
    stating = sorted(
        claim
        for claim, said in parts.items()
        if said.get("subject") == NamedNode(MICRA) and said.get("predicate") == akg("usesPlatform")
        and said["object"].value == rows[0]["object"]
    )  # fmt: skip
    assert len(rows) == 1
    assert rows[0]["claims"].split("|") == stating
    assert len(stating) > 3


def test_the_facts_are_those_of_the_files(folder, described):
    with (folder / "csvw" / "facts.csv").open(encoding="utf-8") as file:
        found = {(row["subject"], row["predicate"]) for row in csv.DictReader(file)}
    evidence = re.compile(r"/(claim|span)/|/id/source/")
    wanted = {(s, p) for s, p, _ in described if not evidence.search(s)}
    assert {pair for pair in found if pair[1] != RDF_TYPE.value} == wanted


# --- Parquet


def ask(folder, query):
    with duckdb.connect() as connection:
        return connection.sql(query.replace("$", str(folder / "parquet"))).fetchall()


def test_duckdb_reads_all_triples(folder, contents):
    found = ask(folder, "SELECT s, p, o, datatype, lang, graph FROM '$/triples/*/*.parquet'")
    assert sorted(map(quad_of, found), key=str) == sorted(contents.by_graph.quads(), key=str)


def quad_of(row):
    subject, predicate, value, datatype, language, graph = row
    if language:
        term = Literal(value, language=language)
    elif datatype:
        term = Literal(value, datatype=NamedNode(datatype))
    else:
        term = node_of(value)
    return Quad(node_of(subject), NamedNode(predicate), term, NamedNode(graph))


def node_of(text):
    from pyoxigraph import BlankNode

    return BlankNode(text[2:]) if text.startswith("_:") else NamedNode(text)


def test_duckdb_prunes_by_file(folder, bundle):
    found = ask(folder, "SELECT DISTINCT file FROM read_parquet('$/triples/*/*.parquet')")
    wanted = {bundle.graph_name(path).partition("/graph/")[2] for path in bundle.turtle}
    assert {file for (file,) in found} == {name.replace("/", ".") for name in wanted}


BRANDS = """
SELECT DISTINCT platform.o, brand.o, brand.s
FROM '$/triples/*/*.parquet' AS brand JOIN '$/triples/*/*.parquet' AS platform USING (s)
WHERE brand.p LIKE '%#hasBrand' AND platform.p LIKE '%#usesPlatform' AND platform.o = '{}'
ORDER BY ALL
"""
BRANDS_IN_COLUMNS = """
SELECT DISTINCT platform, hasBrand, id
FROM (SELECT id, hasBrand, unnest(usesPlatform) AS platform
      FROM read_parquet('$/classes/*/*.parquet', union_by_name = true))
WHERE platform = '{}' AND hasBrand IS NOT NULL ORDER BY ALL
"""


@pytest.mark.parametrize("query", [BRANDS, BRANDS_IN_COLUMNS], ids=["triples", "classes"])
def test_duckdb_gives_the_rows_of_a_canned_question(folder, graph, query):
    answer = graph.ask("which brands share AmpR Medium?", evidence=False)
    wanted = [tuple(term.value for term in row.cells.values()) for row in answer.rows]
    assert ask(folder, query.format(MEDIUM)) == sorted(wanted)
    assert len(wanted) == 4


def test_the_columns_of_a_class_are_typed(folder):
    file = pyarrow.parquet.ParquetFile(folder / "parquet/classes/TimeExtent/part-00000.parquet")
    assert str(file.schema_arrow.field("earliestBegin").type) == "timestamp[us, tz=UTC]"
    spans = folder / "parquet/classes/TextSpan/part-00000.parquet"
    assert str(pyarrow.parquet.read_schema(spans).field("startOffset").type) == "int64"


def test_an_instant_keeps_its_value(folder):
    found = ask(
        folder,
        "SELECT earliestBegin FROM '$/classes/TimeExtent/*.parquet' "
        "WHERE id LIKE '%/since-2023-05'",
    )
    assert found == [(datetime(2023, 5, 1, tzinfo=UTC),)]


def test_large_tables_are_written_in_parts(contents, folder, tmp_path, monkeypatch):
    from alliance_kg.export import parquet

    monkeypatch.setattr(parquet, "ROWS_A_GROUP", 100)
    monkeypatch.setattr(parquet, "ROWS_A_FILE", 1000)
    monkeypatch.setattr(parquet, "ROWS_IN_MEMORY", 150)
    save(contents, "parquet", tmp_path / "parquet")
    assert len(list((tmp_path / "parquet/triples/file=background.claims").iterdir())) > 5
    found = ask(tmp_path, "SELECT COUNT(*) FROM '$/triples/*/*.parquet'")
    assert found == [(sum(1 for _ in contents.by_graph.lines()),)]
    claims = ask(tmp_path, "SELECT COUNT(*) FROM '$/classes/Claim/*.parquet'")
    assert claims == ask(folder, "SELECT COUNT(*) FROM '$/classes/Claim/*.parquet'")


def test_without_pyarrow_one_line_says_how_to_get_it(run, tmp_path):
    (tmp_path / "pyarrow.py").write_text("raise ImportError", encoding="utf-8")
    out = tmp_path / "out"
    result = run("export", "-f", "parquet", "-o", str(out), env={"PYTHONPATH": str(tmp_path)})
    assert (result.code, result.stdout) == (3, "")
    assert "pip install 'alliance-kg[parquet]'" in result.stderr
    assert [path.name for path in tmp_path.glob("*out*")] == []


# --- property graphs


@pytest.fixture(scope="module")
def network(folder):
    return networkx.read_graphml(folder / "graphml")


def test_networkx_reads_every_link_of_an_instance(network, described):
    links = {(s, p, o.value) for s, p, o in described if isinstance(o, NamedNode)}
    found = Counter((s, data["type"], o) for s, o, data in network.edges(data=True))
    assert found == Counter((s, re.split("[#/]", p)[-1], o) for s, p, o in links)


def test_networkx_reads_the_literals_of_a_node(network):
    assert network.nodes[MICRA]["label_it"] == "Nissan Micra (sesta generazione)"
    assert network.nodes[MICRA]["labels"] == ":ModelGeneration"
    span = "https://w3id.org/alliance-kg/span/il-messaggero-2025-09-17/1207-1231"
    assert network.nodes[span]["startOffset"] == 1207


def test_what_is_only_pointed_to_is_a_bare_node(network):
    bare = [name for name, data in network.nodes(data=True) if data["labels"] == ":Resource"]
    assert len(bare) > 100
    assert all(network.out_degree(name) == 0 for name in bare)


def test_an_edge_carries_the_claims_for_it(network):
    (data,) = (
        data
        for data in network.get_edge_data(MICRA, MEDIUM.replace("medium", "small")).values()
        if data["type"] == "usesPlatform"
    ) if network.is_multigraph() else (
        network.get_edge_data(MICRA, MEDIUM.replace("medium", "small")),
    )  # fmt: skip
    assert "https://w3id.org/alliance-kg/claim/ne-connected-2025-09-16/001" in data["claims"]


def bulk(folder, name):
    with (folder / "opencypher" / name).open(encoding="utf-8", newline="") as file:
        heading, *rows = csv.reader(file)
    return heading, rows


def test_bulk_files_and_graphml_are_one_graph(folder, network):
    _, nodes = bulk(folder, "nodes.csv")
    _, links = bulk(folder, "relationships.csv")
    assert {row[0] for row in nodes} == set(network.nodes)
    assert len(nodes) == len(network.nodes)
    assert Counter((row[0], row[2], row[1]) for row in links) == Counter(
        (s, data["type"], o) for s, o, data in network.edges(data=True)
    )


HEADING = re.compile(r"\w+:(string|long|double|boolean|datetime)(\[\])?")


def test_headings_are_those_of_the_bulk_loaders(folder):
    heading, rows = bulk(folder, "nodes.csv")
    assert heading[:2] == [":ID", ":LABEL"]
    assert [name for name in heading[2:] if not HEADING.fullmatch(name)] == []
    assert len(set(heading)) == len(heading)
    assert {len(row) for row in rows} == {len(heading)}
    heading, rows = bulk(folder, "relationships.csv")
    assert heading == [":START_ID", ":END_ID", ":TYPE", "claims:string[]"]
    assert {len(row) for row in rows} == {4}


def test_a_value_is_of_the_type_in_its_heading(folder):
    heading, rows = bulk(folder, "nodes.csv")
    read = {
        "long": int,
        "double": float,
        "boolean": {"true": True, "false": False}.__getitem__,
        "datetime": datetime.fromisoformat,
        "string": str,
    }
    mark = json.loads((folder / "opencypher/export.json").read_text())["array_delimiter"]
    checked = 0
    for at, name in enumerate(heading[2:], 2):
        kind, is_list = HEADING.fullmatch(name).groups()
        for row in rows:
            for text in row[at].split(mark) if is_list else [row[at]]:
                if text:
                    read[kind](text)
                    checked += 1
    assert checked > 5000


def test_every_end_of_a_relationship_is_a_node(folder):
    _, nodes = bulk(folder, "nodes.csv")
    _, links = bulk(folder, "relationships.csv")
    assert {end for row in links for end in row[:2]} <= {row[0] for row in nodes}


# --- all of them


@pytest.mark.parametrize("name", media.FOLDERS)
def test_a_folder_says_what_it_drops(folder, name, graph):
    said = json.loads((folder / name / "export.json").read_text(encoding="utf-8"))
    assert said["export"] == name
    assert said["digest"] == graph.release.digest
    assert len(said["dropped"]) >= 2


def test_metadata_and_graphml_say_what_they_drop(folder):
    metadata = json.loads((folder / "csvw" / "csv-metadata.json").read_text(encoding="utf-8"))
    assert len(metadata["rdfs:comment"]) >= 3
    head = (folder / "graphml").read_text(encoding="utf-8")[:2000]
    assert "<desc>dropped: " in head
    schema = pyarrow.parquet.read_schema(folder / "parquet/classes/Brand/part-00000.parquet")
    assert json.loads(schema.metadata[b"alliance-kg"])["dropped"]


@pytest.mark.parametrize("name", [*media.FOLDERS, "graphml", "jsonld", "nanopub", "nt12"])
def test_sorting_on_disk_gives_the_same_bytes(bundle, contents, tmp_path, monkeypatch, name):
    save(contents, name, tmp_path / "memory")
    monkeypatch.setattr("alliance_kg.spool.LIMIT", 300_000)
    with contents_of(bundle) as other:
        save(other, name, tmp_path / "disk")
    if name in media.FOLDERS:
        assert files(tmp_path / "disk") == files(tmp_path / "memory")
    else:
        assert (tmp_path / "disk").read_bytes() == (tmp_path / "memory").read_bytes()


PROGRAM = """
import sys
from pathlib import Path
from alliance_kg.bundle import Bundle
from alliance_kg.editions import contents_of
from alliance_kg.export import save
with contents_of(Bundle.open()) as contents:
    for name in ("csvw", "parquet", "opencypher"):
        save(contents, name, Path(sys.argv[1]) / name)
"""


def test_another_process_writes_the_same_bytes(folder, tmp_path, environment):
    subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        env=environment | {"PYTHONHASHSEED": "7"},
        check=True,
    )
    for name in media.FOLDERS:
        assert files(tmp_path / name) == files(folder / name)


def files(folder):
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


# --- what data may do


def small(bundle, graph, *triples):
    quads = [Quad(*triple, NamedNode("urn:g")) for triple in triples]
    return Contents(bundle, lambda: quads, graph.prefixes.namespaces)


THING = NamedNode("https://w3id.org/alliance-kg/id/x/y")
TYPED = (THING, RDF_TYPE, akg("Plant"))


def test_a_separator_is_one_that_no_value_contains(bundle, graph):
    note = akg("isoCode")
    with small(
        bundle, graph, TYPED, (THING, note, Literal("a|b")), (THING, note, Literal("c"))
    ) as found:
        (column,) = wide.schema(found.merged.nodes()).tables[akg("Plant").value].columns
        assert wide.free_separator([column]) == ";"


def test_when_no_separator_is_left_it_is_said(bundle, graph, tmp_path):
    note = akg("isoCode")
    every = "".join(wide.SEPARATORS)
    with (
        small(
            bundle, graph, TYPED, (THING, note, Literal(every)), (THING, note, Literal("c"))
        ) as found,
        pytest.raises(InputError, match=r"isoCode.*no mark is left.*Parquet"),
    ):
        save(found, "csvw", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_an_integer_beyond_64_bits_is_told(bundle, graph, tmp_path):
    big = Literal("9" * 30, datatype=NamedNode("http://www.w3.org/2001/XMLSchema#integer"))
    with (
        small(bundle, graph, TYPED, (THING, akg("countValue"), big)) as found,
        pytest.raises(InputError, match=r"countValue.*99999.*64 bits"),
    ):
        save(found, "parquet", tmp_path / "out")
    assert list(tmp_path.iterdir()) == []


def test_literals_of_several_datatypes_keep_them_in_a_column_beside(bundle, graph):
    xsd = "http://www.w3.org/2001/XMLSchema#"
    values = [Literal("1", datatype=NamedNode(f"{xsd}integer")), Literal("one")]
    with small(
        bundle, graph, TYPED, *((THING, akg("isoCode"), value) for value in values)
    ) as found:
        columns = wide.schema(found.merged.nodes()).tables[akg("Plant").value].columns
    assert [(column.name, column.datatype) for column in columns] == [
        ("isoCode", "string"),
        ("isoCode_datatype", "anyURI"),
    ]


def test_control_characters_do_not_break_the_xml(bundle, graph, tmp_path):
    text = Literal("a\x0bb\x00c<&\"'")
    with small(bundle, graph, TYPED, (THING, akg("isoCode"), text)) as found:
        save(found, "graphml", tmp_path / "x.graphml")
    read = networkx.read_graphml(tmp_path / "x.graphml")
    assert read.nodes[THING.value]["isoCode"] == "a\ufffdb\ufffdc<&\"'"


def test_a_describing_claim_is_told_apart_from_a_stating_one(contents):
    regime = "https://w3id.org/alliance-kg/id/regime/douai-all-electric"
    found = [
        fact
        for fact in facts(contents, lambda node: node.subject.value == regime)
        if fact.triple.predicate == akg("atPlant")
    ]
    claim = "https://w3id.org/alliance-kg/claim/il-messaggero-2025-09-17/016"
    assert claim in found[0].describing
    assert claim not in found[0].claims


def test_a_full_disk_leaves_nothing(tmp_path, environment):
    program = (
        "import resource, sys; resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, 50_000)); "
        "from alliance_kg.cli import main; main(sys.argv[1:])"
    )
    for name in media.EXPORTS:
        done = subprocess.run(
            [sys.executable, "-c", program, "export", "-f", name, "-o", str(tmp_path / "out")],
            env=environment,
            capture_output=True,
            text=True,
        )
        assert (done.returncode, name) == (3, name)
        assert "File too large" in done.stderr
        assert list(tmp_path.iterdir()) == []


def test_nothing_of_a_release_is_a_word_that_means_two_properties(contents):
    keys = property_graph._keys(wide.schema(contents.merged.nodes()))
    assert len({key.name for key in keys.values()}) == len(keys)
