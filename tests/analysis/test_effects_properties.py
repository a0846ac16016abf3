"""What must hold for any data: orders, names, units, and the estimators' relations to each other."""

import itertools
import math

import numpy as np
import polars as pl
import pyarrow
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samkraft_analysis import balance, effects

quick = settings(deadline=None, max_examples=15)
NAMES = ["day", "exit", "y", "took_part", "called", "stratum", "age", "score"]


@st.composite
def people(draw, low=12, high=40):
    """People in two strata, both called and not in each; taking part goes with the call."""
    n = draw(st.integers(low, high))
    seed = draw(st.integers(0, 2**32 - 1))
    rng = np.random.default_rng(seed)
    called = np.concatenate([[1, 1, 0, 0, 1, 1, 0, 0], rng.integers(0, 2, n - 8)])
    stratum = np.concatenate([[0, 0, 0, 0, 1, 1, 1, 1], rng.integers(0, 2, n - 8)])
    took_part = np.where(rng.random(n) < 0.8, called, 1 - called)
    day = rng.integers(0, 20, n)
    exit = rng.integers(0, 3, n)
    age, score = rng.integers(18, 65, n), np.round(rng.normal(size=n), 3)
    y = np.round(rng.normal(size=n) + took_part * draw(st.integers(-3, 3)), 2)
    return pl.DataFrame(dict(zip(NAMES, [day, exit, y, took_part, called, stratum, age, score], strict=True)))


ESTIMATORS = {
    "difference": lambda frame: effects.difference(frame, "y", "called"),
    "adjusted difference": lambda frame: effects.difference(frame, "y", "called", "HC3", ["age", "score"]),
    "itt": lambda frame: effects.itt(frame, "y", "called", "stratum"),
    "late": lambda frame: effects.late(frame, "y", "took_part", "called", "stratum", ["score"]),
    "weighted": lambda frame: effects.weighted(frame, "y", "called", ["age", "score"]),
    "weighted for all": lambda frame: effects.weighted(frame, "y", "called", ["age", "score"], "ATE"),
    "doubly robust": lambda frame: effects.doubly_robust(frame, "y", "called", ["age", "score"]),
    "matched": lambda frame: effects.matched(frame, "y", "called", ["age", "score"], ratio=2),
}


def numbers(found):
    return [found.value, found.se, found.lower, found.upper, found.p]


@pytest.mark.parametrize("estimator", ESTIMATORS.values(), ids=ESTIMATORS)
@given(frame=people(low=20), seed=st.integers(0, 1000))
@settings(deadline=None, max_examples=6)
def test_the_order_of_rows_changes_not_a_bit(estimator, frame, seed):
    try:
        found = estimator(frame)
    except ValueError:
        assume(False)
    assert numbers(estimator(frame.sample(fraction=1, shuffle=True, seed=seed))) == numbers(found)


@pytest.mark.parametrize("estimator", ESTIMATORS.values(), ids=ESTIMATORS)
def test_the_kind_of_frame_changes_not_a_bit(estimator, tmp_path):
    rng = np.random.default_rng(4)
    n = 60
    frame = pl.DataFrame(
        {
            "y": rng.normal(size=n),
            "called": rng.integers(0, 2, n),
            "stratum": rng.integers(0, 3, n),
            "age": rng.integers(18, 65, n),
            "score": rng.normal(size=n),
        }
    ).with_columns(took_part=pl.col("called") * pl.Series(rng.integers(0, 2, n)))
    frame.write_parquet(tmp_path / "people.parquet")
    frame.write_csv(tmp_path / "people.csv")
    kinds = [
        frame.lazy(),
        frame.to_pandas(),
        frame.to_arrow(),
        tmp_path / "people.parquet",
        str(tmp_path / "people.csv"),
    ]
    assert isinstance(kinds[2], pyarrow.Table)
    assert [numbers(estimator(kind)) for kind in kinds] == [numbers(estimator(frame))] * len(kinds)


@pytest.mark.parametrize("name", ["itt", "late"])
@given(frame=people())
@quick
def test_the_names_of_strata_change_nothing(name, frame):
    try:
        found = ESTIMATORS[name](frame)
    except ValueError:
        assume(False)
    renamed = frame.with_columns(pl.col("stratum").replace_strict({0: "öster", 1: "centrum"}))
    assert numbers(ESTIMATORS[name](renamed)) == pytest.approx(numbers(found), rel=1e-11, abs=1e-12)


@given(frame=people())
@quick
def test_without_covariates_the_effect_of_taking_part_is_that_of_the_call_over_the_first_stage(frame):
    try:
        found = effects.late(frame, "y", "took_part", "called")
    except ValueError:
        assume(False)
    call = effects.itt(frame, "y", "called", variance="HC0")
    first = effects.itt(frame, "took_part", "called", variance="HC0")
    assert found.value == pytest.approx(call.value / first.value, rel=1e-9, abs=1e-12)
    assert (found.itt.value, found.itt.se) == (pytest.approx(call.value, abs=1e-12), pytest.approx(call.se))
    assert found.first_stage.value == pytest.approx(first.value, abs=1e-12)


@given(frame=people())
@quick
def test_when_everybody_does_as_called_the_effect_of_taking_part_is_that_of_the_call(frame):
    found = effects.late(frame, "y", "called", "called", variance="HC1")
    assert found.value == pytest.approx(effects.difference(frame, "y", "called").value, rel=1e-9, abs=1e-12)
    assert found.se == pytest.approx(effects.difference(frame, "y", "called", "HC1").se, rel=1e-9)
    assert found.first_stage_f == math.inf


@given(frame=people(low=16))
@quick
def test_strata_as_a_column_or_as_indicators_give_the_same(frame):
    frame = frame.with_columns(third=pl.col("age") % 3)
    frame = frame.with_columns((pl.col("third") == 1).alias("one"), (pl.col("third") == 2).alias("two"))
    try:
        by_column = effects.late(frame, "y", "took_part", "called", "third")
        by_indicators = effects.late(frame, "y", "took_part", "called", covariates=["one", "two"])
    except ValueError:
        assume(False)
    assert numbers(by_column) == pytest.approx(numbers(by_indicators), rel=1e-8, abs=1e-10)


@given(frame=people())
@quick
def test_the_anderson_rubin_set_holds_what_its_test_does_not_reject(frame):
    try:
        found = effects.late(frame, "y", "took_part", "called")
    except ValueError:
        assume(False)
    inside = lambda b: any(low <= b <= high for low, high in found.anderson_rubin)  # noqa: E731
    assert inside(found.value)
    for b in [-50.0, -3.3, -0.7, 0.1, 0.9, 4.4, 60.0]:
        tested = effects.itt(frame.with_columns(pl.col("y") - b * pl.col("took_part")), "y", "called", variance="HC0")
        statistic = abs(tested.value) / tested.se
        if abs(statistic - 1.959963984540054) > 1e-6:
            assert inside(b) == (statistic < 1.959963984540054)


@given(frame=people())
@quick
def test_robust_errors_grow_from_hc0_to_hc3(frame):
    errors = [effects.difference(frame, "y", "called", kind, ["score"]).se for kind in ("HC0", "HC2", "HC3")]
    assert errors == sorted(errors)


@given(frame=people())
@quick
def test_without_covariates_welch_is_hc2(frame):
    assert effects.difference(frame, "y", "called").se == pytest.approx(effects.itt(frame, "y", "called").se, rel=1e-10)


@given(frame=people(), factor=st.sampled_from([0.001, 7.0, 10000.0]))
@quick
def test_the_unit_of_the_outcome_is_the_unit_of_the_effect(frame, factor):
    for name in ("itt", "weighted for all", "doubly robust"):
        try:
            found = ESTIMATORS[name](frame)
        except ValueError:
            assume(False)
        scaled = ESTIMATORS[name](frame.with_columns(pl.col("y") * factor))
        assert [scaled.value, scaled.se] == pytest.approx(
            [found.value * factor, found.se * factor], rel=1e-8, abs=1e-12
        )


@given(frame=people())
@quick
def test_weights_of_one_are_no_weights(frame):
    frame = frame.with_columns(one=pl.lit(1.0))
    plain = balance.table(frame, "called", ["age", "score"])
    assert balance.table(frame, "called", ["age", "score"], weight="one").equals(plain)


@given(frame=people(), estimand=st.sampled_from(["ATT", "ATE"]))
@quick
def test_a_covariate_that_is_balanced_already_leaves_the_difference_as_it_is(frame, estimand):
    twice = pl.concat([frame.with_columns(side=pl.lit(0)), frame.with_columns(side=pl.lit(1))])
    plain = effects.difference(twice, "y", "called", "HC0")
    found = effects.weighted(twice, "y", "called", ["side"], estimand)
    assert [found.value, found.se] == pytest.approx([plain.value, plain.se], rel=1e-9, abs=1e-12)
    assert effects.doubly_robust(twice, "y", "called", ["side"], estimand).value == pytest.approx(plain.value, abs=1e-9)


@given(frame=people(low=20))
@quick
def test_weights_for_the_effect_on_the_treated_give_both_groups_the_treated_means_of_the_score(frame):
    try:
        found = effects.weighted(frame, "y", "called", ["score"])
    except ValueError:
        assume(False)
    treated = frame["called"].to_numpy() == 1
    assert (found.weights[treated] == 1).all()
    e = found.propensity
    assert found.weights[~treated] == pytest.approx(e[~treated] / (1 - e[~treated]))
    assert e.sum() == pytest.approx(treated.sum())  # the score equation of the intercept


@given(frame=people(low=16, high=30), ratio=st.integers(1, 3), caliper=st.sampled_from([None, 0.2, 1.0]))
@quick
def test_matches_are_the_nearest_and_ties_share(frame, ratio, caliper):
    frame = frame.with_row_index("who").with_columns(pl.col("age") % 4)
    try:
        found = effects.matched(
            frame, "y", "called", ["age"], exact=["stratum"], ratio=ratio, caliper=caliper, id="who"
        )
    except ValueError:
        assume(False)
    e = effects.weighted(frame, "y", "called", ["age"]).propensity
    score = np.rint(np.log(e / (1 - e)) * 1e7) / 1e7
    farthest = np.inf if caliper is None else caliper * np.std(np.log(e / (1 - e)), ddof=1)
    called, stratum = frame["called"].to_numpy(), frame["stratum"].to_numpy()
    expected = set()
    for person in np.flatnonzero(called == 1):
        others = np.flatnonzero((called == 0) & (stratum == stratum[person]))
        apart = np.round(np.abs(score[others] - score[person]), 7)
        if len(others):
            reach = min(np.sort(apart)[min(ratio, len(others)) - 1], farthest)
            expected |= {(int(person), int(other)) for other in others[apart <= reach]}
    assert set(found.pairs.select("treated", "control").rows()) == expected
    y = frame["y"].to_numpy()
    gaps = [y[i] - np.mean([y[j] for k, j in expected if k == i]) for i in sorted({i for i, _ in expected})]
    assert found.value == pytest.approx(np.mean(gaps), abs=1e-9)
    assert found.weights[called == 0].sum() == pytest.approx(found.n_matched)


@given(frame=people(low=16, high=30), ratio=st.integers(1, 2), seed=st.integers(0, 99))
@quick
def test_without_replacement_nobody_serves_twice_and_the_order_of_rows_says_nothing(frame, ratio, seed):
    frame = frame.with_row_index("who").with_columns(pl.col("age") % 3)
    arguments = {"ratio": ratio, "replace": False, "id": "who"}
    try:
        found = effects.matched(frame, "y", "called", ["age"], **arguments)
    except ValueError:
        assume(False)
    again = effects.matched(frame.sample(fraction=1, shuffle=True, seed=seed), "y", "called", ["age"], **arguments)
    assert again.pairs.equals(found.pairs)
    assert not found.pairs["control"].is_duplicated().any()
    e = effects.weighted(frame, "y", "called", ["age"]).propensity
    assert set(found.pairs.select("treated", "control").rows()) == chosen_in_turn(
        frame, np.round(np.log(e / (1 - e)), 7), ratio
    )


def chosen_in_turn(frame, score, ratio):
    """The rule in plain words: highest score first, then id; nearest control left, then lowest id."""
    called = frame["called"].to_numpy()
    order = sorted(np.flatnonzero(called == 1), key=lambda i: (-score[i], i))
    left, pairs = set(np.flatnonzero(called == 0)), set()
    for _, person in itertools.product(range(ratio), order):
        if left:
            nearest = min(left, key=lambda j: (round(abs(score[j] - score[person]), 7), j))
            left.remove(nearest)
            pairs.add((int(person), int(nearest)))
    return pairs


@given(frame=people(), stratum=st.sampled_from([None, "stratum"]), moment=st.integers(0, 25), cause=st.integers(1, 2))
@quick
def test_where_nobody_is_censored_the_curve_is_the_effect_on_having_left(frame, stratum, moment, cause):
    frame = frame.with_columns(exit=pl.max_horizontal("exit", 1))
    frame = frame.with_columns(left=(pl.col("day") <= moment) & (pl.col("exit") == cause))
    try:
        curve = effects.late_curve(frame, "day", "exit", "took_part", "called", moment, stratum)
        found = effects.late(frame, "left", "took_part", "called", stratum)
    except ValueError:
        assume(False)
    assume(cause in frame["exit"])
    row = curve.filter(pl.col("cause") == cause).row(0, named=True)
    assert [row["value"], row["se"]] == pytest.approx([found.value, found.se], rel=1e-8, abs=1e-10)


@given(frame=people(low=20), seed=st.integers(0, 99))
@quick
def test_the_curve_is_the_same_bits_in_any_order(frame, seed):
    arguments = ("day", "exit", "took_part", "called", [3, 5], "stratum")
    try:
        curve = effects.late_curve(frame, *arguments)
    except ValueError:
        assume(False)
    assert effects.late_curve(frame.sample(fraction=1, shuffle=True, seed=seed), *arguments).equals(curve)


p_values = st.lists(st.floats(0, 1), min_size=1, max_size=20)
ADJUSTMENTS = [
    effects.bonferroni,
    effects.holm,
    effects.hommel,
    effects.benjamini_hochberg,
    effects.benjamini_yekutieli,
]


@pytest.mark.parametrize("adjust", ADJUSTMENTS, ids=lambda adjust: adjust.__name__)
@given(p=p_values)
@quick
def test_adjusting_keeps_the_order_and_makes_nothing_smaller(adjust, p):
    found = adjust(p)
    assert all(before - 1e-12 <= after <= 1 for before, after in zip(p, found, strict=True))
    assert found == [adjust(sorted(p))[sorted(p).index(one)] for one in p]
    order = np.argsort(p, kind="stable")
    assert (np.diff(np.array(found)[order]) >= -1e-12).all()


@given(p=p_values)
@quick
def test_hommel_is_between_hochberg_and_holm(p):
    for holm, hommel, plain in zip(effects.holm(p), effects.hommel(p), p, strict=True):
        assert plain - 1e-12 <= hommel <= holm + 1e-12


@given(frame=people(low=24))
@quick
def test_the_interaction_of_two_groups_is_the_square_of_z(frame):
    found = effects.by_group(effects.difference, frame, "stratum", outcome="y", treatment="called")
    one, other = found.estimates[0], found.estimates[1]
    z = (one.value - other.value) / math.hypot(one.se, other.se)
    assert (found.interaction.statistic, found.interaction.df) == (pytest.approx(z**2), 1)
    assert found.frame["n"].sum() == frame.height == found.interaction.n


@given(frame=people(low=24))
@quick
def test_naming_groups_otherwise_changes_nothing(frame):
    arguments = {"outcome": "y", "treatment": "called"}
    found = effects.by_group(effects.difference, frame, "stratum", **arguments)
    renamed = frame.with_columns(pl.col("stratum").replace_strict({0: "women", 1: "men"}))
    other = effects.by_group(effects.difference, renamed, "stratum", **arguments)
    assert other.frame["value"].to_list() == found.frame["value"].to_list()[::-1]
    assert other.interaction.statistic == pytest.approx(found.interaction.statistic, rel=1e-11, abs=1e-15)
