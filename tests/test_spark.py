"""Spark reads the Parquet export and gives the rows of a canned question."""

import importlib.util
import os
import shutil

import pytest

from alliance_kg.editions import contents_of
from alliance_kg.export import save

pytestmark = [
    pytest.mark.spark,
    pytest.mark.skipif(
        importlib.util.find_spec("pyspark") is None,
        reason="needs PySpark, which is large: make test-scale",
    ),
    pytest.mark.skipif(shutil.which("java") is None, reason="Spark needs Java 17"),
    # Its own: sockets that it leaves to the garbage collector, names that pandas has changed.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::DeprecationWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

TRIPLES = """
SELECT DISTINCT platform.o AS platform, brand.o AS brand, brand.s AS model
FROM triples AS brand JOIN triples AS platform ON brand.s = platform.s
WHERE brand.p LIKE '%#hasBrand' AND platform.p LIKE '%#usesPlatform'
  AND platform.o LIKE '%/ampr-medium'
ORDER BY platform, brand, model
"""
CLASSES = """
SELECT DISTINCT platform, hasBrand, id
FROM models LATERAL VIEW explode(usesPlatform) AS platform
WHERE platform LIKE '%/ampr-medium' AND hasBrand IS NOT NULL
ORDER BY platform, hasBrand, id
"""


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.session.timeZone", "UTC")
        .getOrCreate()
    )
    yield session
    session.stop()


@pytest.fixture(scope="module")
def folder(bundle, tmp_path_factory):
    target = tmp_path_factory.mktemp("spark") / "parquet"
    with contents_of(bundle) as contents:
        save(contents, "parquet", target)
    return target


@pytest.fixture(scope="module")
def wanted(graph):
    answer = graph.ask("which brands share AmpR Medium?", evidence=False)
    return [tuple(term.value for term in row.cells.values()) for row in answer.rows]


def test_the_table_of_triples_gives_the_rows_of_a_canned_question(spark, folder, wanted):
    spark.read.parquet(str(folder / "triples")).createOrReplaceTempView("triples")
    assert [tuple(row) for row in spark.sql(TRIPLES).collect()] == wanted


def test_the_tables_of_classes_give_the_rows_of_a_canned_question(spark, folder, wanted):
    names = ("ModelSeries", "ModelGeneration", "ModelVariant", "VehicleModel")
    tables = [spark.read.parquet(str(folder / "classes" / name)) for name in names]
    models = tables[0]
    for table in tables[1:]:
        models = models.unionByName(table, allowMissingColumns=True)
    models.createOrReplaceTempView("models")
    assert [tuple(row) for row in spark.sql(CLASSES).collect()] == wanted


def test_partitions_are_columns(spark, folder):
    triples = spark.read.parquet(str(folder / "triples"))
    assert "file" in triples.columns
    assert triples.where("file = 'article.facts'").count() > 400


def test_spark_counts_what_the_files_hold(spark, folder, bundle):
    with contents_of(bundle) as contents:
        lines = sum(1 for _ in contents.by_graph.lines())
    assert spark.read.parquet(str(folder / "triples")).count() == lines
