"""What changes protection: each act is the door's, and leaves its row in the log (PROT-1 to PROT-4)."""

import uuid
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.models import RoleAssignment, Staff
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.choices import ReferralState
from samkraft.people.intake_models import Referral
from samkraft.people.models import NamedPerson, ProtectedIdentity, Protection
from samkraft.people.vault import unseal
from samkraft.sharing import door

MOST_NAMED = 3
_NAMED = (Role.HANDLER, Role.RECEIVER, Role.DATA_PROTECTION_OFFICER)


@dataclass(frozen=True)
class ListState:
    """A branch's list for one case: who may open it, who waits for the second person, whether the mark is its own."""

    named: list[NamedPerson]
    waiting: list[NamedPerson]
    mark: Protection | None

    @property
    def is_full(self) -> bool:
        """Whether nobody more can be proposed before somebody is taken off."""
        return len(self.named) + len(self.waiting) >= MOST_NAMED


def list_of(case_id) -> ListState:
    """The acting branch's list for a case, and its own mark."""
    rows = NamedPerson.objects.filter(case_id=case_id, ended_at=None).select_related("staff", "proposed_by")
    rows = list(rows.order_by("staff__last_name", "pk"))
    mark = Protection.objects.filter(case_id=case_id, removed_at=None).select_related("removal_asked_by").first()
    held = [row for row in rows if row.approved_at or (row.provisional_until or date.min) >= today()]
    return ListState(held, [row for row in rows if row not in held], mark)


def may_be_named(branch, programme, case_id) -> list[Staff]:
    """Handlers and receivers of the branch who don't stand on the list, by name; the officer for an access package."""
    roles = RoleAssignment.objects.in_force().filter(branch=branch, role__in=_NAMED)
    roles = roles.filter(programme__in=("", programme))
    listed = NamedPerson.objects.filter(case_id=case_id, ended_at=None).values("staff")
    people = Staff.objects.filter(pk__in=roles.values("staff"), is_active=True).exclude(pk__in=listed)
    return list(people.order_by("last_name", "first_name", "pk"))


@transaction.atomic
def protect(case_id, level):
    """PROT-1: set the acting branch's mark; it holds at once for everyone (SKY-04)."""
    door.call("protect", case_id, level)
    log_event(Event.PROTECTION_SET, [case_id])


@transaction.atomic
def propose_named(case_id, staff, reason):
    """PROT-3: propose who may open the case; nothing opens before another person has said yes (SKY-02)."""
    door.call("propose_named", case_id, staff.pk, reason)
    log_event(Event.PROTECTION_LIST, [case_id], items=[f"proposed:{staff.public_id}"])


@transaction.atomic
def decide_named(row, yes):
    """PROT-3: the second person's yes or no."""
    door.call("decide_named", row.public_id, yes)
    word = "approved" if yes else "refused"
    log_event(Event.PROTECTION_LIST, [row.case_id], items=[f"{word}:{row.staff.public_id}"])


@transaction.atomic
def end_named(row):
    """PROT-3: take somebody off the list, with effect at once."""
    door.call("end_named", row.public_id)
    log_event(Event.PROTECTION_LIST, [row.case_id], items=[f"ended:{row.staff.public_id}"])


@transaction.atomic
def ask_removal(case_id, reason):
    """PROT-2: ask that the acting branch's mark be removed; the mark stands until another has decided (SKY-04)."""
    door.call("ask_removal", case_id, reason)
    log_event(Event.PROTECTION_REMOVED, [case_id], items=["asked"], reason="")


@transaction.atomic
def decide_removal(mark, yes):
    """PROT-2: the second person's yes or no."""
    door.call("decide_removal", mark.public_id, yes)
    log_event(Event.PROTECTION_REMOVED, [mark.case_id], items=["removed" if yes else "kept"])


def reveal_identity(opened):
    """PROT-4: who the person is, as the branch knew it when the case became protected; None where it never did."""
    log_event(Event.PROTECTION_VIEWED, [opened.case.pk])
    known = ProtectedIdentity.objects.filter(case_id=opened.case.pk).exclude(last_name="", first_name="").first()
    if known is None:
        return None
    number = unseal(current_acting().branch, known.identity_sealed) if known.identity_sealed else ""
    shown = [
        (_("Namn"), f"{known.first_name} {known.last_name}".strip()),
        (_("Personnummer"), f"{number[:8]}-{number[8:]}" if number else ""),
        (_("Telefon"), known.phone),
        (_("E-post"), known.email),
        (_("Språk"), known.language),
    ]
    return [{"label": label, "value": value} for label, value in shown if value]


@transaction.atomic
def close_without_successor(opened):
    """SKY-05: the person gets a new identity; the case ends and nothing leads from it to the next."""
    door.call("close_without_successor", opened.case.pk)
    log_event(Event.PROTECTION_LIST, [opened.case.pk], items=["ended_without_successor"])


@transaction.atomic
def enrol_protected(programme, version, team, given):
    """SKY-01: a case for somebody who is known here by sex and birth year alone; identity stays in the home system.

    given: sex, birth_year, way, schooling and level. The one who enrols is process leader and first on the list.
    """
    actor = current_acting()
    referral = Referral.objects.create(
        owner_branch=actor.branch,
        programme=programme,
        programme_version=version,
        pseudonym=f"P{uuid.uuid4().hex[:16]}",
        sex=given["sex"],
        birth_year=given["birth_year"],
        schooling=given["schooling"],
        way=given["way"],
        referred_on=today(),
        referred_by=actor.staff,
        state=ReferralState.CALLED,
        called_on=today(),
        team=team,
    )
    definition = version.definition
    first = min(definition.phases, key=lambda phase: phase.number)
    key = door.call("open_protected_case", referral.pk, today(), definition.case_prefix, first.code, given["level"])
    log_event(Event.ITEM_CREATED, [key], object_type="case", items=["case"])
    log_event(Event.PROTECTION_SET, [key])
    return key


def anonymous_counts(programme):
    """Year, women and men who are reported as numbers only, of the acting branch (SKY-01)."""
    years: dict[int, dict[str, int]] = {}
    for year, sex, protected, refused in door.rows("anonymous_counts", programme):
        row = years.setdefault(year, {"woman": 0, "man": 0, "protected": 0, "refused": 0})
        row[sex] += protected + refused
        row["protected"] += protected
        row["refused"] += refused
    return [{"year": year, **row} for year, row in sorted(years.items(), reverse=True)]
