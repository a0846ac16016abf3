"""Drawings: geometry only, as text with a point."""

from datetime import date
from itertools import combinations

import pytest

from samkraft.core import charts
from samkraft.core.line_names import CHARACTER, HEIGHT, Box, place_names

TODAY = date(2026, 3, 12)


def gantt(*periods, **kwargs):
    return charts.gantt([charts.GanttStep("Steg", "", a, b) for a, b in periods], TODAY, **kwargs)


def bars(drawn):
    return [[(bar.kind, bar.x, bar.width) for bar in row.bars] for row in drawn.rows]


def test_what_lies_behind_is_done_and_the_rest_is_planned():
    drawn = gantt((date(2026, 3, 1), date(2026, 3, 31)))
    (kinds,) = [[bar.kind for bar in row.bars] for row in drawn.rows]
    assert kinds == ["done", "plan"]
    assert bars(drawn) == [[("done", "0.0", "354.8"), ("plan", "354.8", "645.2")]]


def test_a_step_to_come_has_only_a_planned_bar_and_a_past_one_only_a_done():
    drawn = gantt((date(2026, 1, 1), date(2026, 1, 31)), (date(2026, 4, 1), date(2026, 4, 30)))
    assert [[bar.kind for bar in row.bars] for row in drawn.rows] == [["done"], ["plan"]]


def test_the_axis_holds_whole_months_and_today():
    drawn = gantt((date(2025, 12, 4), date(2026, 8, 31)))
    assert [name for _x, name in drawn.months][:4] == ["dec", "jan", "feb", "mars"]
    assert drawn.title == "december 2025 till augusti 2026"
    assert drawn.today_x == "368.6"


def test_today_outside_the_window_is_not_drawn():
    assert gantt((date(2025, 1, 1), date(2025, 2, 1))).today_x == ""


def test_a_long_plan_names_only_as_many_months_as_have_room():
    drawn = gantt((date(2024, 1, 1), date(2026, 12, 31)))
    assert len(drawn.months) == 12


def test_a_step_is_told_in_words_to_those_who_do_not_see_the_picture():
    (row,) = gantt((date(2026, 3, 1), date(2026, 3, 31))).rows
    assert row.sub == "1 mars 2026 till 31 mars 2026"


def test_a_step_outside_the_window_has_no_bar():
    drawn = gantt((date(2025, 1, 1), date(2025, 2, 1)), start=date(2026, 1, 1), end=date(2026, 4, 1))
    assert bars(drawn) == [[]]


def test_a_plan_without_steps_still_has_an_axis():
    assert gantt().rows == []


def test_a_trend_skips_months_without_a_value():
    drawn = charts.spark([1, None, 3], goal=2)
    assert drawn.points == "2,25 94,3"
    assert drawn.goal_y == "14"


def test_a_flat_trend_and_a_lone_value_lie_in_the_middle():
    assert charts.spark([5, 5]).points == "2,14 94,14"
    assert charts.spark([5]).points == "2,14"


def test_no_values_make_no_drawing():
    assert charts.spark([None, None]).is_empty


def test_load_over_the_limit_is_drawn_apart():
    assert charts.load_bar(148, 150) == charts.LoadBar("180.0", "148.0", "", "150.0")
    assert charts.load_bar(158, 150).over == "8.0"
    assert charts.load_bar(300, 150).total == "300.0"


@pytest.mark.parametrize(
    ("highest", "step", "top"),
    [(1800, 300, 1800), (40, 10, 40), (0.35, 0.1, 0.4), (0, 1, 1), (7, 2, 8), (1251, 250, 1500)],
)
def test_the_axis_starts_at_nought_and_ends_on_a_round_number(highest, step, top):
    assert charts.nice_top(highest) == pytest.approx((step, top))


def test_a_line_is_drawn_with_gaps_where_values_are_missing():
    chart = charts.line_chart([charts.Series("A", [0, None, 5, 10])], ["a", "b", "c", "d"])
    assert chart.lines[0].path == "M0 1000M667 500L1000 0"
    assert chart.y_ticks[0] == ("100.00%", "0", True)


def test_a_value_between_two_gaps_is_a_dot():
    chart = charts.line_chart([charts.Series("A", [0, 5, None, 10])], ["a", "b", "c", "d"])
    assert chart.lines[0].dots == "M1000 0h0"
    assert charts.line_chart([charts.Series("A", [10])], ["a"]).lines[0].dots == "M0 0h0"


def test_names_of_lines_lie_neither_on_each_other_nor_on_a_line():
    values = {"Inskrivna": [1010, 1060, 1152, 1251], "Enligt planen": [1000, 1150, 1300, 1450], "Platser": [1500] * 4}
    lines = [[(i / 3 * 100, 100 - v / 15) for i, v in enumerate(vs)] for vs in values.values()]
    places = place_names(list(values), lines)
    boxes = [
        Box(x - len(name) * CHARACTER, x, y + 1 - HEIGHT, y + 1) for name, (x, y) in zip(values, places, strict=True)
    ]
    assert not any(a.meets(b) for a, b in combinations(boxes, 2))
    assert all(box.room(lines) > 0 for box in boxes)


def test_a_name_is_placed_even_when_nothing_is_known_or_a_line_is_one_point():
    assert len(place_names(["A", "B"], [[], [(50.0, 50.0)]])) == 2


def test_the_newest_month_is_always_named():
    chart = charts.line_chart([charts.Series("A", range(18))], [f"m{i}" for i in range(18)])
    assert chart.x_ticks[0] == ("0.0%", "m0", "start")
    assert chart.x_ticks[-1] == ("100.0%", "m17", "end")


def test_a_chart_without_values_is_still_a_chart():
    chart = charts.line_chart([charts.Series("A", [])], [])
    assert chart.lines[0].path == ""
    assert charts.line_chart([charts.Series("A", [None])], ["mars"]).lines[0].name == ""


def test_a_field_closes_around_its_edges():
    chart = charts.line_chart([charts.Series("A", [5, 5], low=[4, 3], high=[6, 10])], ["a", "b"])
    assert chart.lines[0].field_path == "M0 400L1000 0L1000 700L0 600Z"


def test_an_interval_is_placed_on_its_axis():
    assert charts.forest(5, 0, 10, -10, 10) == charts.Forest("50.0%", "50.0%", "100.0%", "75.0%")


def test_no_attribute_ever_has_a_comma_or_a_minus_nought():
    assert charts.fixed(-0.04) == "0.0"
    assert charts.fixed(1234.56) == "1234.6"
