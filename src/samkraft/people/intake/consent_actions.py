"""Recording, confirming, renewing and taking back consent, with what follows (CON-01 to CON-07)."""

import uuid

from django.db import transaction

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.lookups import as_array
from samkraft.people.files import Kept, note_added, removed_unless_noted
from samkraft.people.intake.given import Given
from samkraft.people.models import Case, CaseFile, ConsentPaper
from samkraft.people.vault import lookup_hash, seal, unseal
from samkraft.sharing import door
from samkraft.sharing.choices import Purpose
from samkraft.sharing.models import ConsentLine, ConsentRecord

FOLLOW_UP = "follow_up"


@transaction.atomic
def record_consent(case, given: Given):
    """Record lines given together; files are made for the branches that may now know who the person is.

    Lines from other branches wait for those to confirm (CON-04). What the person has said yes to before gives way to
    what she says now; an answer about follow-up is a line of its own kind, or a no that is heeded (CON-05).
    """
    consent = uuid.uuid4()
    branches = {branch.code: branch.pk for branch in Branch.objects.all()}
    lines = [_as_json(case, consent, given, line, branches) for line in given.lines]
    lines += [_answer(case, consent, given, purpose) for purpose, is_yes in given.answers.items() if is_yes]
    if given.answers:
        door.call("hold_files", case.pk)
    if lines:
        door.call("record_consents", lines)
    if given.record:
        declined = [purpose for purpose, is_yes in given.answers.items() if not is_yes]
        facts = {"case": str(case.pk), "consent": str(consent), "form": given.form, "declined": declined}
        door.call("note_consents", [facts | given.record])
    replaced = door.rows("replace_lines", consent)
    if given.answers:
        door.call("heed_answers", consent)
    if given.paper:
        keep_paper(case.pk, consent, given.paper)
    _log(case, consent, replaced)
    make_files(case)
    return consent


def _as_json(case, consent, given, line, branches):
    return _line(case, consent, given) | {
        "from": branches[line.from_branch],
        "to": branches[line.to_branch],
        "category": line.category,
        "purpose": Purpose.PLANNING,
        "reservation": given.reservations.get(line.to_branch, ""),
    }


def _answer(case, consent, given, purpose):
    """A yes to follow-up or evaluation stays with the branch that got it."""
    own = current_acting().branch.pk
    return _line(case, consent, given) | {"from": own, "to": own, "category": FOLLOW_UP, "purpose": purpose}


def _line(case, consent, given):
    return {
        "case": str(case.pk),
        "consent": str(consent),
        "valid_from": today().isoformat(),
        "valid_until": given.valid_until.isoformat(),
        "form": given.form,
        "reservation": "",
    }


def _log(case, consent, replaced):
    log_event(Event.CONSENT_RECORDED, [case.pk], object_type="consent", items=[f"consent:{consent}"])
    for event, kind in ((Event.CONSENT_RENEWED, "renewed"), (Event.CONSENT_CONFIRMED, "changed")):
        items = [f"line:{line}:{kind}" for line, became in replaced if became == kind]
        if items:
            log_event(event, [case.pk], object_type="consent", items=items)


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
    log_event(Event.CONSENT_CONFIRMED, [line.case_id], object_type="consent", items=[f"line:{line.line}:confirmed"])


@transaction.atomic
def withdraw_lines(case_id, lines, how, branches=()):
    """Take back lines at the person's word: nothing more is released, copies go to the archive view at once.

    branches: whole branches, also their lines with branches that the acting one can't see. A branch left without any
    line is closed for work; returns how many were (design "Withdrawal"). Raises ``DoorRefused`` where somebody else
    has just taken them back.
    """
    if lines:
        door.call("withdraw_consents", as_array(line.line for line in lines), how)
    for branch in branches:
        door.call("withdraw_branch", case_id, branch.pk, how)
    items = [*(f"line:{line.line}" for line in lines), *(f"branch:{branch.code}" for branch in branches)]
    log_event(Event.CONSENT_WITHDRAWN, [case_id], object_type="consent", items=items)
    return door.call("close_uncovered_files", case_id)


@transaction.atomic
def put_in_writing(record, place, paper):
    """A spoken consent has been signed, or the signed paper has come (CON-03).

    place: '' where only a scan is put into the branch's own record, which any branch that it concerns may (CON-04).
    """
    if place:
        door.call("put_in_writing", record.consent, place, paper.content_hash if paper else "")
        items = [f"consent:{record.consent}:in writing"]
        log_event(Event.CONSENT_CONFIRMED, [record.case_id], object_type="consent", items=items)
    if paper:
        keep_paper(record.case_id, record.consent, paper)


def keep_paper(case_id, consent, kept: Kept):
    """A scan of the signed paper, in the acting branch's own record and nowhere else (CON-04, FILE-1)."""
    actor = current_acting()
    with removed_unless_noted(kept):
        paper = ConsentPaper.objects.create(
            owner_branch=actor.branch, case_id=case_id, consent=consent, added_by=actor.staff, added_on=today(),
            **kept.as_fields(),
        )  # fmt: skip
    note_added([case_id], f"consent_paper:{paper.paper}", kept)


def papers_of(case: Case):
    """The branch's own scans of signed papers, by consent in the order in which they came."""
    papers: dict = {}
    for paper in ConsentPaper.objects.filter(case_id=case.pk).select_related("added_by").order_by("pk"):
        papers.setdefault(paper.consent, []).append(paper)
    return papers


def lines_of(case: Case):
    """The lines that the acting branch may see: from or to itself, the authoritative copy of each (CON-04)."""
    lines = ConsentLine.objects.filter(case_id=case.pk).select_related("from_branch", "to_branch")
    return lines.order_by("from_branch_id", "to_branch_id", "category", "-valid_until", "pk")


def records_of(case: Case):
    """How the consents that concern the acting branch were given, newest first."""
    records = ConsentRecord.objects.filter(case_id=case.pk).select_related("recorded_by", "recorded_branch")
    return records.order_by("-given_at", "-pk")
