"""Words of figures: trends stand on month ends, and what is hidden says why."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from samkraft.steering import telling
from samkraft.steering.measures import Figure
from samkraft.steering.models import IndicatorSnapshot
from samkraft.steering.scorecard import Point, Row, scorecard, whole_trend
from samkraft.steering.snapshots import make_month_ends, make_snapshot
from tests.situations import DAY, programme, staff
from tests.steering.register import Register

ENDS = [date(2020, 10, 31), date(2020, 11, 30), date(2020, 12, 31), date(2021, 1, 31), date(2021, 2, 28),
        date(2021, 3, 31), date(2021, 4, 30), date(2021, 5, 31), date(2021, 6, 30)]  # fmt: skip


def _row(trend, **fields):
    indicator = programme().version_on(DAY).definition.indicator("plan_30")
    return Row(indicator, Figure(None), frozenset(), False, DAY, "", Decimal("0.9"), "off", trend, **fields)


def _points(days, signal="off"):
    return [Point(day, Decimal("0.5"), Decimal("0.9"), signal) for day in days]


@pytest.fixture
def register(committed):
    return Register(staff("af"))


def test_months_missed_in_a_row_are_month_ends_only(db):
    """Six nights in June are no months: two month ends and today were missed."""
    trend = [*_points(ENDS[:6], "met"), *_points([date(2021, 4, 30), date(2021, 5, 31), date(2021, 6, 15)])]
    assert telling.months_off(_row(trend)) == (2, False)
    assert telling.months_off(_row(_points(ENDS[:-1], "met") + _points([date(2021, 7, 3)]))) == (0, False)


def test_a_whole_trend_of_misses_is_at_least_so_many(db):
    """The trend shows nine month ends; there may have been more before."""
    assert telling.months_off(_row(_points(ENDS))) == (9, True)
    assert "minst nio månadsskiften" in telling._decide_text(_row(_points(ENDS)))
    assert telling.months_off(_row(_points(ENDS[3:]))) == (6, False)


def test_nights_leave_no_days_in_the_trend(register):
    """Six nights in June, then the scorecard: nine month ends and the day, and the nights' own rows are gone."""
    for _number in range(12):
        register.person(200)
    make_month_ends(programme(), date(2021, 5, 31))
    for night in range(10, 16):
        make_month_ends(programme(), date(2021, 6, night), again=False)
    days = set(IndicatorSnapshot.objects.values_list("on", flat=True))
    assert {day for day in days if day.month == 6 and day.year == 2021} == {date(2021, 6, 15)}

    card = scorecard(programme(), date(2021, 6, 15))
    trend = [point.on for point in card.row("enrolled").trend]
    assert trend == [date(2020, 9, 30), *ENDS[:-1], date(2021, 6, 15)]
    assert [point.on for point in whole_trend(card, "enrolled")][-2:] == [date(2021, 5, 31), date(2021, 6, 15)]
    assert card.row("enrolled").trend[-1].value == card.row("enrolled").value == 12


def test_the_trend_takes_no_step_of_one_to_four(register):
    """Eight at the end of May and ten in June: the two who came are nobody's business."""
    for ago in [*[200] * 8, 20, 20]:
        register.person(ago)
    make_month_ends(programme(), DAY)
    trend = {point.on: point.value for point in scorecard(programme(), DAY).row("enrolled").trend}
    assert trend[DAY] == 10 and trend[date(2021, 5, 31)] is None


def test_what_few_are_left_out_of_is_not_called_few(register):
    """F2: 231 of 233 isn't fewer than five."""
    for number in range(12):
        case = register.person(60)
        if number > 2:
            register.plan(case, 50)
    row = scorecard(programme(), DAY).row("plan_30")
    assert telling.value_text(row) == "Visas inte" and "på ena sidan" in telling.why_hidden(row)
    few = replace(row, is_few=True)
    assert telling.value_text(few) == "Färre än fem" and "färre än fem" in telling.why_hidden(few)


def test_those_outside_see_what_was_kept_at_the_month_end(register):
    """Who comes or leaves between two days isn't told by yesterday's figure beside today's."""
    for _number in range(6):
        register.person(60)
    make_snapshot(programme(), date(2021, 5, 31))
    register.person(60)
    assert scorecard(programme(), date(2021, 5, 31), kept=True).row("enrolled").value == 6
    assert scorecard(programme(), date(2021, 5, 31)).row("enrolled").value == 7
    assert scorecard(programme(), date(2021, 5, 31) - timedelta(days=31), kept=True).row("enrolled").value == 0
