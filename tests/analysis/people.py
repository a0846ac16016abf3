"""People for tests of the curves: made by arithmetic, drawn by hypothesis, or read from the reference data."""

import json
from pathlib import Path

import polars as pl
from hypothesis import strategies as st

from samkraft_analysis import survival
from tests.analysis.reference import reference

EXPECTED = json.loads((Path(__file__).parent.parent / "data" / "survival" / "expected.json").read_text())

_EVENTS = {
    "arrest": pl.col("arrest"),
    "exit>0": pl.col("exit") > 0,
    "exit==1": pl.col("exit") == 1,
    "status": pl.col("status"),
    "death": pl.col("death"),
    "work_or_studies_any": pl.col("cause").is_in([1, 2]),
}
_GROUPS = {"trt==2": (pl.col("trt") == 2).cast(pl.Int64)}


def counted_survival(setup):
    """The counts behind a case of `EXPECTED["survival"]`."""
    group = _GROUPS.get(setup["group"], pl.col(setup["group"]))
    frame = pl.read_csv(reference(f"evaluation/{setup['file']}"), null_values="NA")
    people = frame.select(time=pl.col(setup["time"]), left=_EVENTS[setup["event"]], group=group)
    return survival.counts(people, "time", "left", "group")


def counted_exits(setup):
    """The counts behind a case of `EXPECTED["competing_exits"]`."""
    path = reference(f"evaluation/{setup['file']}")
    return survival.counts(path, setup["time"], setup["cause"], setup["group"])


def three_groups():
    """400 people in three groups and strata, many tied, two kinds of exit; without chance, so the same everywhere."""
    i = pl.int_range(400, eager=True).alias("i")
    group, stratum = i * 7 % 3, i // 7 % 3
    time = (i * i * 13 + i * 5 + 17) % 11 + 1 + group * (i % 2)
    return pl.DataFrame({"time": time, "cause": (i * i + i // 5) % 4 % 3, "group": group, "stratum": stratum})


def rows(min_size=1, max_size=25):
    """A list of people, each a time, a cause, a group and a stratum."""
    one = st.tuples(st.integers(0, 8), st.integers(0, 2), st.sampled_from(["a", "b", "c"]), st.sampled_from([1, 2]))
    return st.lists(one, min_size=min_size, max_size=max_size)


def frame_of(people):
    kinds = {"time": pl.Int64, "cause": pl.Int64, "group": pl.String, "stratum": pl.Int64}
    return pl.DataFrame(people, schema=kinds, orient="row")


def count(people):
    return survival.counts(frame_of(people), "time", "cause", "group", "stratum")
