"""Recording, confirming and taking back consent, with what follows for files, staff and leader (CON-01 to CON-07)."""

import uuid

from django.db import transaction

from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.models import Case, CaseFile
from samkraft.people.vault import lookup_hash, seal, unseal
from samkraft.sharing import door
from samkraft.sharing.choices import Purpose
from samkraft.sharing.models import ConsentLine


@transaction.atomic
def record_consent(case, lines, valid_until, form, reservation=""):
    """Record lines given together; files are made for the branches that may now know who the person is.

    lines: ``consent_rules.Proposed``. Lines from other branches wait for those to confirm (CON-04).
    """
    branches = {branch.code: branch for branch in Branch.objects.all()}
    consent = uuid.uuid4()
    for line in lines:
        door.call(
            "record_consent",
            case.pk,
            consent,
            branches[line.from_branch].pk,
            branches[line.to_branch].pk,
            line.category,
            Purpose.PLANNING,
            today(),
            valid_until,
            form,
            reservation,
        )
    log_event(Event.CONSENT_RECORDED, [case.pk], object_type="consent", items=[f"consent:{consent}"])
    make_files(case)
    return consent


def make_files(case):
    """Give each branch that an own confirmed identity line covers its file, with the minimum."""
    own = CaseFile.objects.select_related("owner_branch").get(case=case)
    covered = ConsentLine.objects.in_force().for_planning().from_me(own.owner_branch)
    covered = covered.filter(case_id=case.pk, category="identity").exclude(confirmed_at=None)
    number = unseal(own.owner_branch, own.identity_sealed) if own.identity_sealed else ""
    for receiver in Branch.objects.filter(pk__in=covered.values("to_branch")):
        door.call("make_file", case.pk, receiver.pk, today(), seal(receiver, number), lookup_hash(receiver, number))


@transaction.atomic
def confirm_line(line):
    """The from-branch says that it has checked the consent, before its first release (CON-04)."""
    door.call("confirm_consent", line.line)
    log_event(Event.CONSENT_CONFIRMED, [line.case_id], object_type="consent", items=[f"line:{line.line}"])


@transaction.atomic
def withdraw_line(line):
    """Take back one line at the person's word: nothing more is released, copies go to the archive view at once.

    A branch left without any line is closed for work; returns how many were (design "Withdrawal").
    """
    door.call("withdraw_consent", line.line)
    log_event(Event.CONSENT_WITHDRAWN, [line.case_id], object_type="consent", items=[f"line:{line.line}"])
    return door.call("close_uncovered_files", line.case_id)


def lines_of(case: Case):
    """The lines that the acting branch may see: from or to itself, the authoritative copy of each (CON-04)."""
    lines = ConsentLine.objects.filter(case_id=case.pk).select_related("from_branch", "to_branch")
    return lines.order_by("from_branch_id", "to_branch_id", "category", "-valid_until", "pk")
