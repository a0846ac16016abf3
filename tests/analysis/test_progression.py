from math import sqrt

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis import progression

RATINGS = pl.DataFrame(
    {
        "who": ["a", "b", "c", "a", "b", "c", "d"],
        "wave": [3, 1, 1, 1, 2, 2, 1],
        "score": [5, 3, 4, 2, 3, 1, 3],
    }
)


def test_change_runs_from_the_first_wave_to_the_last_whatever_the_order():
    found = progression.change(RATINGS, "who", "wave", "score", reliability=0.9)
    assert found.columns == ["person", "first", "last", "change", "reliable_change_index", "verdict"]
    assert found.select("person", "first", "last", "change").rows() == [
        ("a", 2.0, 5.0, 3.0),
        ("b", 3.0, 3.0, 0.0),
        ("c", 4.0, 1.0, -3.0),
        ("d", 3.0, None, None),
    ]
    assert found["verdict"].to_list() == ["improved", "unchanged", "worsened", None]


def test_the_index_is_change_over_the_error_of_a_difference():
    found = progression.change(RATINGS, "who", "wave", "score", reliability=0.8)
    error = np.std([2, 3, 4, 3], ddof=1) * sqrt(1 - 0.8)
    assert found["reliable_change_index"][0] == pytest.approx(3 / (sqrt(2) * error))


def test_a_scale_where_less_is_better():
    found = progression.change(RATINGS, "who", "wave", "score", reliability=0.9, higher_is_better=False)
    assert found["verdict"].to_list() == ["worsened", "unchanged", "improved", None]
    assert found["change"].to_list() == [3.0, 0.0, -3.0, None]


@given(seed=st.integers(0, 99))
@settings(deadline=None, max_examples=10)
def test_the_order_of_ratings_changes_nothing(seed):
    shuffled = RATINGS.sample(fraction=1, shuffle=True, seed=seed)
    arguments = ("who", "wave", "score", 0.7)
    assert progression.change(shuffled, *arguments).equals(progression.change(RATINGS, *arguments))


@pytest.mark.parametrize(
    ("frame", "reliability", "words"),
    [
        (RATINGS, 1, "The reliability is 1"),
        (RATINGS, -0.2, "The reliability is -0.2"),
        (RATINGS.with_columns(wave=1), 0.8, "6 rows share 'who' and 'wave'"),
        (RATINGS.with_columns(score=3), 0.8, "All first scores in 'score' are 3"),
        (RATINGS[:1], 0.8, "Only 1 person has a first 'score'"),
        (RATINGS.with_columns(score=None), 0.8, "'score' has 7 missing values"),
        (RATINGS.with_columns(score=pl.lit("good")), 0.8, "'score' holds String values"),
    ],
)
def test_ratings_that_cannot_be_judged_are_refused(frame, reliability, words):
    with pytest.raises(ValueError, match=words):
        progression.change(frame, "who", "wave", "score", reliability)


def test_agreement_counts_the_squares_of_the_steps_apart():
    pairs = pl.DataFrame({"own": [1, 2, 3, 4, 5, 5], "worker": [1, 3, 3, 2, 5, 4]})
    found = progression.agreement(pairs, "own", "worker", levels=5)
    expected = np.mean([(a - b) ** 2 for a in pairs["own"] for b in pairs["worker"]])
    assert found.kappa == pytest.approx(1 - 1.0 / expected)
    assert (found.exact, found.n) == (0.5, 6)


def test_complete_agreement_is_1_and_a_scale_may_have_words():
    pairs = pl.DataFrame({"own": ["no", "doubt", "yes"], "worker": ["no", "doubt", "yes"]})
    found = progression.agreement(pairs, "own", "worker", levels=["no", "doubt", "yes"])
    assert (found.kappa, found.exact, found.n) == (1.0, 1.0, 3)


def test_levels_nobody_chose_count_as_steps():
    pairs = pl.DataFrame({"own": [1, 5, 1], "worker": [1, 5, 5]})
    assert progression.agreement(pairs, "own", "worker", [1, 5]) == progression.agreement(pairs, "own", "worker", 5)
    three = pl.DataFrame({"own": [1, 2, 5], "worker": [2, 2, 5]})
    skipping, whole = (progression.agreement(three, "own", "worker", levels).kappa for levels in ([1, 2, 5], 5))
    assert skipping < whole


@pytest.mark.parametrize(
    ("own", "levels", "words"),
    [
        ([1, 2, 6], 5, "'own' has ratings that aren't on the scale"),
        ([1, 2, None], 5, "'own' has 1 missing values"),
        ([2, 2, 2], 5, "All 3 people got the same level"),
        ([1, 2, 3], 1, "The scale has the levels"),
        ([1, 2, 3], [1, 2, 2], "The scale has the levels"),
        ([], 5, "no rows"),
    ],
)
def test_ratings_without_a_scale_to_agree_on_are_refused(own, levels, words):
    pairs = pl.DataFrame({"own": pl.Series(own, dtype=pl.Int64), "worker": pl.Series([2] * len(own), dtype=pl.Int64)})
    with pytest.raises(ValueError, match=words):
        progression.agreement(pairs, "own", "worker", levels)
