import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from samkraft.programmes.definition import PacePoint, Target
from samkraft.programmes.pace import planned_intake, signal, signal_on, target_on


@pytest.mark.parametrize(
    ("on", "people"),
    [
        (date(2020, 1, 31), 0),
        (date(2020, 7, 31), 1500),
        (date(2021, 1, 31), 2700),
        (date(2021, 7, 31), 3900),
        (date(2022, 1, 31), 5100),
        (date(2022, 4, 30), 5600),
        (date(2022, 6, 30), 5600),
    ],
)
def test_the_planned_intake_at_the_end_of_each_period(malmokraften, on, people):
    """P-011."""
    assert planned_intake(malmokraften, on) == people


def test_the_plan_for_the_demo_day_is_about_3700(malmokraften):
    """150 of the 181 days of the third period have passed."""
    on = date(2021, 6, 30)
    assert planned_intake(malmokraften, on) == 2700 + Decimal(1200) * 150 / 181
    assert signal_on(malmokraften.indicator("enrolled").target, 3700, malmokraften, on) == "met"


def test_a_target_with_a_lag_is_whole_on_its_day_and_nothing_before_the_first_can_arrive(malmokraften):
    target = malmokraften.indicator("to_work_or_studies").target
    assert target.lag_days == 180
    assert target_on(target, malmokraften, date(2020, 7, 1)) == 0
    assert target_on(target, malmokraften, date(2022, 6, 30)) == 2500
    assert target_on(target, malmokraften, date(2023, 1, 1)) == 2500
    assert 1200 < target_on(target, malmokraften, date(2021, 6, 30)) < 1350


def test_a_target_that_follows_the_intake_never_falls(malmokraften):
    target = malmokraften.indicator("joint_plan").target
    days = [date(year, month, 28) for year in (2020, 2021, 2022) for month in range(1, 13)]
    values = [target_on(target, malmokraften, day) for day in days]
    assert values == sorted(values)


DATED = Target(
    value=Decimal(30),
    by=date(2021, 1, 31),
    pace="dated",
    points=(PacePoint(on=date(2021, 1, 1), value=Decimal(20)), PacePoint(on=date(2021, 1, 31), value=Decimal(30))),
    source="P-071",
)


@pytest.mark.parametrize(
    ("on", "value"),
    [
        (date(2019, 12, 31), 0),
        (date(2020, 1, 1), 0),
        (date(2020, 7, 2), 10),
        (date(2021, 1, 1), 20),
        (date(2021, 1, 16), 25),
        (date(2021, 1, 31), 30),
        (date(2022, 1, 31), 30),
    ],
)
def test_dated_points_are_joined_by_straight_lines(malmokraften, on, value):
    assert target_on(DATED, malmokraften, on) == value


def test_the_handbook_is_due_on_the_days_of_its_decisions(malmokraften):
    """P-123."""
    target = malmokraften.indicator("handbook").target
    due = [target_on(target, malmokraften, day) for day in (date(2020, 6, 1), date(2020, 6, 30), date(2021, 3, 1))]
    assert due == [0, 1, 1]
    assert target_on(target, malmokraften, date(2021, 3, 31)) == 2


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.65, "met"), (0.66, "met"), (0.649, "near"), (0.585, "near"), (0.584, "off"), (None, "none")],
)
def test_near_is_at_most_ten_per_cent_from_the_goal(value, expected):
    assert signal(value, Decimal("0.65")) == expected


@pytest.mark.parametrize(("value", "expected"), [(30, "met"), (12, "met"), (33, "near"), (34, "off")])
def test_a_wait_is_met_from_below(value, expected):
    assert signal(value, Decimal(30), "at_most") == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0.50, "met"), (0.52, "met"), (0.48, "met"), (0.53, "near"), (0.45, "near"), (0.449, "off"), (0.56, "off")],
)
def test_equal_numbers_are_missed_on_either_side(value, expected):
    """P-074."""
    assert signal(value, Decimal("0.50"), "close_to", tolerance=Decimal("0.02")) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [(1100, "met"), (1190, "met"), (1500, "met"), (1099, "near"), (990, "near"), (989, "off"),
     (1650, "near"), (1651, "off")],
)  # fmt: skip
def test_the_stock_has_a_floor_and_a_ceiling(malmokraften, value, expected):
    """P-010."""
    target = malmokraften.indicator("stock").target
    assert signal_on(target, value, malmokraften, date(2021, 6, 30)) == expected


def test_it_is_too_early_to_say_before_anything_is_due(malmokraften):
    target = malmokraften.indicator("enrolled").target
    assert signal_on(target, 0, malmokraften, date(2020, 1, 15)) == "none"
    assert signal_on(None, 12, malmokraften, date(2021, 1, 15)) == "none"
    assert signal_on(target, None, malmokraften, date(2021, 1, 15)) == "none"


def test_a_programme_without_intake_before_the_target_has_nothing_due(malmokraften):
    target = malmokraften.indicator("enrolled").target
    early = dataclasses.replace(target, by=date(2020, 1, 15))
    assert target_on(early, malmokraften, date(2021, 1, 1)) == 0
