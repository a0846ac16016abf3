import random

import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings

from samkraft_analysis import survival
from samkraft_analysis.survival import Counts
from tests.analysis.people import count, frame_of, rows, three_groups

quick = settings(deadline=None, max_examples=25)

PEOPLE = pl.DataFrame(
    {
        "day": [30, 90, 90, 90, 120, 30],
        "exit": [1, 1, 0, None, 2, 1],
        "called": [0, 1, 1, 1, 0, 0],
        "office": ["N", "N", "S", "S", "S", "N"],
        "people": [1, 2, 1, 3, 0, 1],
    }
)


def test_one_row_per_combination_in_order_with_the_censored_as_cause_0():
    frame = survival.counts(PEOPLE, "day", "exit", "called", "office").frame
    assert frame.columns == ["group", "stratum", "time", "cause", "n"]
    assert frame.rows() == [(0, "N", 30, 1, 2), (0, "S", 120, 2, 1), (1, "N", 90, 1, 1), (1, "S", 90, 0, 2)]


def test_without_group_and_stratum_these_columns_are_null():
    frame = survival.counts(PEOPLE, "day", "exit").frame
    assert frame.rows() == [
        (None, None, 30, 1, 2),
        (None, None, 90, 0, 2),
        (None, None, 90, 1, 1),
        (None, None, 120, 2, 1),
    ]


def test_a_weight_is_how_many_people_a_row_stands_for():
    frame = survival.counts(PEOPLE, "day", "exit", weight="people").frame
    assert frame.select("time", "cause", "n").rows() == [(30, 1, 2), (90, 0, 4), (90, 1, 2)]


@pytest.mark.parametrize("weight", [1, 1.0])
def test_weights_of_one_change_nothing(weight):
    people = three_groups()
    plain = survival.counts(people, "time", "cause", "group", "stratum")
    weighted = people.with_columns(weight=pl.lit(weight))
    assert survival.counts(weighted, "time", "cause", "group", "stratum", "weight") == plain


def test_causes_in_text_have_0_for_the_censored():
    frame = pl.DataFrame({"day": [1, 2, 3, 4], "why": ["arbete", None, "0", "studier"]})
    for kind in (pl.String, pl.Categorical, pl.Enum(["0", "arbete", "studier"])):
        counted = survival.counts(frame.with_columns(pl.col("why").cast(kind)), "day", "why")
        assert counted.frame["cause"].to_list() == ["arbete", "0", "0", "studier"]
        assert counted.causes == ["arbete", "studier"]


def test_a_true_cause_is_an_exit():
    frame = pl.DataFrame({"day": [1, 2, 3], "left": [True, False, None]})
    assert survival.counts(frame, "day", "left").frame["cause"].to_list() == [1, 0, 0]


def test_every_kind_of_frame_gives_the_same_counts(tmp_path):
    people = three_groups().with_columns(pl.col("group").replace_strict({0: "a", 1: "b", 2: "c"}))
    people.write_csv(tmp_path / "people.csv")
    people.write_parquet(tmp_path / "people.parquet")
    narrow = people.with_columns(pl.col("time", "cause").cast(pl.Int8), pl.col("group").cast(pl.Categorical))
    kinds = [people.lazy(), people.to_pandas(), people.to_arrow(), tmp_path / "people.csv", narrow]
    expected = survival.counts(tmp_path / "people.parquet", "time", "cause", "group", "stratum")
    assert expected.n == 400
    for kind in kinds:
        assert survival.counts(kind, "time", "cause", "group", "stratum") == expected


def test_pandas_missing_causes_are_censored():
    frame = pd.DataFrame({"day": [1, 2], "exit": [2.0, None]})
    assert survival.counts(frame, "day", "exit").frame.select("time", "cause").rows() == [(1, 2), (2, 0)]


def test_a_lazy_frame_is_scanned_and_only_the_columns_asked_for():
    lazy = PEOPLE.lazy().with_columns(broken=pl.col("office").cast(pl.Int64))
    assert survival.counts(lazy, "day", "exit").n == 6


def test_decimal_times_stay_decimal_and_minus_zero_is_zero():
    frame = pl.DataFrame({"day": [0.0, -0.0, 1.5], "exit": [1, 1, 1]})
    assert survival.counts(frame, "day", "exit").frame.select("time", "n").rows() == [(0.0, 2), (1.5, 1)]


def test_what_is_merged_may_differ_in_kinds_of_numbers():
    whole = survival.counts(pl.DataFrame({"day": [1], "exit": [1]}), "day", "exit")
    decimal = survival.counts(pl.DataFrame({"day": [0.5, 1.0], "exit": [1, 1]}), "day", "exit")
    assert whole.merge(decimal).frame.select("time", "n").rows() == [(0.5, 1), (1.0, 2)]
    assert whole.merge(decimal) == decimal.merge(whole)


@given(rows(), rows(), rows())
@quick
def test_merging_is_counting_together_in_any_order(one, two, three):
    a, b, c = count(one), count(two), count(three)
    assert a.merge(b).merge(c) == a.merge(b.merge(c)) == c.merge(a).merge(b) == count(one + two + three)


@given(rows())
@quick
def test_the_order_of_the_rows_changes_nothing(people):
    shuffled = random.Random(1).sample(people, len(people))
    assert count(shuffled) == count(people)


def test_counts_tell_their_size_groups_strata_and_causes():
    counted = survival.counts(PEOPLE, "day", "exit", "called", "office")
    assert (counted.n, counted.groups, counted.strata, counted.causes) == (6, [0, 1], ["N", "S"], [1, 2])
    assert counted != "counts"


def changed(**columns):
    return PEOPLE.with_columns(**{name: pl.Series(values, strict=False) for name, values in columns.items()})


@pytest.mark.parametrize(
    "frame, part, words",
    [
        (changed(day=[1, 2, 3, 4, -5, -6]), {}, r"Column 'day' has 2 negative times \(the lowest is -6\)"),
        (changed(day=[1, 2, 3, 4, 5, None]), {}, "Column 'day' has 1 missing values"),
        (changed(day=[1, 2, 3, 4, 5, float("nan")]), {}, "Column 'day' has 1 missing values"),
        (changed(day=[1, 2, 3, 4, 5, float("inf")]), {}, "Column 'day' has infinite times"),
        (changed(day=list("abcdef")), {}, "Column 'day' holds String values; times must be numbers"),
        (changed(exit=[0.5] * 6), {}, "Column 'exit' holds causes such as 0.5"),
        (changed(exit=[[1]] * 6), {}, r"Column 'exit' holds List\(Int64\) values"),
        (changed(called=[0, None, None, 1, 1, 1]), {}, "Column 'called' has 2 missing values"),
        (changed(office=["N", None, "S", "S", "S", "S"]), {}, "Column 'office' has 1 missing values"),
        (changed(people=[1, 1, 1, 1, 1, None]), {}, "Column 'people' has 1 missing weights"),
        (changed(people=[1, 1, 1, 1, 1, float("nan")]), {}, "Column 'people' has 1 missing weights"),
        (changed(people=[1, 1, 1, 1, 1, -1]), {}, "Column 'people' has negative weights, such as -1"),
        (changed(people=[1, 1, 1, 1, 1, 0.5]), {}, "Column 'people' has weights that aren't whole"),
        (changed(people=list("abcdef")), {}, "Column 'people' holds String values; weights must be"),
        (changed(people=[0, 1, 1, 1, 0, 0]), {}, "Column 'called' has a group with nobody, 0"),
        (changed(people=[0] * 6), {"group": None}, "nobody to count: all the weights are 0"),
        (PEOPLE.clear(), {}, "nobody to count: the data have no rows"),
        (PEOPLE, {"time": "week"}, "no column 'week'; the columns there are: day, exit, called, office, people"),
    ],
)
def test_bad_input_is_refused_in_words(frame, part, words):
    columns = {"time": "day", "cause": "exit", "group": "called", "stratum": "office", "weight": "people"} | part
    with pytest.raises(ValueError, match=words):
        survival.counts(frame, **columns)


def test_counts_that_measure_other_things_cannot_be_merged():
    grouped = survival.counts(PEOPLE, "day", "exit", "called")
    with pytest.raises(ValueError, match="can't be merged: column 'group' holds Int64 values in one and Null values"):
        grouped.merge(survival.counts(PEOPLE, "day", "exit"))
    with pytest.raises(ValueError, match="can't be merged: column 'group' holds Int64 values in one and String"):
        grouped.merge(survival.counts(PEOPLE, "day", "exit", "office"))


def test_counts_are_made_of_their_five_columns_and_somebody():
    with pytest.raises(ValueError, match="Counts need the columns group, stratum, time, cause and n"):
        Counts(frame_of([(1, 1, "a", 1)]))
    with pytest.raises(ValueError, match="nobody to count"):
        Counts(survival.counts(PEOPLE, "day", "exit").frame.clear())


def test_a_part_where_nobody_has_left_yet_fits_causes_in_text():
    """A site whose causes are all null has whole numbers, as nothing says that they are text."""
    some = survival.counts(pl.DataFrame({"day": [3, 5], "why": ["work", None]}), "day", "why")
    nobody, censored = ({"day": [4, 5], "why": why} for why in ([None, None], ["0", "0"]))
    none, zero = (
        survival.counts(pl.DataFrame(nobody), "day", "why"),
        survival.counts(pl.DataFrame(censored), "day", "why"),
    )
    everybody = survival.counts(pl.DataFrame({"day": [3, 5, 4, 5], "why": ["work", None, None, None]}), "day", "why")
    assert some.merge(none) == none.merge(some) == some.merge(zero) == everybody
    assert none.merge(zero) == zero.merge(none)
    assert none.merge(zero).merge(some) == some.merge(zero.merge(none))


@pytest.mark.parametrize(
    "column, words",
    [
        ({"why": [float("inf"), 1.0]}, "Column 'why' holds causes such as inf"),
        ({"team": [[1], [2]]}, r"Column 'team' holds List\(Int64\) values; give one label per person"),
    ],
)
def test_causes_without_end_and_lists_of_groups_are_refused_in_words(column, words):
    frame = pl.DataFrame({"day": [1, 2], "why": [1, 1], "team": [1, 2]} | column)
    with pytest.raises(ValueError, match=words):
        survival.counts(frame, "day", "why", group="team")


def test_a_file_that_breaks_off_is_named(tmp_path):
    path = tmp_path / "people.csv"
    path.write_text("day,why\n1,2\n1,2,3\n")
    with pytest.raises(ValueError, match=r"The file 'people.csv' can't be read \(found more fields"):
        survival.counts(path, "day", "why")
