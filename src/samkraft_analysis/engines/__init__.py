"""The same counts from where the data are: Polars, DuckDB, PostgreSQL, and through Ibis from Spark and others.

Each engine gathers the rows to cells and hands over only these; checks and errors are those of `survival.counts`,
and so are the counts, to the bit. What several engines or sites have counted is put together by `Counts.merge`.

No engine is imported here: the caller brings the connection or the table, and with it the driver of their choice.
"""

from samkraft_analysis.engines.ibis_tables import from_ibis
from samkraft_analysis.engines.polars_frames import from_polars
from samkraft_analysis.engines.sql import from_duckdb, from_postgresql

__all__ = ["from_duckdb", "from_ibis", "from_polars", "from_postgresql"]
