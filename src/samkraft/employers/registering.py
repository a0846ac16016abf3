"""Placements and municipal employments that an outer system doesn't know as they stand, with text to copy (P-063)."""

from collections.abc import Iterable
from functools import partial

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.employers.employments.rules import FORMS, standing
from samkraft.employers.models import MunicipalEmployment, Placement, WorkRegistration
from samkraft.people.list_of_codes import label_of
from samkraft.people.registering import Left, Source, dated, heading_lines, state_line

_SEALED = ("supervisor", "supervisor_phone", "aim", "may_tell", "end_reason")


def _placements():
    """Before the agreement there is nothing to register."""
    return Placement.objects.filter(agreement_on__isnull=False).defer(*_SEALED).select_related("employer")


def _placement_told(row) -> Left:
    return Left(
        row.case_id, row.title, row.get_state_display(), row.revision, row.done or {},
        partial(placement_lines, row), reverse("employers:placement", args=[row.case_id, row.pk]),
        partial(_address, "employers:placement_registered", row),
    )  # fmt: skip


def _employments():
    """Those of the municipality (P-043)."""
    return MunicipalEmployment.objects.defer("end_reason")


def _employment_told(row) -> Left:
    return Left(
        row.case_id, _("Kommunal anställning"), _standing(row), row.revision, row.done or {},
        partial(employment_lines, row), reverse("employers:employment", args=[row.case_id, row.pk]),
        partial(_address, "employers:employment_registered", row),
    )  # fmt: skip


PLACEMENTS = Source(_placements, F("agreement_on"), WorkRegistration, "placement", _placement_told)
EMPLOYMENTS = Source(_employments, F("starts_on"), WorkRegistration, "employment", _employment_told)


def placement_lines(row, definition, case) -> Iterable[str]:
    """The text of a place as it stands: never the aim, the supervisor, what may be told, or why it ended."""
    yield from heading_lines(definition, case, row.title, row.employer.name)
    if row.workplace:
        yield _("Arbetsplats: %(name)s") % {"name": row.workplace}
    if row.hours_a_week:
        yield _("%(n)s timmar i veckan") % {"n": row.hours_a_week}
    yield from _days(
        (_("Överenskommelse"), row.agreement_on),
        (_("Planerad från"), row.planned_from if not row.started_on else None),
        (_("Planerad till"), row.planned_until if not row.ended_on else None),
        (_("Började"), row.started_on),
        (_("Slutade"), row.ended_on),
    )
    yield state_line(row.get_state_display())


def employment_lines(row, definition, case) -> Iterable[str]:
    """The text of an employment as it stands: never why it ended."""
    yield from heading_lines(definition, case, _("Kommunal anställning"), row.workplace)
    yield _("Form av stöd: %(form)s") % {"form": label_of(FORMS, row.form, row.starts_on)}
    yield _("Omfattning: %(n)s procent") % {"n": row.extent}
    yield from _days(
        (_("Började") if row.starts_on <= today() else _("Börjar"), row.starts_on),
        (_("Slutar enligt avtalet"), row.planned_until if not row.ended_on else None),
        (_("Slutade"), row.ended_on),
    )
    yield state_line(_standing(row))


def note_registered(opened, row, system: str) -> None:
    """The place or employment, as it stands, has been registered in an outer system (P-063)."""
    own = current_acting()
    name = "placement" if isinstance(row, Placement) else "employment"
    noted = {"revision": row.revision, "noted_on": today(), "noted_by": own.staff}
    WorkRegistration.objects.update_or_create(
        **{name: row}, system=system, defaults=noted,
        create_defaults=noted | {"owner_branch": own.branch, "case": opened.case, "file": opened.file},
    )  # fmt: skip
    log_event(Event.ITEM_VERSION, [opened.case.pk], name, [f"{row.pk}:registered:{system}"])


def _days(*told):
    return (dated(label, day) for label, day in told if day)


def _standing(row):
    return standing(row.starts_on, row.ended_on, row.planned_until, today())


def _address(name, row, system):
    return reverse(name, args=[row.case_id, row.pk, system])
