"""Methods for those who evaluate and plan: tables in, results out.

The library knows nothing of the site: it imports neither Django nor a database. A *frame* is a Polars
DataFrame or LazyFrame, a pandas DataFrame, an Arrow table, or a path to a Parquet or CSV file.
Results are frozen dataclasses or Polars DataFrames. Bad input raises ``ValueError`` with a sentence that
says what is wrong and what to do.

Did it help: ``survival`` (how long until people leave, and where to), ``effects`` (of being called, of taking part),
``balance``, ``power``, ``progression``, ``engines`` (counts from large data). How many, when: ``flow``, ``waiting``.
Who gets what: ``allocation``, ``lottery`` (who is called, provably). What may be shown: ``disclosure_control``. Whole
reports: ``report``, and ``python -m samkraft_analysis``.
"""
