"""What the estimators promise beside their numbers: words for bad input, conventions stated, special cases."""

import math
import pickle

import numpy as np
import polars as pl
import pytest

from samkraft_analysis import balance, effects
from samkraft_analysis.effects.greedy import pair_off
from samkraft_analysis.estimates import limits, over, quantile, wald


def people(**changes):
    rng = np.random.default_rng(2)
    n = 80
    columns = {
        "y": rng.normal(size=n),
        "d": rng.integers(0, 2, n),
        "z": np.arange(n) % 2,
        "x": rng.normal(size=n),
        "w": rng.integers(18, 65, n),
        "office": np.arange(n) // 2 % 4,
        "sex": np.array(["K", "M", "M", "K"] * (n // 4)),
        "day": rng.integers(1, 100, n),
        "exit": rng.integers(0, 3, n),
        "who": np.arange(n),
    }
    return pl.DataFrame(columns | changes)


def says(*words):
    """A sentence of at least five words, which says these."""
    return pytest.raises(ValueError, match=".*".join([*words]))


CALLS = {
    "difference": lambda frame: effects.difference(frame, "y", "z", covariates=["x"]),
    "itt": lambda frame: effects.itt(frame, "y", "z", "office", ["x"]),
    "late": lambda frame: effects.late(frame, "y", "d", "z", "office", ["x"]),
    "late_curve": lambda frame: effects.late_curve(frame, "day", "exit", "d", "z", 50, "office"),
    "compliers": lambda frame: effects.compliers(frame, ["x"], "d", "z", "office"),
    "standardised": lambda frame: effects.standardised(frame, "y", "z", ["x"]),
    "weighted": lambda frame: effects.weighted(frame, "y", "z", ["x"]),
    "doubly_robust": lambda frame: effects.doubly_robust(frame, "y", "z", ["x"]),
    "matched": lambda frame: effects.matched(frame, "y", "z", ["x"], exact=["sex"]),
}
every_estimator = pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
every_estimator_of_an_outcome = pytest.mark.parametrize(
    "call", [call for name, call in CALLS.items() if name not in ("late_curve", "compliers")]
)


@every_estimator
def test_everybody_called_leaves_nobody_to_compare_with(call):
    with says("'z' has no variation: everybody has 1"):
        call(people(z=1))


@every_estimator
def test_nobody_called_leaves_nobody_to_compare_with(call):
    with says("'z' has no variation: nobody has 1"):
        call(people(z=0))


@every_estimator
def test_a_call_other_than_0_and_1_is_refused(call):
    with says("'z' has 40 values other than 0 and 1", "such as 2"):
        call(people(z=np.arange(80) % 2 * 2))


@every_estimator
def test_missing_values_are_counted_and_named(call):
    with says("'z' has 80 missing values"):
        call(people().with_columns(z=pl.lit(None, dtype=pl.Int64)))


@every_estimator_of_an_outcome
def test_a_missing_outcome_is_not_passed_over(call):
    frame = people().with_columns(pl.when(pl.col("who") > 2).then("y"))
    with says("'y' has 3 missing values"):
        call(frame)


@every_estimator_of_an_outcome
def test_text_is_not_a_number(call):
    with says("'y' holds String values"):
        call(people().with_columns(y=pl.lit("much")))


@every_estimator_of_an_outcome
def test_an_infinite_outcome_is_refused(call):
    with says("'y' has 80 infinite values"):
        call(people(y=math.inf))


@every_estimator
def test_no_rows_are_nobody(call):
    with says("no rows, so there is nobody"):
        call(people().clear())


@every_estimator
def test_a_missing_column_is_named_with_those_there_are(call):
    with says("no column 'z'", "who"):
        call(people().drop("z"))


@pytest.mark.parametrize("name", ["itt", "compliers"])
def test_a_stratum_where_nobody_is_called_is_named(name):
    with says("'3' has nobody with 1 in column 'z'", "merge it"):
        CALLS[name](people().with_columns(z=pl.col("z") * (pl.col("office") < 3)))


def test_an_instrument_without_variation_within_strata_is_refused():
    with says("'z' has no variation of its own"):
        effects.late(people(), "y", "d", "z", stratum="z")


def test_a_curve_needs_variation_within_some_stratum():
    with says("'z' has no variation within strata"):
        effects.late_curve(people(), "day", "exit", "d", "z", 50, stratum="z")


@pytest.mark.parametrize("name", ["late", "late_curve"])
def test_a_call_that_moves_nobody_says_nothing_about_taking_part(name):
    frame = people(d=1)
    with says("The first stage is 0", "'d'"):
        CALLS[name](frame)


def test_a_covariate_that_others_add_up_to_is_named():
    frame = people().with_columns(both=2 * pl.col("x") + pl.col("w"))
    for estimator in (effects.difference, effects.itt, effects.weighted, effects.doubly_robust, effects.standardised):
        with says("'both' has no variation of its own"):
            estimator(frame, "y", "z", covariates=["x", "w", "both"])


@pytest.mark.parametrize("estimand", ["ATT", "ATE"])
@pytest.mark.parametrize("estimator", [effects.weighted, effects.doubly_robust])
def test_groups_without_overlap_are_refused(estimator, estimand):
    with says("no overlap", "'z'"):
        estimator(people(x=np.arange(80) % 2 + np.arange(80) / 1000), "y", "z", ["x"], estimand)


def test_matching_without_overlap_is_refused():
    with says("no overlap", "'z'"):
        effects.matched(people(x=np.arange(80) % 2 * 5.0 + 1), "y", "z", ["x"])


def test_a_value_that_only_the_treated_have_is_no_overlap():
    frame = people().with_columns(rare=(pl.col("who") % 20 == 1).cast(pl.Int8))
    for estimand in ("ATT", "ATE"):
        with says("no overlap"):
            effects.weighted(frame, "y", "z", ["x", "rare"], estimand)


def test_nobody_within_the_caliper_and_the_exact_columns_is_said():
    with says("Nobody could be matched"):
        effects.matched(people(), "y", "z", ["x"], exact=["who"])


def test_those_without_a_match_are_counted():
    frame = people().with_columns(alone=pl.when(pl.col("who") < 10).then("who").otherwise(99))
    found = effects.matched(frame, "y", "z", ["x"], exact=["alone"])
    assert (found.n_treated, found.n_matched) == (40, 35)
    assert found.pairs["treated"].n_unique() == 35


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"ratio": 0}, "ratio is 0"),
        ({"ratio": 1.5}, "ratio is 1.5"),
        ({"caliper": 0}, "caliper is 0"),
        ({"caliper": math.inf}, "caliper is inf"),
        ({"replace": False}, "needs an id column"),
        ({"id": "office"}, "'office' has 4 ids on more than one row"),
        ({"covariates": []}, "no covariates"),
    ],
)
def test_odd_choices_for_matching_are_refused(arguments, words):
    with says(words):
        effects.matched(people(), "y", "z", **{"covariates": ["x"]} | arguments)


@pytest.mark.parametrize(
    "call",
    [
        lambda: effects.difference(people(), "y", "z", "HC4"),
        lambda: effects.itt(people(), "y", "z", variance="welch"),
        lambda: effects.late(people(), "y", "d", "z", variance="HC2"),
        lambda: effects.weighted(people(), "y", "z", ["x"], "ATC"),
        lambda: effects.weighted(people(), "y", "z", ["x"], se="bootstrap"),
        lambda: effects.doubly_robust(people(), "y", "z", ["x"], "LATE"),
        lambda: effects.standardised(people(), "y", "z", ["x"], "LATE"),
    ],
)
def test_a_convention_that_does_not_exist_is_refused_with_those_that_do(call):
    with says("There is no", "choose one of"):
        call()


def test_a_level_is_a_share():
    with says("The level is 95"):
        effects.difference(people(), "y", "z", level=95)


def test_one_person_has_no_variance():
    with says("Only one person has 1 in column 'z'"):
        effects.difference(people().with_columns(z=(pl.col("who") == 3)), "y", "z")


def test_a_person_alone_in_a_cell_is_too_few_for_hc2():
    frame = people().with_columns(office=pl.when(pl.col("who") < 2).then(9).otherwise("office"))
    with says("HC2 can't be computed: 2 rows are alone"):
        effects.itt(frame, "y", "z", "office")
    assert effects.itt(frame, "y", "z", "office", variance="HC1").se > 0


def test_more_parameters_than_people_are_refused():
    with says("4 rows are too few for 4 parameters"):
        effects.itt(people()[:4], "y", "z", covariates=["x"], variance="HC0")


def test_times_beyond_the_last_one_seen_are_refused():
    with says("Nobody called in stratum", "is followed to time 1000"):
        effects.late_curve(people(exit=np.arange(80) // 2 % 2), "day", "exit", "d", "z", [50, 1000])


def test_when_everybody_has_left_a_later_time_is_known():
    frame = people().with_columns(exit=pl.col("exit") % 2 + 1)
    late, last = effects.late_curve(frame, "day", "exit", "d", "z", [1000, 99]).filter(cause=1)["value"]
    assert late == last


def test_negative_times_are_refused():
    with says("'day' has 80 negative times"):
        effects.late_curve(people(day=-1), "day", "exit", "d", "z", 50)


def test_times_asked_for_are_numbers_from_0():
    for wrong in (-1, [], [math.nan], [math.inf], "soon", None):
        with says("The times asked for are .*give one number at least, each 0 or later"):
            effects.late_curve(people(), "day", "exit", "d", "z", wrong)
    one = effects.late_curve(people(), "day", "exit", "d", "z", np.int64(50))
    assert one.equals(effects.late_curve(people(), "day", "exit", "d", "z", [50.0]))


def test_a_curve_takes_causes_in_words():
    frame = people()
    words = frame.with_columns(pl.col("exit").replace_strict({0: None, 1: "studies", 2: "work"}))
    curve = effects.late_curve(words, "day", "exit", "d", "z", [30, 60], "office")
    assert curve["cause"].to_list() == ["studies", "studies", "work", "work"]
    assert curve.drop("cause").equals(
        effects.late_curve(frame, "day", "exit", "d", "z", [30, 60], "office").drop("cause")
    )
    assert curve.n == 80
    assert "jackknife" in curve.conventions["variance"]


def test_with_everybody_doing_as_called_the_curve_is_the_difference_of_two_curves():
    from samkraft_analysis import survival

    frame = people()
    curve = effects.late_curve(frame, "day", "exit", "z", "z", [30, 60, 90])
    apart = survival.cumulative_incidence(survival.counts(frame, "day", "exit", group="z"))
    found = survival.at(apart, [30, 60, 90])
    called, others = (found.filter(group=value).sort("cause", "time") for value in (1, 0))
    assert curve["value"].to_list() == pytest.approx((called["cif"] - others["cif"]).to_list(), abs=1e-12)
    both = (called["se"] ** 2 + others["se"] ** 2).sqrt().to_list()
    assert curve["se"].to_list() == pytest.approx(both, rel=1e-9)


def test_strata_may_be_the_combinations_of_columns():
    frame = people().with_columns(half=pl.col("who") >= 40)
    frame = frame.with_columns(both=pl.concat_str("office", "half"))
    one, other = (effects.itt(frame, "y", "z", stratum) for stratum in ("both", ["office", "half"]))
    assert (one.value, one.se) == (pytest.approx(other.value, rel=1e-11), pytest.approx(other.se, rel=1e-11))


def test_strata_are_averaged_by_their_people():
    frame = people()
    parts = [effects.difference(part, "y", "z").value for part in frame.partition_by("office", maintain_order=True)]
    assert effects.itt(frame, "y", "z", "office").value == pytest.approx(np.mean(parts))


def by_hand(frame, strata, covariates):
    """Ordinary least squares with every column written out: treatment, the rest centred, and their products."""
    z = frame["z"].to_numpy().astype(float)
    rest = (
        frame.select(*covariates, *((pl.col("office") == one).alias(f"office {one}") for one in strata))
        .to_numpy()
        .astype(float)
    )
    rest = rest - rest.mean(axis=0)
    x = np.column_stack([z, np.ones(len(z)), rest, rest * z[:, None]])
    bread = np.linalg.inv(x.T @ x)
    y = frame["y"].to_numpy()
    coefficients = bread @ x.T @ y
    left, leverage = y - x @ coefficients, np.sum((x @ bread) * x, axis=1)
    n, k = x.shape
    squares = {
        "classical": np.full(n, left @ left / (n - k)),
        "HC0": left**2,
        "HC1": left**2 * n / (n - k),
        "HC2": left**2 / (1 - leverage),
        "HC3": left**2 / (1 - leverage) ** 2,
    }
    covariances = {name: bread @ (x.T * square) @ x @ bread for name, square in squares.items()}
    return coefficients[0], {name: np.sqrt(covariance[0, 0]) for name, covariance in covariances.items()}


@pytest.mark.parametrize("covariates", [[], ["x", "w"]])
def test_strata_taken_out_by_centring_are_the_regression_with_every_column_written_out(covariates):
    frame = people(office=np.random.default_rng(3).integers(0, 4, 80))
    value, errors = by_hand(frame, [1, 2, 3], covariates)
    for variance, se in errors.items():
        found = effects.itt(frame, "y", "z", "office", covariates, variance)
        assert (found.value, found.se) == (pytest.approx(value, rel=1e-10), pytest.approx(se, rel=1e-10))


def test_true_and_false_are_1_and_0():
    frame = people()
    truths = frame.with_columns(pl.col("z", "d").cast(pl.Boolean))
    assert effects.late(truths, "y", "d", "z") == effects.late(frame, "y", "d", "z")


def test_a_weak_first_stage_gives_two_half_lines_or_everything():
    frame = people(d=np.tile([0, 0, 1, 1], 20)).with_columns(d=pl.col("d") + (pl.col("who") == 1))
    (low, high), *more = effects.late(frame, "y", "d", "z").anderson_rubin
    assert low == -math.inf
    assert (more and more[0][1] == math.inf) or high == math.inf


@pytest.mark.parametrize(
    ("name", "variance"),
    [("welch", "HC2"), ("pooled", "classical"), ("HC3", "HC3")],
)
def test_with_covariates_the_result_names_the_formula_that_was_used(name, variance):
    found = effects.difference(people(), "y", "z", name, ["x"])
    assert (found.variance, found.df) == (variance, 77)


def test_a_result_says_how_it_was_made():
    found = effects.itt(people(), "y", "z", "office", ["x"], level=0.9)
    assert (found.n, found.n_treated, found.variance, found.level, found.df) == (80, 40, "HC2", 0.9, 70)
    assert found.method == "regression with 4 strata and 1 covariates, centred and interacted"
    assert found.upper - found.value == pytest.approx(1.6669 * found.se, rel=1e-4)


def test_weights_and_propensity_stand_in_the_order_of_the_rows():
    frame = people()
    backwards = frame.reverse()
    one, other = (effects.weighted(rows, "y", "z", ["x", "w"], "ATE") for rows in (frame, backwards))
    assert (one.weights == other.weights[::-1]).all()
    assert (one.propensity == other.propensity[::-1]).all()
    treated = frame["z"].to_numpy() == 1
    assert one.weights == pytest.approx(np.where(treated, 1 / one.propensity, 1 / (1 - one.propensity)))


def test_results_can_be_stored():
    found = effects.matched(people(), "y", "z", ["x"], id="who")
    again = pickle.loads(pickle.dumps(found))
    assert again == found
    assert again.pairs.equals(found.pairs)


def test_compliers_outcomes_differ_by_the_effect_of_taking_part():
    rng = np.random.default_rng(8)
    frame = people(d=np.where(rng.random(80) < 0.7, np.arange(80) % 2, 0))
    rows = dict(effects.compliers(frame, ["x"], "d", "z", outcome="y").select("column", "compliers").rows())
    found = effects.late(frame, "y", "d", "z")
    assert rows["y with"] - rows["y without"] == pytest.approx(found.value)
    with_x = effects.late(frame.with_columns(xd=pl.col("x") * pl.col("d")), "xd", "d", "z")
    assert rows["x"] == pytest.approx(with_x.value) or abs(rows["x"]) < 5


def test_the_share_of_compliers_is_the_first_stage():
    frame = people(d=np.where(np.arange(80) % 3 > 0, np.arange(80) % 2, 0))
    found = effects.compliers(frame, ["x"], "d", "z")
    assert found["share"][0] == pytest.approx(effects.late(frame, "y", "d", "z").first_stage.value)


def test_effects_by_group_name_the_group_where_it_fails():
    frame = people().with_columns(z=pl.when(pl.col("sex") == "M").then(1).otherwise("z"))
    with says("In group sex = 'M'", "everybody has 1"):
        effects.by_group(effects.itt, frame, "sex", outcome="y", called="z")


def test_effects_by_group_need_two_groups_and_know_them_all():
    with says("'sex' holds 1 group"):
        effects.by_group(effects.itt, people(sex="K"), "sex", outcome="y", called="z")
    with says("'sex' has 80 missing values"):
        effects.by_group(effects.itt, people().with_columns(sex=pl.lit(None)), "sex", outcome="y", called="z")
    with says("no column 'gender'"):
        effects.by_group(effects.itt, people(), "gender", outcome="y", called="z")


def test_a_group_without_spread_cannot_be_tested():
    frame = people().with_columns(y=pl.when(pl.col("sex") == "M").then(1.0).otherwise("y"))
    with says("The standard error in group sex = 'M' is 0"):
        effects.by_group(effects.difference, frame, "sex", outcome="y", treatment="z")


def test_any_estimator_works_by_group():
    found = effects.by_group(effects.weighted, people(), "office", outcome="y", treatment="z", covariates=["x"])
    assert found.frame.columns == ["group", "value", "se", "lower", "upper", "n"]
    assert found.interaction.df == 3
    assert found.frame["value"][2] == effects.weighted(people().filter(office=2), "y", "z", ["x"]).value


ADJUSTMENTS = [
    effects.bonferroni,
    effects.holm,
    effects.hommel,
    effects.benjamini_hochberg,
    effects.benjamini_yekutieli,
]


@pytest.mark.parametrize("adjust", ADJUSTMENTS)
def test_what_is_no_p_value_is_refused(adjust):
    for wrong in ([0.5, 1.2], [-0.1], [math.nan]):
        with says("1 p-values aren't between 0 and 1"):
            adjust(wrong)
    for wrong in (["a"], 0.5, [[0.1, 0.2], [0.3, 0.4]]):
        with says("The p-values must be .*list of numbers"):
            adjust(wrong)
    assert adjust([]) == []


@pytest.mark.parametrize(
    "call",
    [
        lambda frame, names: effects.difference(frame, "y", "z", covariates=names).value,
        lambda frame, names: effects.itt(frame, "y", "z", covariates=names).value,
        lambda frame, names: effects.standardised(frame, "y", "z", names).value,
        lambda frame, names: effects.late(frame, "y", "d", "z", covariates=names).value,
        lambda frame, names: effects.weighted(frame, "y", "z", names).value,
        lambda frame, names: effects.doubly_robust(frame, "y", "z", names).value,
        lambda frame, names: effects.matched(frame, "y", "z", names).value,
        lambda frame, names: effects.compliers(frame, names, "d", "z").rows(),
        lambda frame, names: balance.table(frame, "z", names).rows(),
    ],
)
def test_a_single_covariate_may_be_named_by_itself(call):
    """Its letters were taken for names, so that "xw" was x and w where there were such columns."""
    frame = people().rename({"x": "age", "w": "a"})
    assert call(frame, "age") == call(frame, ["age"])


def test_pairing_goes_both_ways_and_stops_at_the_caliper():
    there, rank = np.array([10, 20, 20, 40]), np.array([4, 3, 1, 2])
    assert pair_off(np.array([21, 19, 19]), there, rank, 1, None) == [[1], [2], [0]]
    assert pair_off(np.array([15]), there, rank, 4, None) == [[1, 2, 0, 3]]
    assert pair_off(np.array([15]), there, rank, 4, 5) == [[1, 2, 0]]


def test_limits_without_an_error_are_the_value():
    assert limits(0.0, 0.0) == (0.0, 0.0, 1.0)
    assert limits(2.0, 0.0) == (2.0, 2.0, 0.0)
    assert over(-1.0, 0.0) == -math.inf
    assert quantile(0.95, 10) == pytest.approx(2.228138852)


def test_equal_effects_do_not_interact():
    assert wald([1.0, 1.0, 1.0], [0.1, 0.2, 0.3]).p == 1.0


def test_clusters_of_one_are_no_clusters():
    frame = people()
    for cluster, plain in (("HC0", "HC0"), ("HC1", "HC1")):
        one = effects.late(frame, "y", "d", "z", "office", ["x"], cluster, cluster="who")
        other = effects.late(frame, "y", "d", "z", "office", ["x"], plain)
        assert one.se == pytest.approx(other.se, rel=1e-12)
        assert one.anderson_rubin == [pytest.approx(limits) for limits in other.anderson_rubin]
        one = effects.itt(frame, "y", "z", "office", ["x"], cluster, cluster="who")
        assert one.se == pytest.approx(effects.itt(frame, "y", "z", "office", ["x"], plain).se, rel=1e-12)


def test_people_who_stand_twice_count_once_as_a_cluster():
    frame = people()
    twice = pl.concat([frame, frame])
    for stratum in (None, "office"):
        found = effects.itt(twice, "y", "z", stratum, ["x"], "HC0", cluster="who")
        assert found.se == pytest.approx(effects.itt(frame, "y", "z", stratum, ["x"], "HC0").se, rel=1e-10)
        found = effects.late(twice, "y", "d", "z", stratum, ["x"], cluster="who")
        assert found.se == pytest.approx(effects.late(frame, "y", "d", "z", stratum, ["x"]).se, rel=1e-10)


def test_clusters_with_called_and_others_are_summed_with_their_signs():
    frame = people(office=np.random.default_rng(3).integers(0, 9, 80))
    y, z, x = (frame[name].to_numpy().astype(float) for name in ("y", "z", "x"))
    design = np.column_stack([z, np.ones(80), x - x.mean(), (x - x.mean()) * z])
    bread = np.linalg.inv(design.T @ design)
    scores = design * (y - design @ bread @ design.T @ y)[:, None]
    sums = np.array([scores[frame["office"].to_numpy() == office].sum(axis=0) for office in range(9)])
    expected = np.sqrt((bread @ sums.T @ sums @ bread)[0, 0])
    found = [effects.itt(frame, "y", "z", None, ["x"], variance, cluster="office") for variance in ("HC0", "HC2")]
    assert found[0].se == pytest.approx(expected, rel=1e-10)
    assert found[1].se == pytest.approx(expected * np.sqrt(9 / 8 * 79 / 76), rel=1e-10)


def test_an_error_over_clusters_says_so():
    found = effects.itt(people(), "y", "z", cluster="office")
    assert (found.variance, found.df, found.method) == ("CR1", 3, "difference in means, clustered by office")
    assert effects.late(people(), "y", "d", "z", cluster="office").variance == "CR0"
    with says("The classical variance knows no clusters"):
        effects.late(people(), "y", "d", "z", variance="classical", cluster="office")
    with says("'office' holds a single cluster"):
        effects.itt(people(office=1), "y", "z", cluster="office")
