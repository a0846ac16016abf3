"""The log reviewed: a month's sample and a flag judged, by keyboard and on a telephone, and one that opens by two
(table C, REG-11, SKY-06)."""

import pytest
from django.utils import timezone

from samkraft.access.choices import Role
from samkraft.access.commands import as_system
from samkraft.access.log_review_actions import draw_sample, flag_day, pairs_of
from samkraft.access.log_review_rules import drawn
from samkraft.access.readlog import log_case
from samkraft.people.protection.actions import protect
from tests import situations as s


@pytest.fixture(scope="module")
def people(database):
    karin, curious = s.staff("af", last_name="Ek"), s.staff("af", last_name="Nyfiken")
    case, hidden = s.enrolled_case(karin), s.enrolled_case(karin)
    for reader in (karin, curious):
        with s.as_(reader):
            log_case(case.pk, ["plan:3"])
    with s.as_(karin):
        protect(hidden.pk, "mark")
        log_case(hidden.pk, ["plan"])
    today = timezone.localdate()
    with as_system(s.branch("af")):
        flag_day(today)
        month = today.replace(day=1)
        pairs = pairs_of(month)
        draw_sample(month, next(seed for seed in map(str, range(999)) if drawn(pairs, seed) == [(karin.pk, case.pk)]))
    return {
        "case": case,
        "reviewer": s.staff("af", Role.LOG_REVIEWER),
        "officer": s.staff("af", Role.DATA_PROTECTION_OFFICER),
    }


def _judge(reviewer, kind, word, note):
    reviewer.go(f"/logg/granskning/?slag={kind}")
    reviewer.page.locator("main table a").first.press("Enter")
    reviewer.sees("Läsningar")
    reviewer.page.get_by_label(word).check()
    reviewer.fill("Kommentar", note)
    reviewer.page.get_by_role("button", name="Spara bedömningen").press("Enter")
    reviewer.sees("Bedömningen är sparad.")


def test_a_sample_and_a_flag_are_judged_and_a_protected_one_opens_by_two(visitor, people):
    reviewer, officer = visitor(width=390).is_(people["reviewer"]), visitor().is_(people["officer"])
    reviewer.go("/").open_summary("Meny").link("Granska loggen").sees("Nyfiken").sees("Visas när du är insläppt")
    assert reviewer.axe() == []
    _judge(reviewer, "not_assigned", "Misstänkt obehörig läsning", "Har aldrig haft ärendet")
    reviewer.go("/logg/granskning/?slag=protected")
    reviewer.page.locator("main table a").first.press("Enter")
    reviewer.sees("Läsning av skyddat ärende")
    assert reviewer.axe() == []
    reviewer.fill("Varför du behöver läsa", "Fristen går ut").button("Be att få läsa").sees(
        "Din begäran väntar på svar."
    )
    officer.go("/logg/lage/").sees("Fristen går ut")
    assert officer.axe() == []
    officer.button("Släpp in i en vecka").sees("får läsa i en vecka.")
    _judge(reviewer, "protected", "Behövdes i arbetet", "Hon har ärendet")
    _judge(reviewer, "sample", "Behövdes i arbetet", "Bokat samtal samma dag")
    officer.go("/logg/lage/").sees("Misstänkta").sees("Stickprov")
    reviewer.go("/logg/inloggningar/").sees("Veckan till och med")
    assert reviewer.axe() == []
