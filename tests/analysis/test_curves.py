import os
import random
import subprocess
import sys
from itertools import product

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from polars.testing import assert_frame_equal

from samkraft_analysis import survival
from samkraft_analysis.survival import Counts
from tests.analysis.people import EXPECTED, count, counted_exits, counted_survival, rows, three_groups
from tests.analysis.reference import reference

quick = settings(deadline=None, max_examples=25)
close = {"rel": 1e-6, "abs": 1e-12}
CURVES, EXITS = EXPECTED["survival"], EXPECTED["competing_exits"]


def people(*times_and_causes):
    frame = pl.DataFrame(times_and_causes, schema=["day", "exit"], orient="row")
    return survival.counts(frame, "day", "exit")


@pytest.mark.parametrize("name", CURVES)
def test_kaplan_meier_is_that_of_the_reference(name):
    setup, values = CURVES[name]["setup"], CURVES[name]["values"]
    counted = counted_survival(setup)
    curve = survival.kaplan_meier(counted)
    assert (counted.n, curve["n_event"].sum()) == (values["n"], values["events"])
    for group in (0, 1):
        found, expected = survival.at(curve.filter(group=group), setup["times"]), values[f"km_g{group}"]
        assert found["n_risk"].to_list() == expected["n_risk"]
        for mine, theirs in {"survival": "surv", "se": "se", "lower": "lo_loglog", "upper": "hi_loglog"}.items():
            assert found[mine].to_list() == pytest.approx(expected[theirs], **close)


@pytest.mark.parametrize("name", CURVES)
def test_quantiles_and_restricted_means_are_those_of_the_reference(name):
    setup, values = CURVES[name]["setup"], CURVES[name]["values"]
    counted = counted_survival(setup)
    quantiles, means = survival.quantiles(counted), survival.rmst(counted, setup["tau"])
    for group in (0, 1):
        expected = values[f"km_g{group}"]
        assert quantiles.filter(group=group)["time"].to_list() == [expected[q] for q in ("q25", "median", "q75")]
        found = means.filter(group=group)
        assert found.select("rmst", "se").row(0) == pytest.approx((expected["rmst"], expected["rmst_se"]), **close)
    difference = survival.rmst_difference(counted, setup["tau"], reference=0).row(0, named=True)
    expected = values["rmst_diff"]
    assert (difference["group"], difference["difference"]) == (1, pytest.approx(expected["diff"], **close))
    assert difference["se"] == pytest.approx(expected["se"], **close)
    assert difference["p"] == pytest.approx(expected["p"], rel=1e-6)


@pytest.mark.parametrize("name", EXITS)
def test_cumulative_incidence_is_that_of_the_reference(name):
    setup, values = EXITS[name]["setup"], EXITS[name]["values"]
    counted = counted_exits(setup)
    delta = survival.at(survival.cumulative_incidence(counted), setup["times"])
    aalen = survival.at(survival.cumulative_incidence(counted, variance="aalen"), setup["times"])
    gained = survival.rmtl(counted, setup["tau"])
    for group, cause in product((0, 1), setup["causes"]):
        expected, which = values[f"g{group}_cause{cause}"], {"group": group, "cause": cause}
        assert delta.filter(**which)["cif"].to_list() == pytest.approx(expected["cif"], **close)
        assert delta.filter(**which)["se"].to_list() == pytest.approx(expected["se_ij"], **close)
        assert delta.filter(**which)["se"].to_list() == pytest.approx(expected["se_delta"], **close)
        assert aalen.filter(**which)["se"].to_list() == pytest.approx(expected["se_aalen"], **close)
        assert gained.filter(**which)["rmtl"].item() == pytest.approx(expected["rmtl"], **close)
        assert counted.frame.filter(**which)["n"].sum() == expected["events"]


def test_the_effect_of_being_called_is_near_the_truth_of_the_simulation():
    truth = {180: 0.03983333333333333, 365: 0.057833333333333334}
    frame = pl.read_csv(reference("evaluation/sim_called_a.csv"))
    frame = frame.with_columns(exit=pl.col("cause").replace({2: 1, 3: 2}))
    for day, expected in truth.items():
        effect, variance = 0.0, 0.0
        for _, half in frame.group_by("late_half"):
            curve = survival.cumulative_incidence(survival.counts(half, "time", "exit", "called"))
            uncalled, called = survival.at(curve.filter(cause=1), day).sort("group").iter_rows(named=True)
            effect += half.height / frame.height * (called["cif"] - uncalled["cif"])
            variance += (half.height / frame.height) ** 2 * (called["se"] ** 2 + uncalled["se"] ** 2)
        assert abs(effect - expected) < 2 * variance**0.5


def test_columns_are_those_promised():
    counted = survival.counts(three_groups(), "time", "cause", "group")
    promised = {
        survival.kaplan_meier: ["group", "time", "n_risk", "n_event", "survival", "se", "lower", "upper"],
        survival.cumulative_incidence: ["group", "cause", "time", "cif", "se", "lower", "upper"],
        survival.quantiles: ["group", "q", "time"],
    }
    for curve, columns in promised.items():
        assert curve(counted).columns == columns
    assert survival.rmst(counted, 8).columns == ["group", "tau", "rmst", "se"]
    assert survival.rmtl(counted, 8).columns == ["group", "cause", "tau", "rmtl", "se"]
    difference = survival.rmst_difference(counted, 8, reference=0)
    assert difference.columns == ["group", "difference", "se", "lower", "upper", "p"]


def test_results_know_their_conventions_and_how_many_people_they_rest_on():
    counted = survival.counts(three_groups(), "time", "cause", "group")
    curve = survival.cumulative_incidence(counted, level=0.9, variance="aalen")
    assert (curve.n, curve.conventions) == (400, {"level": 0.9, "variance": "aalen", "limits": "log(-log)"})
    assert survival.at(curve, 5).conventions == curve.conventions
    difference = survival.rmst_difference(counted, 8, reference=2, level=0.9)
    assert (difference.n, difference.conventions["reference"], difference.conventions["tau"]) == (400, 2, 8)


def test_everybody_gone_has_no_error_and_no_limits():
    last = survival.kaplan_meier(people((1, 1), (2, 0), (3, 1))).row(-1, named=True)
    assert (last["survival"], last["se"], last["lower"], last["upper"]) == (0.0, 0.0, None, None)
    last = survival.cumulative_incidence(people((1, 1), (2, 1))).row(-1, named=True)
    assert (last["cif"], last["se"], last["lower"], last["upper"]) == (1.0, 0.0, None, None)


def test_before_anybody_has_left_the_limits_are_the_share_itself():
    first = survival.kaplan_meier(people((1, 0), (2, 1), (3, 0))).row(0, named=True)
    assert (first["n_event"], first["survival"], first["se"], first["lower"], first["upper"]) == (0, 1.0, 0.0, 1.0, 1.0)
    first = survival.cumulative_incidence(people((1, 0), (2, 1), (3, 0))).row(0, named=True)
    assert (first["cif"], first["se"], first["lower"], first["upper"]) == (0.0, 0.0, 0.0, 0.0)


def test_limits_of_one_in_a_million_are_numbers():
    frame = pl.DataFrame({"day": [1, 2, 2], "exit": [1, 2, 0], "people": [10**6, 1, 1]})
    counted = survival.counts(frame, "day", "exit", weight="people")
    for curve in (survival.kaplan_meier(counted), survival.cumulative_incidence(counted)):
        assert curve["lower"].is_between(0, 1).all() and curve["upper"].is_between(0, 1).all()


def test_a_sum_of_thirds_is_everybody():
    last = survival.cumulative_incidence(people(*[(day, 1) for day in range(1, 8)])).row(-1, named=True)
    assert (last["cif"], last["lower"], last["upper"]) == (pytest.approx(1), None, None)


def test_wider_limits_for_a_higher_level():
    counted = people((1, 1), (2, 0), (3, 2), (4, 0))
    narrow, wide = (survival.kaplan_meier(counted, level).row(2, named=True) for level in (0.8, 0.99))
    assert wide["lower"] < narrow["lower"] < narrow["survival"] < narrow["upper"] < wide["upper"]


def test_a_cause_that_occurs_in_one_group_only_is_flat_in_the_other():
    frame = pl.DataFrame({"day": [1, 2, 1, 2], "exit": [1, 2, 1, 0], "group": [0, 0, 1, 1]})
    curve = survival.cumulative_incidence(survival.counts(frame, "day", "exit", "group"))
    assert curve.filter(group=1, cause=2)["cif"].to_list() == [0.0, 0.0]


def test_strata_are_added_up_in_curves():
    frame = three_groups()
    plain, stratified = (survival.counts(frame, "time", "cause", "group", s) for s in (None, "stratum"))
    assert_frame_equal(survival.kaplan_meier(stratified), survival.kaplan_meier(plain), check_exact=True)


def test_at_takes_the_last_row_and_counts_those_still_to_come():
    curve = survival.kaplan_meier(people((10, 1), (20, 0), (20, 1), (30, 1)))
    found = survival.at(curve, [5, 10, 15, 20, 31])
    assert found["time"].to_list() == [5, 10, 15, 20, 31]
    assert found["survival"].to_list() == [1.0, 0.75, 0.75, 0.5, 0.0]
    assert found["n_risk"].to_list() == [4, 4, 3, 3, 0]
    assert found["n_event"].to_list() == [0, 1, 1, 1, 1]
    before = found.row(0, named=True)
    assert (before["se"], before["lower"], before["upper"]) == (0.0, 1.0, 1.0)


def test_at_answers_for_each_group_and_cause_whatever_the_order_of_the_rows():
    curve = survival.cumulative_incidence(survival.counts(three_groups(), "time", "cause", "group"))
    found = survival.at(curve, [0.5, 4.5])
    assert found.select("group", "cause", "time").rows() == list(product([0, 1, 2], [1, 2], [0.5, 4.5]))
    assert found.filter(time=0.5)["cif"].to_list() == [0.0] * 6
    again = survival.at(curve.sample(fraction=1, shuffle=True, seed=1), [0.5, 4.5])
    assert_frame_equal(again.sort("group", "cause", "time"), found)


@pytest.mark.parametrize("times", [[], [None], [float("nan")], ["a"]])
def test_at_refuses_what_is_no_time(times):
    with pytest.raises(ValueError, match="times to look up must be numbers"):
        survival.at(survival.kaplan_meier(people((1, 1))), times)


def test_a_quantile_is_the_midpoint_where_the_curve_is_flat_at_it():
    counted = people((1, 1), (2, 1), (3, 0), (4, 1), (5, 1), (6, 1), (7, 0))
    thirds = people(*[(day, 1) for day in range(1, 4)])
    assert survival.quantiles(thirds, 1 / 3)["time"].to_list() == [1.5]
    assert survival.quantiles(counted, [5 / 7 * 0 + 2 / 7])["time"].to_list() == [3.0]


def test_a_quantile_at_the_level_to_the_end_is_the_time_it_was_reached():
    assert survival.quantiles(people((1, 1), (2, 0)), 0.5)["time"].to_list() == [1.0]
    assert survival.quantiles(people((1, 1), (2, 0)), 0.75)["time"].to_list() == [None]


def test_times_gained_and_time_still_there_add_up_to_the_horizon():
    counted = survival.counts(three_groups(), "time", "cause", "group")
    gained = survival.rmtl(counted, 8.5).group_by("group", maintain_order=True).agg(pl.col("rmtl").sum())["rmtl"]
    assert (survival.rmst(counted, 8.5)["rmst"] + gained).to_list() == pytest.approx([8.5] * 3)


def test_the_error_of_the_time_gained_is_the_infinitesimal_jackknife():
    """Each person's influence by giving them a little more weight, against the formula."""
    frame = three_groups().filter(group=1)
    times, causes = frame["time"].to_numpy(), frame["cause"].to_numpy()

    def gained(weights, cause, tau):
        still, sum_ = 1.0, 0.0
        for time in np.unique(times[times <= tau]):
            at_risk, here = weights[times >= time].sum(), times == time
            sum_ += still * weights[here & (causes == cause)].sum() / at_risk * (tau - time)
            still *= 1 - weights[here & (causes > 0)].sum() / at_risk
        return sum_

    step, ones = 1e-5, np.ones(len(times))
    for cause in (1, 2):
        change = [
            gained(ones + step * one, cause, 8) - gained(ones - step * one, cause, 8) for one in np.eye(len(times))
        ]
        counted = survival.counts(frame, "time", "cause")
        found = survival.rmtl(counted, 8).filter(cause=cause)["se"].item()
        assert found == pytest.approx(np.sqrt(np.sum((np.array(change) / (2 * step)) ** 2)), rel=1e-7)


def test_the_error_of_one_cause_is_that_of_the_share_still_there():
    counted = people((1, 1), (1, 1), (2, 0), (3, 1), (4, 1), (5, 0))
    still, left = survival.kaplan_meier(counted), survival.cumulative_incidence(counted)
    assert left["se"].to_list() == pytest.approx(still["se"].to_list())
    means, gained = survival.rmst(counted, 4.5), survival.rmtl(counted, 4.5)
    assert gained["se"].item() == pytest.approx(means["se"].item())


def test_a_difference_is_the_group_less_the_reference():
    counted = survival.counts(three_groups(), "time", "cause", "group")
    means = survival.rmst(counted, 8)["rmst"]
    found = survival.rmst_difference(counted, 8, reference=1)
    assert found["group"].to_list() == [0, 2]
    assert found["difference"].to_list() == [means[0] - means[1], means[2] - means[1]]
    assert (found["upper"] - found["lower"]).to_list() == pytest.approx((2 * 1.959963984540054 * found["se"]).to_list())


def test_a_difference_without_error_has_no_p():
    frame = pl.DataFrame({"day": [2, 2, 1, 2], "exit": [0, 0, 1, 0], "group": [0, 0, 1, 1]})
    counted = survival.counts(frame, "day", "exit", "group")
    assert survival.rmst_difference(counted, 1, reference=0)["p"].to_list() == [None]


@given(rows())
@quick
def test_the_share_still_there_and_those_gone_to_each_cause_add_up_to_one(listed):
    counted = count(listed)
    still = survival.kaplan_meier(counted)
    if not counted.causes:
        return
    gone = (
        survival.cumulative_incidence(counted).group_by("group", "time").agg(pl.col("cif").sum()).sort("group", "time")
    )
    assert (still["survival"] + gone["cif"]).to_list() == pytest.approx([1.0] * still.height)


@given(rows())
@quick
def test_limits_lie_around_the_curve(listed):
    counted = count(listed)
    curves = [survival.kaplan_meier(counted).rename({"survival": "share"})]
    for variance in ("delta", "aalen"):
        if counted.causes:
            curves.append(survival.cumulative_incidence(counted, variance=variance).rename({"cif": "share"}))
    for curve in curves:
        inside = curve.filter(pl.col("lower").is_not_null())
        assert (inside["lower"] <= inside["share"]).all()
        assert (inside["share"] <= inside["upper"]).all()
        assert curve["se"].is_finite().all()


@given(rows())
@quick
def test_curves_are_the_same_to_the_bit_whatever_the_order_of_the_rows_and_names_of_groups(listed):
    names = {"a": "z", "b": "y", "c": "x"}
    renamed = [(time, cause, names[group], stratum) for time, cause, group, stratum in listed]
    shuffled = random.Random(2).sample(renamed, len(renamed))
    for curve in (survival.kaplan_meier, survival.quantiles):
        found = curve(count(shuffled)).with_columns(pl.col("group").replace_strict({b: a for a, b in names.items()}))
        expected = curve(count(listed))
        assert_frame_equal(found.sort("group", maintain_order=True), expected, check_exact=True)


def test_chunks_in_any_order_change_no_bit():
    frame = three_groups()
    chunks = [survival.counts(part, "time", "cause", "group") for part in frame.iter_slices(37)]
    merged = chunks[0]
    for chunk in reversed(chunks[1:]):
        merged = chunk.merge(merged)
    whole = survival.counts(frame, "time", "cause", "group")
    assert_frame_equal(survival.cumulative_incidence(merged), survival.cumulative_incidence(whole), check_exact=True)


def everything_from(frame):
    counted = survival.counts(frame, "time", "cause", "group", "stratum")
    return [
        survival.kaplan_meier(counted).rows(),
        survival.cumulative_incidence(counted, variance="aalen").rows(),
        survival.rmtl(counted, 8).rows(),
        survival.rmst_difference(counted, 8, reference=0).rows(),
        survival.log_rank(counted, rho=1),
        survival.gray_test(counted, 1),
    ]


def test_the_number_of_threads_changes_no_bit():
    script = "from tests.analysis.test_curves import *; print(everything_from(three_groups()))"
    single = os.environ | {
        "POLARS_MAX_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    said = subprocess.run([sys.executable, "-c", script], env=single, capture_output=True, text=True, check=True).stdout
    assert said.strip() == str(everything_from(three_groups()))


@pytest.mark.parametrize("kind", [pl.Boolean, pl.String, pl.Float64, pl.Date])
def test_groups_may_be_of_any_kind(kind):
    frame = three_groups().filter(pl.col("group") < 2).with_columns(group_of=pl.col("group").cast(kind))
    plain, other = (survival.counts(frame, "time", "cause", group) for group in ("group", "group_of"))
    curve = survival.at(survival.kaplan_meier(other), [3, 7])
    assert curve["group"].to_list() == pl.Series([0, 0, 1, 1]).cast(kind).to_list()
    assert curve["survival"].to_list() == survival.at(survival.kaplan_meier(plain), [3, 7])["survival"].to_list()
    assert survival.log_rank(other).statistic == survival.log_rank(plain).statistic
    first, second = survival.rmst(plain, 8)["rmst"]
    assert survival.rmst_difference(other, 8, other.groups[0])["difference"].item() == second - first


COUNTED = survival.counts(three_groups(), "time", "cause", "group")
CENSORED = Counts(COUNTED.frame.filter(pl.col("cause") == 0))


@pytest.mark.parametrize(
    "wrong, words",
    [
        (lambda: survival.kaplan_meier(COUNTED, level=95), "The level is 95; give the coverage"),
        (lambda: survival.cumulative_incidence(COUNTED, level=0), "The level is 0; give the coverage"),
        (lambda: survival.kaplan_meier(COUNTED, level=None), "The level is None; give the coverage"),
        (lambda: survival.quantiles(COUNTED, q=()), "No quantiles are asked for"),
        (lambda: survival.at(survival.rmst(COUNTED, 8), 3), "no curve, as it has no column 'time'"),
        (lambda: survival.rmtl(COUNTED, "a year"), "A horizon tau of 'a year' can't be"),
        (lambda: survival.cumulative_incidence(COUNTED, variance="greenwood"), "no variance 'greenwood'"),
        (lambda: survival.cumulative_incidence(CENSORED), "Nobody has left: every cause is 0 or missing"),
        (lambda: survival.rmtl(CENSORED, 5), "Nobody has left: every cause is 0 or missing"),
        (lambda: survival.quantiles(COUNTED, q=(0.5, 1.5)), "A quantile of 1.5 can't be"),
        (lambda: survival.rmst(COUNTED, 0), "A horizon tau of 0 can't be"),
        (lambda: survival.rmst(COUNTED, float("nan")), "A horizon tau of nan can't be"),
        (lambda: survival.rmst(COUNTED, 12), "tau = 12 lies beyond the last time of group 0, 10"),
        (lambda: survival.rmtl(people((1, 1), (5, 1)), 6), "tau = 6 lies beyond the last time of anybody, 5"),
        (lambda: survival.rmst_difference(COUNTED, 8, reference="men"), "no group 'men' to compare with; .*: 0, 1, 2"),
        (lambda: survival.rmst_difference(people((1, 1), (5, 1)), 3, reference=0), "needs two groups at least"),
    ],
)
def test_what_cannot_be_is_refused_in_words(wrong, words):
    with pytest.raises(ValueError, match=words):
        wrong()
