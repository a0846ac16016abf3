"""Methods for those who evaluate and plan: tables in, results out.

The library knows nothing of the site: it imports neither Django nor a database. A *frame* is a Polars
DataFrame or LazyFrame, a pandas DataFrame, an Arrow table, or a path to a Parquet or CSV file.
Results are frozen dataclasses or Polars DataFrames. Bad input raises ``ValueError`` with a sentence that
says what is wrong and what to do.

Modules: ``lottery`` (who is called, provably), ``disclosure_control`` (what may be shown).
"""
