"""What was read of a protected case is sealed in the log, and opens for its reviewer by two (SKY-06)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samkraft.access import log_openings
from samkraft.access.choices import Event, FindingKind, Role, Verdict
from samkraft.access.commands import as_system
from samkraft.access.incidents.affected import affected
from samkraft.access.log_models import LogFinding, LogOpening, LogVerdict
from samkraft.access.log_review_actions import ReviewRefused, draw_sample, flag_day, give_verdict
from samkraft.access.models import ReadLog
from samkraft.access.readlog import log_case, log_list
from samkraft.access.sealed_log import alias_of, is_alias, told_by
from samkraft.people.protection.actions import protect
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])


@pytest.fixture
def read():
    """Karin reads of Samira before the mark and after it, and of somebody else; the night has flagged the day."""
    karin = s.staff("af", last_name="Läsare")
    samira, other = s.enrolled_case(karin), s.enrolled_case(karin)
    with s.as_(karin):
        log_case(samira.pk, ["plan:3"])
        protect(samira.pk, "mark")
        log_case(samira.pk, ["mapping:health"], reason="Fri text", sensitive=["mapping:health"])
        log_list("protected", [other.pk, samira.pk])
    with as_system(s.branch("af")):
        flag_day(timezone.localdate())
        draw_sample(timezone.localdate().replace(day=1), seed="a")
    return karin, samira, other


def _rows(*events):
    return list(ReadLog.objects.filter(event__in=events or Event.values).order_by("pk"))


def _protected_finding():
    with as_system(s.branch("af")):
        return LogFinding.objects.get(kind=FindingKind.PROTECTED)


def test_sky06_a_row_on_a_protected_case_lies_sealed_with_a_key_of_its_own(read):
    _karin, samira, other = read
    af = s.branch("af")
    with as_system(af), connection.cursor() as cursor:
        before, after, section, listed = _rows(Event.CASE_OPENED, Event.ITEM_VIEWED, Event.LIST_VIEWED)
        cursor.execute("select r::text from access_readlog r where id = any(%s)", [[after.pk, section.pk]])
        lies = "".join(row for (row,) in cursor.fetchall())
        cursor.execute("select count(*) from access_logfinding where case_id = %s and kind = 'protected'", [samira.pk])
        assert cursor.fetchone() == (0,), "nor does the finding name the case"
    assert before.case_ids == [samira.pk] and before.items == ["plan:3"]
    assert not [word for word in (str(samira.pk), "mapping", "health", "Fri text") if word in lies]
    assert after.case_ids == section.case_ids == [alias_of(af, samira.pk)] and is_alias(after.case_ids[0])
    assert listed.case_ids == [other.pk, alias_of(af, samira.pk)] and listed.object_type == ""
    opened = told_by(af, after)
    assert (list(opened.case_ids), list(opened.items), opened.reason) == ([samira.pk], ["mapping:health"], "Fri text")
    assert section.event == "ACC-2" and list(told_by(af, section).items) == ["mapping:health"]
    assert alias_of(s.branch("soc"), samira.pk) != alias_of(af, samira.pk), "each branch has a key of its own"


def test_sky06_nobody_but_the_reader_and_the_named_sees_the_rows(read):
    karin, samira, _other = read
    reviewer, officer = s.staff("af", Role.LOG_REVIEWER), s.staff("af", Role.DATA_PROTECTION_OFFICER)
    found = _protected_finding()
    for person in (reviewer, officer, s.staff("af"), s.staff("af", Role.UNIT_MANAGER)):
        with s.as_(person):
            hers = [row for row in _rows() if row.staff_id == karin.pk and row.event.startswith(("ACC", "LIST"))]
            assert hers == [] and log_openings.readings_behind(found) == []
            with connection.cursor() as cursor:
                cursor.execute("select * from door.readings_of_case(%s, %s)", [samira.pk, [found.case_id]])
                assert cursor.fetchall() == []
    with s.as_(karin), connection.cursor() as cursor:
        assert len(_rows(Event.CASE_OPENED)) == 2, "her own log is hers (GDPR-16)"
        cursor.execute("select sum(times) from door.readings_of_case(%s, %s)", [samira.pk, [found.case_id]])
        assert cursor.fetchone()[0] >= 4, "the extract holds what lies in clear and what lies sealed (REG-12)"
    with s.as_(officer):
        day = timezone.localdate()
        hers = [row for row in affected(day, day) if row.is_protected]
        assert len(hers) == 2 and {(row.number, row.viewers, row.shown) for row in hers} == {("", (), ())}


def test_sky06_a_reviewer_is_let_in_by_another_and_then_judges(read):
    _karin, samira, _other = read
    reviewer, second = (s.staff("af", Role.LOG_REVIEWER, last_name=name) for name in ("Granskare", "Andra"))
    officer = s.staff("af", Role.DATA_PROTECTION_OFFICER)
    found = _protected_finding()
    page, asks = (reverse(name, args=[found.public_id]) for name in ("access:log_finding", "access:log_ask_to_open"))
    browser = s.log_in(Client(), reviewer)

    def reads():
        return browser.get(page).content.decode()

    listed = browser.get(reverse("access:log_review") + "?slag=protected").content.decode()
    assert "Visas när du är insläppt" in listed and "Läsare" not in listed
    assert "Be att få läsa" in reads() and "Läsare" not in reads() and samira.number not in reads()
    browser.post(page, {"verdict": "ok", "note": ""})
    with s.as_(reviewer), pytest.raises(ReviewRefused, match="skyddat ärende"):
        give_verdict(found, Verdict.OK, "")
    assert browser.post(asks, {"reason": " "}).status_code == 422
    assert browser.post(asks, {"reason": "Frist på fredag"}).status_code == 302 and "väntar på svar" in reads()
    with as_system(s.branch("af")):
        asked = LogOpening.objects.get()
        assert not LogVerdict.objects.exists()
    answer = reverse("access:log_open", args=[asked.public_id])
    browser.post(answer, {"answer": "yes"})
    assert "väntar på svar" in reads(), "nobody lets herself in"
    assert s.log_in(Client(), s.staff("af", Role.UNIT_MANAGER)).post(answer, {"answer": "yes"}).status_code == 404
    assert s.log_in(Client(), s.staff("soc", Role.LOG_REVIEWER), "soc").post(answer).status_code == 404
    decider = s.log_in(Client(), officer)
    report = decider.get(reverse("access:log_report")).content.decode()
    assert "Granskare" in report and "Frist på fredag" in report and "Läsare" not in report
    decider.post(answer, {"answer": "yes"})
    assert "redan svarat" in decider.post(answer, {"answer": "no"}, follow=True).content.decode()
    assert "Läsare" in reads() and samira.number in reads() and "Kartläggning" in reads() and "Fri text" not in reads()
    assert "Läsare" not in s.log_in(Client(), second).get(page).content.decode(), "it opens for who asked alone"
    with as_system(s.branch("af")):
        LogOpening.objects.update(until=timezone.now() - timedelta(minutes=1))
    assert "Läsare" not in reads(), "and for a week"
    with as_system(s.branch("af")):
        LogOpening.objects.update(until=timezone.now() + timedelta(days=1))
    assert browser.post(page, {"verdict": "ok", "note": "Hennes ärende"}).status_code == 302
    with as_system(s.branch("af")):
        told = [row.items for row in _rows(Event.PROTECTION_LIST)]
        assert [f"log_asked:{found.public_id}"] in told and [f"log_opened:{found.public_id}"] in told


def test_sky06_who_has_read_neither_asks_nor_answers(read):
    karin, *_rest = read
    found = _protected_finding()
    with s.as_(karin), pytest.raises(log_openings.OpeningRefused, match="egen läsning"):
        log_openings.ask(found, "Vill se")
    with s.as_(s.staff("af", Role.LOG_REVIEWER)):
        made = log_openings.ask(found, "Frist")
        with pytest.raises(log_openings.OpeningRefused, match="redan bett"):
            log_openings.ask(found, "Frist")
        with pytest.raises(IntegrityError), transaction.atomic():
            LogOpening.objects.update(decided_by=made.asked_by, is_approved=True)
    with s.as_(karin), pytest.raises(log_openings.OpeningRefused):
        log_openings.decide(made, approve=True)
