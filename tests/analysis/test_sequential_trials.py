import math
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from samkraft_analysis import survival
from samkraft_analysis.effects import sequential_trials
from samkraft_analysis.survival.cox_regression import cox
from tests.analysis.reference import reference

COLUMNS = ("who", "registered", "started", "left", "why")


def people(n=600, hazard_ratio=1.0, seed=5):
    """Registered on different days; the hazard of leaving is 1/90 a day, times the ratio from the start on."""
    rng = np.random.default_rng(seed)
    start, target = rng.exponential(120, n), rng.exponential(1, n)
    waited = target * 90
    stayed = np.where(waited <= start, waited, start + (waited - start) / hazard_ratio)
    registered = rng.integers(0, 300, n)
    day, end = np.floor(start), np.ceil(np.minimum(stayed, 400))
    return pl.DataFrame(
        {
            "who": np.arange(n),
            "registered": registered,
            "started": pl.Series(np.where(day < end, registered + day, np.nan)).fill_nan(None),
            "left": registered + end,
            "why": (stayed <= 400).astype(int) * rng.integers(1, 3, n),
            "age": rng.integers(18, 65, n),
        }
    )


def test_a_programme_without_effect_shows_none_where_ever_against_never_shows_much():
    frame = people().with_columns(ever=pl.col("started").is_not_null(), days=pl.col("left") - pl.col("registered"))
    naive = cox(frame.with_columns(event=pl.col("why") > 0), "days", "event", ["ever"])
    assert naive.coef[0] < -8 * naive.se[0]
    for later in ("kept", "censored"):
        found = sequential_trials(frame, *COLUMNS, later_starters=later)
        assert abs(found.value) < 2 * found.se


@pytest.mark.parametrize("hazard_ratio", [0.5, 2.0])
def test_an_effect_is_found_against_not_yet_and_diluted_against_perhaps_later(hazard_ratio):
    frame = people(1500, hazard_ratio)
    not_yet = sequential_trials(frame, *COLUMNS, later_starters="censored")
    perhaps_later = sequential_trials(frame, *COLUMNS)
    assert abs(not_yet.value - math.log(hazard_ratio)) < 2 * not_yet.se
    assert 0 < perhaps_later.value / math.log(hazard_ratio) < 1
    assert not_yet.hazard_ratio == pytest.approx(math.exp(not_yet.value))


def test_the_transplants_of_stanford_did_nothing_that_the_naive_comparison_sees():
    frame = pl.read_csv(reference("evaluation/stanford_jasa.csv"), null_values=["NA"]).with_columns(entry=0)
    found = sequential_trials(frame, "id", "entry", "wait.time", "futime", "fustat", every=1, later_starters="censored")
    assert abs(found.value - 0.127141126615498) < 0.2  # as a time-dependent covariate; -1.32 for ever against never
    assert found.n == 103


def test_the_trials_by_hand():
    frame = pl.DataFrame(
        {
            "who": ["a", "b", "c", "d", "e"],
            "registered": [10, 10, 20, 0, 5],
            "started": [14, None, 20, 12, 9],
            "left": [40, 33, 70, 30, 11],
            "why": [1, 2, 0, 1, 1],
        }
    )
    found = sequential_trials(frame, *COLUMNS, later_starters="kept")
    trials = [  # trial, person, started now, followed
        (0, "a", 0, 30), (0, "b", 0, 23), (0, "c", 1, 50), (0, "d", 0, 30), (0, "e", 0, 6),
        (7, "a", 1, 23), (7, "b", 0, 16), (7, "d", 0, 23),
        (14, "d", 1, 16), (14, "b", 0, 9),
    ]  # fmt: skip
    stack = pl.DataFrame(trials, schema=["trial", "who", "now", "time"], orient="row")
    stack = stack.join(frame.select("who", event=pl.col("why") > 0), on="who")
    fit = survival.cox(stack, "time", "event", ["now"], stratum="trial", cluster="who")
    assert (found.value, found.se) == (pytest.approx(fit.coef[0]), pytest.approx(fit.robust_se[0]))
    assert (found.n, found.n_treated, found.trials, found.n_rows, found.n_events) == (5, 3, 3, 10, 9)


def test_whoever_starts_later_can_be_censored_there():
    frame = people(80)
    kept, censored = (sequential_trials(frame, *COLUMNS, later_starters=later) for later in ("kept", "censored"))
    assert kept.n_events > censored.n_events
    assert kept.n_rows == censored.n_rows


def test_dates_are_days(tmp_path):
    frame = people(80)
    dated = frame.with_columns(
        pl.Series(name, [None if day is None else date(2026, 1, 1) + timedelta(day) for day in frame[name].to_list()])
        for name in ("registered", "started", "left")
    )
    assert sequential_trials(dated, *COLUMNS) == sequential_trials(frame, *COLUMNS)
    dated.write_csv(tmp_path / "people.csv")
    assert sequential_trials(tmp_path / "people.csv", *COLUMNS) == sequential_trials(frame, *COLUMNS)
    moments = dated.with_columns(pl.col("registered", "started", "left").cast(pl.Datetime))
    assert sequential_trials(moments, *COLUMNS) == sequential_trials(frame, *COLUMNS)


def test_neither_the_order_of_rows_nor_the_names_of_people_matter():
    frame = people(120)
    found = sequential_trials(frame, *COLUMNS, covariates=["age"])
    other = frame.sample(fraction=1, shuffle=True, seed=2).with_columns("p" + pl.col("who").cast(pl.String))
    again = sequential_trials(other, *COLUMNS, covariates=["age"])
    assert (again.value, again.se) == (pytest.approx(found.value, rel=1e-11), pytest.approx(found.se, rel=1e-11))


def test_causes_in_words_are_exits_and_none_is_censored():
    frame = people(80)
    words = frame.with_columns(why=pl.when(pl.col("why") > 0).then(pl.lit("work")))
    assert sequential_trials(words, *COLUMNS) == sequential_trials(frame, *COLUMNS)


def test_the_result_says_how_it_was_made():
    found = sequential_trials(people(80), *COLUMNS, every=30)
    assert found.n == 80
    assert found.variance == "robust, clustered by person"
    assert found.method == "trials every 30 from entry, later starters kept; Cox with Efron's ties"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"left": -1.0}, "60 people have 'left' before 'registered'"),
        ({"started": -1.0}, "60 people have 'started' before 'registered'"),
        ({"started": 1e6}, "60 people have 'started' after 'left'"),
        ({"left": None}, "'left' has 60 missing values"),
        ({"left": float("inf")}, "'left' has 60 infinite times"),
        ({"registered": date(2020, 1, 1)}, "'registered' holds dates and 'started' numbers; give both alike"),
        ({"who": 1}, "60 people have an 'who' that another row has too"),
        ({"why": 0.5}, "Column 'why' holds causes such as 0.5"),
        ({"registered": "soon"}, "'registered' holds String values"),
        ({"started": None}, "No trial has people who started"),
        ({"why": 0}, "No trial has people who started"),
    ],
)
def test_impossible_rows_are_counted(change, words):
    kinds = {"left": pl.Float64, "started": pl.Float64}
    frame = people(60).with_columns(
        **{name: pl.lit(value, dtype=kinds.get(name) if value is None else None) for name, value in change.items()}
    )
    with pytest.raises(ValueError, match=words):
        sequential_trials(frame, *COLUMNS)


def test_odd_choices_are_refused():
    with pytest.raises(ValueError, match="The trials come every 0 time units"):
        sequential_trials(people(20), *COLUMNS, every=0)
    with pytest.raises(ValueError, match="no treatment of later starters 'dropped'"):
        sequential_trials(people(20), *COLUMNS, later_starters="dropped")
    with pytest.raises(ValueError, match="A covariate can't be called 'trial'"):
        sequential_trials(people(20).with_columns(trial=1), *COLUMNS, covariates=["trial"])
    with pytest.raises(ValueError, match="nobody to follow"):
        sequential_trials(people(20).clear(), *COLUMNS)
