"""Fewer than five people are never shown, nor what would give them away."""

from decimal import Decimal
from itertools import pairwise

import pytest

from samkraft.programmes.definition import Indicator, Measure
from samkraft.steering.disclosure import hidden_beside_totals, hidden_cells, protect, safe_series, safe_stock, too_close
from samkraft.steering.measures import Figure

WORK_OR_STUDIES = ("work_unsupported", "work_subsidised", "studies")


def indicator(code, measure, **arguments):
    return Indicator(
        code=code, name=code, level="results", group="", definition="", figures_from="cases",
        measure=Measure(name=measure, **arguments), unit="count", opens_to="cases", by_sex=True, source="",
    )  # fmt: skip


def figure(*numbers):
    return Figure(*(None if number is None else Decimal(number) for number in numbers))


def count(women, men):
    return figure(women + men, None, women, None, men, None)


def shown(figures, *rows):
    return protect(rows, figures)


ENROLLED = indicator("enrolled", "enrolled")


def test_large_figures_are_shown_as_they_are():
    found = shown({"enrolled": count(20, 30)}, ENROLLED)["enrolled"]
    assert (found.figure, found.hidden) == (count(20, 30), frozenset())


def test_a_small_count_of_one_sex_can_not_be_worked_out_from_the_rest():
    found = shown({"enrolled": count(3, 30)}, ENROLLED)["enrolled"]
    assert found.figure.women is None
    assert None in (found.figure.men, found.figure.numerator)


def test_a_small_total_is_hidden():
    found = shown({"enrolled": count(2, 2)}, ENROLLED)["enrolled"].figure
    assert (found.numerator, found.women, found.men) == (None, None, None)


def test_nought_is_shown():
    assert shown({"enrolled": count(0, 0)}, ENROLLED)["enrolled"].hidden == frozenset()


def test_a_share_is_hidden_when_few_are_outside_it():
    share = figure(97, 100, 48, 50, 49, 50)
    found = shown({"w": share}, indicator("w", "workplace_share"))["w"]
    assert found.figure.women is None or found.figure.men is None


def test_the_same_people_are_hidden_in_every_indicator_that_counts_them():
    rows = [
        indicator("to", "to_outcome", outcome_groups=WORK_OR_STUDIES),
        indicator("women_to", "women_share_to_outcome", outcome_groups=WORK_OR_STUDIES),
    ]
    found = shown({"to": count(2, 40), "women_to": figure(2, 42)}, *rows)
    assert found["to"].figure.women is None
    assert found["women_to"].figure.numerator is None and found["women_to"].figure.denominator is None


def test_a_whole_is_hidden_where_a_part_is():
    """Else to work or studies less to work would tell how many went to studies."""
    rows = [
        indicator("all", "to_outcome", outcome_groups=WORK_OR_STUDIES),
        indicator("studies", "to_outcome", outcome_groups=("studies",)),
    ]
    found = shown({"all": count(40, 40), "studies": count(2, 20)}, *rows)
    assert found["studies"].figure.women is None and found["all"].figure.women is None


def test_a_median_of_few_people_is_hidden_and_how_many_they_are():
    waits = indicator("w", "waits", from_event="enrolled", to_event="plan_published")
    found = shown({"w": figure(12, 50, 11, 46, 40, 4)}, waits)["w"].figure
    assert (found.numerator, found.denominator) == (12, 50)
    assert (found.women, found.women_of, found.men, found.men_of) == (None, None, None, None)


def test_one_team_with_few_people_is_protected_by_another():
    cells = {(team, sex): 30 for team in "abc" for sex in ("women", "men")} | {("a", "women"): 2}
    hidden = hidden_cells(cells)
    assert ("a", "women") in hidden and len(hidden) >= 2


def test_groups_beside_shown_totals_are_all_hidden_when_nothing_protects_them():
    cells = {(0, "woman"): 2, (0, "man"): 0, (1, "woman"): 30, (1, "man"): 30}
    assert {(0, "woman"), (1, "woman"), (0, None)} <= hidden_beside_totals(cells)


# ---------- an attacker's arithmetic ----------

MAPPINGS = indicator("mappings", "mappings")
STOCK = indicator("stock", "stock")


def _differences(shown, codes):
    """What subtracting any two shown figures of the same kind of people gives, of all and of each sex."""
    for part in ("numerator", "women", "men"):
        known = [getattr(shown[code].figure, part) for code in codes]
        yield from (abs(a - b) for a in known for b in known if a is not None and b is not None)


@pytest.mark.parametrize("women", range(0, 12))
@pytest.mark.parametrize("men", range(0, 12))
def test_the_rest_of_those_enrolled_is_never_one_to_four(women, men):
    """Every small rest of either sex, tried: enrolled less mapped, both on the same scorecard."""
    rows = [ENROLLED, MAPPINGS]
    found = shown({"enrolled": count(135, 165), "mappings": count(135 - women, 165 - men)}, *rows)
    assert all(rest == 0 or rest >= 5 for rest in _differences(found, ("enrolled", "mappings")))
    told = found["mappings"].figure
    if told.numerator is not None and told.women is None:
        possible = range(max(0, int(told.numerator) - 165), min(135, int(told.numerator)) + 1)
        assert len(possible) > 5


@pytest.mark.parametrize("women", range(0, 9))
@pytest.mark.parametrize("men", range(0, 9))
def test_no_count_of_either_sex_can_be_worked_out_closer_than_five(women, men):
    """All that a reader can do with one count: the sum less the other sex."""
    found = shown({"enrolled": count(40, 30), "mappings": count(women, men)}, ENROLLED, MAPPINGS)["mappings"].figure
    total, of = women + men, {"women": 40, "men": 30}
    for sex, n in (("women", women), ("men", men)):
        if 0 < n < 5:
            assert getattr(found, sex) is None
            low, high = 0, of[sex]
            if found.numerator is not None:
                seen = getattr(found, "men" if sex == "women" else "women")
                cap = of["men" if sex == "women" else "women"]
                low, high = (n, n) if seen is not None else (max(0, total - cap), min(of[sex], total))
            assert high - low >= 5
    assert total not in range(1, 5) or found.numerator is None


def test_the_rest_is_of_those_who_take_part_in_the_figures():
    """Who refused statistics is enrolled and nothing else: three who aren't mapped are told by those who could be."""
    everyone = indicator("work", "workplace_share")
    found = shown(
        {"enrolled": count(150, 150), "work": figure(100, 280, 50, 140, 50, 140), "mappings": count(137, 140)},
        ENROLLED, everyone, MAPPINGS,
    )  # fmt: skip
    assert (found["mappings"].figure.numerator, found["mappings"].figure.women) == (None, None)


def test_who_has_left_is_not_told_by_the_stock():
    found = shown({"enrolled": count(150, 150), "stock": count(147, 130)}, ENROLLED, STOCK)["stock"]
    assert found.figure.women is None and found.figure.men is None and found.figure.numerator == 277


def test_those_who_died_are_not_told_by_three_subtractions():
    """Enrolled less present less gone to work less gone without the goal."""
    rows = [
        ENROLLED,
        STOCK,
        indicator("to", "to_outcome", outcome_groups=WORK_OR_STUDIES),
        indicator("clear", "clarified_by_plan_share"),
    ]
    numbers = {"enrolled": count(150, 150), "stock": count(70, 70), "to": count(40, 40),
               "clear": figure(60, 78, 20, 38, 40, 40)}  # fmt: skip
    found = shown(numbers, *rows)
    assert found["clear"].hidden == {"total", "women", "men"}


def test_those_between_two_stages_are_not_told_by_subtraction():
    """Twenty have come to the first step and eighteen to the second: two wait between them."""
    stages = [indicator(name, "phase_reached", phase=name) for name in ("meeting", "review")]
    found = shown({"enrolled": count(30, 30), "meeting": count(10, 10), "review": count(10, 8)}, ENROLLED, *stages)
    assert found["meeting"].figure.numerator == 20
    assert (found["review"].figure.numerator, found["review"].figure.men) == (None, None)


def test_all_parts_are_hidden_with_a_whole_that_they_make_up():
    parts = [indicator(name, "to_outcome", outcome_groups=(name,)) for name in WORK_OR_STUDIES]
    whole = indicator("to", "to_outcome", outcome_groups=WORK_OR_STUDIES)
    numbers = {name: count(30, 30) for name in WORK_OR_STUDIES} | {"to": count(90, 90), "enrolled": count(93, 200)}
    found = shown(numbers, ENROLLED, whole, *parts)
    assert found["to"].figure.women is None
    assert [found[name].figure.women for name in WORK_OR_STUDIES] == [None, None, None]


def test_many_talks_of_few_people_are_hidden():
    talks = indicator("follow_ups", "follow_ups")
    few = Figure(Decimal(90), None, Decimal(60), None, Decimal(30), None,
                 {"total": [23, 0, 23], "women": [20, 0, 20], "men": [3, 0, 3]})  # fmt: skip
    found = shown({"follow_ups": few}, talks)["follow_ups"].figure
    assert (found.numerator, found.women, found.men, found.people) == (90, None, None, None)


def test_a_mean_of_few_is_hidden():
    changes = indicator("l", "leader_changes")
    found = shown({"l": figure(40, 30, 30, 27, 10, 3)}, changes)["l"].figure
    assert (found.men, found.men_of, found.women) == (None, None, None)


def test_few_and_few_on_the_other_side_are_told_apart():
    share = indicator("clear", "clarified_by_plan_share")
    rest = shown({"clear": figure(231, 233, 109, 110, 122, 123)}, share)["clear"]
    assert rest.hidden == {"total", "women", "men"} and not rest.is_few
    few = shown({"clear": figure(3, 233, 0, 110, 3, 123)}, share)["clear"]
    assert few.is_few


def test_one_small_team_is_never_hidden_alone():
    """The stock stands on the same page: ten teams less nine shown ones would give the tenth."""
    cells = {(str(t), sex): 20 for t in range(1, 10) for sex in ("women", "men")} | {
        ("10", "women"): 2,
        ("10", "men"): 1,
    }
    hidden = hidden_cells(cells)
    alone = [t for t in range(1, 11) if (str(t), None) in hidden]
    assert len(alone) >= 2


def test_steps_of_a_series_are_none_or_at_least_five():
    """From one month to the next: 40, 41 and 43 would tell of one and of two."""
    for series in ([10, 12, 13, 13, 40, 41, 43], [0, 3, 9, 9, 11], [50, 49, 44, 44, 43, 60]):
        seen = [n for i, n in enumerate(series) if i not in too_close(series)]
        assert seen[-1] == series[-1]
        assert all(abs(a - b) == 0 or abs(a - b) >= 5 for a, b in pairwise(seen))


def test_the_stock_beside_those_enrolled_tells_of_no_few_who_left():
    """Enrolled less present is those who have left: never one to four of them, nor that many more in a month."""
    for enrolled, stock in (([10, 30, 50, 60], [10, 29, 47, 48]), ([20, 20, 20, 20], [20, 18, 12, 11])):
        left = [
            e - s
            for e, s in zip(safe_series(enrolled), safe_stock(enrolled, stock), strict=True)
            if e is not None and s is not None
        ]
        assert all(n == 0 or n >= 5 for n in left)
        assert all(abs(a - b) == 0 or abs(a - b) >= 5 for a, b in pairwise(left))
