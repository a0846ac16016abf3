import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis.survival import cox, cox_sets
from samkraft_analysis.survival.cox_model import CoxModel
from samkraft_analysis.survival.cox_regression import fitted
from samkraft_analysis.survival.cox_rows import read_rows
from tests.analysis.reference import reference
from tests.analysis.regressions import EXPECTED, named, people, spells

quick = settings(deadline=None, max_examples=30)
TIES = ("efron", "breslow")
ROLES = {
    "plain": {},
    "cluster": {"cluster": "who"},
    "strata": {"stratum": "area"},
    "entry": {"entry": "entry"},
    "all": {"entry": "entry", "stratum": "area", "cluster": "who"},
}
ROWS, PATTERNS = 0, 1000
"""Largest tables of covariate patterns, in entries per row: none, so that rows are used; any."""


def six(**changed):
    columns = {"day": [3, 5, 5, 8, 9, 12], "left": [1, 1, 0, 1, 1, 0], "called": [1, 0, 1, 1, 0, 0]}
    return pl.DataFrame({**columns, **changed})


def fit_by(way, frame, ties="efron", time="day", event="left", covariates=("x", "z"), **roles):
    return fitted(CoxModel(read_rows(frame, time, event, covariates, **roles), ties, way), ties)


@pytest.mark.parametrize("way", [ROWS, PATTERNS])
@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("roles", ROLES)
def test_entry_strata_clusters_and_ties_are_those_of_r(way, ties, roles, monkeypatch):
    monkeypatch.setattr(cox_sets, "BLOCK", 50)
    expected = EXPECTED["spells"][ties][roles]
    fit = fit_by(way, spells(), ties, **ROLES[roles])
    exactly = {"rel": 1e-8}
    assert fit.coef == pytest.approx(expected["coef"], **exactly)
    assert fit.se == pytest.approx(expected["se"], **exactly)
    assert [fit.log_likelihood_null, fit.log_likelihood] == pytest.approx(expected["loglik"], **exactly)
    assert fit.concordance() == pytest.approx(expected["concordance"], **exactly)
    assert [test.statistic for test in fit.proportional_hazards().values()] == pytest.approx(expected["zph"], **exactly)
    assert (fit.n, fit.n_events, fit.ties) == (240, spells()["left"].sum(), ties)
    if "cluster" not in ROLES[roles]:
        assert fit.robust_se is None and fit.n_clusters is None
        return
    assert fit.robust_se == pytest.approx(expected["robust_se"], **exactly)
    assert fit.robust_covariance[0, 1] == pytest.approx(expected["robust_covariance_xz"], **exactly)
    assert fit.n_clusters == 80


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("name", EXPECTED["survival"])
def test_coefficients_errors_and_likelihood_are_those_of_the_reference(name, ties):
    setup, values = EXPECTED["survival"][name]["setup"], EXPECTED["survival"][name]["values"]
    fit, expected = cox(people(setup["file"]), setup["time"], setup["event"], setup["cox"], ties), values[f"cox_{ties}"]
    assert named(fit, fit.coef) == pytest.approx(expected["coef"], rel=1e-6)
    assert named(fit, fit.se) == pytest.approx(expected["se"], rel=1e-6)
    assert (fit.log_likelihood_null, fit.log_likelihood) == pytest.approx((expected["loglik0"], expected["loglik"]))


@pytest.mark.parametrize("name", EXPECTED["survival"])
def test_proportional_hazards_and_concordance_are_those_of_the_reference(name):
    setup, values = EXPECTED["survival"][name]["setup"], EXPECTED["survival"][name]["values"]
    fit = cox(people(setup["file"]), setup["time"], setup["event"], setup["cox"])
    tests, expected = fit.proportional_hazards(), values["cox_zph_km"]
    assert {name: test.statistic for name, test in tests.items()} == pytest.approx(expected["chisq"], rel=1e-6)
    assert {name: test.p for name, test in tests.items()} == pytest.approx(expected["p"], rel=1e-6)
    assert {test.df for test in tests.values()} == {1}
    assert fit.concordance() == pytest.approx(values["cox_efron"]["concordance"], rel=1e-9)


@pytest.mark.parametrize("name", EXPECTED["survival"])
def test_the_table_gives_the_ratio_and_its_limits(name):
    setup, expected = EXPECTED["survival"][name]["setup"], EXPECTED["survival"][name]["values"]["cox_unadjusted"]
    row = cox(people(setup["file"]), setup["time"], setup["event"], [setup["group"]]).table().row(0, named=True)
    found = [row[column] for column in ("coef", "se", "hazard_ratio", "lower", "upper")]
    assert found == pytest.approx([expected[key] for key in ("coef", "se", "hr", "lo", "hi")], rel=1e-6)


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("name", EXPECTED["competing_exits"])
def test_cause_specific_models_are_those_of_the_reference(name, ties):
    setup, values = EXPECTED["competing_exits"][name]["setup"], EXPECTED["competing_exits"][name]["values"]
    frame = people(setup["file"])
    for cause in setup["causes"]:
        fit = cox(frame.with_columns(gone=pl.col(setup["cause"]) == cause), setup["time"], "gone", setup["cox"], ties)
        expected = values[f"cs_cox_cause{cause}_{ties}"]
        assert named(fit, fit.coef) == pytest.approx(expected["coef"], rel=1e-6)
        assert named(fit, fit.se) == pytest.approx(expected["se"], rel=1e-6)


def test_a_transplant_counts_from_the_day_after_it():
    """(start, stop]: 0.127; [start, stop) would give 0.083, and ever against never -1.32: immortal time."""
    expected, heart = EXPECTED["time_dependent"], reference("evaluation/stanford_heart.csv")
    alone = cox(heart, "stop", "event", ["transplant"], entry="start")
    assert (alone.coef[0], alone.se[0]) == pytest.approx(tuple(expected["time_dependent_only"].values()), rel=1e-6)
    naive = cox(people("stanford_jasa.csv"), "futime", "fustat", ["transplant"])
    assert naive.table().select("coef", "se", "hazard_ratio").row(0) == pytest.approx(
        tuple(expected["naive_ever_transplanted"].values()), rel=1e-6
    )
    for ties in TIES:
        fit = cox(heart, "stop", "event", ["age", "year", "surgery", "transplant"], ties, entry="start")
        assert named(fit, fit.coef) == pytest.approx(expected[f"time_dependent_adjusted_{ties}"]["coef"], rel=1e-6)
        assert named(fit, fit.se) == pytest.approx(expected[f"time_dependent_adjusted_{ties}"]["se"], rel=1e-6)


def plainly(rows, beta, ties):
    """Efron's or Breslow's log likelihood, as it is written, row by row; (x, entry, time, event, stratum)."""
    value = 0.0
    for moment, area in {(row[2], row[4]) for row in rows if row[3]}:
        at_risk = [row for row in rows if row[1] < moment <= row[2] and row[4] == area]
        dying = [row for row in at_risk if row[3] and row[2] == moment]
        total, own = (sum(np.exp(beta * row[0]) for row in some) for some in (at_risk, dying))
        value += sum(beta * row[0] for row in dying)
        value -= sum(np.log(total - (k / len(dying) * own if ties == "efron" else 0)) for k in range(len(dying)))
    return value


interval = st.tuples(st.integers(-3, 3), st.integers(0, 4), st.integers(1, 4), st.booleans(), st.integers(0, 1))


@quick
@given(st.lists(interval, min_size=1, max_size=12), st.floats(-1, 1), st.sampled_from(TIES), st.sampled_from([0, 1000]))
def test_the_likelihood_is_what_its_formula_says(intervals, beta, ties, way):
    rows = [
        (x, entry, entry + length, event or not k, area) for k, (x, entry, length, event, area) in enumerate(intervals)
    ]
    frame = pl.DataFrame(rows, schema=["x", "from", "to", "left", "area"], orient="row")
    model = CoxModel(read_rows(frame, "to", "left", ["x"], "from", "area"), ties, way)
    there = model.likelihood(np.array([beta]))
    near = plainly(rows, beta - 1e-4, ties), plainly(rows, beta, ties), plainly(rows, beta + 1e-4, ties)
    assert there.value == pytest.approx(near[1], rel=1e-9, abs=1e-9)
    assert there.score[0] == pytest.approx((near[2] - near[0]) / 2e-4, rel=1e-4, abs=1e-4)
    assert there.information[0, 0] == pytest.approx((2 * near[1] - near[0] - near[2]) / 1e-8, rel=1e-3, abs=1e-3)
    assert model.score_residuals(np.array([beta])).sum() == pytest.approx(there.score[0], abs=1e-9)


@quick
@given(st.permutations(range(240)), st.sampled_from([ROWS, PATTERNS]))
def test_order_of_rows_and_names_of_groups_change_nothing(order, way):
    rows = spells()
    renamed = rows[list(order)].with_columns(area="område " + pl.col("area").cast(pl.String), who=100 - pl.col("who"))
    first, second = (fit_by(way, frame, **ROLES["all"]) for frame in (rows, renamed))
    for name in ("coef", "se", "robust_se", "covariance"):
        assert getattr(first, name) == pytest.approx(getattr(second, name), rel=1e-11)
    assert first.log_likelihood == pytest.approx(second.log_likelihood, rel=1e-11)
    assert first.concordance() == second.concordance()


def test_counted_by_pattern_or_row_by_row_is_the_same():
    counted, by_row = (fit_by(way, spells(), **ROLES["all"]) for way in (PATTERNS, ROWS))
    assert counted.coef == pytest.approx(by_row.coef, rel=1e-11)
    assert counted.robust_se == pytest.approx(by_row.robust_se, rel=1e-11)


def test_any_kind_of_frame_gives_the_same_bits(tmp_path):
    frame = spells()
    frame.write_csv(tmp_path / "people.csv")
    frame.write_parquet(tmp_path / "people.parquet")
    kinds = [frame.lazy(), frame.to_pandas(), frame.to_arrow(), tmp_path / "people.csv", tmp_path / "people.parquet"]
    expected = cox(frame, "day", "left", ["x", "z"])
    for kind in kinds:
        fit = cox(kind, "day", "left", ["x", "z"])
        assert (fit.coef == expected.coef).all() and (fit.se == expected.se).all()


@pytest.mark.parametrize("way", [ROWS, PATTERNS])
def test_times_that_are_no_whole_numbers_are_ordered_as_they_are(way):
    rows = spells()
    squeezed = rows.with_columns((pl.col("entry", "day") / 7).sqrt())
    moved = rows.with_columns(pl.col("entry", "day").cast(pl.Float64) * 1e6)
    expected = fit_by(way, rows, entry="entry").coef
    assert fit_by(way, moved, entry="entry").coef == pytest.approx(expected, rel=1e-11)
    assert fit_by(way, squeezed, entry="entry").coef == pytest.approx(expected, rel=1e-11)


def test_calendar_years_and_tiny_units_need_no_centring_or_scaling():
    rows = spells().with_columns(year=2017 + pl.col("z"), tiny=pl.col("x") * 1e-9)
    fit, expected = cox(rows, "day", "left", ["tiny", "year"]), cox(rows, "day", "left", ["x", "z"])
    assert fit.coef * [1e-9, 1] == pytest.approx(expected.coef, rel=1e-9)
    assert fit.log_likelihood == pytest.approx(expected.log_likelihood, rel=1e-12)


def test_a_cluster_per_row_gives_lin_and_weis_errors_and_the_table_stands_on_them():
    fit = cox(spells().with_row_index("row"), "day", "left", ["x"], cluster="row")
    row = fit.table(level=0.9).row(0, named=True)
    assert fit.variance == "inverse information; clustered sandwich"
    assert row["z"] == pytest.approx(row["coef"] / row["robust_se"])
    assert row["upper"] == pytest.approx(np.exp(row["coef"] + 1.6448536269514722 * row["robust_se"]))


def test_people_who_never_see_an_event_are_counted_and_change_nothing():
    early = spells().with_columns(day=pl.col("day") + 5)
    more = pl.concat([early, early.with_columns(day=pl.lit(1, pl.Int64), left=pl.lit(False))])
    with_them, without = cox(more, "day", "left", ["x"]), cox(early, "day", "left", ["x"])
    assert with_them.coef == pytest.approx(without.coef, rel=1e-11)
    assert (with_them.n, without.n) == (480, 240)


@pytest.mark.parametrize("way", [ROWS, PATTERNS])
def test_a_likelihood_without_maximum_is_said_with_the_name_of_the_covariate(way):
    rows = spells().with_columns(safe=pl.col("left").not_().cast(pl.Int64))
    with pytest.raises(ValueError, match=r"no maximum \(it is monotone\).* coefficient of 'safe', which puts"):
        fit_by(way, rows, covariates=["x", "safe"])
    with pytest.raises(ValueError, match=r"monotone.*'order'"):
        fit_by(
            way,
            pl.DataFrame({"day": [1, 2, 3, 4], "left": [1] * 4, "order": [0.1, 0.2, 0.5, 0.7]}),
            covariates=["order"],
        )


@pytest.mark.parametrize(
    "frame, message",
    [
        (six(called=[1, None, 1, 1, 0, 0]), "Column 'called' has 1 missing values"),
        (six(day=[3, -5, 5, 8, 9, -1]), "Column 'day' has 2 negative times, the lowest -5; count from time zero"),
        (six(left=[0] * 6), "Column 'left' has no event in 6 rows"),
        (six(left=[0, 1, 2, 1, 0, 0]), "Column 'left' has the value 2; give 1 for an event"),
        (six(called=list("abcdef")), "Column 'called' is String, not numbers"),
        (six(called=[1.0, 0.0, float("inf"), 1.0, 0.0, 0.0]), "Column 'called' has 1 values without end"),
        (six(called=[1] * 6), "Column 'called' doesn't vary among those at risk"),
        (six(called=[0, 1, 1, 1, 1, 1], day=[1, 5, 5, 8, 9, 12], left=[0, 1, 0, 1, 1, 0]), "'called' doesn't vary"),
        (six()[:0], "The frame has no rows"),
        (six().drop("called"), "no column 'called'; the columns there are: day, left"),
    ],
)
def test_bad_people_are_refused_in_words(frame, message):
    with pytest.raises(ValueError, match=message):
        cox(frame, "day", "left", ["called"])


@pytest.mark.parametrize(
    "arguments, message",
    [
        ({"covariates": []}, "No covariates are named"),
        ({"covariates": ["called", "called"]}, "Column 'called' is named 2 times"),
        ({"covariates": ["day"]}, "Column 'day' holds the time or the event"),
        ({"covariates": ["called", "twice"]}, "Column 'twice' follows from 'called'"),
        ({"ties": "exact"}, "The rule for ties is 'exact'; give one of 'efron' and 'breslow'"),
        ({"entry": "late"}, "In 2 rows 'late' is at or after 'day'"),
        ({"entry": "before"}, "Column 'before' has 6 negative times, the lowest -1; count from time zero"),
        ({"cluster": "twin"}, "Column 'twin' holds a single cluster; an error over clusters needs several"),
        ({"stratum": "gap"}, "Column 'gap' has 1 missing values"),
        ({"cluster": "gap"}, "Column 'gap' has 1 missing values"),
    ],
)
def test_bad_arguments_are_refused_in_words(arguments, message):
    gap = ["a", "a", None, "b", "b", "b"]
    frame = six(twice=[3, 1, 3, 3, 1, 1], late=[0, 5, 9, 1, 1, 1], gap=gap, twin=[1] * 6, before=[-1] * 6)
    with pytest.raises(ValueError, match=message):
        cox(frame, **{"time": "day", "event": "left", "covariates": ["called"], **arguments})


def test_a_change_with_time_needs_events_of_different_times():
    fit = cox(six(left=[0, 1, 1, 0, 0, 0], day=[3, 5, 5, 8, 9, 12], called=[1, 0, 1, 1, 0, 0]), "day", "left", "called")
    with pytest.raises(ValueError, match="Whether the effect of 'called' changes can't be tested"):
        fit.proportional_hazards()


def test_nothing_can_be_compared_when_all_leave_at_once():
    frame = six(day=[5] * 6, left=[1] * 6, called=[0, 1, 0, 1, 0, 1])
    with pytest.raises(ValueError, match=r"No two rows can be compared|no maximum|doesn't vary"):
        cox(frame, "day", "left", ["called"], ties="breslow").concordance()
