import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis import power

share = st.floats(0.02, 0.98)
quick = settings(deadline=None, max_examples=30)


def test_five_points_more_need_1534_people_per_arm():
    assert math.ceil(power.two_proportions(0.40, 0.45)) == 1534


def test_a_take_up_of_65_per_cent_needs_more_than_twice_as_many():
    full, partial = (power.two_proportions(0.40, 0.45, take_up=take_up) for take_up in (1.0, 0.65))
    assert partial / full == pytest.approx(1 / 0.65**2, rel=0.02)
    assert partial == power.two_proportions(0.40, 0.40 + 0.65 * (0.45 - 0.40))


@given(p0=share, p1=share, wanted=st.floats(0.3, 0.99), ratio=st.floats(0.2, 5), take_up=st.floats(0.2, 1))
@quick
def test_that_many_people_give_that_power(p0, p1, wanted, ratio, take_up):
    if abs(p1 - p0) < 0.01:
        p1 = p0 / 2
    n = power.two_proportions(p0, p1, wanted, ratio=ratio, take_up=take_up)
    assert power.two_proportions(p0, p1, n=n, ratio=ratio, take_up=take_up) == pytest.approx(wanted, abs=1e-7)


def test_the_answer_counts_those_not_called():
    called_more = power.two_proportions(0.3, 0.4, ratio=4)
    equal = power.two_proportions(0.3, 0.4)
    assert called_more < equal < 4 * called_more


def test_swapping_the_arms_changes_nothing_when_they_are_as_large():
    assert power.two_proportions(0.3, 0.4) == pytest.approx(power.two_proportions(0.4, 0.3))
    assert power.two_proportions(0.3, 0.4) == pytest.approx(power.two_proportions(0.7, 0.6))


def test_events_for_a_hazard_ratio():
    assert math.ceil(power.log_rank_events(1.25)) == 631
    assert math.ceil(power.log_rank_events(1.15)) == 1608
    assert power.log_rank_events(1.25) == pytest.approx(power.log_rank_events(1 / 1.25))
    assert power.log_rank_events(1.25, share=0.8) == pytest.approx(power.log_rank_events(1.25) / 0.64)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"ratio": math.inf}, "ratio is inf"),
        ({"n": math.inf}, "n is inf"),
        ({"p0": 1.4}, "p0 is 1.4"),
        ({"p1": -0.1}, "p1 is -0.1"),
        ({"p1": 0.4}, "no difference to detect"),
        ({"power": 1}, "power is 1"),
        ({"power": 0.01}, "power is 0.01"),
        ({"alpha": 0}, "alpha is 0"),
        ({"take_up": 0}, "take_up is 0"),
        ({"take_up": 65}, "take_up is 65"),
        ({"ratio": 0}, "ratio is 0"),
        ({"n": 0}, "n is 0"),
    ],
)
def test_settings_out_of_range_are_named(arguments, words):
    with pytest.raises(ValueError, match=words):
        power.two_proportions(**{"p0": 0.4, "p1": 0.45} | arguments)


@pytest.mark.parametrize(
    "arguments", [{"hazard_ratio": 1}, {"hazard_ratio": -2}, {"hazard_ratio": math.inf}, {"share": 1}, {"alpha": 2}]
)
def test_events_need_an_effect_and_two_arms(arguments):
    with pytest.raises(ValueError, match=f"{next(iter(arguments))} is {next(iter(arguments.values()))}"):
        power.log_rank_events(**{"hazard_ratio": 1.2} | arguments)
