"""Municipal employments by form and sex and their day 90 (P-083, P-084), and the time for employers (P-050, P-073)."""

from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from samkraft.access.choices import Role
from samkraft.employers.models import Employer, EmployerContact, MunicipalEmployment
from samkraft.people.models import CaseFile
from samkraft.programmes.models import Team, TeamMember
from samkraft.steering import employment_tables
from samkraft.steering.models import ManualValue
from samkraft.steering.scorecard import scorecard, whole_trend
from tests.people.logged_in import logged_in, statements
from tests.situations import DAY, as_, branch, programme, staff
from tests.steering.register import Register, days_ago, definition

PAGE = "/styrkort/kommunala-anstallningar/"
_BY_HAND = """
    select f.sex::text, m.form::text, count(*) from employers_municipalemployment m
    join people_casefile f on f.case_id = m.case_id and f.is_origin
    where f.allows_statistics and extract(year from m.starts_on) = 2021 group by 1, 2"""


@pytest.fixture
def register(committed):
    return Register(staff("af", first_name="Karin"))


def _employ(register, case, form="extra_job", ago=100, ended=None):
    with as_(register.handler):
        file = CaseFile.objects.get(case=case, owner_branch=branch("af"))
        MunicipalEmployment.objects.create(
            owner_branch=branch("af"), case=case, file=file, form=form, extent=100, starts_on=days_ago(ago),
            ended_on=None if ended is None else days_ago(ended), placed_by=register.handler,
        )  # fmt: skip


def _rows(table):
    return {line.name: (line.women, line.men, line.all) for line in [*table.lines, table.total]}


def test_employments_are_counted_by_form_and_sex_and_small_numbers_are_not_told_p_083(register):
    """Against a count of its own, written another way, from the rows themselves."""
    for sex, form, number in (("woman", "extra_job", 7), ("man", "extra_job", 6), ("woman", "no_support", 6),
                              ("man", "no_support", 5), ("man", "introduction_job", 2)):  # fmt: skip
        for _each in range(number):
            _employ(register, register.person(sex=sex), form)
    refuses = register.person(sex="woman")
    _employ(register, refuses)
    register.refuse_statistics(refuses)
    _employ(register, register.person(ago=300, sex="woman"), ago=300)
    with connections["figures"].cursor() as cursor:
        cursor.execute(_BY_HAND)
        by_hand = {(form, sex): n for sex, form, n in cursor.fetchall()}
    assert by_hand["introduction_job", "man"] == 2 and sum(by_hand.values()) == 26
    table = employment_tables.begun(programme(), definition(), 2021, DAY)
    shown = _rows(table)
    assert shown["Introduktionsjobb"] == (0, None, None) and table.has_hidden
    told = {"Extratjänst": "extra_job", "Utan stöd": "no_support"}
    for name, form in told.items():
        women, men, both = shown[name]
        assert women == by_hand[form, "woman"] and men in (None, by_hand[form, "man"])
        assert both in (None, by_hand[form, "woman"] + by_hand[form, "man"])
    men_of_forms = [men for _women, men, _both in (shown[name] for name in told)]
    assert None in men_of_forms or shown["Alla"][1] is None, "the two could be worked out"
    assert _rows(employment_tables.begun(programme(), definition(), 2020, DAY))["Extratjänst"] == (None, 0, None)


def test_day_90_counts_what_was_answered_from_january_to_november_p_084(register):
    for number in range(6):
        case = register.person(sex="woman" if number else "man")
        _employ(register, case, ago=200, ended=100)
        register.follow_up(case, 8, "work" if number else "studies", kind="employment_day_90", due=10)
    early = register.person(sex="woman")
    register.follow_up(early, 200, "work", kind="employment_day_90", due=200)  # the year before, in December
    waits = [register.person(sex="woman") for _each in range(5)]
    for case in waits:
        register.follow_up(case, None, "", kind="employment_day_90", due=3)
    shown = _rows(employment_tables.day_90(programme(), definition(), 2021, DAY))
    assert [shown[name][:2] for name in ("Till arbete", "Inte besvarad än")] == [(5, 0), (5, 0)]
    assert shown["Till studier"] == (0, None, None) and shown["Alla"][:2] == (10, None), "one man is too few"
    assert _rows(employment_tables.day_90(programme(), definition(), 2020, DAY))["Alla"] == (0, 0, 0)


def test_the_page_stands_under_the_scorecard_and_asks_few_questions(register):
    for _each in range(5):
        _employ(register, register.person(sex="woman"))
    client = logged_in(staff("af", Role.STEERING))
    assert PAGE in client.get("/styrkort/").content.decode()
    shown = client.get(f"{PAGE}?ar=2021").content.decode()
    assert "Extratjänst" in shown and "Ingen anställning har haft sin dag 90" in shown
    assert client.get(f"{PAGE}?ar=%00").status_code == client.get(f"{PAGE}?ar=2999").status_code == 200
    with CaptureQueriesContext(connections["default"]) as own, CaptureQueriesContext(connections["figures"]) as sums:
        client.get(f"{PAGE}?ar=2020")
    assert len(statements(own.captured_queries)) <= 12 and len(sums.captured_queries) <= 4


# ---------- the teams' time for employers ----------


def _contact(handler, on, hours, employer):
    for _each in range(hours // 10):
        EmployerContact.objects.create(
            programme=programme(), employer=employer, on=on, way="visit", purpose="jobs", minutes=600, staff=handler,
            branch=branch("af"), team=Team.objects.filter(programme=programme()).order_by("pk").first(),
        )  # fmt: skip


def test_the_time_for_employers_comes_from_the_log_and_by_hand_where_there_is_none_p_050(register):
    """A month counts when it is over and was logged from its beginning; the working time is the members' own."""
    handler = register.handler
    employer = Employer.objects.create(name="Exempel AB", added_by=handler, added_on=DAY)
    team = Team.objects.filter(programme=programme()).order_by("pk").first()
    for since, until in ((date(2020, 9, 1), None), (date(2021, 4, 26), date(2021, 5, 16))):
        TeamMember.objects.create(team=team, staff=handler, branch=branch("af"), valid_from=since, valid_until=until)
    ManualValue.objects.create(programme=programme(), indicator="employer_time", on=date(2021, 2, 28), numerator=17,
                               denominator=100, source="Tidbok")  # fmt: skip

    def now(on):
        row = scorecard(programme(), on).row("employer_time")
        return None if row.value is None else round(row.value * 100, 2), row.source, row.measured_on

    assert now(DAY) == (17, "Tidbok", date(2021, 2, 28))
    _contact(handler, date(2021, 3, 20), 40, employer)  # the log began late in March
    _contact(handler, date(2021, 4, 15), 40, employer)
    _contact(handler, date(2021, 5, 31), 20, employer)
    with connections["default"].cursor() as cursor:
        cursor.execute("""
            select count(*) * %s / 5.0 from programmes_teammember m
            join programmes_team t on t.id = m.team_id and t.programme_id = %s
            join generate_series(date '2021-05-01', date '2021-05-31', '1 day') d(day)
              on d.day >= m.valid_from and (m.valid_until is null or d.day <= m.valid_until)
            where extract(isodow from d.day) < 6 and d.day <> '2021-05-13'
            """, [definition().team_rules.hours_a_week, programme().pk])  # fmt: skip
        worked = cursor.fetchone()[0]
    value, source, day = now(DAY)
    assert worked and round(value, 1) == round(2000 / worked, 1) and day == date(2021, 5, 31)
    assert "Teamens kontakter" in source
    assert now(date(2021, 4, 1))[:2] == (17, "Tidbok"), "March was not logged from its beginning"
    assert now(date(2021, 4, 30))[2] == now(date(2021, 5, 30))[2] == date(2021, 4, 30)
    points = {point.on: point.value for point in whole_trend(scorecard(programme(), DAY), "employer_time")}
    assert points[date(2021, 5, 31)] == points[DAY] != points[date(2021, 4, 30)]
    assert round(points[date(2021, 3, 31)] * 100) == 17
    ManualValue.objects.create(programme=programme(), indicator="employer_time", on=date(2021, 6, 10), numerator=19,
                               denominator=100, source="Tidrapporter")  # fmt: skip
    assert now(DAY)[:2] == (19, "Tidrapporter"), "what is written in for a later day goes before"
