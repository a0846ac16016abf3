"""What changes placements: one transaction each, checked, logged; the row is locked, so that a second is told."""

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.employers.choices import ContactPurpose, PlacementState
from samkraft.employers.models import Placement, WorkplaceVisit
from samkraft.employers.placements import rules
from samkraft.employers.register import actions as register
from samkraft.people.problems import NotPossible, raise_first


def place(opened, given) -> Placement:
    """Plan a place at an employer for the person, who has said yes to it (P-050).

    Of a protected person no employer and no workplace is kept (SKY-01).
    """
    if opened.file.is_pseudonymous:
        raise NotPossible(_("För en person med skyddade personuppgifter antecknas ingen arbetsplats."))
    raise_first(rules.placing_problems(today(), opened.case.opened_on, given, opened.case.closed_on))
    own = current_acting()
    kind = opened.definition.activity_type(given["type"])
    state = PlacementState.AGREED if given.get("agreement_on") else PlacementState.PLANNED
    if given.get("agreement_on") and not given.get("supervisor"):
        raise NotPossible(_("Skriv vem som är handledare på arbetsplatsen."), "supervisor")
    placement = Placement.objects.create(
        owner_branch=own.branch, case=opened.case, file=opened.file, title=kind.name, state=state,
        placed_by=own.staff, **given,
    )  # fmt: skip
    _log(Event.ITEM_CREATED, placement)
    return placement


def agree(opened, placement_id, given) -> Placement:
    """The agreement with the workplace is made, with a named supervisor."""
    placement = _locked(opened, placement_id, PlacementState.AGREED)
    raise_first(rules.agreement_problems(today(), placement.person_agreed_on, given["agreement_on"]))
    return _moved(placement, PlacementState.AGREED, given)


def start(opened, placement_id, given) -> Placement:
    """The person has begun."""
    placement = _locked(opened, placement_id, PlacementState.UNDER_WAY)
    raise_first(rules.start_problems(today(), placement.agreement_on, given["started_on"], given.get("next_visit_on")))
    return _moved(placement, PlacementState.UNDER_WAY, given)


def visit(opened, placement_id, given) -> WorkplaceVisit:
    """A follow-up at the workplace. Its time counts as time for the employer, and isn't written twice (P-050)."""
    placement = _row(placement_id, opened)
    if placement.state != PlacementState.UNDER_WAY:
        raise NotPossible(_("Platsen pågår inte. Någon annan kan ha ändrat den nyss."))
    raise_first(rules.visit_problems(today(), placement.started_on, given))
    next_visit_on, minutes = given.pop("next_visit_on"), given.pop("minutes")
    own = current_acting()
    held = WorkplaceVisit.objects.create(
        owner_branch=own.branch, case=opened.case, file=opened.file, placement=placement, done_by=own.staff, **given
    )
    placement.next_visit_on = next_visit_on  # tells nothing that others have or systems know: the revision stays
    placement.save(update_fields=["next_visit_on"])
    told = {"on": given["held_on"], "way": given["way"], "minutes": minutes, "purpose": ContactPurpose.FOLLOW_UP}
    register.tell(placement.employer, told)
    log_event(Event.ITEM_CREATED, [opened.case.pk], "placement", [f"visit:{held.pk}"])
    return held


def end(opened, placement_id, given) -> Placement:
    """The place has ended, or never began."""
    placement = _row(placement_id, opened)
    has_begun = placement.started_on is not None
    to = PlacementState.ENDED if has_begun else PlacementState.NOT_STARTED
    _must_move(placement, to)
    raise_first(rules.end_problems(today(), placement.started_on, given))
    return _moved(placement, to, given | {"next_visit_on": None, "end_kind": given.get("end_kind", "")})


def _row(placement_id, opened):
    rows = Placement.objects.select_for_update(of=["self"]).select_related("employer", "placed_by")
    return rows.get(pk=placement_id, case=opened.case)


def _locked(opened, placement_id, to):
    placement = _row(placement_id, opened)
    _must_move(placement, to)
    return placement


def _must_move(placement, to):
    if not rules.can_move(placement.state, to):
        raise NotPossible(
            _("Det går inte längre: platsen har läget ”%(state)s”. Någon annan kan ha ändrat den nyss.")
            % {"state": placement.get_state_display()}
        )


def _moved(placement, to, given):
    for name, value in given.items():
        setattr(placement, name, value)
    placement.state = to
    placement.revision += 1
    placement.save()
    _log(Event.ITEM_VERSION, placement)
    return placement


def _log(event, placement):
    log_event(event, [placement.case_id], "placement", [f"{placement.pk}:{placement.revision}"])
