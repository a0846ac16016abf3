"""Who leads a case: handing over with a note, taking up, and what the new leader is told (P-024)."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F, Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.words import day_month
from samkraft.people import contributions
from samkraft.people.models import CaseAssignment, DeadlineCount, LeaderChange
from samkraft.people.own_cases import is_open, kept_of_own, own_cases
from samkraft.sharing import door
from samkraft.sharing.choices import Ground, ItemKind

# For how long a note that nobody has marked as read stays on the new leader's day.
_NEWS = timedelta(days=30)


def may_change_leader(opened, acting):
    """The leader's branch hands over; where nobody leads, any branch with an open file may take it up."""
    return opened.case.is_open and (opened.case.leader_branch_id is None or opened.is_led_by(acting))


def possible_leaders(opened):
    """Handlers assigned to the case today, the present leader excepted: ``(key, words)``."""
    rows = CaseAssignment.objects.filter(case=opened.case).in_force().exclude(staff=opened.case.leader_id)
    rows = rows.select_related("staff", "branch").order_by("branch_id", "staff__last_name", "pk")
    loads = _loads(opened.case.programme_id, [row.staff_id for row in rows])
    return [(key_of(row.staff, row.branch), _leader_words(row, loads.get(row.staff_id))) for row in rows]


def key_of(staff, branch):
    """How a form names somebody who works for a branch."""
    return f"{staff.public_id}:{branch.code}"


def _loads(programme_id, staff_ids):
    """Last night's count of each one's cases that she leads, and of those that stand still: (staff → numbers)."""
    rows = DeadlineCount.objects.filter(programme=programme_id, code="", leader__in=staff_ids)
    rows = rows.order_by().values_list("leader").annotate(led=Sum("cases"), stood=Sum("still"))
    return {staff: (led, stood) for staff, led, stood in rows}


def _leader_words(row, load):
    words = f"{row.staff.name}, {row.branch.name}"
    if load is None:
        return words
    return words + _(" (leder %(n)s, %(still)s står still)") % {"n": load[0], "still": load[1]}


@transaction.atomic
def change_leader(opened, person, note):
    """Hand the case over to an assigned handler, with a note. Says whether another branch got the note.

    person: a key of :func:`possible_leaders`. Raises DoorRefused, or LookupError when she no longer has the case.
    """
    acting = current_acting()
    public_id, _colon, branch_code = person.partition(":")
    to = CaseAssignment.objects.filter(
        case=opened.case, staff__public_id=public_id, branch__code=branch_code
    ).in_force().select_related("staff", "branch").first()  # fmt: skip
    if to is None:
        raise LookupError(person)
    change = LeaderChange.objects.create(
        owner_branch=acting.branch, case=opened.case, file=opened.file, changed_on=today(),
        from_staff=opened.case.leader, to_staff=to.staff, to_branch=to.branch, note=note, changed_by=acting.staff,
    )  # fmt: skip
    told = not note or to.branch == acting.branch or _release_note(opened, change)
    door.call("set_leader", opened.case.pk, to.staff_id, to.branch_id)
    log_event(Event.ADMINISTRATION, [opened.case.pk], object_type="leader")
    return to.staff.name, told


def _release_note(opened, change):
    """The note goes to the new leader's branch where a consent line covers it; else it stays."""
    content = {"title": _("Överlämning av processledning"), "text": change.note, "held_on": today().isoformat()}
    try:
        door.call(
            "release", opened.case.pk, change.to_branch_id, "minutes", ItemKind.MINUTES, change.item, 1,
            content["title"], content, Ground.CONSENT, None,
        )  # fmt: skip
    except door.DoorRefused:
        return False
    log_event(Event.DISCLOSURE_DECIDED, [opened.case.pk], object_type="minutes", items=[str(change.item)])
    return True


def is_unseen_by(change, staff):
    """Whether the person was handed the case and hasn't said that she has read the note."""
    return change.to_staff_id == staff.pk and change.seen_on is None and change.changed_by_id != staff.pk


@transaction.atomic
def note_seen(opened):
    """The new leader has read what was left behind."""
    acting = current_acting()
    LeaderChange.objects.filter(file=opened.file, to_staff=acting.staff, seen_on=None).update(seen_on=today())
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="leader")


@transaction.atomic
def note_unseen(opened):
    """Not read after all: what was marked today waits on the day again."""
    mine = LeaderChange.objects.filter(file=opened.file, to_staff=current_acting().staff, seen_on=today())
    mine.update(seen_on=None)
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="leader")


def led_queue(request):
    """Cases that somebody has handed over to the person, until she has read the note."""
    found = kept_of_own(request, "leader_changes", _read_unseen, is_open)
    items = [
        {
            "url": reverse("people:leader_notes", args=[case.pk]),
            "title": case.name,
            "sub": _("%(name)s lämnade över till dig. Läs anteckningen.") % {"name": by},
            "end": day_month(on),
            "case_id": case.pk,
        }
        for case, (to, by, on) in found
        if to == request.user.pk and case.leader_id == to
    ]
    return contributions.queue(_("Du leder nu"), items)


def _read_unseen(keys):
    rows = LeaderChange.objects.filter(case__among=keys, seen_on=None, move=None, changed_on__gte=today() - _NEWS)
    rows = rows.exclude(changed_by=F("to_staff"))
    columns = ("case_id", "to_staff_id", "changed_by__first_name", "changed_by__last_name", "changed_on")
    for case_id, to, first, last, on in rows.order_by("pk").values_list(*columns):
        yield case_id, (to, f"{first} {last}", on)


def unled_queue(request):
    """The person's open cases that nobody leads: one press from being taken up."""
    items = [
        {
            "url": case.url,
            "title": case.name,
            "sub": _("Ingen leder ärendet."),
            "action": _("Ta över"),
            "action_url": reverse("people:leader", args=[case.pk]) + "?till=mig",
            "case_id": case.pk,
        }
        for case in own_cases(request).values()
        if case.is_open_for_work and case.leader_id is None
    ]
    return contributions.queue(_("Utan processledare"), items)
