"""Fewer than five people are never shown, nor what would give them away."""

from decimal import Decimal

from samkraft.programmes.definition import Indicator, Measure
from samkraft.steering.disclosure import hidden_beside_totals, hidden_cells, protect
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


def test_a_median_of_few_people_is_hidden():
    waits = indicator("w", "waits", from_event="enrolled", to_event="plan_published")
    found = shown({"w": figure(12, 50, 11, 46, 40, 4)}, waits)["w"].figure
    assert (found.numerator, found.women, found.men) == (12, 11, None)


def test_one_team_with_few_people_is_protected_by_another():
    cells = {(team, sex): 30 for team in "abc" for sex in ("women", "men")} | {("a", "women"): 2}
    hidden = hidden_cells(cells)
    assert ("a", "women") in hidden and len(hidden) >= 2


def test_groups_beside_shown_totals_are_all_hidden_when_nothing_protects_them():
    cells = {(0, "woman"): 2, (0, "man"): 0, (1, "woman"): 30, (1, "man"): 30}
    assert {(0, "woman"), (1, "woman"), (0, None)} <= hidden_beside_totals(cells)
