"""What the pages of placements show, worked out once in the view."""

from typing import NamedTuple

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.clock import today
from samkraft.core.words import due, swedish_date
from samkraft.employers.choices import PlacementState
from samkraft.employers.models import Placement, WorkplaceVisit
from samkraft.people.own_cases import keys_of_own_cases, own_cases
from samkraft.people.pathway.pages import case_crumbs


class ListRow(NamedTuple):
    """A placement in the list: thin, as every list (REG-02)."""

    url: str
    name: str
    number: str
    where: str
    state: str
    next_visit_on: object


def crumbs(opened):
    """The way back from a page of placements: the person's activities."""
    url = reverse("activities:list", args=[opened.case.pk])
    return [*case_crumbs(opened), {"url": url, "label": _("Aktiviteter")}]


def list_crumbs():
    """The way back from the list."""
    return [{"url": reverse("employers:list"), "label": _("Arbetsgivare")}]


def readers(request):
    """Who sees what the branch writes of the person."""
    return _("de i %(branch)s som har ärendet") % {"branch": request.acting.branch.name}


def facts_of(row):
    """The facts of a placement in one line each."""
    facts = [
        (_("Läge"), row.get_state_display()),
        (_("Arbetsgivare"), row.employer.name),
        (_("Arbetsplats"), row.workplace),
        (_("Handledare"), ", ".join(filter(None, [row.supervisor, row.supervisor_phone]))),
        (_("Omfattning"), _("%(n)s timmar i veckan") % {"n": row.hours_a_week} if row.hours_a_week else ""),
        (_("Personen sa ja"), swedish_date(row.person_agreed_on)),
        (_("Överenskommelse"), row.agreement_on and swedish_date(row.agreement_on)),
        (_("Period"), period_text(row)),
        (_("Nästa uppföljning"), _next_visit(row)),
        (_("Hur det slutade"), row.get_end_kind_display() if row.end_kind else ""),
        (_("Skäl, delas inte"), row.end_reason),
        (_("Planerad av"), row.placed_by.name),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _next_visit(row):
    """When the workplace is to be visited next, and how late that is: 28 juni 2021, 2 dagar sen."""
    if not is_late(row):
        return row.next_visit_on and swedish_date(row.next_visit_on)
    return f"{swedish_date(row.next_visit_on)}, {due(row.next_visit_on, today()).words}"


def period_text(row):
    """From and to, as it was, or as it is planned."""
    start, end = row.started_on or row.planned_from, row.ended_on or row.planned_until
    if not start and not end:
        return ""
    return f"{swedish_date(start) if start else ''} – {swedish_date(end) if end else ''}".strip()


def visit_lines(row):
    """The follow-ups at the workplace, the newest first."""
    visits = WorkplaceVisit.objects.filter(placement=row).select_related("done_by")
    return [_visit_line(visit) for visit in visits]


def _visit_line(visit):
    met = [_("personen")] if visit.with_person else []
    met += [_("handledaren")] if visit.with_supervisor else []
    said = [visit.get_way_display(), _("talade med %(who)s") % {"who": _(" och ").join(met)}]
    said.append(_("ger det den är till för: %(word)s") % {"word": visit.get_aim_holds_display().lower()})
    return {"day": visit.held_on, "sub": " · ".join([*said, visit.done_by.name]), "text": visit.note}


def is_late(row):
    """Whether the follow-up at the workplace should have been held."""
    return bool(row.next_visit_on and row.next_visit_on < today())


_ORDER = {PlacementState.UNDER_WAY: 0, PlacementState.AGREED: 1, PlacementState.PLANNED: 2}


def own_placements(request):
    """The live placements of the person's own participants, those to follow up first."""
    cases = own_cases(request)
    rows = Placement.objects.live().filter(case__among=keys_of_own_cases(request)).select_related("employer")
    rows = rows.only("case_id", "state", "next_visit_on", "planned_from", "employer__name")
    pairs = [(cases[row.case_id], row) for row in rows if row.case_id in cases]
    return sorted(pairs, key=lambda pair: (_ORDER[pair[1].state], str(pair[1].next_visit_on or "9"), str(pair[1].pk)))


def list_rows(pairs):
    """The rows of a page of the list."""
    return [
        ListRow(
            reverse("employers:placement", args=[case.pk, row.pk]), case.list_name, case.number, row.employer.name,
            row.get_state_display(), row.next_visit_on,
        )
        for case, row in pairs
    ]  # fmt: skip
