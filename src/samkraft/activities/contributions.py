"""What the activities room brings to the participant page, the day and the deadlines."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.activities import pages
from samkraft.activities.choices import ActivityState, BookingNotice
from samkraft.activities.content import DAYS, content_of, when_text
from samkraft.activities.models import Activity
from samkraft.core.clock import today
from samkraft.core.composed import Composed
from samkraft.core.lookups import as_array
from samkraft.core.words import swedish_date
from samkraft.people.contributions import queue
from samkraft.people.own_cases import is_open, kept_of_own, own_cases
from samkraft.people.perms import can_work_with_people
from samkraft.people.plan_source import Accomplished
from samkraft.sharing import door
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent
from samkraft.sharing.models import ReceivedCopy

QUEUE_LENGTH = 20
# When activities were asked for, answered, started and ended, and their talks, for the deadlines (P-034). A talk counts
# on the day of what it opens or closes at the earliest: held well before, it still counts. An activity of a kind
# without talks has a start and an end that need none.
EVENTS = """
    select case_id, told.word, told.day from activities_activity cross join lateral (values
        ('activity_asked', asked_on),
        ('activity_decided', decided_on),
        ('activity_started', started_on),
        ('activity_start_talk', case when started_on is not null then greatest(start_talk_on, started_on) end),
        ('activity_ended', case when started_on is not null then ended_on end),
        ('activity_end_talk', case when started_on is not null and ended_on is not null
            then greatest(end_talk_on, ended_on) end)) told (word, day)
    where case_id = any(%(cases)s) and told.day is not null
"""


_OPEN = Composed(
    lambda case: Activity.objects.filter(case=case).open()
    .select_related("provider_branch", "deciding_branch", "placed_by").order_by("asked_on", "pk")
)  # fmt: skip


def overview_panel(request, opened):
    """The activities that are asked for, decided or under way, ours and those shared with us."""
    own, copies = _OPEN(case=opened.case.pk), opened.received(ItemKind.ACTIVITY)
    branches = pages.branches_by_code() if own or copies else {}
    live, _ended = pages.rows_of(opened.case.pk, own, copies, branches, set())
    case = opened.case.pk
    may_place = opened.is_open_for_work and opened.case.is_open and can_work_with_people(request)
    place_url = reverse("activities:place", args=[case]) if may_place else ""
    return "activities/panel.html", {
        "rows": live,
        "url": reverse("activities:list", args=[case]),
        "place_url": place_url,
    }


def talks_queue(request):
    """Activities that should have begun or ended by the plan, and lack their talk (P-034)."""
    found = kept_of_own(request, "talks", _read_talks, is_open)
    first = sorted(found, key=lambda pair: (pair[1].day, pair[1].pk))[:QUEUE_LENGTH]
    return queue(_("Aktiviteter som börjar eller slutar utan samtal"), [_talk_item(*pair) for pair in first])


class _Talk(NamedTuple):
    """An activity that lacks a talk: its key, the day planned, and whether it is the start that lacks it."""

    pk: UUID
    day: date
    starts: bool


def _read_talks(keys):
    begins = Q(state=ActivityState.DECIDED, booking=None) | Q(state=ActivityState.ACCEPTED)
    begins &= Q(planned_from__lte=today())
    ends = Q(state=ActivityState.UNDER_WAY, planned_until__lte=today())
    rows = Activity.objects.filter(begins | ends, case__among=keys)
    for case_id, key, state, start, end in rows.values_list("case_id", "pk", "state", "planned_from", "planned_until"):
        starts = state != ActivityState.UNDER_WAY
        yield case_id, _Talk(key, start if starts else end, starts)


def offers_queue(request):
    """Offered places that wait for an answer, and bookings that lost theirs: nobody is dropped silently (P-042)."""
    found = kept_of_own(request, "offers", _read_offers, is_open)
    first = sorted(found, key=lambda pair: (pair[1].day or date.max, pair[1].pk))[:QUEUE_LENGTH]
    return queue(_("Platser som väntar på svar"), [_offer_item(*pair) for pair in first])


class _Offer(NamedTuple):
    """An activity with an offer and the last day to answer it, or with a notice and no such day."""

    pk: UUID
    day: date | None
    notice: str


def _read_offers(keys):
    rows = Activity.objects.filter(Q(state=ActivityState.OFFERED) | ~Q(notice=""), case__among=keys)
    for case_id, key, day, notice in rows.values_list("case_id", "pk", "booking__answer_by", "notice"):
        yield case_id, _Offer(key, day, notice)


def answers_queue(request):
    """Places that other branches ask our decision on."""
    mine = _open_cases(request)
    waiting = {activity for (activity,) in door.rows("activities_asked_of_us", as_array(mine))} if mine else set()
    if not waiting:
        return None
    copies = ReceivedCopy.objects.filter(item_kind=ItemKind.ACTIVITY, item_id__in=waiting).newest()
    copies = list(copies.select_related("from_branch")[:QUEUE_LENGTH])
    cases = own_cases(request)
    items = [_answer_item(copy, cases[copy.case_id]) for copy in copies if copy.case_id in cases]
    return queue(_("Väntar på ert svar om en plats"), items)


def _open_cases(request):
    return [case.pk for case in own_cases(request).values() if case.is_open]


def _talk_item(case, talk):
    return {
        "url": reverse("activities:show", args=[case.pk, talk.pk]),
        "title": case.name,
        "sub": _("En aktivitet skulle börja") if talk.starts else _("En aktivitet skulle sluta"),
        "due": talk.day,
        "case_id": case.pk,
    }


def _offer_item(case, offer):
    return {
        "url": reverse("activities:show", args=[case.pk, offer.pk]),
        "title": case.name,
        "sub": BookingNotice(offer.notice).label if offer.notice else _("En plats hålls för personen"),
        "due": offer.day,
        "case_id": case.pk,
    }


def _answer_item(copy, case):
    return {
        "url": reverse("activities:show", args=[copy.case_id, copy.item_id]),
        "title": case.name,
        "sub": copy.from_branch.name,
        "end": swedish_date(copy.made_available_at),
        "case_id": copy.case_id,
    }


def reader_context(copy):
    """How a received activity is shown in the inbox."""
    return {"facts": pages.facts_of(copy.content, pages.branches_by_code())}


def accomplished(opened):
    """Lines for a handover: what has been done, and what goes on (P-038). Never the reason of an end."""
    rows = Activity.objects.filter(case=opened.case).select_related("provider_branch")
    return accomplishments(rows.order_by("asked_on", "pk"))


def accomplishments(activities):
    """A line for each activity that is done, and for each that goes on."""
    done, left = [], []
    for row in activities:
        place = row.provider or row.provider_branch.name
        when = str(when_text(row.state, {name: getattr(row, name) for name in DAYS}))
        line = f"{row.title}, {place}, {when[0].lower()}{when[1:]}"
        if row.state == ActivityState.COMPLETED:
            done.append(line)
        elif row.state in pages.LIVE:
            left.append(line)
    return Accomplished(tuple(done), tuple(left))


def activity_to_release(opened, row):
    """What a release of an activity holds."""
    return ItemContent(row.title, content_of(row), opened.definition.activity_type(row.type).category)
