"""A plan is read to the last key, and every mistake told with file, key and what is expected."""

import hashlib
from datetime import date

import pytest

from samkraft_analysis.report import PlanError, read_plan
from tests.analysis.plans import PLAN, write_plan


def test_a_plan_is_read_whole(tmp_path):
    plan = read_plan(write_plan(tmp_path))
    assert plan.primary.code == "work" and plan.decided == date(2021, 1, 15)
    assert plan.title.sv == plan.title.en == "Hjälpte det?"
    assert [cause.is_goal for cause in plan.follow_up.causes] == [True, False]
    assert plan.conventions.threshold == 5 and plan.conventions.itt_variance == "HC2"


def test_the_hash_is_that_of_the_files_bytes(tmp_path):
    path = write_plan(tmp_path)
    assert read_plan(path).hash == hashlib.sha256(path.read_bytes()).hexdigest()


def test_outcomes_are_not_among_what_is_read_first(tmp_path):
    plan = read_plan(write_plan(tmp_path))
    assert set(plan.outcome_columns) == {"work", "score", "days", "exit"}
    assert not set(plan.outcome_columns) & set(plan.baseline_columns)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("format = 1", "format = 2", "plan.toml: format must be 1"),
        ('title = "Hjälpte det?"', "", "plan.toml: title is missing; a text, or one per language"),
        ('title = "Hjälpte det?"', 'title = { sv = "Ja" }', "plan.toml: title is {'sv': 'Ja'}; a text, or one per"),
        ("decided = 2021-01-15", 'decided = "soon"', "dates.decided is 'soon'; a date such as 2021-06-30 is expected."),
        ('"itt", "late"', '"itt", "lat"', "a list with some of itt, late, late_curve,"),
        ("until = 365", "until = 0", "follow_up.until is 0; a number above 0 is expected."),
        ("at = [90, 180, 365]", "at = [180, 90]", "follow_up.at is [180, 90]; a list of numbers, rising is expected."),
        ("at = [90, 180, 365]", "at = [90, 500]", "times after 0 and up to until (365) are expected."),
        ("goal = true", "goal = false", "follow_up.causes has no goal; at least one cause with goal = true"),
        ("code = 2", "code = 1", "follow_up.causes has a code twice; one code per cause is expected."),
        ("primary = true", "primary = false", "outcomes has 0 with primary = true; exactly one primary outcome"),
        ('code = "score"', 'code = "work"', "outcomes has a code twice; one code per outcome is expected."),
        ('kind = "mean"', 'kind = "median"', "outcomes[2].kind is 'median'; one of share, mean is expected."),
        ("sex = true\n", "", "subgroups must have one with sex = true"),
        ('id = "id"', 'idd = "id"', "population.idd is not a key that is known here; the keys are: conditions,"),
        ("at_least = 20, ", "", "population.conditions[1].column has no condition; is, one_of, at_least or at_most"),
        ('column = "work"', 'column = "age"', "outcomes uses age, which also stands among what is known at time zero."),
        ('adjust_for = ["age", "school"]', "", "sensitivity asks for with_covariates; columns in adjust_for"),
        ("format = 1", "format = 1\nformat = 1", "this isn't TOML"),
    ],
)
def test_a_mistake_is_told_with_file_key_and_what_is_expected(tmp_path, old, new, said):
    with pytest.raises(PlanError) as caught:
        read_plan(write_plan(tmp_path, change=(old, new)))
    assert said in str(caught.value)


def test_all_mistakes_are_told_at_once(tmp_path):
    with pytest.raises(PlanError) as caught:
        read_plan(write_plan(tmp_path, one=("format = 1", "format = 3"), two=("code = 2", 'code = "x"')))
    assert len(caught.value.problems) == 2


def test_follow_up_is_needed_for_what_asks_for_it(tmp_path):
    before, _, after = PLAN.partition("[follow_up]")
    with pytest.raises(PlanError, match=r"estimands asks for late_curve, rmst"):
        read_plan(write_plan(tmp_path, before + after[after.index("[[outcomes]]") :]))


def test_a_threshold_of_one_is_refused(tmp_path):
    with pytest.raises(PlanError, match=r"threshold is 1; 0 .nothing is hidden. or at least 2 people"):
        read_plan(write_plan(tmp_path, PLAN + "[conventions]\nthreshold = 1\n"))


def test_a_file_that_is_not_there_is_named():
    with pytest.raises(PlanError, match=r"nowhere\.toml: the file can't be read"):
        read_plan("nowhere.toml")
