"""Exceptional access to a case of one's own branch: asked, granted, told to a manager, ended, reviewed (EXC-1 to 4).

A unit manager opens at once; a handler asks, and a manager of the branch answers. Every opening stands in the log
reviewer's queue from the moment it is granted, and a manager other than the one who opened is told of it.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.log_review_actions import OPENED_FOR, flag_opening
from samkraft.access.readlog import log_event
from samkraft.people.models import CaseFile, CaseOpening, ProcessingRestriction

OPEN_MINUTES = 60


class OpeningRefused(Exception):
    """What can't be asked, answered or ended; the message is for the person."""


@transaction.atomic
def ask_to_open(number, reason):
    """EXC-1: ask to open a case of the own branch; a unit manager's is granted at once. The opening, or None.

    None for what isn't there, isn't the branch's or is of somebody protected: all look the same (SEK-05, SKY-02).
    Asked twice it is one question.
    """
    acting = current_acting()
    file = _openable(acting).filter(case__number=number, case__programme__slug=acting.programme).first()
    if file is None:
        return None
    mine = CaseOpening.objects.filter(case=file.case_id, staff=acting.staff)
    waiting = mine.waiting().first() or mine.in_force().first()
    if waiting:
        return waiting
    asked = CaseOpening.objects.create(
        owner_branch=acting.branch, case_id=file.case_id, staff=acting.staff, reason=reason
    )
    log_event(Event.EXCEPTION_ASKED, [file.case_id], items=_items(asked), reason=reason)
    if acting.has_role(Role.UNIT_MANAGER):
        _grant(asked)
    return asked


@transaction.atomic
def answer_request(opening_id, granted, answer):
    """A unit manager of the branch answers a handler's question; the hour begins now. Nobody answers her own."""
    acting, opening = current_acting(), _locked(opening_id)
    if opening.staff_id == acting.staff.pk:
        raise OpeningRefused(_("Du kan inte svara på din egen fråga."))
    if opening.opened_at or opening.refused_at:
        raise OpeningRefused(_("Frågan är redan besvarad av %(name)s.") % {"name": opening.decided_by.name})
    if not granted and not answer.strip():
        raise OpeningRefused(_("Skriv varför det blev nej."))
    opening.answer = answer.strip()
    if granted:
        _still_openable(acting, opening)
        _grant(opening, seen=True)
    else:
        opening.decided_by, opening.refused_at = acting.staff, timezone.now()
        opening.save(update_fields=["decided_by", "refused_at", "answer"])
        log_event(Event.EXCEPTION_ENDED, [opening.case_id], items=[*_items(opening), "refused"], reason=opening.answer)


@transaction.atomic
def end_opening(opening_id):
    """EXC-3: whoever has it open, or a unit manager of the branch, ends it before its time."""
    acting, opening = current_acting(), _locked(opening_id)
    if opening.staff_id != acting.staff.pk and not acting.has_role(Role.UNIT_MANAGER):
        raise OpeningRefused(_("Bara den som öppnade ärendet eller en enhetschef kan stänga det."))
    if opening.opened_at and opening.ended_at is None:
        _end(opening, min(timezone.now(), opening.until))


@transaction.atomic
def note_seen(opening_id):
    """A unit manager says that she has been told of a colleague's opening."""
    acting, opening = current_acting(), _locked(opening_id)
    if opening.staff_id == acting.staff.pk:
        raise OpeningRefused(_("Någon annan än den som öppnade ärendet ska veta om det."))
    if opening.opened_at and opening.seen_at is None:
        opening.seen_at, opening.seen_by = timezone.now(), acting.staff
        opening.save(update_fields=["seen_at", "seen_by"])


def end_openings_of(staff):
    """With the role goes what was opened by it, and what was asked (IAM-08); in the acting branch."""
    held = CaseOpening.objects.filter(staff=staff)
    for opening in held.in_force():
        _end(opening, timezone.now())
    answer = _("Personen har inte längre sin roll.")
    held.waiting().update(refused_at=timezone.now(), decided_by=current_acting().staff, answer=answer)


def note_what_ran_out():
    """EXC-3 of each opening in the acting branch whose hour is over; the access ended by itself. How many."""
    ended = list(CaseOpening.objects.run_out())
    for opening in ended:
        _end(opening, opening.until)
    return len(ended)


def _openable(acting):
    kept_only = ProcessingRestriction.objects.in_force().filter(file=OuterRef("pk"))  # GDPR-08: for the handler alone
    return CaseFile.objects.of(acting.branch).filter(~Exists(kept_only), is_pseudonymous=False)


def _still_openable(acting, opening):
    """The person may have been protected, or the file closed, since it was asked."""
    if not _openable(acting).filter(case=opening.case_id).exists():
        raise OpeningRefused(_("Ärendet går inte längre att öppna med skäl."))


def _locked(opening_id):
    return CaseOpening.objects.select_for_update(of=("self",)).select_related("staff", "decided_by").get(pk=opening_id)


def _grant(opening, seen=False):
    """EXC-2: an hour from now, at once in the log reviewer's queue."""
    acting, now = current_acting(), timezone.now()
    opening.opened_at, opening.until = now, now + timedelta(minutes=OPEN_MINUTES)
    opening.decided_by = acting.staff
    if seen:
        opening.seen_at, opening.seen_by = now, acting.staff
    opening.save(update_fields=["opened_at", "until", "decided_by", "answer", "seen_at", "seen_by"])
    flag_opening(opening.staff_id, opening.case_id)
    log_event(Event.EXCEPTION_OPENED, [opening.case_id], items=_items(opening), reason=opening.reason)


def _end(opening, moment):
    opening.ended_at = moment
    opening.save(update_fields=["ended_at"])
    log_event(Event.EXCEPTION_ENDED, [opening.case_id], items=_items(opening))


def _items(opening):
    return [f"opening:{opening.pk}", f"{OPENED_FOR}{opening.staff_id}"]
