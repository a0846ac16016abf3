"""What changes municipal employments: one transaction each, checked, logged (P-043). The end plans day 90 (P-084)."""

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.employers.employments import rules
from samkraft.employers.models import MunicipalEmployment
from samkraft.people.pathway.followup_actions import plan_employment_follow_up
from samkraft.people.problems import NotPossible, raise_first


def employ(opened, given) -> MunicipalEmployment:
    """Enter an employment in the municipality. Of a protected person no workplace is kept (SKY-01)."""
    raise_first(rules.start_problems(today(), opened.case.opened_on, given))
    if opened.file.is_pseudonymous and given.get("workplace"):
        raise NotPossible(_("För en person med skyddade personuppgifter antecknas ingen arbetsplats."), "workplace")
    goes_on = MunicipalEmployment.objects.filter(case=opened.case, ended_on=None).first()
    if goes_on:
        raise NotPossible(_("Personen har redan en anställning som pågår. Avsluta den först."), "starts_on")
    own = current_acting()
    made = MunicipalEmployment.objects.create(
        owner_branch=own.branch, case=opened.case, file=opened.file, placed_by=own.staff, **given
    )
    _log(Event.ITEM_CREATED, made)
    return made


def end(opened, employment_id, given) -> MunicipalEmployment:
    """It has ended: what comes of it is asked 90 days later, by the programme's follow-up (P-084)."""
    rows = MunicipalEmployment.objects.select_for_update(of=["self"])
    found = rows.get(pk=employment_id, case=opened.case)
    if found.ended_on:
        raise NotPossible(_("Anställningen är redan avslutad. Någon annan kan ha skrivit in det nyss."))
    raise_first(rules.end_problems(today(), found.starts_on, given))
    for name, value in given.items():
        setattr(found, name, value)
    found.revision += 1
    found.save()
    plan_employment_follow_up(opened, found.ended_on)
    _log(Event.ITEM_VERSION, found)
    return found


def _log(event, employment):
    log_event(event, [employment.case_id], "employment", [f"{employment.pk}:{employment.revision}"])
