"""A case as a FHIR R4 bundle: what one branch holds, for the branch itself to take home (INT-06).

Pure: facts in, plain dicts out. Identifiers by HL7 Sweden's base profiles. The plan becomes CarePlan and Goal, who
works with the case CareTeam, a line of consent Consent, the branch's own read log AuditEvent. There is no Swedish
profile for these; what FHIR can't say stands as text. Nothing is read back in.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

Resource = dict[str, Any]

_HERE = "https://samkraft.invalid/"
PERSONAL_NUMBER = "http://electronichealth.se/identifier/personnummer"
SYSTEMS = {
    "PNR": PERSONAL_NUMBER,
    "SAM": "http://electronichealth.se/identifier/samordningsnummer",
    "RES-NAT": "http://electronichealth.se/identifier/nationelltReservnummer",
}
_CASE = "urn:samkraft:case-number"
_GENDER = {"woman": "female", "man": "male"}
STEP_STATES = {
    "proposed": "not-started", "agreed": "scheduled", "waiting": "on-hold", "under_way": "in-progress",
    "done": "completed", "interrupted": "stopped", "not_wanted": "cancelled",
}  # fmt: skip
_SCOPE = "http://terminology.hl7.org/CodeSystem/consentscope"
_DISCLOSURE = "http://terminology.hl7.org/CodeSystem/v3-ActCode"
_ROLE = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType"
_AUDIT = "http://terminology.hl7.org/CodeSystem/audit-event-type"


@dataclass(frozen=True)
class Body:
    """A branch: its code and name."""

    code: str
    name: str


@dataclass(frozen=True)
class Person:
    """Who it is about, as the branch knows her."""

    case: UUID
    case_number: str
    first_name: str
    last_name: str
    sex: str
    birth_year: int | None = None
    number: str = ""
    number_kind: str = ""


@dataclass(frozen=True)
class Step:
    """A step of the plan: what, whose, when, how it stands."""

    title: str
    state: str
    branch: str = ""
    staff: str = ""
    starts: date | None = None
    ends: date | None = None


@dataclass(frozen=True)
class Plan:
    """The newest version of the joint plan that the branch holds, its own or a received one."""

    key: UUID
    version: int
    goal: str
    steps: tuple[Step, ...]
    published_on: date | None = None


@dataclass(frozen=True)
class Member:
    """Who works with the case, for which branch, between which days."""

    name: str
    branch: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Line:
    """A line of consent to or from the branch."""

    key: UUID
    giver: str
    receiver: str
    category: str
    valid_from: date
    valid_until: date
    given_on: date
    is_withdrawn: bool


@dataclass(frozen=True)
class Reading:
    """A row of the branch's own read log on the case: no content."""

    key: int
    at: datetime
    event: str
    words: str
    reader: str


@dataclass(frozen=True)
class Held:
    """All that goes into one bundle."""

    branch: Body
    branches: tuple[Body, ...]
    person: Person
    plan: Plan | None = None
    team: tuple[Member, ...] = ()
    lines: tuple[Line, ...] = ()
    readings: tuple[Reading, ...] = field(default=(), repr=False)


def bundle(held: Held, made_at: datetime) -> Resource:
    """The case as a collection; every reference is to another of its entries."""
    found = [*_organisations(held), _patient(held), *_plan(held), *_team(held), *_consents(held), *_audit(held)]
    return {
        "resourceType": "Bundle",
        "type": "collection",
        "timestamp": made_at.isoformat(),
        "entry": [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in found],
    }


def _id(kind: str, *parts) -> str:
    """The same thing has the same key in every bundle."""
    return str(uuid5(NAMESPACE_URL, _HERE + "/".join([kind, *map(str, parts)])))


def _to(kind: str, *parts) -> Resource:
    return {"reference": f"urn:uuid:{_id(kind, *parts)}"}


def _made(resource: str, key: str, **fields) -> Resource:
    """A resource without its empty fields: FHIR knows no empty ones."""
    said = {name: value for name, value in fields.items() if value not in (None, "", [], {})}
    return {"resourceType": resource, "id": key} | said


def _organisations(held) -> Iterable[Resource]:
    for body in held.branches:
        identifier = [{"system": "urn:samkraft:branch", "value": body.code}]
        yield _made("Organization", _id("organization", body.code), identifier=identifier, name=body.name)


def _patient(held) -> Resource:
    person = held.person
    identifiers = [{"system": _CASE, "value": person.case_number}]
    if person.number and person.number_kind in SYSTEMS:
        identifiers.insert(0, {"system": SYSTEMS[person.number_kind], "value": person.number})
    name = {"use": "official", "family": person.last_name, "given": [person.first_name]}
    return _made(
        "Patient", _id("patient", person.case), identifier=identifiers, name=[name] if person.last_name else [],
        gender=_GENDER.get(person.sex, "unknown"), birthDate=str(person.birth_year or ""),
        managingOrganization=_to("organization", held.branch.code),
    )  # fmt: skip


def _plan(held) -> Iterable[Resource]:
    plan, subject = held.plan, _to("patient", held.person.case)
    if plan is None:
        return
    goals = []
    if plan.goal:
        yield _made("Goal", _id("goal", plan.key, plan.version), lifecycleStatus="active",
                    description={"text": plan.goal}, subject=subject)  # fmt: skip
        goals = [_to("goal", plan.key, plan.version)]
    created = plan.published_on.isoformat() if plan.published_on else ""
    yield _made(
        "CarePlan", _id("careplan", plan.key, plan.version), status="active", intent="plan", title="Gemensam plan",
        identifier=[{"system": "urn:samkraft:plan", "value": f"{plan.key}/{plan.version}"}], subject=subject,
        created=created, goal=goals, careTeam=[_to("careteam", held.person.case)] if held.team else [],
        activity=[{"detail": _detail(held, step)} for step in plan.steps],
    )  # fmt: skip


def _detail(held, step) -> Resource:
    performers = [_to("organization", step.branch)] if step.branch in {one.code for one in held.branches} else []
    if step.staff:
        performers.append({"display": step.staff})
    said = {
        "status": STEP_STATES.get(step.state, "unknown"),
        "description": step.title,
        "scheduledPeriod": _period(step.starts, step.ends),
        "performer": performers,
    }
    return {name: value for name, value in said.items() if value}


def _period(start, end) -> Resource:
    said = {"start": start, "end": end}
    return {name: day.isoformat() for name, day in said.items() if day}


def _team(held) -> Iterable[Resource]:
    if held.team:
        members = [
            {"member": {"display": one.name}, "onBehalfOf": _to("organization", one.branch),
             "period": _period(one.since, one.until)} for one in held.team
        ]  # fmt: skip
        yield _made("CareTeam", _id("careteam", held.person.case), status="active", participant=members,
                    subject=_to("patient", held.person.case))  # fmt: skip


def _consents(held) -> Iterable[Resource]:
    for line in held.lines:
        provision = {
            "type": "permit",
            "period": _period(line.valid_from, line.valid_until),
            "actor": [
                {"role": _coded(_ROLE, code), "reference": _to("organization", body)}
                for code, body in (("CST", line.giver), ("IRCP", line.receiver))
            ],
            "code": [{"text": line.category}],
        }
        yield _made(
            "Consent", str(line.key), status="inactive" if line.is_withdrawn else "active",
            scope=_coded(_SCOPE, "patient-privacy"), category=[_coded(_DISCLOSURE, "IDSCL")],
            patient=_to("patient", held.person.case), dateTime=line.given_on.isoformat(),
            organization=[_to("organization", line.giver)], provision=provision,
            policyRule={"text": "Offentlighets- och sekretesslagen 10 kap. 1 §, 12 kap. 2 §"},
        )  # fmt: skip


def _coded(system, code) -> Resource:
    return {"coding": [{"system": system, "code": code}]}


def _audit(held) -> Iterable[Resource]:
    for row in held.readings:
        yield _made(
            "AuditEvent", _id("auditevent", held.branch.code, row.key), type={"system": _AUDIT, "code": "rest"},
            subtype=[{"system": "urn:samkraft:event", "code": row.event, "display": row.words}], action="R",
            recorded=row.at.isoformat(), outcome="0", agent=[{"who": {"display": row.reader}, "requestor": True}],
            source={"observer": _to("organization", held.branch.code)},
            entity=[{"what": _to("patient", held.person.case)}],
        )  # fmt: skip
