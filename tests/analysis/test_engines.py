import shutil
import subprocess
from decimal import Decimal

import polars as pl
import pytest
from django.db import connection

from samkraft_analysis import engines, survival

SIZE = 1_000_000
COLUMNS = {"time": "day", "cause": "exit", "group": "called", "stratum": "office", "weight": "people"}


def people(size=SIZE):
    """Made by arithmetic, so that every engine can make the same."""
    i = pl.int_range(size, dtype=pl.Int32)
    return pl.select(
        day=i * 79 % 731,
        exit=pl.when(i * 31 % 5 < 4).then(i * 31 % 5),
        called=i % 7 < 4,
        office=pl.when(i % 11 < 5).then(pl.lit("Söder")).otherwise(pl.lit('N "1"')),
        people=i % 3,
    )


def people_in_sql(size=SIZE):
    return (
        "SELECT i * 79 % 731 AS day, CASE WHEN i * 31 % 5 < 4 THEN i * 31 % 5 END AS exit, i % 7 < 4 AS called,"
        " CASE WHEN i % 11 < 5 THEN 'Söder' ELSE 'N \"1\"' END AS office, i % 3 AS people"
        f" FROM generate_series(0, {size - 1}) AS numbers(i)"
    )


@pytest.fixture(scope="module")
def parquet(tmp_path_factory):
    path = tmp_path_factory.mktemp("people") / "people.parquet"
    people().write_parquet(path)
    return path


@pytest.fixture(scope="module")
def expected(parquet):
    counted = survival.counts(parquet, **COLUMNS)
    assert counted.n == (SIZE - 1) // 3 * 3
    return counted


@pytest.fixture
def database(db):
    return connection


def test_polars_counts_a_million_rows_alike(parquet, expected):
    assert engines.from_polars(pl.scan_parquet(parquet), **COLUMNS) == expected


def test_duckdb_counts_a_million_rows_alike(parquet, expected):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as session:
        assert engines.from_duckdb(session, f"SELECT * FROM '{parquet}';", **COLUMNS) == expected


def test_postgresql_counts_a_million_rows_alike(database, expected):
    assert engines.from_postgresql(database, people_in_sql(), **COLUMNS) == expected


def test_ibis_counts_a_million_rows_of_polars_alike(parquet, expected):
    ibis = pytest.importorskip("ibis")
    table = ibis.polars.connect({"people": pl.scan_parquet(parquet)}).table("people")
    assert engines.from_ibis(table, **COLUMNS) == expected


@pytest.mark.filterwarnings("ignore:fetch_.*is deprecated:DeprecationWarning")  # Ibis 12 with DuckDB 2
def test_ibis_counts_a_million_rows_of_duckdb_alike(parquet, expected):
    ibis = pytest.importorskip("ibis")
    pytest.importorskip("pyarrow_hotfix", reason="Ibis takes over what DuckDB has found through pyarrow_hotfix.")
    assert engines.from_ibis(ibis.duckdb.connect().read_parquet(parquet), **COLUMNS) == expected


@pytest.mark.filterwarnings("ignore")  # Spark's own
def test_spark_counts_a_million_rows_alike(parquet, expected):
    ibis = pytest.importorskip("ibis")
    pytest.importorskip("pyspark", reason="Spark is an optional extra: spark.")
    if not _has_java_17():
        pytest.skip("Spark needs Java 17 or newer.")
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    session = builder.config("spark.sql.shuffle.partitions", "4").getOrCreate()
    try:
        assert engines.from_ibis(ibis.pyspark.connect(session).read_parquet(parquet), **COLUMNS) == expected
    finally:
        session.stop()


def _has_java_17():
    java = shutil.which("java")
    if not java:
        return False
    said = subprocess.run([java, "-version"], capture_output=True, text=True).stderr
    version = said.partition('version "')[2].partition('"')[0].split(".")[0]
    return version.isdigit() and int(version) >= 17


def test_what_two_engines_counted_merges_to_the_whole():
    duckdb = pytest.importorskip("duckdb")
    frame = people(1000)
    with duckdb.connect() as session:
        first = engines.from_duckdb(session, people_in_sql(400), **COLUMNS)
    rest = engines.from_polars(frame.slice(400), **COLUMNS)
    assert rest.merge(first) == survival.counts(frame, **COLUMNS)


def test_without_group_stratum_and_weight():
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as session:
        assert engines.from_duckdb(session, people_in_sql(500), "day", "exit") == survival.counts(
            people(500), "day", "exit"
        )


def test_ibis_without_group_stratum_and_weight():
    ibis = pytest.importorskip("ibis")
    table = ibis.polars.connect({"people": people(500)}).table("people")
    assert engines.from_ibis(table, "day", "exit") == survival.counts(people(500), "day", "exit")


class Driver:
    """The least that Python's database interface asks of a connection."""

    def __init__(self, names, answer):
        self.names, self.answer, self.asked, self.closed = names, answer, [], 0

    def cursor(self):
        return self

    def execute(self, query):
        self.asked.append(query)
        names = self.names if len(self.asked) == 1 else list(self.answer)
        self.description = [(name, None, None, None, None, None, None) for name in names]

    def fetchall(self):
        return list(zip(*self.answer.values(), strict=True))

    def close(self):
        self.closed += 1


def test_any_driver_of_postgresql_will_do_and_its_cursor_is_closed():
    answer = {"group": ["a", "a"], "time": [Decimal("1.5"), Decimal("2")], "cause": [Decimal(1), None], "rows": [2, 3]}
    driver = Driver(["day", "exit", "who"], answer)
    counted = engines.from_postgresql(driver, 'sites."x".people'.replace('"', ""), "day", "exit", "who")
    assert counted.frame.rows() == [("a", None, 1.5, 1, 2), ("a", None, 2.0, 0, 3)]
    assert driver.closed == 1
    assert driver.asked == [
        'SELECT * FROM "sites"."x"."people" LIMIT 0',
        'SELECT "who" AS "group", "day" AS "time", "exit" AS "cause", count(*) AS "rows"'
        ' FROM "sites"."x"."people" GROUP BY 1, 2, 3',
    ]


def test_names_are_quoted_so_that_they_stay_names():
    driver = Driver(['d"; DROP', "exit"], {"time": [1], "cause": [1], "rows": [1]})
    engines.from_postgresql(driver, 'people"; DROP', 'd"; DROP', "exit")
    assert driver.asked[1] == (
        'SELECT "d""; DROP" AS "time", "exit" AS "cause", count(*) AS "rows" FROM "people""; DROP" GROUP BY 1, 2'
    )


@pytest.mark.parametrize(
    "query, words",
    [
        ("SELECT 1 AS day, 1 AS gone", "no column 'exit'; the columns there are: day, gone"),
        ("SELECT -3 AS day, 1 AS exit", r"Column 'day' has 1 negative times \(the lowest is -3\)"),
        ("SELECT NULL::INT AS day, 1 AS exit", "Column 'day' has 1 missing values"),
        ("WITH none AS (SELECT 1 AS day, 1 AS exit) SELECT * FROM none WHERE day > 1", "nobody to count"),
    ],
)
def test_bad_input_is_refused_in_the_same_words_as_elsewhere(query, words):
    duckdb = pytest.importorskip("duckdb")
    with duckdb.connect() as session, pytest.raises(ValueError, match=words):
        engines.from_duckdb(session, query, "day", "exit")


def test_a_missing_column_of_an_ibis_table_is_named():
    ibis = pytest.importorskip("ibis")
    table = ibis.table({"day": "int64", "exit": "int64"}, name="people")
    with pytest.raises(ValueError, match="no column 'office'; the columns there are: day, exit"):
        engines.from_ibis(table, "day", "exit", stratum="office")
