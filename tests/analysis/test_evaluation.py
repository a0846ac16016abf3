"""An evaluation follows its plan: outcomes last, deviations listed, small counts hidden, always the same result."""

import json
import time
from itertools import pairwise

import polars as pl
import pytest

from samkraft_analysis import effects
from samkraft_analysis.report import evaluate, read_plan
from samkraft_analysis.report import people as reading
from samkraft_analysis.report.document import document
from samkraft_analysis.report.tables import is_safe, shown_times
from tests.analysis.documents import FOLDER
from tests.analysis.plans import PLAN, people, write_plan
from tests.analysis.reference import reference

DATA = people()


@pytest.fixture(scope="module")
def plan(tmp_path_factory):
    return read_plan(write_plan(tmp_path_factory.mktemp("plan")))


@pytest.fixture(scope="module")
def results(plan):
    return evaluate(plan, DATA)


def test_outcomes_are_read_after_the_plan_has_its_hash_and_the_balance_is_settled(plan, monkeypatch):
    asked, read = [], reading.read
    monkeypatch.setattr(reading, "read", lambda frame, columns: asked.append(set(columns)) or read(frame, columns))
    steps = evaluate(plan, DATA).steps
    assert [step["step"] for step in steps] == ["plan_hashed", "baseline_read", "outcomes_read"]
    assert steps[0]["sha256"] == plan.hash
    assert not asked[0] & set(plan.outcome_columns) and asked[1] == {"id", *plan.outcome_columns}


def test_the_effects_are_those_of_the_library(plan, results):
    alone = effects.itt(DATA, "work", "called", stratum="team", variance="HC2")
    assert results.itt[0]["outcome"] == "work"
    assert results.itt[0]["value"] == pytest.approx(alone.value, rel=1e-11)
    late = effects.late(DATA, "work", "took_part", "called", stratum="team", variance="HC0")
    assert results.late[0]["se"] == pytest.approx(late.se, rel=1e-11)


def test_every_share_has_its_denominator(results):
    for part in results.itt:
        assert sum(arm["n"] for arm in part["arms"].values()) == DATA.height
    called = results.take_up["called"]
    assert called["n"] == DATA["called"].sum() and called["number"] == DATA.filter(called=1)["took_part"].sum()


def test_the_order_of_rows_changes_nothing(plan, results):
    assert evaluate(plan, DATA.sample(fraction=1, shuffle=True, seed=1)).to_json() == results.to_json()


def test_the_kind_of_frame_changes_nothing_but_the_files_hash(plan, tmp_path):
    some = DATA.head(400)
    results = evaluate(plan, some)
    some.write_parquet(tmp_path / "people.parquet")
    some.write_csv(tmp_path / "people.csv")
    for frame in (tmp_path / "people.parquet", tmp_path / "people.csv", some.lazy(), some.to_pandas()):
        other = evaluate(plan, frame).to_dict() | {"data": results.data}
        assert json.dumps(other, default=str) == json.dumps(results.to_dict(), default=str)


def test_the_json_holds_plan_hash_and_conventions(plan, results):
    text = json.loads(results.to_json())
    assert text["plan"]["hash"] == plan.hash
    assert text["plan"]["conventions"]["late_variance"] == "HC0"
    assert text["software"]["polars"] == pl.__version__


def test_curves_are_averaged_over_the_strata(results):
    exits = {(row["cause"], row["time"]): row for row in results.curves["differences"]}
    by_hand = 0.0
    for team in ("A", "B"):
        mine = DATA.filter(pl.col("team") == team)
        called = mine.filter(called=1)
        by_hand += (
            mine.height
            / DATA.height
            * called.filter((pl.col("exit") == 1) & (pl.col("days") <= 90)).height
            / called.height
        )
    assert exits[1, 90.0]["called"] == pytest.approx(by_hand, rel=1e-9)


def test_tests_of_interaction_are_judged_by_family(results):
    planned = [part["interaction"] for part in results.subgroups if part["family"] == "planned"]
    explored = [part["interaction"] for part in results.subgroups if part["family"] == "exploratory"]
    assert all(one["holm"] >= one["p"] for one in planned) and all("bh" in one for one in explored)


def test_a_plan_carried_out_as_written_has_no_deviations(results):
    assert results.deviations == []


def deviations(plan, frame, **options):
    return {one.kind: one.values for one in evaluate(plan, frame, **options).deviations}


def test_deviations_are_listed_by_the_program(plan, tmp_path):
    gaps = DATA.with_columns(
        work=pl.when(pl.col("id") < "P00010").then(None).otherwise("work"),
        age=pl.when(pl.col("id") == "P00020").then(15).otherwise("age"),
        sex=pl.when(pl.col("id") == "P00030").then(pl.lit("X")).otherwise("sex"),
        days=pl.when(pl.col("id") == "P00040").then(10).otherwise("days"),
        exit=pl.when(pl.col("id") == "P00040").then(0).otherwise("exit"),
        team=pl.when(pl.col("id") == "P00050").then(pl.lit("C")).otherwise("team"),
    )
    found = deviations(plan, gaps, registered="0" * 64)
    assert found["other_plan"]["hash"] == plan.hash
    assert found["population_size"] == {"expected": 2800, "n": 2798}
    assert found["outcome_missing"] == {"outcome": "work", "n": 10, "of": 2798}
    assert found["strata_left_out"] == {"strata": 1, "n": 1}
    assert found["subgroup_others"]["n"] == 1 and found["censored_early"]["n"] == 1


def test_a_plan_decided_after_outcomes_or_used_too_early_deviates(tmp_path):
    plan = read_plan(write_plan(tmp_path, change=("decided = 2021-01-15", "decided = 2021-06-01")))
    found = deviations(plan, DATA, on=plan.data_until.replace(day=1))
    assert {"decided_late", "too_early"} <= set(found)


def test_what_cannot_be_computed_is_left_out_with_the_reason(plan):
    short = DATA.with_columns(days=pl.col("days").clip(upper_bound=200), exit=pl.col("exit"))
    results = evaluate(plan, short)
    assert results.curves is None
    assert any(one.kind == "followed_too_short" for one in results.deviations)


@pytest.mark.parametrize(
    "change",
    [
        {"exit": pl.lit(0)},
        {"exit": pl.when(pl.col("exit") > 0).then(2).otherwise(0)},
        {"work": pl.lit(0)},
        {"took_part": pl.lit(0)},
        {"called": pl.col("called").cast(pl.Float64), "took_part": pl.col("took_part").cast(pl.Boolean)},
        {"sex": pl.when(pl.col("id") < "P00200").then(None).otherwise("sex")},
        {"school": pl.when(pl.col("id") < "P00200").then(None).otherwise("school")},
        {"work": pl.when(pl.col("id") < "P00200").then(float("nan")).otherwise(pl.col("work").cast(pl.Float64))},
    ],
)
def test_odd_data_give_a_report_with_its_deviations(plan, change):
    results = evaluate(plan, DATA.head(600).with_columns(**change))
    assert json.loads(results.to_json())["deviations"]
    assert all(document(results, language)["blocks"] for language in ("sv", "en"))
    reasons = [one.values.get("reason", "") for one in results.deviations]
    assert not [reason for reason in reasons if "'_" in reason]


def test_missing_outcomes_are_filled_both_ways(plan):
    gaps = DATA.with_columns(work=pl.when(pl.col("id") < "P00200").then(None).otherwise("work"))
    rows = {row["analysis"]: row["value"] for row in evaluate(plan, gaps).sensitivity}
    assert rows["missing_as_worst"] < rows["without_strata"] < rows["missing_as_best"]


def test_small_counts_are_hidden_everywhere(plan):
    few = DATA.with_columns(exit=pl.when((pl.col("exit") == 2) & (pl.col("id") > "P00030")).then(0).otherwise("exit"))
    few = few.with_columns(work=pl.when((pl.col("sex") == "K") & (pl.col("id") > "P00020")).then(0).otherwise("work"))
    results = evaluate(plan, few)
    cells = [cell["shown"] for table in results.tables for cell in table["cells"]]
    assert not set(cells) & {1, 2, 3, 4} and None in cells
    other = [part for part in results.curves["arms"] if part["cause"] == 2]
    assert all(part["points"] == [] and part["exits"] is None for part in other)
    assert document(results, "sv")["blocks"]
    women = next(part for part in results.subgroups if part["column"] == "sex" and part["outcome"] == "work")
    assert women["hidden"] and women["groups"] == []


def test_a_threshold_of_zero_shows_everything(tmp_path):
    plan = read_plan(write_plan(tmp_path, PLAN + "[conventions]\nthreshold = 0\n"))
    results = evaluate(plan, DATA.head(400))
    assert all(cell["shown"] is not None for table in results.tables for cell in table["cells"])


@pytest.mark.parametrize(
    ("number", "n", "safe"), [(0, 50, True), (4, 50, False), (5, 50, True), (47, 50, False), (2, 4, False)]
)
def test_a_share_is_safe_with_enough_people_on_both_sides(number, n, safe):
    assert is_safe(number, n, 5) is safe


def test_between_two_points_of_a_curve_enough_left_or_nobody():
    exits = [1, 2, 3, 4, 5, 6, 20, 21, 22, 40]
    kept = shown_times(exits, fixed=[30, 90], weekly=range(1, 90), threshold=3)
    bounds = [0, *kept]
    steps = [sum(low < time <= high for time in exits) for low, high in pairwise(bounds)]
    assert kept and all(step == 0 or step >= 3 for step in steps) and 90 not in kept


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"called": pl.lit(1)}, "Column 'called' has one value only; people called and people not called are needed."),
        ({"called": pl.col("called") * 2}, "values other than 0 and 1; give 1 for yes and 0 for no"),
        ({"took_part": pl.lit("yes")}, "Column 'took_part' holds String values; give 0 and 1 there"),
        ({"age": pl.lit("forty")}, "Column 'age' holds String values; the plan's condition on it needs numbers."),
        ({"sex": pl.lit(1)}, "write texts in quotation marks and numbers without in the plan"),
        ({"age": pl.lit(10)}, "Nobody is left in the population"),
        ({"days": pl.col("days") - 300}, "times below 0; count days from time zero"),
        ({"exit": pl.lit(7)}, "causes that the plan doesn't name: 7"),
        ({"exit": pl.lit(1.5)}, "causes are whole numbers or text"),
        ({"id": pl.lit("P1")}, "rows whose id stands on an earlier row"),
        ({"score": pl.lit("high")}, "Outcome column 'score' holds String values; give numbers there"),
        ({"team": pl.lit(None)}, "Column 'team' has 2800 missing values"),
    ],
)
def test_data_that_cannot_be_evaluated_are_refused_in_words(plan, change, said):
    with pytest.raises(ValueError) as caught:
        evaluate(plan, DATA.with_columns(**change))
    assert said in str(caught.value)


def test_a_missing_column_is_named(plan):
    with pytest.raises(ValueError, match="no column 'took_part'; the columns there are"):
        evaluate(plan, DATA.drop("took_part"))


def test_the_published_experiment_gives_the_reference_values():
    """instrument/jobs2_work and effect_of_treatment/jobs2_work of the reference values, twice computed elsewhere."""
    results = evaluate(read_plan(FOLDER / "plans" / "jobs2.toml"), reference("evaluation") / "jobs2.csv")
    late = results.late[0]
    assert results.itt[0]["value"] == pytest.approx(0.0573745819397993, rel=1e-6)
    assert late["value"] == pytest.approx(0.0925396482900074, rel=1e-6)
    assert late["se"] == pytest.approx(0.0527102930858851, rel=1e-6)
    assert late["anderson_rubin"] == [[pytest.approx(-0.0104618158143071), pytest.approx(0.196567876306328)]]
    women, men = next(part for part in results.subgroups if part["outcome"] == "work")["groups"]
    assert (women["value"], men["value"]) == (pytest.approx(0.0984246061515379), pytest.approx(-0.00553896280206351))


def test_the_synthetic_draw_gives_the_reference_value_with_covariates():
    """instrument/sim_called_a_365, adjusted."""
    results = evaluate(read_plan(FOLDER / "plans" / "called.toml"), reference("evaluation") / "sim_called_a.csv")
    rows = {row["analysis"]: row for row in results.sensitivity}
    assert rows["late_with_covariates"]["value"] == pytest.approx(0.076734350531322, rel=1e-6)
    assert rows["late_with_covariates"]["se"] == pytest.approx(0.0204168860245098, rel=1e-6)
    assert results.deviations == []


def test_the_whole_report_on_5600_people_takes_less_than_five_seconds(plan):
    from samkraft_analysis.report import pdf

    begun = time.process_time()
    results = evaluate(plan, people(5600, seed=2))
    pdf(results, "sv")
    assert time.process_time() - begun < 5
