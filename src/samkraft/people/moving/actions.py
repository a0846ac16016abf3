"""Moving many cases at once, and undoing it: each in one transaction, each case's refusal by itself."""

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event, Role
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people import contributions
from samkraft.people.models import CaseFile, CaseMove, LeaderChange, MovedCase
from samkraft.people.moving import reading
from samkraft.people.moving.rules import UNDO_WITHIN, Wish, plan_of, why_not_undone
from samkraft.people.problems import NotPossible
from samkraft.sharing import door


def plans(acting, wish: Wish, case_ids):
    """What would become of each of these cases, in the order of the list: the preview."""
    files = reading.files_to_move(acting, wish.giver).filter(case__in=case_ids)
    return [plan_of(facts, wish) for facts in reading.facts_of(acting, wish.giver, wish.receiver, files)]


@transaction.atomic
def carry_out(wish: Wish, case_ids, reason, note) -> CaseMove:
    """Do what the preview said of those that it still holds for. Raises NotPossible when none is left."""
    acting = current_acting()
    _lock(case_ids)
    rows = [row for row in plans(acting, wish, case_ids) if not row.refusal]
    if not rows:
        raise NotPossible(_("Inget av de valda ärendena går att flytta längre. Läs listan igen."))
    move = CaseMove.objects.create(
        owner_branch=acting.branch, programme=acting.programme, from_staff_id=wish.giver, to_staff_id=wish.receiver,
        moved_by=acting.staff, moved_on=today(), reason=reason, note=note, stays=wish.stays,
    )  # fmt: skip
    MovedCase.objects.bulk_create(_moved(acting, move, row) for row in rows)
    LeaderChange.objects.bulk_create(_change(acting, move, row) for row in rows if row.leads)
    _give(acting, wish.receiver, {r.facts.case_id: r.facts.receiver_profession or "" for r in rows if r.gives})
    _lead(acting, wish.receiver, [row.facts.case_id for row in rows if row.leads])
    _end(wish.giver, [row.facts.case_id for row in rows if row.ends])
    _carry(wish.receiver, [row.facts.carried for row in rows])
    cases = [row.facts.case_id for row in rows]
    log_event(Event.ADMINISTRATION, cases, object_type="case_move", items=[f"move:{move.pk}"], reason=reason)
    move.last_change = reading.latest_change(cases)
    move.save(update_fields=["last_change"])
    return move


def _lock(case_ids):
    """Two who move the same cases wait for each other: the second finds them as the first left them."""
    list(CaseFile.objects.filter(case__in=case_ids).order_by("pk").select_for_update(of=("self",)).values_list("pk"))


def _moved(acting, move, row):
    facts = row.facts
    return MovedCase(
        owner_branch=acting.branch, case_id=facts.case_id, file_id=facts.file_id, move=move, given=row.gives,
        ended=row.ends, profession=facts.giver_profession, led=row.leads, carried=facts.carried,
    )  # fmt: skip


def _change(acting, move, row):
    return LeaderChange(
        owner_branch=acting.branch, case_id=row.facts.case_id, file_id=row.facts.file_id, changed_on=move.moved_on,
        from_staff_id=move.from_staff_id, to_staff_id=move.to_staff_id, to_branch=acting.branch, note=move.note,
        changed_by=move.moved_by, move=move,
    )  # fmt: skip


def _give(acting, staff, professions):
    """Assign a person of the branch to cases from today: case → profession."""
    given = {"staff": staff, "branch": acting.branch.pk, "from": today().isoformat(), "until": None}
    rows = [{"case": str(case), "profession": profession, **given} for case, profession in professions.items()]
    if rows:
        door.call("assign_many", rows)


def _lead(acting, staff, cases):
    if cases:
        door.call("set_leaders", list(map(str, cases)), staff, acting.branch.pk)


def _end(staff, cases):
    if cases:
        door.call("end_assignments", list(map(str, cases)), staff, today())


def _carry(staff, carried):
    """What other rooms have that goes along: kind → keys, of many cases."""
    for kind in contributions.carried():
        keys = [key for one in carried for key in one.get(kind.code, ())]
        if keys:
            kind.give(keys, staff)


def wish_of(move) -> Wish:
    """Whose cases went to whom in a move, with its people's names."""
    giver = move.from_staff
    return Wish(
        move.from_staff_id, giver.name if giver else "", move.to_staff_id, move.to_staff.name, move.stays,
        by_manager=True,
    )  # fmt: skip


def may_undo(move, acting) -> bool:
    """Who made the move, or a unit manager of the branch, within the time."""
    by_manager = acting.has_role(Role.UNIT_MANAGER)
    # Who gave or ended others' assignments as a manager undoes it as one.
    is_hers = move.moved_by_id == acting.staff.pk and not move.cases.filter(Q(given=True) | Q(ended=True)).exists()
    return (by_manager or is_hers) and today() <= last_day_to_undo(move)


def last_day_to_undo(move):
    """The last day on which a move can be undone."""
    return move.moved_on + UNDO_WITHIN


def undo_plans(acting, move):
    """Each case of a move with why it can't go back, or nothing where it can: pairs of row and words."""
    rows = list(move.cases.select_related("case__team").order_by("case__number", "pk"))
    cases = [row.case_id for row in rows]
    files = CaseFile.objects.of(acting.branch).filter(case__in=cases, is_pseudonymous=False, closed_on=None)
    known = {f.case_id: f for f in reading.facts_of(acting, move.from_staff_id, move.to_staff_id, files)}
    changed, wish = reading.changed_since(cases, move.last_change), wish_of(move)
    return [
        (
            row,
            why_not_undone(
                known.get(row.case_id),
                wish,
                is_back=row.undone_on is not None,
                has_changed=row.case_id in changed,
                was_ended=row.ended,
            ),
        )
        for row in rows
    ]


@transaction.atomic
def undo(move) -> tuple[int, int]:
    """Take back what can be: how many cases went back, how many stay. Raises NotPossible."""
    acting = current_acting()
    if not may_undo(move, acting):
        raise NotPossible(
            _("Flytten gick att ångra till och med %(day)s.") % {"day": swedish_date(last_day_to_undo(move))}
        )
    _lock([row.case_id for row in move.cases.all()])
    told = undo_plans(acting, move)
    rows = [row for row, refusal in told if not refusal]
    if not rows:
        raise NotPossible(_("Inget ärende går att lämna tillbaka. Skälet står vid vart och ett."))
    giver, cases = move.from_staff_id, [row.case_id for row in rows]
    _give(acting, giver, {row.case_id: row.profession for row in rows if row.ended})
    _lead(acting, giver, [row.case_id for row in rows if row.led])
    LeaderChange.objects.filter(move=move, case__in=cases).delete()
    _end(move.to_staff_id, [row.case_id for row in rows if row.given])
    _carry(giver, [row.carried for row in rows])
    MovedCase.objects.filter(pk__in=[row.pk for row in rows]).update(undone_on=today())
    log_event(Event.ADMINISTRATION, cases, object_type="case_move", items=[f"move:{move.pk}", "undone"])
    return len(rows), sum(1 for row, _refusal in told if not row.undone_on) - len(rows)


@transaction.atomic
def note_seen(move):
    """The receiver has read the note: her cases of the move leave the day."""
    cases = _mark(move, None, today())
    log_event(Event.ITEM_VERSION, cases, object_type="case_move", items=[f"move:{move.pk}"])


@transaction.atomic
def note_unseen(move):
    """Not read after all: what was marked today waits on the day again."""
    cases = _mark(move, today(), None)
    log_event(Event.ITEM_VERSION, cases, object_type="case_move", items=[f"move:{move.pk}"])


def _mark(move, before, after):
    """Read, or not read, in all cases of a move. That is nothing that has happened in them: undoing still goes."""
    rows = MovedCase.objects.filter(move=move, seen_on=before)
    cases = list(rows.values_list("case_id", flat=True))
    moved = [row.case_id for row in move.cases.all()]
    is_untouched = not reading.changed_since(moved, move.last_change)
    rows.update(seen_on=after)
    LeaderChange.objects.filter(move=move, seen_on=before).update(seen_on=after)
    if is_untouched:
        CaseMove.objects.filter(pk=move.pk).update(last_change=reading.latest_change(moved))
    return cases
