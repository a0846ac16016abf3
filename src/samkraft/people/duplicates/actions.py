"""Compare, propose, merge, undo: each is the door's deed, and what is shown before is that deed taken back (M14)."""

import json
from dataclasses import asdict, dataclass, field
from hashlib import sha256

from django.db import DatabaseError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.models import Staff
from samkraft.access.readlog import log_event
from samkraft.core.clock import as_of_today
from samkraft.people.choices import MergeState
from samkraft.people.duplicates import rules
from samkraft.people.models import CaseFile, CaseMerge
from samkraft.people.problems import NotPossible
from samkraft.people.vault import lookup_hash, seal, unseal
from samkraft.sharing import door

_TRIED = "SK002"


@dataclass(frozen=True)
class Tried:
    """What the deed would do: how many rows of which table are moved, and how many stay in the closed file.

    left_out: those who work with the case that is closed and can't follow; assigned: how many do.
    """

    moved: dict[str, int]
    stays: dict[str, int] = field(default_factory=dict)
    left_out: list[int] = field(default_factory=list)
    assigned: int = 0

    def names_left_out(self) -> list[str]:
        """The names of those who can't follow."""
        return [one.name for one in Staff.objects.filter(pk__in=self.left_out).order_by("last_name", "pk")]

    def mark(self, kept: CaseFile, other: CaseFile) -> str:
        """What was shown, facts and counts, to be held against what is about to be done; tells nothing by itself."""
        facts = [[str(word) for word in rules.told(fact, file)] for file in (kept, other) for fact in rules.FACTS]
        shown = [self.moved, self.stays, sorted(self.left_out), self.assigned, str(kept.case_id), facts]
        return sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()


def _tried(function, *arguments) -> Tried:
    try:
        door.call(function, *arguments)
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") != _TRIED:
            raise
        return Tried(**json.loads(error.__cause__.diag.message_primary))
    raise AssertionError("A trial is always taken back.")


def try_merge(kept, other) -> Tried:
    """What merging would do; nothing is changed. Raises :class:`DoorRefused` where it can't be done."""
    return _tried("try_merge", kept, other)


def try_undo(merge) -> Tried:
    """What undoing would move back; nothing is changed."""
    return _tried("try_unmerge", merge.public_id)


@transaction.atomic
def propose(kept: CaseFile, other: CaseFile, chosen, checked, reason, seen: Tried) -> CaseMerge:
    """Somebody has made sure that the two are one person (T10); another person decides."""
    said = {"chosen": chosen, "checked": checked, "reason": reason, "shown": asdict(seen)}
    return _written(kept, other, MergeState.PROPOSED, **said)


def shown_of(merge: CaseMerge) -> Tried:
    """What the proposer saw that merging would do."""
    return Tried(**merge.shown) if merge.shown else Tried({})


@transaction.atomic
def not_same(one: CaseFile, two: CaseFile) -> CaseMerge:
    """They are two persons: the pair isn't asked of again."""
    return _written(one, two, MergeState.NOT_SAME)


def _written(kept, other, state, **said):
    actor = current_acting()
    pair = {kept.case_id, other.case_id}
    # In one order: of two who propose the same pair at the same moment the second is told.
    list(
        CaseFile.objects.select_for_update(of=["self"]).filter(case__in=pair, owner_branch=actor.branch).order_by("pk")
    )
    if CaseMerge.objects.proposed().filter(case__in=pair, other_case__in=pair).exists():
        raise NotPossible(_("Någon har redan föreslagit det. Förslaget står i listan."))
    row = CaseMerge.objects.create(
        owner_branch=actor.branch, case_id=kept.case_id, file=kept, other_case=other.case_id,
        other_number=other.case.number, state=state, proposed_by=actor.staff,
        proposed_at=as_of_today(timezone.now()), **said,
    )  # fmt: skip
    _log(Event.ITEM_CREATED, row, state)
    return row


@transaction.atomic
def refuse(merge: CaseMerge, is_not_same: bool):
    """A no: two persons, or only not now."""
    door.call("refuse_merge", merge.public_id, is_not_same)
    _log(Event.ITEM_FINALISED, merge, "not_same" if is_not_same else "taken_back")


@transaction.atomic
def merge_cases(merge: CaseMerge, seen: str):
    """T10: the second person's yes. *seen*: the mark of what she was shown; where it has changed, nothing is done."""
    kept, other = files_of(merge, lock=True)
    if try_merge(merge.case_id, merge.other_case).mark(kept, other) != seen:
        raise NotPossible(_("Något har ändrats i ärendena sedan du såg vad som flyttas. Läs igen innan du slår ihop."))
    if any(rules.needs_choice(fact, kept, other) and fact.name not in merge.chosen for fact in rules.FACTS):
        raise NotPossible(_("Uppgifterna har ändrats sedan förslaget skrevs. Säg nej till det och gör ett nytt."))
    written = rules.changes(kept, other, merge.chosen)
    remembered = {
        name: {"before": _remembered(name, getattr(kept, name)), "after": _remembered(name, value)}
        for name, value in written.items()
        if name != "identity_hash"
    }
    door.call("merge", merge.public_id)
    if written:
        CaseFile.objects.filter(pk=kept.pk).update(**written)
    CaseMerge.objects.filter(pk=merge.pk).update(remembered=remembered)
    _log(Event.ITEM_FINALISED, merge, "merged")


@transaction.atomic
def undo(merge: CaseMerge) -> list[str]:
    """Take the merge back. Gives the facts that somebody has changed since, which are left as they are."""
    door.call("unmerge", merge.public_id)
    file = CaseFile.objects.select_for_update(of=["self"]).get(pk=merge.file_id)
    now = {name: _remembered(name, getattr(file, name)) for name in merge.remembered}
    back, changed = rules.given_back(now, merge.remembered)
    if back:
        CaseFile.objects.filter(pk=file.pk).update(**_given_back(back))
    _log(Event.ITEM_FINALISED, merge, "undone")
    return rules.labels_of(changed)


def files_of(merge: CaseMerge, lock=False) -> tuple[CaseFile, CaseFile]:
    """The file that is kept and the other one, both open. Raises :class:`NotPossible` where one isn't any longer."""
    files = CaseFile.objects.of(merge.owner_branch_id).filter(
        case__in=(merge.case_id, merge.other_case), closed_on=None
    )
    files = files.select_for_update(of=["self"]).order_by("pk") if lock else files
    found = {file.case_id: file for file in files}
    if len(found) != 2:
        raise NotPossible(_("Ett av ärendena är inte öppet längre. Säg nej till förslaget."))
    return found[merge.case_id], found[merge.other_case]


def _remembered(name, value):
    """A value as it is remembered: the number in plain under the one seal, for keys are renewed meanwhile."""
    if name != "identity_sealed":
        return value
    return unseal(current_acting().branch, value) if value else ""


def _given_back(values):
    number, branch = values.get("identity_sealed"), current_acting().branch
    if number is None:
        return values
    sealed = seal(branch, number) if number else b""
    return values | {"identity_sealed": sealed, "identity_hash": lookup_hash(branch, number)}


def _log(event, merge, word):
    cases = [merge.case_id, merge.other_case]
    log_event(event, cases, object_type="merge", items=[f"merge:{merge.public_id}:{word}"])
