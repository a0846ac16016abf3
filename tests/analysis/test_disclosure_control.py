import itertools
import random

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from samkraft_analysis.disclosure_control import add_noise, suppress


def table(*rows):
    cells = [(f"r{i}", f"c{j}", n) for i, row in enumerate(rows) for j, n in enumerate(row)]
    return pl.DataFrame(cells, schema=["row", "column", "n"], orient="row")


def shown_of(rows, **options):
    frame = suppress(table(*rows), "n", "row", "column", **options).drop_nulls(["row", "column"])
    shown = frame["shown"].to_list()
    width = len(rows[0])
    return [shown[i : i + width] for i in range(0, len(shown), width)]


def all_tables(shown, row_sums, column_sums):
    """Every table of whole numbers that agrees with what is shown: slow and plain, to judge by."""
    height, width = len(shown), len(shown[0])
    places = [(i, j) for i in range(height) for j in range(width)]

    def fill(place, rows_left, columns_left, cells):
        if place == len(places):
            if not any(rows_left) and not any(columns_left):
                yield cells
            return
        i, j = places[place]
        known = shown[i][j]
        top = min(rows_left[i], columns_left[j])
        if j == width - 1:
            known = rows_left[i] if known in (None, rows_left[i]) else -1
        for value in [known] if known is not None else range(top + 1):
            if 0 <= value <= top:
                rows = [*rows_left[:i], rows_left[i] - value, *rows_left[i + 1 :]]
                columns = [*columns_left[:j], columns_left[j] - value, *columns_left[j + 1 :]]
                yield from fill(place + 1, rows, columns, {**cells, (i, j): value})

    return fill(0, list(row_sums), list(column_sums), {})


def ranges(rows, shown):
    sums = [sum(row) for row in rows], [sum(column) for column in zip(*rows, strict=True)]
    lowest, highest = {}, {}
    for cells in all_tables(shown, *sums):
        for place, value in cells.items():
            lowest[place] = min(value, lowest.get(place, value))
            highest[place] = max(value, highest.get(place, value))
    return {p: highest[p] - lowest[p] for p in lowest if shown[p[0]][p[1]] is None}


def widths_by_linear_programme(result, counts, totals_public):
    """Highest minus lowest of each hidden count, by linear programmes on what a reader sees; None = no highest.

    Every cell and total is a variable of 0 or more; what is shown is fixed, and sums are sums.
    """
    height, width = counts.shape
    size = (height + 1) * (width + 1)
    place = np.arange(size).reshape(height + 1, width + 1)
    sums = np.zeros((height + width + 1, size))
    for k, line in enumerate([*place[:, :], *place[:, :-1].T]):
        sums[k, line[:-1]], sums[k, line[-1]] = 1, -1
    known = np.pad(counts.astype(float), ((0, 1), (0, 1)))
    known[-1], known[:, -1] = known.sum(axis=0), known.sum(axis=1)
    known[-1, -1] = counts.sum()
    for row, column, shown, _ in result.rows():
        i, j = (-1 if label is None else int(label[1:]) for label in (row, column))
        assert shown is None or shown == known[i, j]
        known[i, j] = np.nan if shown is None else shown
    limits = [(0, None) if np.isnan(value) else (value, value) for value in known.ravel()]
    assert not totals_public or not np.isnan(known[-1]).any()
    found = []
    for at in np.flatnonzero(np.isnan(known.ravel())):
        ends = [
            linprog(sign * np.eye(size)[at], A_eq=sums, b_eq=np.zeros(len(sums)), bounds=limits) for sign in (1, -1)
        ]
        assert ends[0].status == 0
        found.append(None if ends[1].status == 3 else -ends[1].fun - ends[0].fun)
    return found


@given(st.data())
@settings(deadline=None, max_examples=40)
@pytest.mark.parametrize("totals", ["public", "protected"])
def test_no_hidden_count_can_be_bounded_more_closely_than_the_threshold_linear_programme(totals, data):
    height, width = data.draw(st.integers(2, 4)), data.draw(st.integers(2, 4))
    count = st.sampled_from([0, 1, 2, 3, 4, 5, 7, 12, 30])
    counts = np.array(data.draw(st.lists(count, min_size=height * width, max_size=height * width)))
    counts = counts.reshape(height, width)
    threshold, zeros = data.draw(st.sampled_from([3, 5])), data.draw(st.sampled_from(["reveal_nothing", "shown"]))
    try:
        result = suppress(table(*counts.tolist()), "n", "row", "column", threshold, totals=totals, zeros=zeros)
    except ValueError as refused:
        assert totals == "public", refused
        assert "can't be hidden" in str(refused)
        return
    cells = result.drop_nulls(["row", "column"])
    small = (counts > 0) & (counts < threshold)
    assert [why == "primary" for why in cells["why"]] == small.ravel().tolist()
    assert cells["shown"].null_count() == cells["why"].count()
    for span in widths_by_linear_programme(result, counts, totals == "public"):
        assert span is None or span >= threshold - 1e-6


def test_a_table_of_large_counts_is_shown_whole():
    assert shown_of([[12, 7], [5, 31]]) == [[12, 7], [5, 31]]


def test_each_cell_has_one_row_with_the_reason():
    result = suppress(table([3, 20, 30], [40, 50, 60], [12, 13, 14]), "n", "row", "column")
    assert result.columns == ["row", "column", "shown", "why"]
    assert result.height == 9
    why = result["why"].to_list()
    assert why.count("primary") == 1
    assert why.count("secondary") == 3
    assert [w is None for w in why] == [s is not None for s in result["shown"].to_list()]


def test_a_small_count_is_never_alone_in_row_or_column():
    shown = shown_of([[3, 20, 30], [40, 50, 60], [12, 13, 14]])
    for line in [*shown, *zip(*shown, strict=True)]:
        assert line.count(None) != 1


def test_two_small_counts_in_a_row_that_sum_to_little_get_company():
    rows = [[2, 2, 40], [2, 30, 30], [20, 20, 20]]
    assert shown_of(rows)[0] == [None, None, None]


def test_no_hidden_count_can_be_bounded_closely_brute_force():
    chance = random.Random(2)
    judged = 0
    for _ in range(250):
        height, width = chance.choice([(2, 2), (2, 3), (3, 2), (3, 3), (2, 4)])
        rows = [[chance.choice([0, 1, 2, 3, 4, 5, 6, 7, 9]) for _ in range(width)] for _ in range(height)]
        threshold = chance.choice([2, 3, 5])
        for zeros in ("reveal_nothing", "shown"):
            try:
                shown = shown_of(rows, threshold=threshold, zeros=zeros)
            except ValueError:
                continue
            judged += 1
            assert not any(n is not None and 0 < n < threshold for row in shown for n in row)
            assert all(width >= threshold for width in ranges(rows, shown).values()), (rows, shown, threshold)
    assert judged > 120


def test_it_refuses_only_tables_that_cannot_be_protected_brute_force():
    chance = random.Random(3)
    refused = 0
    for _ in range(300):
        rows = [[chance.choice([0, 0, 1, 2, 3, 9]) for _ in range(3)] for _ in range(2)]
        try:
            shown_of(rows, threshold=3, zeros="shown")
        except ValueError:
            refused += 1
            widths = ranges(rows, [[None] * 3] * 2)
            small = [p for p in itertools.product(range(2), range(3)) if 0 < rows[p[0]][p[1]] < 3]
            assert any(widths[p] < 3 for p in small), rows
    assert refused > 20


def test_nothing_is_hidden_that_could_be_shown_brute_force():
    chance = random.Random(4)
    for _ in range(60):
        rows = [[chance.choice([2, 4, 6, 8, 11]) for _ in range(3)] for _ in range(3)]
        try:
            result = suppress(table(*rows), "n", "row", "column")
        except ValueError:
            continue
        shown, why = result["shown"].to_list(), result["why"].to_list()
        for place, reason in enumerate(why):
            if reason == "secondary":
                less = [*shown[:place], rows[place // 3][place % 3], *shown[place + 1 :]]
                widths = ranges(rows, [less[0:3], less[3:6], less[6:9]])
                assert any(width < 5 for width in widths.values())


def test_every_primary_is_hidden_and_named_so():
    chance = random.Random(8)
    for _ in range(50):
        rows = [[chance.randrange(5, 40) for _ in range(6)] for _ in range(10)]
        for _ in range(6):
            rows[chance.randrange(10)][chance.randrange(6)] = chance.randrange(5)
        why = suppress(table(*rows), "n", "row", "column")["why"].to_list()
        numbers = list(itertools.chain(*rows))
        places = range(len(numbers))
        assert [w == "primary" for w in why] == [0 < numbers[p] < 5 for p in places]


def test_a_zero_is_shown_where_it_reveals_nothing():
    assert shown_of([[0, 12, 9], [8, 7, 6], [5, 6, 7]]) == [[0, 12, 9], [8, 7, 6], [5, 6, 7]]
    assert shown_of([[0, 0], [8, 7]]) == [[0, 0], [8, 7]]
    assert shown_of([[0, 6], [0, 7]]) == [[0, 6], [0, 7]]


def test_a_zero_that_shows_everybody_in_one_cell_is_hidden():
    rows = [[0, 12], [18, 17], [20, 30]]
    assert shown_of(rows)[0] == [None, None]
    assert shown_of(rows, zeros="shown") == rows


def test_a_public_total_that_gives_a_count_away_is_refused_with_advice():
    with pytest.raises(ValueError, match=r"Cell r0 / c\d can't be hidden .* Merge small rows"):
        suppress(table([3, 0], [20, 30]), "n", "row", "column")
    with pytest.raises(ValueError, match="can't be hidden"):
        suppress(table([3]), "n", "row", "column")


def test_protected_totals_are_cells_and_a_small_one_is_hidden():
    result = suppress(table([3, 0, 9], [20, 30, 40], [1, 1, 1]), "n", "row", "column", totals="protected")
    row_totals = result.filter(pl.col("column").is_null() & pl.col("row").is_not_null())
    assert dict(row_totals.select("row", "why").iter_rows())["r2"] == "primary"
    assert row_totals["shown"].null_count() >= 2
    assert result.filter(pl.col("row").is_null() & pl.col("column").is_null()).height == 1


def test_protected_totals_leave_no_narrow_range():
    """Hidden totals are judged by a plain check on the smallest table: what is not shown must not follow."""
    result = suppress(table([3, 0], [20, 30]), "n", "row", "column", totals="protected")
    by_place = {(row, column): shown for row, column, shown, _ in result.rows()}
    assert by_place["r0", "c0"] is None
    assert by_place["r0", None] is None
    for row in ("r0", "r1", None):
        line = [by_place[row, column] for column in ("c0", "c1", None)]
        assert line.count(None) != 1


def test_protected_totals_leave_no_narrow_range_brute_force():
    chance = random.Random(6)
    for _ in range(40):
        rows = [[chance.choice([0, 1, 2, 3, 5]) for _ in range(2)] for _ in range(2)]
        result = suppress(table(*rows), "n", "row", "column", threshold=3, totals="protected")
        known = {(row, column): shown for row, column, shown, _ in result.rows()}
        values = {place: set() for place, shown in known.items() if shown is None}
        for a, b, c, d in itertools.product(range(10), repeat=4):
            cells = dict(zip(itertools.product(("r0", "r1"), ("c0", "c1")), (a, b, c, d), strict=True))
            cells |= {("r0", None): a + b, ("r1", None): c + d, (None, "c0"): a + c, (None, "c1"): b + d}
            cells[None, None] = a + b + c + d
            if all(shown in (None, cells[place]) for place, shown in known.items()):
                for place, seen in values.items():
                    seen.add(cells[place])
        assert all(max(seen) - min(seen) >= 3 for seen in values.values()), rows


def test_a_single_line_has_only_its_sum_as_total():
    assert shown_of([[3, 20, 30]]).pop().count(None) == 2
    assert shown_of([[6, 20, 30]]) == [[6, 20, 30]]
    frame = table([3], [9], [20])
    assert suppress(frame, "n", "row", "column")["shown"].null_count() == 2


def test_row_order_and_missing_zero_cells_change_nothing():
    frame = table([3, 20, 0], [40, 50, 60], [12, 0, 14])
    first = suppress(frame, "n", "row", "column")
    for seed in range(4):
        shuffled = frame.sample(fraction=1, shuffle=True, seed=seed)
        assert suppress(shuffled.filter(pl.col("n") > 0), "n", "row", "column").equals(first)


def test_labels_keep_their_type():
    frame = pl.DataFrame({"year": [2020, 2021] * 2, "man": [True, True, False, False], "n": [9, 8, 7, 6]})
    result = suppress(frame.to_pandas(), "n", "year", "man")
    assert result.schema["year"] == pl.Int64
    assert result.schema["man"] == pl.Boolean


def test_a_table_of_teams_by_months_takes_a_moment_only():
    chance = random.Random(1)
    rows = [[chance.choice([0, 2, 3, 8, 12, 30]) for _ in range(12)] for _ in range(30)]
    shown = shown_of(rows)
    assert not any(n is not None and 0 < n < 5 for row in shown for n in row)


@pytest.mark.parametrize(
    "frame, options, words",
    [
        (table([1, -2]), {}, "'n' has 1 negative counts"),
        (table([1.5, 2.0]), {}, "'n' has 1 counts that aren't whole"),
        (table([1, None]), {}, "'n' has 1 missing values"),
        (pl.concat([table([7, 8])] * 2), {}, "4 rows of the table share their cell"),
        (table([7, 8]).clear(), {}, "has no cells"),
        (table([7, 8]).drop("row"), {}, "no column 'row'"),
        (table(["a", "b"]), {}, "holds String values"),
        (table([7.0, float("inf")]), {}, "'n' has 1 counts that aren't whole"),
        (table([7.0, 1e30]), {}, "'n' has 1 counts that aren't whole"),
        (table([7, 8]).with_columns(row=pl.lit([1])), {}, r"'row' holds List\(Int64\) values; give one label per cell"),
        (table([7, 8]), {"threshold": 1}, "threshold is 1"),
        (table([7, 8]), {"threshold": 2.5}, "threshold is 2.5"),
        (table([7, 8]), {"totals": "no"}, "no convention"),
    ],
)
def test_bad_tables_are_refused_in_words(frame, options, words):
    with pytest.raises(ValueError, match=words):
        suppress(frame, "n", "row", "column", **options)


def noisy(**changes):
    ids = [[f"p{i}" for i in range(n)] for n in (0, 1, 2, 50, 3)]
    frame = pl.DataFrame({"n": [0, 1, 2, 50, 3], "ids": ids, "team": list("ABCDE")})
    return add_noise(frame.with_columns(**changes), "n", "ids", "secret")


def test_noise_is_small_keeps_zero_and_takes_the_keys_away():
    result = noisy()
    assert result.columns == ["n", "team"]
    moved = [after - before for before, after in zip([0, 1, 2, 50, 3], result["n"], strict=True)]
    assert moved[0] == 0
    assert abs(moved[1]) <= 1
    assert all(abs(move) <= 2 for move in moved)


def test_same_records_get_the_same_noise_in_any_order_and_kind_of_frame():
    frame = pl.DataFrame({"n": [9, 9], "ids": [["b", "a", "c"], ["c", "b", "a"]]})
    first, second = add_noise(frame, "n", "ids", b"s")["n"]
    assert first == second
    assert add_noise(frame.to_arrow(), "n", "ids", "s")["n"].to_list() == [first, second]


def test_noise_is_even_and_unbiased():
    frame = pl.DataFrame({"n": [40] * 5000, "ids": [[f"x{i}"] for i in range(5000)]})
    moves = (add_noise(frame, "n", "ids", "s")["n"] - 40).value_counts().sort("n")
    assert moves["n"].to_list() == [-2, -1, 0, 1, 2]
    assert all(900 < count < 1100 for count in moves["count"])


def test_another_secret_gives_other_noise():
    frame = pl.DataFrame({"n": [40] * 50, "ids": [[f"x{i}"] for i in range(50)]})
    assert add_noise(frame, "n", "ids", "s")["n"].to_list() != add_noise(frame, "n", "ids", "t")["n"].to_list()


def test_adjoining_keys_are_told_apart():
    frame = pl.DataFrame({"n": [40] * 60, "ids": [["ab", f"c{i}"] for i in range(60)]})
    other = pl.DataFrame({"n": [40] * 60, "ids": [["a", f"bc{i}"] for i in range(60)]})
    assert add_noise(frame, "n", "ids", "s")["n"].to_list() != add_noise(other, "n", "ids", "s")["n"].to_list()


def test_bad_noise_input_is_refused_in_words():
    frame = pl.DataFrame({"n": [4], "ids": [["a"]]})
    with pytest.raises(ValueError, match="secret is empty"):
        add_noise(frame, "n", "ids", "")
    with pytest.raises(ValueError, match="list of record keys"):
        add_noise(frame.with_columns(ids=pl.lit("a")), "n", "ids", "s")
    with pytest.raises(ValueError, match="no record keys"):
        add_noise(frame.with_columns(ids=pl.lit([], pl.List(pl.String))), "n", "ids", "s")
    with pytest.raises(ValueError, match="can't be negative"):
        add_noise(frame, "n", "ids", "s", maximum=-1)


@pytest.mark.parametrize("secret", [None, 5, ["a"]])
def test_a_secret_is_text_or_bytes(secret):
    """A number was taken for so many bytes of nought, which anybody can guess."""
    frame = pl.DataFrame({"n": [3], "ids": [["a", "b", "c"]]})
    with pytest.raises(ValueError, match=r"The secret is a .*; give text or bytes that nobody outside can guess"):
        add_noise(frame, "n", "ids", secret)
