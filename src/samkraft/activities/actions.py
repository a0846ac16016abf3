"""What changes activities: one transaction each, checked, logged. The row is locked, so that of two who act at once
the second is told what the first did."""

from datetime import date

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.activities import rules
from samkraft.activities.choices import ActivityState
from samkraft.activities.models import Activity, ActivityAnswer
from samkraft.activities.undoing import as_it_stands, next_revision, note_move
from samkraft.core.clock import today
from samkraft.people.pathway.followup_actions import plan_employment_follow_up
from samkraft.people.problems import NotPossible, raise_first
from samkraft.sharing import door


def place(opened, given):
    """Ask for a place for the person (P-042). *given*: type, provider, branches, dates and the plan's step.

    From the catalogue: *given* has the offering, perhaps a session and a reason to go first; then she stands in its
    queue, and is offered a place at once where one is free and nobody's decision is waited for.
    """
    raise_first(rules.placing_problems(today(), opened.case.opened_on, given, opened.case.closed_on))
    own = current_acting()
    offering = given.get("offering")
    if offering:
        raise_first(rules.booking_problems(opened.file.is_pseudonymous, opened.case.is_open))
        given = given | rules.taken_from(offering)
    kind = opened.definition.activity_type(given["type"])
    leading = opened.case.leader_branch.code if opened.case.leader_branch else own.branch.code
    parties = rules.parties_of(kind, leading, given.get("provider_branch", ""), given.get("deciding_branch", ""))
    decided_on = given.get("decided_on")
    if decided_on is None and rules.is_agreed_at_once(kind, parties, own.branch.code):
        decided_on = given["asked_on"]
    branches = {branch.code: branch for branch in Branch.objects.filter(code__in=[parties.provider, parties.decides])}
    activity = Activity.objects.create(
        owner_branch=own.branch,
        case=opened.case,
        file=opened.file,
        type=kind.code,
        title=offering.title if offering else kind.name,
        provider_branch=branches[parties.provider],
        provider=given.get("provider", ""),
        deciding_branch=branches[parties.decides],
        is_workplace_based=kind.workplace_based,
        is_job_related=kind.job_related,
        step=given.get("step"),
        state=ActivityState.DECIDED if decided_on else ActivityState.ASKED,
        asked_on=given["asked_on"],
        decided_on=decided_on,
        planned_from=given.get("planned_from"),
        planned_until=given.get("planned_until"),
        placed_by=own.staff,
    )
    note_move(activity)
    _log(Event.ITEM_CREATED, activity)
    if offering:
        book(opened.definition.places, activity, offering, given.get("session"), given.get("priority", ""))
    return activity


def book(place_rules, activity, offering, session=None, priority=""):
    """Put the person in the queue of an offering; the door offers a free place at once, or lets her wait (P-042).

    It refuses who already stands there or has a place to come to: she would be before herself, and hold two.
    """
    rank = rules.rank_of(place_rules, priority)
    door.call("book", activity.pk, offering.pk, session.pk if session else None, priority, rank)
    activity.refresh_from_db()


def answer_offer(opened, activity_id, accepted, answered_on, reason=""):
    """The person takes the place that she was offered, or not; then it goes to the next in the queue (P-042)."""
    to = ActivityState.ACCEPTED if accepted else ActivityState.DECLINED
    activity = _locked(opened, activity_id, to)
    raise_first(rules.offer_problems(today(), activity.offered_on, answered_on, accepted, reason))
    activity.answered_on, activity.end_reason = answered_on, reason
    activity.ended_on = None if accepted else answered_on
    return _moved(activity, to)


def resume(opened, activity_id):
    """The person still wants a place: back in the queue, where she stood (P-042)."""
    door.call("resume_booking", activity_id)
    activity = Activity.objects.get(pk=activity_id, case=opened.case)
    _log(Event.ITEM_VERSION, activity)
    return activity


def decide(opened, activity_id, granted, decided_on, reason=""):
    """Note the answer on a place, given by the own branch or told by the deciding one (P-042)."""
    to = ActivityState.DECIDED if granted else ActivityState.REFUSED
    activity = _locked(opened, activity_id, to)
    raise_first(rules.decision_problems(today(), activity.asked_on, decided_on, granted, reason))
    activity.decided_on, activity.end_reason = decided_on, reason
    return _moved(activity, to)


def answer(opened, copy, granted, decided_on, reason=""):
    """The deciding branch answers on its own copy; the door writes yes or no and the day in the placing branch's row.

    The reason stays in the deciding branch's own file (SEK-01, SEK-13).
    """
    asked_on = copy.content["asked_on"]
    raise_first(rules.decision_problems(today(), date.fromisoformat(asked_on), decided_on, granted, reason))
    door.call("decide_activity", copy.item_id, granted, decided_on)
    own = current_acting()
    ActivityAnswer.objects.create(
        owner_branch=own.branch, case=opened.case, file=opened.file, activity=copy.item_id, granted=granted,
        decided_on=decided_on, reason=reason, answered_by=own.staff,
    )  # fmt: skip
    log_event(Event.ITEM_VERSION, [opened.case.pk], "activity", [str(copy.item_id)])


def start(opened, activity_id, started_on, start_talk_on):
    """The person has begun, after the talk that opens every activity (P-034)."""
    activity = _locked(opened, activity_id, ActivityState.UNDER_WAY)
    kind = opened.definition.activity_type(activity.type)
    before = (opened.case.opened_on, activity.asked_on, activity.decided_on)
    raise_first(rules.start_problems(today(), kind, before, started_on, start_talk_on))
    activity.started_on, activity.start_talk_on = started_on, start_talk_on
    return _moved(activity, ActivityState.UNDER_WAY)


def end(opened, activity_id, given):
    """The person has finished or left, after the talk that closes every activity (P-034).

    90 days after a municipal employment it is followed up what came of it (P-084).
    """
    to = ActivityState(given["state"])
    activity = _locked(opened, activity_id, to)
    kind = opened.definition.activity_type(activity.type)
    raise_first(rules.end_problems(today(), kind, activity.started_on, given))
    activity.ended_on, activity.end_talk_on = given["ended_on"], given.get("end_talk_on")
    activity.end_reason = given.get("end_reason", "")
    if activity.started_on and rules.is_municipal_employment(kind):
        plan_employment_follow_up(opened, activity.ended_on)
    return _moved(activity, to)


def _locked(opened, activity_id, to):
    door.call("lock_queue_of", activity_id)
    found = Activity.objects.select_for_update(of=["self"]).select_related(
        "provider_branch", "deciding_branch", "placed_by"
    )
    activity = found.get(pk=activity_id, case=opened.case)
    waits_for_place = to == ActivityState.UNDER_WAY and activity.booking_id and activity.state == ActivityState.DECIDED
    if waits_for_place or not rules.can_move(activity.state, to):
        raise NotPossible(
            _("Det går inte längre: aktiviteten har läget ”%(state)s”. Någon annan kan ha ändrat den nyss.")
            % {"state": activity.get_state_display()}
        )
    activity.stood = as_it_stands(activity)
    return activity


def _moved(activity, to):
    from_state, activity.state = activity.state, to
    activity.revision = next_revision(activity)
    activity.notice = ""
    activity.save()
    note_move(activity, from_state, activity.stood)
    if activity.booking_id:
        door.call("follow_booking", activity.pk)
    _log(Event.ITEM_VERSION, activity)
    return activity


def _log(event, activity):
    log_event(event, [activity.case_id], "activity", [f"{activity.pk}:{activity.revision}"])
