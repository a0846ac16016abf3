"""What the employers room brings to the person's activities, the day and the handover."""

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.addresses import address_of
from samkraft.core.clock import today
from samkraft.employers.choices import PlacementState
from samkraft.employers.employments.pages import standing
from samkraft.employers.employments.rules import FORMS
from samkraft.employers.employments.sharing import period_of
from samkraft.employers.models import Invitation, MunicipalEmployment, Placement
from samkraft.employers.placements.pages import period_text
from samkraft.people.contributions import queue
from samkraft.people.list_of_codes import label_of
from samkraft.people.own_cases import is_open, kept_of_own
from samkraft.people.perms import can_work_with_people
from samkraft.people.plan_source import Accomplished
from samkraft.sharing.choices import ItemKind

QUEUE_LENGTH = 20
TAB = "activities:list"


class _Visit(NamedTuple):
    """A follow-up at a workplace that is due: the placement and the day."""

    pk: UUID
    day: date


def visits_queue(request):
    """Placements whose follow-up at the workplace is due today or before (P-050)."""
    found = kept_of_own(request, "workplace_visits", _read_visits, is_open)
    first = sorted(found, key=lambda pair: (pair[1].day, pair[1].pk))[:QUEUE_LENGTH]
    url = reverse("employers:placements") if first else ""
    items = [_visit_item(*pair) for pair in first]
    return queue(_("Följ upp på arbetsplatsen"), items, url, _("Alla arbetsplatser"))


def _read_visits(keys):
    rows = Placement.objects.filter(next_visit_on__lte=today(), ended_on=None, case__among=keys)
    for case_id, key, day in rows.values_list("case_id", "pk", "next_visit_on"):
        yield case_id, _Visit(key, day)


def _visit_item(case, visit):
    return {
        "url": address_of("employers:placement", case.pk, visit.pk),
        "title": case.name,
        "sub": _("Uppföljning på arbetsplatsen"),
        "due": visit.day,
        "case_id": case.pk,
    }


def workplaces_block(request, opened):
    """The person's placements, employments and invitations, at the end of her activities."""
    case = opened.case.pk
    may_work = can_work_with_people(request) and opened.is_open_for_work
    shown = {
        "rows": [*_placements(case), *_employments(case), *_invitations(case), *_received(opened)],
        "may_work": may_work,
        "may_place": may_work and not opened.file.is_pseudonymous,
        "is_protected": opened.file.is_pseudonymous,
        "case": case,
    }
    return "employers/block.html", shown


def _placements(case):
    rows = Placement.objects.filter(case=case).select_related("employer").order_by("-person_agreed_on", "pk")
    for row in rows:
        url = reverse("employers:placement", args=[case, row.pk])
        sub = " · ".join(filter(None, [row.employer.name, period_text(row)]))
        yield {"url": url, "title": row.title, "sub": sub, "end": row.get_state_display()}


def _employments(case):
    for row in MunicipalEmployment.objects.filter(case=case).order_by("-starts_on", "pk"):
        state = standing(row.starts_on, row.ended_on, row.planned_until, today())
        sub = " · ".join(filter(None, [label_of(FORMS, row.form, row.starts_on), row.workplace]))
        url = reverse("employers:employment", args=[case, row.pk])
        yield {"url": url, "title": _("Kommunal anställning"), "sub": sub, "end": state}


def _invitations(case):
    rows = Invitation.objects.filter(case=case).select_related("meeting__employer").order_by("-meeting__on", "pk")
    for row in rows:
        url = reverse("employers:invitation", args=[case, row.pk])
        sub = f"{row.meeting.title}, {row.meeting.employer.name}"
        yield {"url": url, "title": _("Rekryteringsträff"), "sub": sub, "end": row.get_state_display()}


def _received(opened):
    """Places and employments that another branch has written in and shared."""
    for copy in opened.received(ItemKind.EMPLOYMENT):
        sub = _("%(form)s · delad av %(branch)s") % {"form": copy.content["form"], "branch": copy.from_branch.name}
        url = reverse("sharing:copy", args=[copy.release])
        yield {"url": url, "title": _("Kommunal anställning"), "sub": sub, "end": period_of(copy.content)}
    for copy in opened.received(ItemKind.PLACEMENT):
        said = copy.content
        sub = _("%(employer)s · delad av %(branch)s") % {"employer": said["employer"], "branch": copy.from_branch.name}
        url = reverse("sharing:copy", args=[copy.release])
        yield {"url": url, "title": said["title"], "sub": sub, "end": PlacementState(said["state"]).label}


def accomplished(opened):
    """Lines for a handover: places that were held, and that go on (P-038). Never the reason of an end."""
    rows = Placement.objects.filter(case=opened.case).exclude(started_on=None).select_related("employer")
    rows = rows.order_by("started_on", "pk")
    lines = [(row, f"{row.title}, {row.employer.name}, {period_text(row)}") for row in rows]
    done = tuple(f"{line}. {row.get_end_kind_display()}" for row, line in lines if row.ended_on)
    return Accomplished(done, tuple(line for row, line in lines if not row.ended_on))
