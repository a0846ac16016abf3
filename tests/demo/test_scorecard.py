"""``manage scorecard`` of the demo register against independent SQL, for every indicator counted from cases."""

import json
from io import StringIO

import pytest
from django.core.management import call_command

from samkraft.programmes.models import Programme
from samkraft.steering.measures import figures
from tests.conftest import connected_to
from tests.demo.independent import CASES, DAY, WAITS, Register
from tests.situations import DAY as TODAY

PARTS = ("total", "women", "men")
# Counts of talks and changes: several of one person, so they say nothing of how many people are left.
EVENTS = ("follow_ups", "talks_held", "leader_changes", "handler_changes")


@pytest.fixture
def site(demo_database, django_db_blocker):
    """The site on the demo register."""
    with django_db_blocker.unblock(), connected_to(demo_database):
        yield demo_database


def printed():
    out = StringIO()
    call_command("scorecard", programme="malmokraften-2.0", on=DAY, format="json", stdout=out)
    return {row["code"]: row for row in json.loads(out.getvalue())["indicators"]}


def independent(database, definition):
    """Code → ((numerator, denominator) of all, of women, of men)."""
    needing = [kind.code for kind in definition.activity_types if kind.decides]
    with Register(database) as register:
        waits = {code: register.median(code, *([needing] if "%s" in sql else [])) for code, sql in WAITS.items()}
        return {code: register.numbers(code) for code in CASES} | waits


def test_the_printed_scorecard_equals_independent_sql(site):
    """What is hidden for being small is compared as counted; what is shown, as printed."""
    programme = Programme.objects.get(slug="malmokraften-2.0")
    definition = programme.version_on(TODAY).definition
    expected = independent(site, definition)
    rows, counted = printed(), figures(programme.pk, definition, TODAY)

    assert set(counted) == set(expected) == {code for code, row in rows.items() if row["source"] == "cases"}
    differences = {code: (_counted(counted[code]), expected[code]) for code in expected}
    assert {code: pair for code, pair in differences.items() if pair[0] != pair[1]} == {}
    for code, row in rows.items():
        if row["source"] == "cases":
            shown = [part for part in PARTS if part not in row["hidden"]]
            wanted = dict(zip(PARTS, expected[code], strict=True))
            assert {part: _printed(row, part) for part in shown} == {part: wanted[part] for part in shown}, code


def test_subtraction_gives_nobody_away(site):
    """An attacker's arithmetic on the printed scorecard: each count from those enrolled, each share from its whole."""
    rows = {code: row for code, row in printed().items() if row["source"] == "cases" and row["unit"] != "days"}
    small = []
    for code, row in rows.items():
        for part in PARTS:
            n, d = _printed(row, part)
            of = d if d is not None else _printed(rows["enrolled"], part)[0]
            if n is not None and code not in EVENTS and (0 < n < 5 or 0 < of - n < 5):
                small.append((code, part, n, of))
    left = [_left_otherwise(rows, part) for part in PARTS]
    assert small == [] and all(n is None or n == 0 or n >= 5 for n in left)


def _left_otherwise(rows, part):
    """Enrolled, but not present, not gone to work or studies and not gone without the goal."""
    known = [_printed(rows[code], part)[0] for code in ("enrolled", "stock", "to_work_or_studies")]
    known.append(_printed(rows["clarified_by_plan"], part)[1])
    return None if None in known else known[0] - sum(known[1:])


def test_most_figures_of_the_demo_are_large_enough_to_show(site):
    hidden = [code for code, row in printed().items() if "total" in row["hidden"]]
    assert len(hidden) <= 3


def _printed(row, part):
    told = row if part == "total" else row[part]
    return (told["numerator"], told["denominator"])


def _counted(figure):
    pairs = ((figure.numerator, figure.denominator), (figure.women, figure.women_of), (figure.men, figure.men_of))
    return tuple(tuple(None if v is None else int(v) for v in pair) for pair in pairs)
