"""People for tests of the regressions: read from the reference data, or made by arithmetic."""

import json
from pathlib import Path

import polars as pl

from tests.analysis.reference import reference

EXPECTED = json.loads((Path(__file__).parent.parent / "data" / "survival" / "regressions.json").read_text())

_DERIVED = {
    "unempdur.csv": [(pl.col("exit") > 0).alias("exit>0"), (pl.col("exit") == 1).alias("exit==1")],
    "veteran.csv": [(pl.col("trt") == 2).alias("trt==2")],
    "mgus2.csv": [pl.col(name).fill_null(pl.col(name).mean()).alias(f"{name}_f") for name in ("hgb", "mspike")],
    "sim_called_a.csv": [
        (pl.col("age") - 42).alias("age_c"),
        pl.col("cause").is_in([1, 2]).alias("work_or_studies_any"),
    ],
}


def people(file):
    """A file of the reference data, with the columns that its README derives."""
    frame = pl.read_csv(reference(f"evaluation/{file}"), null_values="NA", infer_schema_length=None)
    return frame.with_columns(_DERIVED.get(file, []))


def spells():
    """240 intervals in four strata, three to a person, many tied; without chance, so the same everywhere."""
    i = pl.int_range(240, eager=True).alias("i")
    entry = i * 13 % 9
    columns = {
        "x": (i * 37 % 101) / 50 - 1,
        "z": i * 7 % 3,
        "area": i * 11 % 4,
        "who": i // 3,
        "entry": entry,
        "day": entry + 1 + (i * 29 + i // 7 * 5) % 23,
        "left": (i * 17 + i // 5) % 10 < 6,
    }
    return pl.DataFrame(columns)


def named(fit, values):
    """Values of a fit by the name of the covariate."""
    return dict(zip(fit.names, values.tolist(), strict=True))
