import polars as pl
import pytest

from samkraft_analysis import balance

PEOPLE = pl.DataFrame(
    {
        "called": [1, 1, 1, 0, 0, 0],
        "age": [30, 40, 50, 20, 40, 60],
        "woman": [True, False, True, False, False, True],
        "same": [3, 3, 3, 3, 3, 3],
        "w": [1.0, 1.0, 1.0, 2.0, 1.0, 0.0],
    }
)


def test_one_row_per_covariate_in_the_order_asked():
    found = balance.table(PEOPLE, "called", ["woman", "age"])
    assert found.columns == ["covariate", "mean_1", "mean_0", "smd", "variance_ratio"]
    assert found["covariate"].to_list() == ["woman", "age"]
    assert found.row(1) == ("age", 40.0, 40.0, 0.0, 0.25)
    assert (found.n, found.conventions["denominator"]) == (6, "pooled")


def test_a_weight_changes_the_means_only():
    plain, weighted = (balance.table(PEOPLE, "called", ["age"], weight).row(0, named=True) for weight in (None, "w"))
    assert weighted["mean_0"] == pytest.approx(80 / 3)
    assert weighted["variance_ratio"] == plain["variance_ratio"]
    assert weighted["smd"] == pytest.approx((40 - 80 / 3) / 250**0.5)


def test_the_order_of_rows_changes_not_a_bit():
    found = balance.table(PEOPLE, "called", ["age", "woman"], "w")
    assert balance.table(PEOPLE.reverse(), "called", ["age", "woman"], "w").equals(found)


def test_the_treated_may_give_the_denominator():
    found = balance.table(PEOPLE, "called", ["age"], "w", denominator="treated")
    assert found["smd"][0] == pytest.approx((40 - 80 / 3) / 10)


def test_a_covariate_without_variation_has_no_ratio():
    assert balance.table(PEOPLE, "called", ["same"]).row(0) == ("same", 3.0, 3.0, None, None)


def test_before_and_after_stand_side_by_side_for_the_plot():
    found = balance.love_plot(PEOPLE, "called", ["age", "woman", "same"], "w")
    assert found.columns == ["covariate", "before", "after", "flag"]
    assert found["covariate"].to_list() == ["woman", "age", "same"]
    assert found["after"][1] == balance.table(PEOPLE, "called", ["age"], "w")["smd"][0]
    assert found["flag"].to_list() == [True, True, None]


@pytest.mark.parametrize(
    ("frame", "arguments", "words"),
    [
        (PEOPLE, {"weight": "gone"}, "no column 'gone'"),
        (PEOPLE, {"denominator": "control"}, "no denominator 'control'"),
        (PEOPLE.with_columns(w=-1), {"weight": "w"}, "'w' has 6 negative weights"),
        (PEOPLE.with_columns(w=pl.col("called")), {"weight": "w"}, "'w' are all 0 in group 0"),
        (PEOPLE[2:], {}, "Only one person has 1 in column 'called'"),
        (PEOPLE[3:], {}, "nobody has 1"),
        (PEOPLE.with_columns(age=pl.lit("old")), {}, "'age' holds String values"),
        (PEOPLE.with_columns(age=None), {}, "'age' has 6 missing values"),
    ],
)
def test_bad_input_is_said_in_words(frame, arguments, words):
    with pytest.raises(ValueError, match=words):
        balance.table(frame, "called", ["age"], **arguments)


def test_everybody_is_in_one_step_of_the_overlap():
    frame = PEOPLE.with_columns(e=pl.Series([0.0, 0.1, 1.0, 0.05, 0.999, 0.5]))
    found = balance.overlap(frame, "called", "e", bins=10)
    assert found.select("n_1", "n_0").sum().row(0) == (3, 3)
    assert found.filter((pl.col("n_1") > 0) | (pl.col("n_0") > 0))["lower"].to_list() == [0.0, 0.1, 0.5, 0.9]


def test_the_overlap_is_of_probabilities():
    with pytest.raises(ValueError, match="'age' has 6 values outside 0 to 1"):
        balance.overlap(PEOPLE, "called", "age")
    with pytest.raises(ValueError, match="The number of bins is 1"):
        balance.overlap(PEOPLE, "called", "w", bins=1)
