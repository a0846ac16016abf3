"""Every number on effects in the reference set, case by case; expected values are copied to effects_expected.json."""

import json
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from samkraft_analysis import balance, effects, power
from tests.analysis.reference import reference

EXPECTED = json.loads((Path(__file__).parent / "effects_expected.json").read_text())
COMPARED = EXPECTED["effect_of_treatment"]
CALLED = EXPECTED["instrument"]
TRUTH = EXPECTED["truth"]["sim_called_a"]


def near(expected):
    return pytest.approx(expected, rel=1e-9, abs=1e-13)


@cache
def data(file):
    frame = pl.read_csv(reference("evaluation") / file, infer_schema_length=None)
    if file == "jobs2.csv":
        frame = frame.with_columns(nonwhite_i=(pl.col("nonwhite") == "non.white1").cast(pl.Int8))
    return frame


class Compared:
    def __init__(self, name):
        setup, self.values = COMPARED[name]["setup"], COMPARED[name]["values"]
        self.frame = data(setup["file"])
        self.y, self.d, self.x, self.by = (setup[key] for key in ("y", "d", "x", "by"))


@pytest.fixture(params=COMPARED)
def case(request):
    return Compared(request.param)


def test_difference_in_means(case):
    found, expected = effects.difference(case.frame, case.y, case.d), case.values["diff_means"]
    assert (found.n, found.n_treated) == (case.values["n"], case.values["n1"])
    assert (found.mean_treated, found.mean_control) == (near(expected["mean1"]), near(expected["mean0"]))
    assert (found.value, found.se, found.df) == tuple(near(expected[key]) for key in ("diff", "se_welch", "df"))
    assert (found.lower, found.upper, found.p) == tuple(near(expected[key]) for key in ("lo", "hi", "p"))


@pytest.mark.parametrize("variance", ["pooled", "classical"])
def test_one_variance_for_both_groups(case, variance):
    found = effects.difference(case.frame, case.y, case.d, variance)
    assert found.se == near(case.values["diff_means"]["se_pooled"])
    assert found.variance == variance


def test_risks_and_their_ratios():
    case = Compared("jobs2_work")
    found, expected = effects.difference(case.frame, case.y, case.d, "HC0"), case.values["binary"]
    assert (found.mean_treated, found.mean_control) == (near(expected["risk1"]), near(expected["risk0"]))
    assert (found.value, found.se) == (near(expected["rd"]), near(expected["se_rd"]))
    assert (found.risk_ratio, found.odds_ratio) == (near(expected["rr"]), near(expected["or"]))


@pytest.mark.parametrize("variance", ["classical", "HC0", "HC1", "HC2", "HC3"])
def test_least_squares_with_covariates(case, variance):
    found = effects.difference(case.frame, case.y, case.d, variance, case.x)
    expected = case.values["ols_adjusted"]
    assert (found.value, found.se) == (near(expected["coef"]), near(expected[f"se_{variance.lower()}"]))


def test_covariates_centred_and_interacted(case):
    found, expected = effects.itt(case.frame, case.y, case.d, covariates=case.x), case.values["lin_interacted"]
    assert (found.value, found.se, found.variance) == (near(expected["coef"]), near(expected["se_hc2"]), "HC2")


@pytest.mark.parametrize("estimand", ["ATE", "ATT"])
def test_standardisation(case, estimand):
    found = effects.standardised(case.frame, case.y, case.d, case.x, estimand)
    assert found.value == near(case.values["gformula"][estimand.lower()])


def test_propensity(case):
    found, expected = effects.weighted(case.frame, case.y, case.d, case.x), case.values["ps"]
    treated = case.frame[case.d].to_numpy() == 1
    assert found.coefficients == {name: near(value) for name, value in expected["coef"].items()}
    assert (found.propensity.min(), found.propensity.max()) == (near(expected["min"]), near(expected["max"]))
    means = found.propensity[treated].mean(), found.propensity[~treated].mean()
    assert means == (near(expected["mean1"]), near(expected["mean0"]))


@pytest.mark.parametrize("estimand", ["ATE", "ATT"])
def test_weighting(case, estimand):
    expected = case.values[f"ipw_{estimand.lower()}"]
    found = effects.weighted(case.frame, case.y, case.d, case.x, estimand)
    fixed = effects.weighted(case.frame, case.y, case.d, case.x, estimand, se="fixed")
    assert (found.mean_treated, found.mean_control) == (near(expected["mu1"]), near(expected["mu0"]))
    assert found.value == fixed.value == near(expected["est"])
    assert (found.se, fixed.se) == (near(expected["se_mestimation"]), near(expected["se_hc0_fixed_weights"]))
    assert found.effective_n_treated == near(expected["ess1"])
    assert found.effective_n_control == near(expected["ess0"])


@pytest.mark.parametrize("estimand", ["ATE", "ATT"])
def test_balance_after_weighting(case, estimand):
    weights = effects.weighted(case.frame, case.y, case.d, case.x, estimand).weights
    frame = case.frame.with_columns(pl.Series("weight", weights))
    found = balance.table(frame, case.d, case.x, "weight")
    expected = case.values[f"ipw_{estimand.lower()}"]["smd_after_pooled"]
    assert dict(found.select("covariate", "smd").rows()) == {name: near(value) for name, value in expected.items()}


@pytest.mark.parametrize("denominator", ["pooled", "treated"])
def test_balance(case, denominator):
    found = balance.table(case.frame, case.d, case.x, denominator=denominator)
    expected = case.values["smd_pooled" if denominator == "pooled" else "smd_treated_sd"]
    assert dict(found.select("covariate", "smd").rows()) == {name: near(value) for name, value in expected.items()}
    ratios = {name: near(value) for name, value in case.values["variance_ratio"].items()}
    assert dict(found.select("covariate", "variance_ratio").rows()) == ratios


@pytest.mark.parametrize("estimand", ["ATE", "ATT"])
def test_doubly_robust(case, estimand):
    found = effects.doubly_robust(case.frame, case.y, case.d, case.x, estimand)
    expected = case.values[f"aipw_{estimand.lower()}"]
    assert (found.value, found.se) == (near(expected["est"]), near(expected["se_if"]))


@pytest.mark.parametrize("name", ["nsw_experiment", "lalonde_psid"])
def test_nearest_neighbour(name):
    case = Compared(name)
    found, expected = effects.matched(case.frame, case.y, case.d, case.x), case.values["nn_replace_ps"]
    assert (found.value, found.se) == (near(expected["est"]), near(expected["se_abadie_imbens"]))
    assert found.n_matched == expected["n_treated"]


def test_effects_by_group(case):
    found = effects.by_group(effects.difference, case.frame, case.by, outcome=case.y, treatment=case.d)
    expected = case.values["subgroup"]
    for row in found.frame.rows(named=True):
        own = expected[str(row["group"])]
        assert (row["value"], row["se"], row["n"]) == (near(own["diff"]), near(own["se_welch"]), own["n1"] + own["n0"])
    assert (found.interaction.statistic, found.interaction.df) == (near(expected["z"] ** 2), 1)
    assert found.interaction.p == near(expected["p"])


class Instrument:
    def __init__(self, name):
        setup, self.values = CALLED[name]["setup"], CALLED[name]["values"]
        self.frame = data(setup["file"])
        self.columns = {"outcome": setup["y"], "took_part": setup["d"], "called": setup["z"]}
        self.x, self.by = setup["x"], setup["by"]

    def late(self, variance="HC0", **arguments):
        return effects.late(self.frame, **self.columns, variance=variance, **arguments)


@pytest.fixture(params=CALLED)
def instrument(request):
    return Instrument(request.param)


def is_as_expected(found, expected):
    """The estimate with HC0, and with the other variances, against one block of the reference."""
    robust, small, classical = (found(variance) for variance in ("HC0", "HC1", "classical"))
    assert (robust.n, robust.n_treated) == (expected["n"], expected["nZ1"])
    assert robust.value == small.value == classical.value == near(expected["late"]) == near(expected["wald"])
    assert (robust.se, classical.se) == (near(expected["se_hc0"]), near(expected["se_classical"]))
    assert (robust.itt.value, robust.itt.se) == (near(expected["itt"]), near(expected["itt_se_hc0"]))
    assert small.itt.se == near(expected["itt_se_hc1"])
    assert robust.first_stage.value == near(expected["first_stage"])
    assert robust.first_stage.se == near(expected["first_stage_se_hc0"])
    assert robust.first_stage_f == near(expected["first_stage_F_hc0"])
    assert classical.first_stage_f == near(expected["F_classical"])


def test_effect_of_taking_part(instrument):
    is_as_expected(instrument.late, instrument.values["unadjusted"])


@pytest.mark.parametrize("group", ["0", "1"])
def test_effect_of_taking_part_in_a_group(instrument, group):
    instrument.frame = instrument.frame.filter(pl.col(instrument.by) == int(group))
    is_as_expected(instrument.late, instrument.values["subgroup"][group])


def test_effect_of_taking_part_with_covariates(instrument):
    expected = instrument.values["adjusted"]
    found, classical = (instrument.late(variance, covariates=instrument.x) for variance in ("HC0", "classical"))
    assert (found.value, found.se) == (near(expected["late"]), near(expected["se_hc0"]))
    assert classical.se == near(expected["se_classical"])
    assert (found.itt.value, found.itt.se) == (near(expected["itt"]), near(expected["itt_se_hc0"]))
    assert found.first_stage.value == near(expected["first_stage"])
    assert found.first_stage_f == near(expected["first_stage_F_hc0"])
    assert (classical.naive.value, classical.naive.se) == (near(expected["ols"]), near(expected["ols_se"]))


def test_anderson_rubin_set(instrument):
    expected = instrument.values["anderson_rubin_hc0"]
    assert instrument.late().anderson_rubin == [(near(expected["lo"]), near(expected["hi"]))]


@pytest.mark.parametrize(("days", "group"), [(180, None), (365, None), (180, 0), (180, 1), (365, 0), (365, 1)])
def test_the_truth_about_those_called_in_a_simulation_is_within_sampling_error(days, group):
    frame = data("sim_called_a.csv")
    if group is not None:
        frame = frame.filter(pl.col("female") == group)
    found = effects.late(frame, f"work_or_studies_{days}", "took_part", "called", stratum="late_half")
    truth = TRUTH[f"complier_effect_{days}" + {None: "", 0: "_men", 1: "_women"}[group]]
    assert abs(found.value - truth) < 2.6 * found.se
    assert found.first_stage.value == pytest.approx(TRUTH["share_compliers"], abs=0.03)


@pytest.mark.parametrize("days", [180, 365])
def test_the_truth_about_the_call_is_within_sampling_error(days):
    found = effects.itt(data("sim_called_a.csv"), f"work_or_studies_{days}", "called", stratum="late_half")
    assert abs(found.value - TRUTH[f"itt_{days}"]) < 2.6 * found.se


@pytest.mark.parametrize(
    ("key", "adjust"),
    [
        ("holm", effects.holm),
        ("bh", effects.benjamini_hochberg),
        ("by", effects.benjamini_yekutieli),
        ("bonferroni", effects.bonferroni),
        ("hommel", effects.hommel),
    ],
)
def test_many_tests_at_once(key, adjust):
    expected = EXPECTED["multiple_testing"]["p15"]
    assert adjust(expected["p"]) == near(expected[key])


@pytest.mark.parametrize("plan", EXPECTED["power"]["two_proportions"], ids=lambda plan: f"{plan['p0']}-{plan['p1']}")
def test_people_for_two_shares(plan):
    assert power.two_proportions(plan["p0"], plan["p1"]) == near(plan["n_per_arm"])
    assert power.two_proportions(plan["p0"], plan["p1"], n=2800) == near(plan["power_n2800"])


@pytest.mark.parametrize("plan", EXPECTED["power"]["schoenfeld"], ids=lambda plan: str(plan["hr"]))
def test_exits_for_a_hazard_ratio(plan):
    assert power.log_rank_events(plan["hr"]) == near(plan["events_1to1"])
