"""Waits with those still waiting in them, and Little's check of the registrations."""

import datetime as dt
import math

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis import survival, waiting
from samkraft_analysis.flow import queue, replay
from samkraft_analysis.waiting import little, times

COLUMNS = ("came", "went", "queue")
WAITS = pl.DataFrame(
    {
        "came": [0, 0, 10, 20, 30, 5, 6],
        "went": [40, 60, 50, None, None, 25, 106],
        "queue": ["team"] * 5 + ["place"] * 2,
    }
)
START = dt.date(2021, 1, 1)


def as_dates(frame):
    return frame.with_columns((pl.lit(START) + pl.duration(days=pl.col(name))).alias(name) for name in ("came", "went"))


def test_times_takes_those_still_waiting_into_account():
    table = times(WAITS, *COLUMNS, until=100, over=50)
    assert table.columns == ["queue", "n", "waiting_now", "median", "p90", "share_over"]
    assert table.rows() == [("place", 2, 1, 20.0, None, 0.5), ("team", 5, 2, 60.0, None, pytest.approx(0.6))]
    assert (table.n, table.conventions["over"]) == (7, 50)


def test_times_are_the_quantiles_of_kaplan_meier():
    chance = np.random.default_rng(2)
    came = chance.integers(0, 400, 3000)
    went = came + chance.integers(0, 200, 3000)
    frame = pl.DataFrame({"came": came, "went": went, "queue": chance.choice(["a", "b"], 3000)})
    seen = pl.DataFrame({"t": np.minimum(went, 450) - came, "c": (went <= 450).astype(int), "g": frame["queue"]})
    counts = survival.counts(seen, "t", "c", group="g")
    table = times(frame, *COLUMNS, until=450, over=90)
    quantiles = survival.quantiles(counts, q=(0.5, 0.9))
    assert table["median"].to_list() == quantiles.filter(q=0.5)["time"].to_list()
    assert table["p90"].to_list() == quantiles.filter(q=0.9)["time"].to_list()
    curve = survival.kaplan_meier(counts).filter(pl.col("time") <= 90).group_by("group").agg(pl.col("survival").last())
    assert table["share_over"].to_list() == curve.sort("group")["survival"].to_list()
    assert table["waiting_now"].to_list() == seen.group_by("g").agg((pl.col("c") == 0).sum()).sort("g")["c"].to_list()


def test_a_growing_queue_looks_short_by_its_completed_waits_alone():
    came = np.arange(200)
    frame = pl.DataFrame({"came": came, "went": came + 120 + came % 60, "queue": 1})
    completed = frame.filter(pl.col("went") <= 200).select(pl.col("went") - pl.col("came")).to_series()
    found = times(frame, *COLUMNS, until=200, over=140).row(0, named=True)
    assert completed.mean() < 138 < 144 < found["median"] < 155
    assert found["share_over"] == pytest.approx(0.56, abs=0.01)


def test_the_extract_leaves_out_later_entries_and_keeps_open_what_ended_later():
    found = times(WAITS, *COLUMNS, until=22, over=10).sort("queue")
    assert found.select("queue", "n", "waiting_now").rows() == [("place", 2, 2), ("team", 4, 4)]
    assert found["median"].to_list() == [None, None]
    assert found["share_over"].to_list() == [1, 1]
    late = times(WAITS, *COLUMNS, until=22, over=23)
    assert late["share_over"].to_list() == [None, None]  # nobody was followed for 23 days


def test_the_extract_is_by_default_the_latest_time_in_the_data():
    assert times(WAITS, *COLUMNS).equals(times(WAITS, *COLUMNS, until=106))


def test_numbers_dates_datetimes_and_kinds_of_frames_give_the_same(tmp_path):
    expected = times(WAITS, *COLUMNS, until=100, over=50)
    until = START + dt.timedelta(days=100)
    dates = as_dates(WAITS)
    assert times(dates, *COLUMNS, until=until, over=50).equals(expected)
    assert times(dates.lazy(), *COLUMNS, until=until, over=50).equals(expected)
    moments = dates.with_columns(pl.col("came", "went").cast(pl.Datetime("ms")))
    assert times(moments, *COLUMNS, until=dt.datetime.combine(until, dt.time()), over=50).equals(expected)
    assert times(moments.to_pandas(), *COLUMNS, until=dt.datetime.combine(until, dt.time()), over=50).equals(expected)
    zoned = moments.with_columns(pl.col("came", "went").dt.replace_time_zone("UTC"))
    assert times(zoned, *COLUMNS, until=dt.datetime(2021, 4, 11, tzinfo=dt.UTC), over=50).equals(expected)
    assert times(WAITS.to_pandas(), *COLUMNS, until=100, over=50).equals(expected)  # missing as NaN
    dates.write_parquet(tmp_path / "waits.parquet")
    assert times(tmp_path / "waits.parquet", *COLUMNS, until=until, over=50).equals(expected)
    dates.write_csv(tmp_path / "waits.csv")
    assert times(tmp_path / "waits.csv", *COLUMNS, until=until, over=50).equals(expected)


def test_queues_may_be_categories_or_numbers():
    expected = times(WAITS, *COLUMNS, until=100)
    assert times(WAITS.with_columns(pl.col("queue").cast(pl.Categorical)), *COLUMNS, until=100).equals(expected)
    numbered = times(WAITS.with_columns(pl.col("queue").replace_strict({"place": 1, "team": 2})), *COLUMNS, until=100)
    assert numbered["queue"].to_list() == [1, 2]
    assert numbered.drop("queue").equals(expected.drop("queue"))


def test_a_queue_where_everybody_still_waits_has_no_quantiles():
    frame = pl.DataFrame({"came": [0, 5], "went": [None, None], "queue": ["a", "a"]})
    assert times(frame, *COLUMNS, until=100).rows() == [("a", 2, 2, None, None, 1)]
    assert little(frame, *COLUMNS, until=100).select("measured", "difference").rows() == [(None, None)]


spell = st.tuples(st.integers(0, 60), st.none() | st.integers(0, 60), st.sampled_from("ab"))


@settings(deadline=None, max_examples=60)
@given(st.lists(spell, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(spells, random):
    rows = [(came, None if wait is None else came + wait, queue) for came, wait, queue in spells]
    schema = {"came": pl.Int64, "went": pl.Int64, "queue": pl.String}
    one = pl.DataFrame(rows, schema=schema, orient="row")
    random.shuffle(rows)
    other = pl.DataFrame(rows, schema=schema, orient="row")
    assert times(one, *COLUMNS, until=150).equals(times(other, *COLUMNS, until=150))
    assert little(one, *COLUMNS, until=150).equals(little(other, *COLUMNS, until=150))


# Little


def test_little_is_exact_when_every_wait_lies_in_the_time_looked_at():
    chance = np.random.default_rng(5)
    came = chance.uniform(0, 1000, 400)
    frame = pl.DataFrame({"came": came, "went": came + chance.gamma(2, 30, 400), "queue": "a"})
    found = little(frame, *COLUMNS).row(0, named=True)
    assert found["implied"] == pytest.approx(found["measured"], rel=1e-12)
    assert found["difference"] == pytest.approx(0, abs=1e-12)
    assert found["length"] == pytest.approx(found["rate"] * found["measured"])


def test_little_agrees_with_theory_on_a_steady_queue():
    # M/M/3: 20,000 people through three slots, after a run-in
    chance = np.random.default_rng(8)
    people = pl.DataFrame({"arrival": np.cumsum(chance.exponential(1, 20_000)), "wants_place": 0}).with_columns(
        id=pl.int_range(20_000), nominal_stay=pl.Series(chance.exponential(2.4, 20_000))
    )
    waits = people.join(replay(people, 3, None), on="id").with_columns(queue=pl.lit("slots"))
    found = little(waits, "arrival", "admitted", "queue", since=500.0, until=19_000.0).row(0, named=True)
    expected = queue.mmc(1, 1 / 2.4, 3)
    assert found["length"] == pytest.approx(expected.lq, rel=0.15)
    assert found["implied"] == pytest.approx(expected.wq, rel=0.15)
    assert abs(found["difference"]) < 0.02


def test_little_finds_ends_that_were_never_registered():
    came = np.arange(0, 1000, 2)
    sound = pl.DataFrame({"came": came, "went": came + 30, "queue": "a"})
    careless = sound.with_columns(went=pl.when(pl.col("came") % 20 == 0).then(None).otherwise("went"))
    assert abs(little(sound, *COLUMNS, until=1000)["difference"][0]) < 0.02
    assert little(careless, *COLUMNS, until=1000)["difference"][0] > 0.2


def test_little_can_measure_by_kaplan_meier():
    found = little(WAITS, *COLUMNS, until=100, measured="kaplan_meier")
    counts = survival.counts(
        pl.DataFrame({"t": [40, 60, 40, 80, 70, 20, 94], "c": [1, 1, 1, 0, 0, 1, 0], "g": WAITS["queue"]}),
        "t",
        "c",
        group="g",
    )
    means = [
        survival.rmst(survival.Counts(counts.frame.filter(group=g)), tau)["rmst"][0]
        for g, tau in (("place", 94), ("team", 80))
    ]
    assert found["measured"].to_list() == pytest.approx(means)
    assert found.conventions == {"measured": "kaplan_meier"}


def test_little_looks_at_the_time_asked_for():
    frame = pl.DataFrame({"came": [0, 10, 20, 30], "went": [10, 20, 30, 40], "queue": "a"})
    # from 15 to 40: one waits all the time; two enter; the wait begun at 10 ends inside
    assert little(frame, *COLUMNS, since=15).rows() == [("a", 1.0, 0.08, 12.5, 10.0, 0.25)]
    dates = as_dates(frame)
    assert little(dates, *COLUMNS, since=START + dt.timedelta(days=15)).equals(little(frame, *COLUMNS, since=15))


@pytest.mark.parametrize(
    "bad, words",
    [
        (lambda: times(WAITS, "came", "left", "queue"), "no column 'left'"),
        (lambda: times(WAITS.with_columns(came=None), *COLUMNS), "'came' has 7 missing values"),
        (lambda: times(WAITS.with_columns(queue=None), *COLUMNS), "'queue' has 7 missing values"),
        (lambda: times(WAITS.with_columns(went=-1), *COLUMNS), "'went' is before 'came' on 7 rows"),
        (lambda: times(WAITS, *COLUMNS, until=-1), "Nobody entered a queue by -1"),
        (lambda: times(WAITS, *COLUMNS, over=-1), "limit 'over' is -1 days"),
        (lambda: times(WAITS, *COLUMNS, until=START), "columns hold numbers; give it alike"),
        (lambda: times(as_dates(WAITS), *COLUMNS, until=100), "columns hold dates; give it alike"),
        (lambda: times(WAITS.with_columns(came=pl.lit(START)), *COLUMNS), "'came' holds dates and 'went' numbers"),
        (lambda: times(WAITS.with_columns(came=pl.lit(-math.inf)), *COLUMNS), "'came' has .* infinite times"),
        (lambda: little(WAITS.with_columns(went=pl.lit(math.inf)), *COLUMNS), "'went' has .* infinite times"),
        (lambda: times(WAITS.with_columns(queue=pl.lit([1])), *COLUMNS), "'queue' holds List.* values; give one label"),
        (lambda: times(WAITS, *COLUMNS, until=True), "'until' is True, but the columns hold numbers"),
        (lambda: times(WAITS.with_columns(came=pl.lit("Monday")), *COLUMNS), "'came' holds String values"),
        (lambda: little(WAITS, *COLUMNS, measured="median"), "measured wait is 'median'"),
        (lambda: little(WAITS, *COLUMNS, since=106), "Nobody waits between 106"),
        (lambda: little(WAITS.filter(queue="none"), *COLUMNS), "no rows, so nobody waits"),
    ],
)
def test_waiting_says_what_is_wrong(bad, words):
    with pytest.raises(ValueError, match=words):
        bad()


def test_waiting_offers_what_its_contract_names():
    assert callable(waiting.times) and callable(waiting.little)
