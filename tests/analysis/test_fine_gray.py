import polars as pl
import pytest

from samkraft_analysis.survival import cox, fine_gray
from tests.analysis.regressions import EXPECTED, named, people

CASES = [(name, cause) for name, case in EXPECTED["competing_exits"].items() for cause in case["setup"]["causes"]]


def eight(**changed):
    columns = {"day": [3, 5, 5, 8, 9, 12, 13, 15], "why": [1, 2, 0, 1, 1, 2, 0, 1], "called": [1, 0, 1, 1, 0, 0, 1, 0]}
    return pl.DataFrame({**columns, **changed})


@pytest.mark.parametrize("name, cause", CASES)
def test_coefficients_and_robust_errors_are_those_of_the_reference(name, cause):
    setup, values = EXPECTED["competing_exits"][name]["setup"], EXPECTED["competing_exits"][name]["values"]
    frame, expected = people(setup["file"]), values[f"finegray_cause{cause}"]
    fit = fine_gray(frame, setup["time"], setup["cause"], cause, setup["cox"])
    assert named(fit, fit.coef) == pytest.approx(expected["coef"], rel=1e-4)
    assert named(fit, fit.robust_se) == pytest.approx(expected["se"], rel=1e-4)
    after = fine_gray(frame, setup["time"], setup["cause"], cause, setup["cox"], censoring="after")
    assert named(after, after.coef) == pytest.approx(expected["coef_weighted_cox"], rel=1e-6)


def test_it_meets_the_original_program_converged_to_the_last_digits():
    """R cmprsk 2.2-11, gtol 1e-13, covariates centred beforehand."""
    names = ["ui", "age", "tenure", "logwage", "reprate", "disrate"]
    fit = fine_gray(people("unempdur.csv"), "spell", "exit", 2, names)
    coef = [
        -0.56015275712568,
        0.00485111529694,
        0.00583149812634,
        -0.53997892793733,
        -0.36266147857757,
        -0.49417401011422,
    ]
    se = [0.11158564581706, 0.00565307160909, 0.01154625105438, 0.14315133532983, 0.66578455294012, 0.75520718101286]
    assert fit.coef == pytest.approx(coef, rel=1e-9)
    assert fit.robust_se == pytest.approx(se, rel=1e-9)


def test_calendar_years_need_no_centring():
    frame = eight(year=[2017, 2018, 2019, 2018, 2017, 2019, 2018, 2017])
    centred = frame.with_columns(pl.col("year") - 2018)
    fits = [fine_gray(each, "day", "why", 1, ["year"]) for each in (frame, centred)]
    assert fits[0].coef == pytest.approx(fits[1].coef, rel=1e-11)


def test_with_one_kind_of_exit_it_is_cox_with_breslows_ties():
    frame = eight(why=[1, 1, 0, 1, 1, 0, 0, 1])
    fit, plain = (
        fine_gray(frame, "day", "why", 1, ["called"]),
        cox(frame, "day", "why", ["called"], "breslow", cluster="day"),
    )
    assert fit.coef == pytest.approx(plain.coef, rel=1e-11)
    assert fit.log_likelihood == pytest.approx(plain.log_likelihood)
    assert (fit.n, fit.n_events, fit.ties) == (8, 5, "breslow")


def test_without_censoring_all_who_left_otherwise_stay_with_full_weight():
    frame = eight(why=[1, 2, 2, 1, 1, 2, 2, 1])
    stayed = frame.with_columns(day=pl.when(pl.col("why") == 2).then(99).otherwise("day"), left=pl.col("why") == 1)
    person = pl.Series("person", range(8))
    fit = fine_gray(frame, "day", "why", 1, ["called"])
    plain = cox(stayed.with_columns(person), "day", "left", ["called"], "breslow", cluster="person")
    assert fit.coef == pytest.approx(plain.coef, rel=1e-11)
    assert fit.robust_se == pytest.approx(plain.robust_se, rel=1e-11)


def test_order_of_rows_and_names_of_exits_change_nothing():
    words = {0: None, 1: "arbete", 2: "studier"}
    renamed = eight().with_columns(pl.col("why").replace_strict(words, return_dtype=pl.String))[
        [5, 2, 0, 7, 6, 1, 3, 4]
    ]
    fit, same = fine_gray(eight(), "day", "why", 1, ["called"]), fine_gray(renamed, "day", "why", "arbete", ["called"])
    assert fit.coef == pytest.approx(same.coef, rel=1e-11)
    assert fit.robust_se == pytest.approx(same.robust_se, rel=1e-11)


def test_exits_may_be_truth_values():
    ones = eight(why=[1, 1, 0, 1, 1, 0, 0, 1])
    truth = ones.with_columns(pl.col("why").cast(pl.Boolean))
    fits = [fine_gray(frame, "day", "why", one, ["called"]) for frame, one in ((ones, 1), (truth, True), (truth, 1))]
    assert len({fit.coef[0] for fit in fits}) == 1


def test_the_choices_stand_in_the_result():
    fit = fine_gray(eight(), "day", "why", 1, ["called"], censoring="after")
    assert "Fine and Gray" in fit.method and "after" in fit.method and "censoring-weight" in fit.variance
    for ask in (fit.proportional_hazards, fit.concordance):
        with pytest.raises(ValueError, match="isn't defined here"):
            ask()


@pytest.mark.parametrize(
    "frame, message",
    [
        (eight(why=[2, 2, 0, 2, 2, 0, 0, 2]), "Column 'why' has no exit 1; the exits there are: 2"),
        (eight(why=[0] * 8), "Column 'why' has no exit 1; the exits there are: none"),
        (eight(called=[1, None, 1, 1, 0, 0, 1, 0]), "Column 'called' has 1 missing values"),
        (eight(day=[-3, 5, 5, 8, 9, 12, 13, 15]), "Column 'day' has 1 negative times"),
        (eight(called=[1, 0, 0, 1, 1, 0, 0, 1]), "no maximum.*'called'"),
        (eight(called=[1] * 8), "Column 'called' doesn't vary"),
        (eight()[:0], "The frame has no rows"),
    ],
)
def test_bad_people_are_refused_in_words(frame, message):
    with pytest.raises(ValueError, match=message):
        fine_gray(frame, "day", "why", 1, ["called"])


def test_the_rule_for_censoring_is_one_of_two():
    with pytest.raises(ValueError, match="is 'before'; give 'together' or 'after'"):
        fine_gray(eight(), "day", "why", 1, ["called"], censoring="before")


def test_a_cause_of_nan_is_censored_as_in_the_counts():
    """It was taken for one more competing exit."""
    found = fine_gray(
        eight(why=[1.0, 2.0, float("nan"), 1.0, 1.0, 2.0, float("nan"), 1.0]), "day", "why", 1, ["called"]
    )
    assert found.coef == pytest.approx(fine_gray(eight(), "day", "why", 1, ["called"]).coef, rel=1e-12)
    with pytest.raises(ValueError, match="Column 'why' holds causes such as"):
        fine_gray(eight(why=[1.0, 0.5, 0.0, 1.0, 1.0, 2.0, 0.0, 1.0]), "day", "why", 1, ["called"])
