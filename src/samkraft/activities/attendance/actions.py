"""Writing attendance and registrations: one transaction each, checked, logged."""

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.activities.attendance import rules
from samkraft.activities.models import Activity, ActivityRegistration, Attendance
from samkraft.core.clock import today
from samkraft.people.problems import NotPossible
from samkraft.sharing import door


def days_written(activity, first, last) -> dict:
    """What is written of an activity between two days."""
    rows = Attendance.objects.filter(activity=activity, day__range=(first, last))
    return {
        day: rules.Day(came, hours, reason)
        for day, came, hours, reason in rows.values_list("day", "came", "hours", "reason")
    }


@transaction.atomic
def write_week(opened, activity, week, given, seen):
    """A week as it is told: each day that was, anew where it differs. *seen*: the sign of the week that was changed."""
    Activity.objects.select_for_update().get(pk=activity.pk)
    before = days_written(activity, week[0], week[-1])
    if rules.print_of(before) != seen:
        raise NotPossible(_("Någon annan har skrivit i veckan nyss. Jämför med det som står där nu och spara igen."))
    own = current_acting()
    for day in week:
        told = given.get(day)
        if told == before.get(day):
            continue
        _write_day(opened, activity, own, day, told)
    log_event(Event.ITEM_VERSION, [opened.case.pk], "attendance", [f"{activity.pk}:{week[0].isoformat()}"])


def _write_day(opened, activity, own, day, told):
    if told is None:
        Attendance.objects.filter(activity=activity, day=day).delete()
        return
    fields = {"came": told.came, "hours": told.hours, "reason": told.reason, "by_provider": False}
    Attendance.objects.update_or_create(
        activity=activity, day=day, defaults=fields | {"written_by": own.staff},
        create_defaults=fields | {"written_by": own.staff, "owner_branch": own.branch, "case": opened.case,
                                  "file": opened.file},
    )  # fmt: skip


def confirm_day(session, day, told):
    """What the provider says of a day: by booking, came or not and for how long. The door knows whose rows they are."""
    with transaction.atomic():
        for booking, (came, hours) in told.items():
            door.call("confirm_attendance", session, booking, day, came, hours)
    log_event(Event.ITEM_VERSION, object_type="attendance", items=[f"{session}:{day.isoformat()}"])


def note_registered(case_id, file, activity, system):
    """The activity, as it stands, has been registered in an outer system (P-063)."""
    own = current_acting()
    noted = {"revision": activity.revision, "noted_on": today(), "noted_by": own.staff}
    ActivityRegistration.objects.update_or_create(
        activity=activity, system=system, defaults=noted,
        create_defaults=noted | {"owner_branch": own.branch, "case_id": case_id, "file": file},
    )  # fmt: skip
    log_event(Event.ITEM_VERSION, [case_id], "activity", [f"{activity.pk}:registered:{system}"])
