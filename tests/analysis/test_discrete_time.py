import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis.survival import cox, discrete_time, discrete_time_cells
from tests.analysis.regressions import EXPECTED, named, people, spells

quick = settings(deadline=None, max_examples=15)
LINKS = ("cloglog", "logit")


def six(**changed):
    columns = {"month": [1, 2, 2, 3, 3, 4], "left": [1, 1, 0, 1, 1, 0], "called": [1, 0, 1, 1, 0, 0]}
    return pl.DataFrame({**columns, **changed})


@pytest.fixture(params=[0, 1000], ids=["by person", "by pattern"])
def way(request, monkeypatch):
    monkeypatch.setattr(discrete_time_cells, "LARGEST_TABLE", request.param)


@pytest.mark.parametrize("link", LINKS)
def test_coefficients_errors_and_deviance_are_those_of_the_reference(link, way):
    values = EXPECTED["discrete_time"]
    expected = {key: dict(found) if isinstance(found, dict) else found for key, found in values[link].items()}
    names = ["ui", "age", "logwage", "reprate", "disrate", "tenure"]
    fit = discrete_time(people("unempdur.csv"), "spell", "exit==1", names, link, baseline="log")
    for key, found in (("coef", fit.coef), ("se", fit.se)):
        expected[key]["log(period)"] = expected[key].pop("lt")
        assert named(fit, found) == pytest.approx(expected[key], rel=1e-6)
    assert fit.deviance == pytest.approx(expected["deviance"], rel=1e-9)
    assert (fit.person_periods, fit.n_events) == (values["person_periods"], values["events"])
    assert (fit.link, fit.baseline) == (link, "constant and log(period)")


def test_a_common_step_is_a_plain_binomial_model(way):
    """R's glm on the 15 person-months, converged to the last digits."""
    fit = discrete_time(six(), "month", "left", ["called"], baseline=[1])
    assert named(fit, fit.coef) == pytest.approx({"period 1-": -1.38105042, "called": 0.47832997}, rel=1e-7)
    assert fit.deviance == pytest.approx(17.172881602575536, rel=1e-12)


def written_out(rows, basis, link, theta):
    """The log likelihood from person-periods, one by one."""
    value = 0.0
    for time, left, *x in rows.select("day", "left", "x", "z").rows():
        for k in range(1, time + 1):
            predictor = theta @ np.array([*basis(k), *x])
            hazard = 1 - np.exp(-np.exp(predictor)) if link == "cloglog" else 1 / (1 + np.exp(-predictor))
            value += np.log(hazard if left and k == time else 1 - hazard)
    return value


@pytest.mark.parametrize("link", LINKS)
def test_the_likelihood_is_that_of_person_periods_and_largest_where_it_says(link, way):
    fit = discrete_time(spells(), "day", "left", ["x", "z"], link, baseline=[1, 5, 12])
    basis = lambda k: [k < 5, 5 <= k < 12, k >= 12]  # noqa: E731
    assert fit.names == ("period 1-4", "period 5-11", "period 12-", "x", "z")
    assert fit.log_likelihood == pytest.approx(written_out(spells(), basis, link, fit.coef), rel=1e-12)
    for k, error in enumerate(fit.se):
        for side in (-1e-3, 1e-3):
            beside = fit.coef + side * error * np.eye(5)[k]
            assert written_out(spells(), basis, link, beside) < fit.log_likelihood


def test_a_step_per_period_leaves_out_those_that_say_nothing(way):
    """In month 2 nobody leaves and after month 4 nobody stays: fitted with steps around them it is the same."""
    frame = pl.DataFrame(
        {"month": [1, 1, 3, 3, 3, 4, 4], "left": [1, 0, 1, 0, 1, 1, 1], "called": [1, 0, 1, 0, 0, 1, 0]}
    )
    fit = discrete_time(frame, "month", "left", ["called"])
    assert fit.names == ("period 1", "period 3", "called")
    until_3 = frame.filter(pl.col("month") < 4).vstack(
        frame.filter(month=4).with_columns(month=3, left=0).cast(frame.schema)
    )
    same = discrete_time(until_3, "month", "left", ["called"])
    assert fit.coef == pytest.approx(same.coef, rel=1e-9)
    assert fit.log_likelihood == pytest.approx(same.log_likelihood, rel=1e-12)
    assert (fit.n, fit.n_events, fit.person_periods) == (7, 5, 19)


def test_fine_periods_come_near_cox():
    fine = spells().with_columns(day=pl.col("day") * 12 + pl.int_range(240) % 12)
    fit = discrete_time(fine, "day", "left", ["x", "z"])
    assert fit.coef[-2:] == pytest.approx(cox(fine, "day", "left", ["x", "z"]).coef, abs=0.03)


def test_the_null_likelihood_is_that_of_the_baseline_alone(way):
    fit = discrete_time(six(), "month", "left", ["called"], baseline=[1])
    assert fit.log_likelihood_null == pytest.approx(4 * np.log(4 / 15) + 11 * np.log(11 / 15), rel=1e-12)


@quick
@given(st.permutations(range(240)), st.sampled_from(LINKS))
def test_order_of_rows_changes_nothing(order, link):
    frames = spells(), spells()[list(order)]
    first, second = (discrete_time(frame, "day", "left", ["x", "z"], link, [1, 9]) for frame in frames)
    assert first.coef == pytest.approx(second.coef, rel=1e-11)
    assert first.covariance == pytest.approx(second.covariance, rel=1e-11)


@pytest.mark.parametrize("link, column", [("cloglog", "hazard_ratio"), ("logit", "odds_ratio")])
def test_the_table_names_the_ratio_by_its_link(link, column):
    row = discrete_time(six(), "month", "left", ["called"], link, [1]).table().row(1, named=True)
    assert row["name"] == "called"
    assert row["lower"] < row[column] < row["upper"]
    assert row[column] == pytest.approx(np.exp(row["coef"]))


@pytest.mark.parametrize(
    "frame, arguments, message",
    [
        (six(), {"link": "probit"}, "The link is 'probit'; give one of 'cloglog' and 'logit'"),
        (six(), {"baseline": "spline"}, "The baseline is 'spline'; give 'log', a list"),
        (six(), {"baseline": [2, 3]}, r"steps begin at \[2, 3\]; give periods in rising order, the first of them 1"),
        (six(), {"baseline": [1, 3, 3]}, "give periods in rising order"),
        (six(), {"baseline": [1, 4]}, "In 'period 4-' nobody has the event; join this step"),
        (six(month=[1, 2, 2, 0, 3, 4]), {}, "Column 'month' has 1 values that aren't whole periods, such as 0"),
        (six(month=[1.0, 2, 2.5, 1, 3, 4]), {}, "has 1 values that aren't whole periods, such as 2.5"),
        (six(left=[0] * 6), {}, "Column 'left' has no event in 6 rows"),
        (six(month=[2] * 6, left=[1] * 6), {}, "In every period with events all at risk have it"),
        (six(left=[1, 0, 0, 1, 0, 0]), {"baseline": [1]}, "no maximum.*'called'"),
        (six(called=[3] * 6), {}, "Column 'called' doesn't vary"),
        (six(called=[3] * 6), {"baseline": [1]}, "Column 'called' doesn't vary"),
    ],
)
def test_bad_input_is_refused_in_words(frame, arguments, message):
    with pytest.raises(ValueError, match=message):
        discrete_time(frame, "month", "left", ["called"], **arguments)
