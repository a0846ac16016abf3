"""The decisions before production: recorded by one, confirmed by another, none of them skipped (GDPR-04, GDPR-05)."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.urls import reverse

from samkraft.access.choices import Event, Role
from samkraft.access.models import Authority, ReadLog
from samkraft.people.problems import NotPossible
from samkraft.site import gates
from samkraft.site.gates import Gate
from samkraft.site.models import GateRecord
from tests import situations as s
from tests.people.logged_in import logged_in

pytestmark = pytest.mark.django_db(databases=["default", "sidelog"])
GIVEN = {"reference": "Dnr 2021/17", "decided_on": s.DAY, "risk": "acceptable", "consultation": ""}


@pytest.fixture
def people(settings):
    settings.PRODUCTION_GATES = dict.fromkeys(settings.PRODUCTION_GATES, "")
    return {code: s.staff(code, Role.DATA_PROTECTION_OFFICER) for code in ("af", "soc", "fk", "reg")} | {
        "manager": s.staff("af", Role.SYSTEM_MANAGER)
    }


def _recorded(people, gate, authority=None, **instead):
    with s.as_(people["manager"]) as acting:
        return gates.record(acting, gate, authority, GIVEN | instead)


def _is_met(gate):
    mine = [line for line in gates.lines() if line.gate == gate]
    return all(line.is_met for line in mine)


def _confirmed(people, code, row):
    with s.as_(people[code], code) as acting:
        return gates.confirm(acting, row.pk)


def test_a_decision_counts_when_a_second_person_has_confirmed_it(people):
    row = _recorded(people, Gate.RETENTION)
    assert not _is_met(Gate.RETENTION)
    with s.as_(people["manager"]) as acting, pytest.raises(NotPossible, match="Någon annan"):
        gates.confirm(acting, row.pk)
    with pytest.raises(IntegrityError), transaction.atomic():
        GateRecord.objects.filter(pk=row.pk).update(confirmed_by=people["manager"])
    _confirmed(people, "af", row)
    assert _is_met(Gate.RETENTION)
    with pytest.raises(NotPossible, match="redan bekräftat"):
        _confirmed(people, "soc", row)
    with s.as_(people["manager"]):
        assert ReadLog.objects.filter(event=Event.CONFIG_CHANGED).count() == 2


def test_every_authority_signs_for_itself(people):
    for authority in Authority.objects.exclude(branches=None).distinct():
        row = _recorded(people, Gate.SIGN_OFF, authority)
        assert not _is_met(Gate.SIGN_OFF)
        own = next(code for code in ("af", "soc", "fk", "reg") if s.branch(code).authority_id == authority.pk)
        other = "af" if own != "af" else "fk"
        with pytest.raises(NotPossible, match="Bara myndigheten själv"):
            _confirmed(people, other, row)
        _confirmed(people, own, row)
    assert _is_met(Gate.SIGN_OFF)


def test_gdpr_05_a_high_risk_waits_for_the_supervisory_authority(people):
    with pytest.raises(NotPossible, match="hög risk"):
        _recorded(people, Gate.IMPACT, risk="")
    _confirmed(people, "af", _recorded(people, Gate.IMPACT, risk="high"))
    assert not _is_met(Gate.IMPACT)
    assert ("PRIOR_CONSULTATION_REF", "") not in gates.references(gates.lines())
    _confirmed(people, "af", _recorded(people, Gate.IMPACT, risk="high", consultation="IMY-2021-1"))
    assert gates.references(gates.lines())["PRIOR_CONSULTATION_REF", ""] == "IMY-2021-1"
    assert _is_met(Gate.IMPACT)


def test_the_page_says_what_is_missing_and_who_may_do_something_about_it(people):
    manager, officer, url = logged_in(people["manager"]), logged_in(people["af"]), reverse("site:gates")
    page = manager.get(url).content.decode()
    assert "Återstår" in page and "Anteckna ett beslut" in page and "Region Skåne har godkänt starten" in page
    wrong = manager.post(url, {"gate": Gate.SIGN_OFF, "reference": "Dnr 5", "decided_on": "30 juni 2021"})
    assert wrong.status_code == 422 and "Dnr 5" in wrong.content.decode()
    assert (
        manager.post(url, {"gate": Gate.RETENTION, "reference": "Dnr 5", "decided_on": "30 juni 2021"}).status_code
        == 302
    )
    assert "Anteckna ett beslut" not in officer.get(url).content.decode()
    row = GateRecord.objects.get()
    assert manager.post(reverse("site:confirm_decision", args=[row.pk])).status_code == 404
    assert officer.post(reverse("site:confirm_decision", args=[row.pk])).status_code == 302
    row.refresh_from_db()
    assert row.confirmed_by == people["af"]


def test_the_command_puts_a_decision_on_record_before_the_site_has_started(people):
    out = StringIO()
    who = people["manager"].username
    with pytest.raises(CommandError, match="--reference"):
        call_command("gates", record="impact", by=who)
    with pytest.raises(CommandError, match="--by"):
        call_command("gates", record="impact", by="nobody")
    given = {"reference": "Dnr 9", "decided": s.DAY, "risk": "acceptable"}
    call_command("gates", record="impact", by=who, stdout=out, **given)
    call_command("gates", confirm=GateRecord.objects.get().pk, by=people["soc"].username, stdout=out)
    assert "on record: Konsekvensbedömning godkänd" in out.getvalue()
