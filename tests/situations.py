"""Situations of the trade, for tests: who works where, whose case it is, what was consented and shared.

Each function makes its rows the way the site does: acting for a branch, through the door. Nothing here goes
around row-level security.
"""

import itertools
import uuid
from copy import copy
from datetime import date, timedelta
from functools import cache

from django.db import connection

from samkraft.access.acting import acting
from samkraft.access.choices import Role
from samkraft.access.models import Branch, RoleAssignment, Staff
from samkraft.access.staff_notice import was_told
from samkraft.casework.models import Minutes, Plan, PlanVersion
from samkraft.people.choices import ReferralState, Sex
from samkraft.people.models import Case, CaseFile, Handover, Referral
from samkraft.people.names import sort_name
from samkraft.people.vault import lookup_hash, seal
from samkraft.programmes.models import Programme, Team, TeamMember
from samkraft.sharing import door

PROGRAMME = "malmokraften-2.0"
DAY = date(2021, 6, 30)
_numbers = itertools.count(1)


def branch(code):
    """A branch of the programme by its code: af, soc, ama, vux, fk, reg. Every database of the tests has the same."""
    return copy(_known_branch(code))


@cache
def _known_branch(code):
    return Branch.objects.select_related("authority").get(code=code)


def programme(slug=PROGRAMME):
    return Programme.objects.get(slug=slug)


def team(code=None):
    """A team of Malmökraften 2.0; the first one unless named."""
    teams = Team.objects.filter(programme=programme())
    return teams.get(code=code) if code else teams.first()


def staff(branch_code="af", *roles, first_name="Karin", last_name=None, in_team=None, until=None):
    """A person at work with roles for a branch (handler unless said), perhaps in a team, perhaps until a day."""
    number = next(_numbers)
    person = Staff.objects.create(
        username=f"person{number}@{branch_code}",
        authority=branch(branch_code).authority,
        first_name=first_name,
        last_name=last_name or f"Prov{number}",
    )
    was_told(person)
    for role in roles or (Role.HANDLER,):
        RoleAssignment.objects.create(
            staff=person,
            role=role,
            branch=branch(branch_code),
            programme=PROGRAMME,
            valid_from=date(2020, 1, 1),
            valid_until=until,
        )
    if in_team:
        TeamMember.objects.create(
            team=in_team, staff=person, branch=branch(branch_code), profession="", valid_from=date(2020, 1, 1),
            valid_until=until,
        )  # fmt: skip
    return person


def as_(person, branch_code="af", day=DAY, **how):
    """Act as a person for a branch: ``with as_(karin, "af"):``. how: further words of ``acting``."""
    roles = RoleAssignment.objects.filter(staff=person, branch__code=branch_code).values_list("role", flat=True)
    return acting(branch(branch_code), person, programme=PROGRAMME, roles=roles, day=day, **how)


def referral(person, branch_code="af", state=ReferralState.CALLED, number=None, **fields):
    """A referred person; called to the first team unless said."""
    serial = next(_numbers)
    number = number if number is not None else f"19850312T{serial % 1000:03d}"
    owner = branch(branch_code)
    given = {
        "first_name": "Samira",
        "last_name": f"Haddad{serial}",
        "sex": Sex.WOMAN,
        "birth_year": 1985,
        "way": "file",
    } | fields
    with as_(person, branch_code):
        version = programme().version_on(DAY)
        return Referral.objects.create(
            owner_branch=owner,
            programme=programme(),
            programme_version=version,
            pseudonym=f"P{uuid.uuid4().hex[:10]}",
            identity_kind="DEMO",
            identity_sealed=seal(owner, number),
            identity_hash=lookup_hash(owner, number),
            sort_name=sort_name(given["last_name"], given["first_name"]),
            referred_on=DAY - timedelta(days=30),
            state=state,
            team=team() if state == ReferralState.CALLED else None,
            **given,
        )


def enrolled_case(person, branch_code="af", on=None, **fields):
    """A case enrolled by *person*'s branch, assigned to her, with her as process leader."""
    who = referral(person, branch_code, **fields)
    on = on or DAY - timedelta(days=20)
    with as_(person, branch_code):
        key = door.call("open_case", who.pk, on, "MK", "1")
        door.call("assign", key, person.pk, branch(branch_code).pk, "", on)
        door.call("set_leader", key, person.pk, branch(branch_code).pk)
        return Case.objects.get(pk=key)


def consent(person, case, to, category="identity", branch_code="af", from_=None, until=None, since=None,
            purpose="planning"):  # fmt: skip
    """A consent line recorded by *person*; confirmed at once when her branch is the from-branch."""
    since = since or DAY - timedelta(days=20)
    until = until or since + timedelta(days=200)
    with as_(person, branch_code):
        return door.call(
            "record_consent", case.pk, uuid.uuid4(), branch(from_ or branch_code).pk, branch(to).pk, category,
            purpose, since, until, "written", "",
        )  # fmt: skip


# What the form of a consent meeting is sent with, beside the rows: how the consent was given.
SPOKEN = {
    "form": "oral", "spoken_reason": "Vill komma igång i dag", "valid_until": "2022-06-29", "interpreter": "none",
    "giver": "self", "explained": ["what", "who", "withdrawal", "consequences"],
}  # fmt: skip
SIGNED = SPOKEN | {"form": "written", "evidence_place": "Pärm 1"}
TOLD = ["what", "who", "withdrawal", "consequences"]


def consent_record(person, case, consent, branch_code="af", **said):
    """How a consent was given: in writing, by the person herself, unless said."""
    facts = {
        "case": str(case.pk), "consent": str(consent), "form": "written", "template": "malmo", "template_version": 1,
        "language": "sv", "interpreter": "none", "explained": TOLD, "giver": "self", "evidence_place": "Pärm 1",
    }  # fmt: skip
    with as_(person, branch_code):
        return door.call("note_consents", [facts | said])


def joined_branch(person, case, to, *members, branch_code="af"):
    """Another branch gets its file by consent, and its members are assigned."""
    consent(person, case, to, "identity", branch_code)
    receiver = branch(to)
    with as_(person, branch_code):
        door.call("make_file", case.pk, receiver.pk, DAY, seal(receiver, ""), "")
        for member in members:
            _in_team(member, case.team, receiver)
            door.call("assign", case.pk, member.pk, receiver.pk, "", DAY - timedelta(days=10))
    return receiver


def _in_team(person, of_team, of_branch):
    """Another branch's people are assigned as members of the case's team."""
    given = {"team": of_team, "staff": person, "branch": of_branch}
    if not TeamMember.objects.filter(**given).exists():
        TeamMember.objects.create(**given, profession="", valid_from=date(2020, 1, 1))


def item(person, case, kind="plan", branch_code="af", version=1, key=None):
    """Something in a branch's file that can be released: a published plan, a handover, a note. Gives the item's key."""
    key = key or uuid.uuid4()
    given = {"owner_branch": branch(branch_code), "case": case, "file": file_of(case, person, branch_code)}
    with as_(person, branch_code):
        if kind == "plan":
            plan, _made = Plan.objects.get_or_create(file=given["file"], defaults=given | {"pk": key})
            key = plan.pk
            PlanVersion.objects.get_or_create(
                plan=plan, number=version, defaults=given | {"content": {}, "published_on": DAY, "published_by": person}
            )
        elif kind == "handover":
            Handover.objects.create(pk=key, sent_on=DAY, sent_by=person, receiver_name="", receiver_unit="", **given)
        else:
            Minutes.objects.create(item=key, version=version, held_on=DAY, title="Möte", text="Text",
                                   written_by=person, written_on=DAY, **given)  # fmt: skip
    return key


def file_of(case, person, branch_code="af"):
    """The acting branch's own file on a case."""
    with as_(person, branch_code):
        return CaseFile.objects.get(case=case)


def log_in(client, person, branch_code="af", programme_slug=PROGRAMME):
    """The test client as a person at work, acting for a branch."""
    client.force_login(person)
    session = client.session
    session["samkraft_acting"] = f"{branch_code}:{programme_slug}"
    session.save()
    return client


def it_is(clock):
    """The hour on the programme's day, for the rest of the test."""
    with connection.cursor() as cursor:
        cursor.execute("select set_config('samkraft.clock', %s, true)", [clock])
