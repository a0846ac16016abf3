"""Text ready to copy into the systems where an activity must be registered too (P-061, P-063)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Aggregate, Exists, JSONField, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from samkraft.activities.choices import ActivityState
from samkraft.activities.models import Activity, ActivityRegistration
from samkraft.core.words import joined, swedish_date
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.models import BenefitFact
from samkraft.people.own_cases import is_open_for_work, kept_of_own, own_cases

# Activities are to be registered in these two (P-061); the other outer systems take files.
SYSTEMS = ("ais", "procapita")


@dataclass(frozen=True)
class Registering:
    """What to paste where: the names of the systems, and one text for them all."""

    systems: str
    text: str

    @property
    def rows(self):
        return self.text.count("\n") + 1


def texts_for(definition, case, activity):
    """The text for the systems that activities are registered in; none where the programme has no such system."""
    systems = [system.name for system in definition.outer_systems if system.code in SYSTEMS]
    return [Registering(joined(systems), text_for(definition, case, activity))] if systems else []


def text_for(definition, case, activity):
    """The text of an activity as it stands, a fact on each line."""
    return "\n".join(_lines(definition, case, activity))


def systems_of(definition, branch):
    """The systems of the branch's own authority: what another authority has, its own people register."""
    own = definition.branch(branch.code).authority
    systems = [system for system in definition.outer_systems if system.code in SYSTEMS and system.branch]
    return [system for system in systems if definition.branch(system.branch).authority == own]


def left_to_register(systems, cases):
    """Activities of these cases that one of the systems doesn't know as they stand, oldest first (P-063).

    Asked for and not yet answered is nothing to register. ``done``: by system the revision that is registered.
    """
    known = ActivityRegistration.objects.filter(activity=OuterRef("pk"))
    left = Q()
    for system in systems:
        left |= ~Exists(known.filter(system=system.code, revision=OuterRef("revision")))
    pairs = known.order_by().values("activity").annotate(done=JSONObjectAgg("system", "revision")).values("done")
    rows = Activity.objects.filter(left, case__among=cases).exclude(state=ActivityState.ASKED)
    rows = rows.select_related("provider_branch", "deciding_branch").annotate(done=Subquery(pairs))
    return rows.order_by("decided_on", "pk")


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


class JSONObjectAgg(Aggregate):
    """Pairs of a group as one object."""

    function = "jsonb_object_agg"
    output_field = JSONField()


def _lines(definition, case, activity):
    yield f"{definition.name}, {case.number}"
    yield activity.title + (f", {activity.provider}" if activity.provider else "")
    yield _("Anordnare: %(name)s") % {"name": activity.provider_branch.name}
    yield _dated(_("Begärd"), activity.asked_on)
    if activity.decided_on:
        label = _("Avslag") if activity.state == "refused" else _("Beslut")
        yield f"{_dated(label, activity.decided_on)}, {activity.deciding_branch.name}"
    for label, day in (
        (_("Planerad från"), activity.planned_from if not activity.started_on else None),
        (_("Planerad till"), activity.planned_until if not activity.ended_on else None),
        (_("Samtal före"), activity.start_talk_on),
        (_("Började"), activity.started_on),
        (_("Slutade"), activity.ended_on),
        (_("Samtal efter"), activity.end_talk_on),
    ):
        if day:
            yield _dated(label, day)
    yield _("Läge: %(state)s") % {"state": activity.get_state_display()}


def _dated(label, day):
    return f"{label}: {swedish_date(day)}"
