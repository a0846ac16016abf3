"""Take back a state that was set by mistake, while nothing rests on it. What waits in the outbox is stopped with it."""

from datetime import date

from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.activities import rules
from samkraft.activities.choices import HOLDING, ActivityState, PlaceState
from samkraft.activities.models import Activity, ActivityMove, ActivityRegistration, Attendance, Place
from samkraft.core.clock import today
from samkraft.people.problems import NotPossible
from samkraft.people.undo_rules import why_not_undone
from samkraft.sharing import door, outbox
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import Release

_DAYS = ("decided_on", "answered_on", "started_on", "start_talk_on", "ended_on", "end_talk_on")


def as_it_stands(activity) -> dict:
    """What a move may change, so that it can be put back."""
    days = {name: day.isoformat() for name in _DAYS if (day := getattr(activity, name))}
    return days | {"end_reason": activity.end_reason, "notice": activity.notice, "revision": activity.revision}


def next_revision(activity) -> int:
    """The number of what the activity becomes: one that it has never had, whatever was taken back meanwhile.

    The door counts alike (``door.next_revision``).
    """
    highest = activity.moves.aggregate(highest=Max("revision"))["highest"] or 0
    return max(activity.revision, highest) + 1


def note_move(activity, from_state="", before=None, undoes=None) -> ActivityMove:
    """Keep that an activity has moved to the state that it has now, by whom and when."""
    return ActivityMove.objects.create(
        owner_branch=activity.owner_branch, case=activity.case, file=activity.file, activity=activity,
        from_state=from_state, to_state=activity.state, revision=activity.revision, before=before or {},
        moved_by=current_acting().staff, moved_on=today(), undoes=undoes,
    )  # fmt: skip


def moves_of(activity) -> list[ActivityMove]:
    """The latest first."""
    return list(activity.moves.select_related("moved_by"))


def why_not(opened, activity, move, last) -> str:
    """Why a move can't be taken back, in a sentence; empty if it can. *last*: the activity's latest move."""
    return why_not_undone(
        is_own=move.moved_by_id == current_acting().staff.pk,
        made_at=move.created_at,
        now=timezone.now(),
        is_last=move == last and move.undoes_id is None and move.revision == activity.revision,
        rests_on_it=_rests_on(opened, activity, move),
    )


def _rests_on(opened, activity, move):
    kind = opened.definition.activity_type(activity.type)
    if activity.booking_id and (words := _place_in_the_way(activity, move)):
        return words
    if activity.ended_on and activity.started_on and rules.is_municipal_employment(kind):
        return _("En uppföljning är planerad efter slutet. Det går inte att ångra.")
    if _released(activity, move).exclude(made_available_at=None).exists():
        return _("Andra verksamheter har redan fått läget. Det går inte att ångra.")
    if ActivityRegistration.objects.filter(activity=activity, revision__gte=move.revision).exists():
        return _("Läget är registrerat i ett annat system. Det går inte att ångra.")
    if move.to_state == ActivityState.UNDER_WAY and Attendance.objects.filter(activity=activity).exists():
        return _("Närvaro är skriven. Det går inte att ångra.")
    return ""


def _place_in_the_way(activity, move):
    """What has become of the place in the catalogue since; the door judges anew when it is taken back."""
    if not move.from_state:
        return _("Personen står i kö. Ta bort personen ur kön i stället.")
    held = activity.booking.held_id if move.from_state in HOLDING and move.to_state not in HOLDING else None
    free = Place.objects.filter(session=held, session__cancelled_on=None, state=PlaceState.FREE)
    if held and not free.exists():
        return str(door.DoorRefused("place_passed_on"))
    return ""


def _released(activity, move):
    sent = Release.objects.filter(case_id=activity.case_id, item_kind=ItemKind.ACTIVITY, item_id=activity.pk)
    return sent.filter(version__gte=move.revision, stopped_at=None)


def undo_url(opened, activity, moves=None) -> str | None:
    """Where the latest move is taken back; None where it can't be."""
    last = next(iter(moves_of(activity) if moves is None else moves), None)
    if last is None or why_not(opened, activity, last, last):
        return None
    return reverse("activities:undo", args=[activity.case_id, activity.pk, last.pk])


@transaction.atomic
def undo(opened, activity_id, move_id) -> Activity | None:
    """The activity stands as before the move, and a move of its own says so; None for a request, which is then gone.

    It has the revision from before, so that who knew it then knows it now. The place in the catalogue follows. The
    history of what is gone is kept by the database. Raises :class:`NotPossible` and :class:`door.DoorRefused`.
    """
    door.call("lock_queue_of", activity_id)
    activity = Activity.objects.select_for_update(of=["self"]).get(pk=activity_id, case=opened.case)
    move, last = activity.moves.get(pk=move_id), activity.moves.first()
    if refusal := why_not(opened, activity, move, last):
        raise NotPossible(refusal)
    waiting = list(_released(activity, move))
    if waiting and outbox.stop(waiting) < len(waiting):
        raise NotPossible(_("Andra verksamheter har redan fått läget. Det går inte att ångra."))
    return _put_back(activity, move) if move.from_state else _take_away(activity)


def _put_back(activity, move):
    left = as_it_stands(activity)
    for name in _DAYS:
        setattr(activity, name, date.fromisoformat(move.before[name]) if name in move.before else None)
    activity.end_reason, activity.notice = move.before["end_reason"], move.before["notice"]
    activity.state = ActivityState(move.from_state)
    activity.revision = move.before["revision"]
    activity.save()
    note_move(activity, move.to_state, left, undoes=move)
    _log(activity)
    if activity.booking_id:
        door.call("restore_booking", activity.pk)
        activity.refresh_from_db()
    return activity


def _take_away(activity):
    _log(activity)
    activity.delete()


def _log(activity):
    items = [f"{activity.pk}:{activity.revision}", "undone"]
    log_event(Event.ITEM_VERSION, [activity.case_id], "activity", items)
