"""Logins and what the system did have somebody who looks at them, and a way out to the host's own watch (SAK-01)."""

import json
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from samkraft.access.choices import Event, Role
from samkraft.access.log_sealing import seal
from samkraft.access.readlog import log_case, log_event, log_session, log_system
from tests import situations as s


@pytest.fixture
def logins(committed):
    """Logins of two authorities' people and of nobody known, a key rotation, a refusal, and a case opened."""
    karin, jonas = s.staff("af", last_name="Inloggad"), s.staff("soc", last_name="Annan")
    reviewer = s.staff("af", Role.LOG_REVIEWER, last_name="Granskare")
    for person in (karin, jonas, reviewer):
        log_session(Event.LOGIN, person, "legitimation")
    log_session(Event.LOGIN_FAILED, None, "legitimation: unknown_person")
    log_system(Event.KEYS_ROTATED, "branch:af")
    case = s.enrolled_case(karin)
    s.log_in(Client(), jonas, "soc").get(f"/deltagare/{case.pk}/")
    with s.as_(karin):
        log_case(case.pk, ["plan"])
        log_event(Event.ROLE_CHANGED, [case.pk], items=["given:x"], reason="Fri text")
    return karin, jonas, reviewer, case


def test_logins_are_seen_by_the_reviewer_of_the_authority_and_never_her_own(logins):
    """Table B: log reviewer R own authority; system manager technical only."""
    _karin, _jonas, reviewer, _case = logins
    url = reverse("access:log_logins")
    page = s.log_in(Client(), reviewer).get(url).content.decode()
    assert "Inloggad" in page and "Annan" not in page and "Systemet" not in page
    assert "Granskare</td>" not in page, "her own are for another"
    second = s.log_in(Client(), s.staff("af", Role.LOG_REVIEWER)).get(url).content.decode()
    assert "Granskare</td>" in second
    technical = s.log_in(Client(), s.staff("af", Role.SYSTEM_MANAGER)).get(url).content.decode()
    assert "Nycklar byttes" in technical and "du är inte upplagd i Samkraft" in technical
    assert "1 inloggning" in technical or "En inloggning misslyckades." in technical
    assert not [name for name in ("Inloggad", "Annan", "Granskare") if name in technical]
    assert s.log_in(Client(), s.staff("af", Role.UNIT_MANAGER)).get(url).status_code == 404
    earlier = f"{url}?till={timezone.localdate() - timedelta(days=30)}"
    assert "Inget hände den veckan." in s.log_in(Client(), reviewer).get(earlier).content.decode()
    assert "Datumet finns inte." in s.log_in(Client(), reviewer).get(f"{url}?till=snart").content.decode()


def test_sak01_the_security_log_holds_events_in_the_form_of_a_siem_and_no_participant(logins):
    karin, _jonas, _reviewer, case = logins
    said = StringIO()
    call_command("export_security_log", stdout=said)
    assert said.getvalue() == "", "what isn't sealed may still be followed by a smaller number"
    seal()
    call_command("export_security_log", stdout=said)
    lines = [json.loads(line) for line in said.getvalue().splitlines()]
    codes = [line["event"]["code"] for line in lines]
    assert codes.count("AUTH-1") == 3 and {"AUTH-2", "ACC-4", "ADM-2", "SYS-3"} <= set(codes) and "ACC-1" not in codes
    assert not [
        word for word in (str(case.pk), case.number, "Fri text", "given:x", "Inloggad") if word in said.getvalue()
    ]
    failed = next(line for line in lines if line["event"]["code"] == "AUTH-2")
    assert failed["event"]["outcome"] == "failure" and failed["event"]["category"] == ["authentication"]
    assert failed["labels"]["why"] == "legitimation: unknown_person" and "user" not in failed
    denied = next(line for line in lines if line["event"]["code"] == "ACC-4")
    assert denied["labels"]["why"] == "case not assigned" and denied["labels"]["page"] == "people:case"
    assert {line["user"]["id"] for line in lines if "user" in line} >= {str(karin.pk)}
    numbers = [line["event"]["sequence"] for line in lines]
    assert numbers == sorted(numbers)
    rest = StringIO()
    call_command("export_security_log", "--after", str(numbers[-2]), "--since", "2020-01-01", stdout=rest)
    assert [json.loads(line)["event"]["sequence"] for line in rest.getvalue().splitlines()] == numbers[-1:]
    with pytest.raises(CommandError, match="is no day"):
        call_command("export_security_log", "--since", "snart")
