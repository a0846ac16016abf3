import random

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings

from samkraft_analysis import survival
from samkraft_analysis.survival import Counts
from tests.analysis.people import EXPECTED, count, counted_exits, counted_survival, rows, three_groups

quick = settings(deadline=None, max_examples=25)
CURVES, EXITS = EXPECTED["survival"], EXPECTED["competing_exits"]
BY_GROUP = survival.counts(three_groups(), "time", "cause", "group")
BY_STRATUM = survival.counts(three_groups(), "time", "cause", "group", "stratum")


@pytest.mark.parametrize("name", CURVES)
def test_log_rank_is_that_of_the_reference(name):
    values, counted = CURVES[name]["values"], counted_survival(CURVES[name]["setup"])
    test = survival.log_rank(counted)
    assert (test.statistic, test.df) == (pytest.approx(values["logrank"]["chi2"], rel=1e-6), 1)
    assert test.p == pytest.approx(values["logrank"]["p"], rel=1e-6)
    assert test.n == values["n"]
    early = survival.log_rank(counted, rho=1)
    assert early.statistic == pytest.approx(values["peto_prentice_rho1"]["chi2"], rel=1e-6)


@pytest.mark.parametrize("name", EXITS)
def test_gray_is_that_of_the_reference(name):
    setup, expected = EXITS[name]["setup"], EXITS[name]["values"]["gray"]
    counted = counted_exits(setup)
    for cause, statistic, p in zip(setup["causes"], expected["stat"], expected["p"], strict=True):
        test = survival.gray_test(counted, cause)
        assert (test.statistic, test.df) == (pytest.approx(statistic, rel=1e-6), 1)
        assert test.p == pytest.approx(p, rel=1e-6, abs=1e-14)


def test_three_groups_as_in_r():
    """survdiff of survival 3.5-3 and cuminc of cmprsk 2.2-11 on the same people."""
    log_ranks = [survival.log_rank(BY_GROUP, rho) for rho in (0, 1)]
    assert [test.statistic for test in log_ranks] == pytest.approx([4.318411797992448, 4.254001875922045])
    grays = [survival.gray_test(BY_GROUP, cause) for cause in (1, 2)]
    assert [test.statistic for test in grays] == pytest.approx([1.054955229783314, 1.978292321280625])
    assert {test.df for test in log_ranks + grays} == {2}


def test_three_groups_in_three_strata_as_in_r():
    log_ranks = [survival.log_rank(BY_STRATUM, rho).statistic for rho in (0, 1, 0.5)]
    assert log_ranks == pytest.approx([4.755266411757929, 4.503708028435148, 4.58008171292495])
    grays = [survival.gray_test(BY_STRATUM, cause).statistic for cause in (1, 2)]
    assert grays == pytest.approx([0.9870089546004145, 2.1307635876137847])


def test_the_test_says_what_it_is():
    assert survival.log_rank(BY_STRATUM, rho=1).method == "log-rank, rho = 1, 3 strata"
    assert survival.gray_test(BY_GROUP, 2).method == "Gray, cause 2, rho = 0"


def test_groups_that_never_meet_add_nothing():
    """A group seen before the others' first exit only is at risk with nobody else at an exit."""
    early = pl.DataFrame({"time": [0, 0], "cause": [0, 0], "group": [9, 9]})
    together = pl.concat([three_groups().select("time", "cause", "group"), early])
    test = survival.log_rank(survival.counts(together, "time", "cause", "group"))
    assert (test.statistic, test.df) == (pytest.approx(survival.log_rank(BY_GROUP).statistic), 2)


def test_a_stratum_where_nobody_leaves_adds_nothing():
    still = pl.DataFrame({"time": [3, 9], "cause": [0, 0], "group": [0, 1], "stratum": [7, 7]})
    together = survival.counts(pl.concat([three_groups(), still]), "time", "cause", "group", "stratum")
    assert survival.log_rank(together).statistic == survival.log_rank(BY_STRATUM).statistic
    assert survival.gray_test(together, 1).statistic == survival.gray_test(BY_STRATUM, 1).statistic


@given(rows(min_size=4))
@quick
def test_neither_the_order_of_rows_nor_the_names_of_groups_and_strata_change_a_test(listed):
    counted = count(listed)
    assume(len(counted.groups) > 1 and counted.causes)
    renamed = [(t, c, {"a": "z", "b": "m", "c": "b"}[g], -s) for t, c, g, s in listed]
    again = count(random.Random(3).sample(renamed, len(renamed)))
    for test in (survival.log_rank, lambda counted: survival.gray_test(counted, counted.causes[0])):
        try:
            expected = test(counted)
        except ValueError:
            with pytest.raises(ValueError):
                test(again)
        else:
            found = test(again)
            assert (found.statistic, found.df) == (pytest.approx(expected.statistic, rel=1e-7, abs=1e-9), expected.df)


@given(rows(min_size=4))
@quick
def test_log_rank_is_the_sum_over_tables_written_out(listed):
    counted = count(listed)
    assume(len(counted.groups) > 1 and counted.causes)
    score, variance = np.zeros(len(counted.groups)), np.zeros((len(counted.groups),) * 2)
    for stratum, time in sorted({(s, t) for t, c, _, s in listed if c}):
        here = [(t, c, g) for t, c, g, s in listed if s == stratum and t >= time]
        n, d = len(here), sum(t == time and c > 0 for t, c, _ in here)
        share = np.array([sum(g == group for _, _, g in here) for group in counted.groups]) / n
        score += [sum(t == time and c > 0 and g == group for t, c, g in here) for group in counted.groups] - d * share
        if n > 1:
            variance += d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    if np.abs(variance).max() < 1e-12:
        with pytest.raises(ValueError, match="groups can't be compared"):
            survival.log_rank(counted)
    else:
        expected = score @ np.linalg.pinv(variance, rcond=1e-9) @ score
        assert survival.log_rank(counted).statistic == pytest.approx(expected, abs=1e-9)


SINGLE = survival.counts(three_groups(), "time", "cause")
CENSORED = Counts(BY_GROUP.frame.filter(pl.col("cause") == 0))
APART = survival.counts(pl.DataFrame({"t": [1, 2], "c": [1, 1], "g": [0, 1], "s": [0, 1]}), "t", "c", "g", "s")


AT_ONCE = survival.counts(pl.DataFrame({"day": [5] * 4, "why": [1] * 4, "team": [1, 1, 2, 2]}), "day", "why", "team")


@pytest.mark.parametrize(
    "wrong, words",
    [
        (lambda: survival.log_rank(SINGLE), "A test between groups needs two of them at least"),
        (lambda: survival.gray_test(SINGLE, 1), "A test between groups needs two of them at least"),
        (lambda: survival.log_rank(CENSORED), "Nobody has left: every cause is 0 or missing"),
        (lambda: survival.gray_test(CENSORED, 1), "Nobody has left to the cause 1; the causes that occur are: none"),
        (lambda: survival.gray_test(BY_GROUP, 7), "Nobody has left to the cause 7; the causes that occur are: 1, 2"),
        (lambda: survival.log_rank(BY_GROUP, rho=float("nan")), "The exponent rho is nan; give a number"),
        (lambda: survival.log_rank(APART), "The groups can't be compared: nobody leaves while"),
        (lambda: survival.gray_test(APART, 1), "The groups can't be compared: nobody leaves while"),
        (lambda: survival.log_rank(AT_ONCE), "while people of two groups are at risk and some stay"),
        (lambda: survival.gray_test(AT_ONCE, 1), "while people of two groups are at risk and some stay"),
    ],
)
def test_what_cannot_be_tested_is_refused_in_words(wrong, words):
    with pytest.raises(ValueError, match=words):
        wrong()
