"""Activities that an outer system doesn't know as they stand, with text ready to copy; section codes (P-061, P-063)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.activities.choices import ActivityState
from samkraft.activities.models import Activity, ActivityRegistration
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.models import BenefitFact
from samkraft.people.own_cases import is_open_for_work, kept_of_own, own_cases
from samkraft.people.registering import Left, Source, dated, heading_lines, state_line


def _activities():
    """Asked for and not yet answered is nothing to register."""
    rows = Activity.objects.exclude(state=ActivityState.ASKED).defer("end_reason")
    return rows.select_related("provider_branch", "deciding_branch")


def _told(row) -> Left:
    return Left(
        row.case_id, row.title, row.get_state_display(), row.revision, row.done or {}, partial(lines_of, row),
        reverse("activities:show", args=[row.case_id, row.pk]), partial(_address, row.case_id, row.pk),
    )  # fmt: skip


ACTIVITIES = Source(_activities, Coalesce("decided_on", "asked_on"), ActivityRegistration, "activity", _told)


def _address(case, key, system):
    return reverse("activities:registered", args=[case, key, system])


@dataclass(frozen=True)
class SectionLeft:
    """A case whose section code isn't known to stand in the outer system, and what was said of it before."""

    case: Any
    said_on: date | None = None
    missed_on: date | None = None


def sections_left(request, definition, systems) -> list[SectionLeft]:
    """Which of one's own open cases the programme's section code doesn't mark, by what the branch has noted (P-063)."""
    mark = definition.section_mark
    if mark is None or mark.system not in [system.code for system in systems]:
        return []
    told = kept_of_own(request, "section_codes", _read_sections, is_open_for_work)
    noted = {case.pk: period for case, period in told}
    mine = [case for case in own_cases(request).values() if case.is_open_for_work]
    return [SectionLeft(case, *noted.get(case.pk, (None, None))) for case in mine if _is_left(noted.get(case.pk))]


def _read_sections(keys):
    rows = BenefitFact.objects.filter(case__among=keys, kind=SECTION_CODE).order_by("case_id", "valid_from")
    for case, since, until in rows.values_list("case_id", "valid_from", "valid_until"):
        yield case, (since, until)


def _is_left(period):
    return period is None or period[1] is not None


def lines_of(activity, definition, case) -> Iterable[str]:
    """The text of an activity as it stands, a fact on each line."""
    yield from heading_lines(definition, case, activity.title, activity.provider)
    yield _("Anordnare: %(name)s") % {"name": activity.provider_branch.name}
    yield dated(_("Begärd"), activity.asked_on)
    if activity.decided_on:
        label = _("Avslag") if activity.state == "refused" else _("Beslut")
        yield f"{dated(label, activity.decided_on)}, {activity.deciding_branch.name}"
    for label, day in (
        (_("Planerad från"), activity.planned_from if not activity.started_on else None),
        (_("Planerad till"), activity.planned_until if not activity.ended_on else None),
        (_("Samtal före"), activity.start_talk_on),
        (_("Började"), activity.started_on),
        (_("Slutade"), activity.ended_on),
        (_("Samtal efter"), activity.end_talk_on),
    ):
        if day:
            yield dated(label, day)
    yield state_line(activity.get_state_display())
