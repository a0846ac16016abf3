"""``manage make_demo``: once, whole or anew, never in production."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from samkraft.programmes.eligibility import judge
from samkraft.programmes.models import Programme
from samkraft.site.demo import completeness, plan
from samkraft.site.demo.people import enrolled_people


def _make(*arguments):
    told = StringIO()
    call_command("make_demo", *arguments, stdout=told)
    return told.getvalue()


def test_production_refuses_the_demo_register(settings, db):
    settings.IS_PRODUCTION = True
    with pytest.raises(CommandError, match="real people"):
        _make()


def test_a_half_made_register_is_thrown_away_and_a_whole_one_kept(committed):
    completeness.mark_begun(25, 1)
    assert "throwing it away" in _make("--cases", "25", "--workers", "1")
    assert completeness.state_of() == (completeness.State.COMPLETE, 25)
    assert "is there, with 25 cases" in _make()
    with pytest.raises(CommandError, match="reset-demo --cases 30"):
        _make("--cases", "30")


def test_the_same_seed_gives_the_same_people_and_stays():
    stays = plan.stays(300, seed=4)
    assert stays == plan.stays(300, seed=4) != plan.stays(300, seed=5)
    opened = [stay.opened for stay in stays]
    assert enrolled_people(opened, seed=4) == enrolled_people(opened, seed=4)


@pytest.mark.parametrize("cases", [40, 3700, 20_000])
def test_the_stays_hold_at_any_size(cases):
    stays = plan.stays(cases, seed=2)
    days = [(stay.closed - stay.opened).days for stay in stays if stay.closed]
    assert len(stays) - len(days) == round(cases * plan.PRESENT / plan.CASES)
    assert all(plan.is_working_day(stay.closed) for stay in stays if stay.closed)
    if cases >= plan.CASES:
        assert abs(sum(days) / len(days) - 179) < 0.1


def test_everyone_enrolled_is_eligible_by_the_programmes_own_rules(db):
    definition = Programme.objects.get(slug="malmokraften-2.0").version_on(plan.DAY).definition
    opened = [stay.opened for stay in plan.stays(400, seed=3)]
    for person, day in zip(enrolled_people(opened, seed=3), opened, strict=True):
        verdict = judge(definition, person.facts, day)
        assert verdict.state == "eligible" and verdict.in_frame == (person.way == "af_file" and person.in_job)


def test_quotas_by_sex_hold_in_both_directions():
    cells = plan.by_sex({"a": 100, "b": 51}, {"a": 60, "b": 40}, men=80)
    assert sum(n for (sex, _), n in cells.items() if sex == "man") == 80
    assert cells["man", "a"] + cells["woman", "a"] == 100
    assert plan.intake_days(37)[0] >= date(2020, 2, 1)
