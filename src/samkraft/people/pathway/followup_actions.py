"""Later follow-ups of discharged people, and 90 days after a municipal employment (P-036, P-084)."""

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.models import FollowUp, FollowUpTry
from samkraft.people.pathway.followup_rules import again_problem, done_problem, due_day
from samkraft.people.problems import NotPossible, raise_first

EMPLOYMENT_ENDED = "employment_ended"


def plan_follow_up(opened, row, anchor):
    """Set a follow-up of the programme file for this case; it is the acting branch's own item."""
    return FollowUp.objects.create(
        owner_branch=current_acting().branch,
        case=opened.case,
        file=opened.file,
        kind=row.code,
        due_on=due_day(row, anchor),
    )


def plan_employment_follow_up(opened, ended_on):
    """What came 90 days after an ended municipal employment (P-084), where the programme asks for it."""
    rows = [row for row in opened.definition.follow_ups if row.anchor == EMPLOYMENT_ENDED]
    known = FollowUp.objects.filter(case=opened.case, kind__in=[row.code for row in rows])
    asked = set(known.values_list("kind", "due_on"))  # one that is written in twice is asked about once
    return [plan_follow_up(opened, row, ended_on) for row in rows if (row.code, due_day(row, ended_on)) not in asked]


def record(opened, follow_up_id, outcome, done_on, note=""):
    """What was found. The row is locked, so that the second of two who record it is told."""
    found = _locked(opened, follow_up_id)
    raise_first({"done_on": done_problem(found.due_on, done_on, today())})
    found.outcome, found.done_on, found.note = outcome, done_on, note
    found.done_by = current_acting().staff
    found.save()
    log_event(Event.ITEM_FINALISED, [opened.case.pk], "follow_up", [f"{found.kind}:{found.pk}"])
    return found


def note_try(opened, follow_up_id, result, again_on):
    """A call that led to nothing yet: the follow-up waits until the day to call again."""
    found = _locked(opened, follow_up_id)
    raise_first({"again_on": again_problem(again_on, today())})
    actor = current_acting()
    tried = FollowUpTry.objects.create(
        owner_branch=actor.branch, case=opened.case, file=opened.file, follow_up=found, tried_on=today(), result=result,
        again_on=again_on, tried_by=actor.staff,
    )  # fmt: skip
    log_event(Event.ITEM_CREATED, [opened.case.pk], "follow_up", [f"{found.kind}:{found.pk}:try:{tried.pk}"])
    return tried


def _locked(opened, follow_up_id):
    found = FollowUp.objects.select_for_update().get(pk=follow_up_id, case=opened.case)
    if found.done_on is not None:
        raise NotPossible(_("Uppföljningen är redan gjord. Någon annan kan ha skrivit in den nyss."))
    return found
