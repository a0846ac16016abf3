"""A case as FHIR R4, for the branch that holds it: known answers, own rows only, no protected person (INT-06)."""

import json
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from samkraft.access.models import ReadLog
from samkraft.exchange import fhir
from samkraft.people.protection import actions as protection
from tests import situations as s

KEY = UUID("11111111-1111-4111-8111-111111111111")
AF, SOC = fhir.Body("af", "Arbetsförmedlingen"), fhir.Body("soc", "Socialtjänsten")
HELD = fhir.Held(
    AF, (AF, SOC), fhir.Person(KEY, "MK-1", "Samira", "Haddad", "woman", 1985, "189001019802", "PNR"),
    fhir.Plan(KEY, 2, "Arbete i butik", (
        fhir.Step("Praktik", "under_way", "af", "Karin", date(2021, 5, 1), date(2021, 8, 1)),
        fhir.Step("Ring", "done", "vux"),
    ), date(2021, 6, 1)),
    (fhir.Member("Karin", "af", date(2021, 1, 1)),),
    (fhir.Line(KEY, "af", "soc", "plan", date(2021, 1, 1), date(2021, 12, 31), date(2021, 1, 1), False),),
    (fhir.Reading(7, datetime(2021, 6, 30, 8, tzinfo=UTC), "ACC-1", "Öppnade ärende", "handler"),),
)  # fmt: skip


def _by_kind(bundle):
    found = {}
    for entry in bundle["entry"]:
        assert entry["fullUrl"] == f"urn:uuid:{entry['resource']['id']}"
        found.setdefault(entry["resource"]["resourceType"], []).append(entry["resource"])
    return found


def _references(part):
    if isinstance(part, dict):
        yield from (value for name, value in part.items() if name == "reference" and isinstance(value, str))
        part = part.values()
    if isinstance(part, list | tuple) or not isinstance(part, str | int | bool | float | None):
        for one in part:
            yield from _references(one)


def _empty(part):
    values = part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    return any(value in (None, "", [], {}) or _empty(value) for value in values)


def test_int06_a_case_is_told_in_the_words_of_fhir():
    made = fhir.bundle(HELD, datetime(2021, 6, 30, 12, tzinfo=UTC))
    kinds = _by_kind(made)
    assert made["resourceType"] == "Bundle" and made["type"] == "collection"
    assert {kind: len(found) for kind, found in kinds.items()} == {
        "Organization": 2, "Patient": 1, "Goal": 1, "CarePlan": 1, "CareTeam": 1, "Consent": 1, "AuditEvent": 1
    }  # fmt: skip
    urls = {entry["fullUrl"] for entry in made["entry"]}
    assert set(_references(made)) <= urls and not _empty(made)
    (patient,), (plan,), (consent,) = kinds["Patient"], kinds["CarePlan"], kinds["Consent"]
    assert patient["identifier"][0] == {
        "system": "http://electronichealth.se/identifier/personnummer", "value": "189001019802"
    }  # fmt: skip
    assert (patient["gender"], patient["birthDate"]) == ("female", "1985")
    first, second = (each["detail"] for each in plan["activity"])
    assert (plan["status"], plan["intent"]) == ("active", "plan")
    assert first["status"] == "in-progress" and first["scheduledPeriod"] == {"start": "2021-05-01", "end": "2021-08-01"}
    assert second == {"status": "completed", "description": "Ring"}
    assert kinds["Goal"][0]["description"] == {"text": "Arbete i butik"}
    assert consent["status"] == "active" and consent["provision"]["code"] == [{"text": "plan"}]
    assert consent["scope"]["coding"][0]["code"] == "patient-privacy" and consent["policyRule"]
    (audit,) = kinds["AuditEvent"]
    assert audit["agent"] == [{"who": {"display": "handler"}, "requestor": True}] and audit["source"]["observer"]
    assert made == fhir.bundle(HELD, datetime(2021, 6, 30, 12, tzinfo=UTC)), "the same keys each time"


def test_int06_a_demo_number_and_a_reserve_number_of_the_region_are_no_national_identifiers():
    for kind in ("DEMO", "RES-SKANE", "NONE"):
        person = fhir.Person(KEY, "MK-1", "S", "H", "man", number="19850312T014", number_kind=kind)
        (patient,) = _by_kind(fhir.bundle(fhir.Held(AF, (AF,), person), datetime(2021, 6, 30, tzinfo=UTC)))["Patient"]
        assert patient["identifier"] == [{"system": "urn:samkraft:case-number", "value": "MK-1"}]


@pytest.mark.django_db
def test_int06_a_branch_takes_out_its_own_rows_and_what_was_released_to_it(tmp_path):
    """SEK-01: nothing of another branch; OUT-2 in the log; a protected person never (SKY-01)."""
    team = s.team()
    karin, jonas = s.staff("af", in_team=team), s.staff("soc", in_team=team)
    case = s.enrolled_case(karin)
    s.joined_branch(karin, case, "soc", jonas)
    s.item(karin, case, "plan")
    found = {}
    for code in ("af", "soc"):
        call_command("export_fhir", code, case=[case.number], to=str(tmp_path / code))
        found[code] = _by_kind(json.loads((tmp_path / code / f"{case.number}.json").read_text("utf-8")))
    assert len(found["af"]["CarePlan"]) == 1 and "CarePlan" not in found["soc"], "not released to them"
    assert len(found["af"]["Consent"]) == len(found["soc"]["Consent"]) == 1
    assert {p["member"]["display"] for p in found["soc"]["CareTeam"][0]["participant"]} == {karin.name, jonas.name}
    with s.as_(karin):
        assert ReadLog.objects.filter(event="OUT-2", object_type="fhir", case_ids=[case.pk]).exists()
    with pytest.raises(CommandError, match="no open file"):
        call_command("export_fhir", "vux", case=[case.number], to=str(tmp_path / "vux"))
    with s.as_(karin):
        protection.protect(case.pk, "mark")
    with pytest.raises(CommandError):
        call_command("export_fhir", "af", case=[case.number], to=str(tmp_path / "again"))
