"""Incidents are told at once, judged and reported in time, and it is known whom they concern (SAK-02, GDPR-13)."""

import json
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from samkraft.access.choices import Event, Role
from samkraft.access.commands import as_system
from samkraft.access.incidents import actions
from samkraft.access.incidents.affected import affected
from samkraft.access.incidents.choices import EntryKind, IncidentKind, ReportTo, Risk
from samkraft.access.incidents.models import Incident, IncidentEntry
from samkraft.access.incidents.rules import Judged, a_month_after, clocks, next_clock
from samkraft.access.models import ReadLog
from samkraft.access.readlog import log_case, log_list
from tests import situations as s

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
FOUND = datetime(2026, 1, 30, 15, 20, tzinfo=UTC)
DECIDED = {"decided_by": "Eva Ek, enhetschef", "note": "Stängde behörigheten."}


def _due(judged, **reported):
    """Hours from when it was found, by report."""
    running = clocks(FOUND, judged, reported)
    return {clock.report.value: clock.due and (clock.due - FOUND) / timedelta(hours=1) for clock in running}


# --- the clocks ---


def test_until_somebody_has_judged_every_clock_runs():
    assert _due(None) == {
        "supervisor": 72, "csirt_warning": 24, "csirt_notice": 72,
        "csirt_final": (datetime(2026, 3, 2, 15, 20, tzinfo=UTC) - FOUND) / timedelta(hours=1),
    }  # fmt: skip


@pytest.mark.parametrize(("judged", "reports"), [
    (Judged(True, False, Risk.RISK), {"supervisor"}),
    (Judged(True, False, Risk.HIGH), {"supervisor", "persons"}),
    (Judged(True, False, Risk.UNLIKELY), set()),
    (Judged(False, False, Risk.HIGH), set()),
    (Judged(False, True, Risk.UNLIKELY), {"csirt_warning", "csirt_notice", "csirt_final"}),
])  # fmt: skip
def test_what_is_asked_for_follows_from_the_assessment(judged, reports):
    """GDPR articles 33 and 34; NIS 2 article 23."""
    assert set(_due(judged)) == reports


def test_those_concerned_are_told_without_delay_and_so_before_all_else():
    running = clocks(FOUND, Judged(True, True, Risk.HIGH), {})
    assert next_clock(running).report == ReportTo.PERSONS and next_clock(running).due is None


def test_the_final_report_is_due_a_month_after_the_notice_was_sent():
    sent = FOUND + timedelta(hours=10)
    final = next(c for c in clocks(FOUND, None, {"csirt_notice": sent}) if c.report == ReportTo.CSIRT_FINAL)
    assert final.due == datetime(2026, 2, 28, 1, 20, tzinfo=UTC) == a_month_after(sent)
    assert a_month_after(datetime(2026, 12, 31, tzinfo=UTC)) == datetime(2027, 1, 31, tzinfo=UTC)


def test_a_report_made_after_its_time_stays_late():
    late = clocks(FOUND, Judged(True, False, Risk.RISK), {"supervisor": FOUND + timedelta(hours=73)})
    assert late[0].is_late(FOUND) and next_clock(late) is None


# --- the register ---


@pytest.fixture
def manager():
    return s.staff("af", Role.UNIT_MANAGER)


def _told(client, who, branch="af", **change):
    """An incident told by the page's form."""
    day = {"found_on": "5 januari 2026", "found_hour": "10.00", "since": "1 januari 2026", "until": "5 januari 2026"}
    posted = {"kind": "wrong_receiver", "description": "Brevet hamnade fel.", "person": "", "case": ""} | day | change
    return s.log_in(client, who, branch).post(reverse("access:incident_new"), posted)


def _of(incident, name="incident", *more):
    return reverse(f"access:{name}", args=[incident.public_id, *more])


def _post(client, incident, what, **posted):
    return client.post(_of(incident, "incident_entry", what), DECIDED | posted)


def _the_only():
    with as_system(s.branch("af")):
        return Incident.objects.prefetch_related("entries").get()


def test_anyone_tells_and_the_manager_judges_reports_and_closes_it(client, manager):
    handler = s.staff("af")
    assert _told(client, handler).status_code == 302
    incident = _the_only()
    assert (incident.number, incident.registered_by) == (1, handler)
    assert client.get(_of(incident)).status_code == 404, "she has told; the register is the manager's"

    s.log_in(client, manager)
    assert "Ska bedömas" in client.get(reverse("access:incidents")).content.decode()
    refused = _post(client, incident, "avsluta")
    assert refused.status_code == 422 and "Bedöm incidenten först." in refused.content.decode()
    assert _post(client, incident, "bedom", personal="ja", risk="risk", significant="nej").status_code == 302
    refused = _post(client, incident, "avsluta")
    assert "Integritetsskyddsmyndigheten" in refused.content.decode() and "Stängde" in refused.content.decode()
    when = {"reported_on": "6 januari 2026", "reported_hour": "9.00", "reference": "IMY-1"}
    assert _post(client, incident, "anmal", report_to="supervisor", **when).status_code == 302
    assert _post(client, incident, "avsluta").status_code == 302
    assert _post(client, incident, "anteckna").status_code == 422, "closed is closed"
    with as_system(s.branch("af")):
        kinds = list(IncidentEntry.objects.values_list("kind", flat=True))
        assert kinds == [EntryKind.ASSESSED, EntryKind.REPORTED, EntryKind.CLOSED]
        told = ReadLog.objects.filter(event__in=[Event.INCIDENT_REGISTERED, Event.INCIDENT_CHANGED])
        assert told.count() == 4


@pytest.mark.parametrize(("wrong", "said"), [
    ({"description": "Om 19850312T915."}, "Ta bort personnumret."),
    ({"found_on": "5 januari 2199"}, "Det har inte hänt än."),
    ({"until": "31 december 2025"}, "Slutdatum kan inte ligga före"),
    ({"person": "ingen@finns.inte"}, "Det finns ingen med det inloggningsnamnet."),
    ({"case": "MK-0000-0000"}, "Din verksamhet har inget ärende med det numret."),
])  # fmt: skip
def test_what_is_wrong_is_said_and_what_was_typed_stays(client, wrong, said):
    answer = _told(client, s.staff("af"), **wrong)
    assert answer.status_code == 422
    assert said in answer.content.decode() and "5 januari" in answer.content.decode()


def test_another_branch_s_case_is_like_one_that_is_not_there(client):
    """SEK-05."""
    case = s.enrolled_case(s.staff("af"))
    answer = _told(client, s.staff("soc"), "soc", case=case.number)
    assert "Din verksamhet har inget ärende med det numret." in answer.content.decode()


def test_an_incident_is_of_its_branch_and_nothing_in_the_register_is_changed(client, manager):
    _told(client, s.staff("af"))
    incident = _the_only()
    theirs = s.staff("soc", Role.UNIT_MANAGER)
    s.log_in(client, theirs, "soc")
    for address in (_of(incident), _of(incident, "incident_pack"), _of(incident, "incident_entry", "bedom")):
        assert client.get(address).status_code == 404
    with as_system(s.branch("af")), pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.update(description="Inget hände.")
    with as_system(s.branch("af")), pytest.raises(DatabaseError), transaction.atomic():
        Incident.objects.all()._raw_delete("default")


def test_a_report_lies_after_the_discovery_and_not_ahead():
    with as_system(s.branch("af")):
        days = timezone.localdate()
        made = actions.register(kind=IncidentKind.OTHER, found_at=timezone.now(), since=days, until=days,
                                description="Något.")  # fmt: skip
        for hours in (-1, 1):
            wrong = {"report_to": "supervisor", "reported_at": timezone.now() + timedelta(hours=hours)}
            with pytest.raises(actions.IncidentRefused):
                actions.report(made, reference="", **wrong, **DECIDED)


# --- whom it concerns ---


def _read(staff, *cases, item="plan:1"):
    with s.as_(staff):
        for case in cases:
            log_case(case.pk, [item])


def test_the_pack_names_the_cases_seen_by_whom_and_nobody_else_s(client, manager):
    """GDPR-13: participants, categories, viewers; no participant's name."""
    nosy, other = s.staff("af", first_name="Nyfiken"), s.staff("af")
    seen = s.enrolled_case(nosy, last_name="Hemligsson")
    listed, unseen = s.enrolled_case(nosy), s.enrolled_case(other)
    _read(nosy, seen, item="mapping:health")
    _read(other, unseen)
    with s.as_(nosy):
        log_list("cases", [listed.pk])
    today = timezone.localdate().isoformat()
    _told(client, manager, person=nosy.username, since=today, until=today)
    page = client.get(_of(_the_only(), "incident_pack")).content.decode()
    assert seen.number in page and listed.number in page and "Nyfiken" in page and "Kartläggning" in page
    assert unseen.number not in page and "Hemligsson" not in page


def test_the_command_tells_each_controller_s_own_part_and_that_it_was_asked():
    handler, jonas = s.staff("af"), s.staff("soc")
    case = s.enrolled_case(handler)
    _read(handler, case)
    _read(handler, case)
    with s.as_(jonas, "soc"):
        log_case(case.pk, ["plan:1"])
    out = StringIO()
    today = timezone.localdate().isoformat()
    call_command("affected", since=today, branch="af", staff=handler.username, stdout=out)
    head, row = map(json.loads, out.getvalue().splitlines())
    assert (head["cases"], head["viewers"], head["branch"]) == (1, 1, "af")
    assert (row["number"], row["times"], row["shown"]) == (case.number, 2, ["plan"])
    with as_system(s.branch("af")):
        assert ReadLog.objects.filter(event=Event.LOG_VIEWED, object_type="affected").exists()
        assert affected(timezone.localdate(), timezone.localdate(), jonas) == []


@pytest.mark.parametrize("wrong", [
    {"since": "i går"}, {"since": "2026-01-02", "until": "2026-01-01"}, {"since": "2026-01-02", "branch": "xx"},
    {"since": "2026-01-02", "staff": "ingen"},
])  # fmt: skip
def test_the_command_says_what_is_wrong(wrong):
    with pytest.raises(CommandError):
        call_command("affected", **wrong)
