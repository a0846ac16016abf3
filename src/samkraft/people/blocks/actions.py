"""Set a block, end it, look behind it for a while: each in the log (REG-10, PDL 4:4–5)."""

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.choices import Event, FindingKind
from samkraft.access.log_review_actions import flag_opening
from samkraft.access.readlog import log_event
from samkraft.access.unit_models import has_units
from samkraft.core.clock import today
from samkraft.people.models import BlockLift, CareBlock
from samkraft.people.problems import NotPossible
from samkraft.sharing import door

# As long as other exceptional reading: an hour, then it has to be said again (section 9).
MINUTES = 60


def blocks_of(opened):
    """The blocks that hold in the acting branch's file on a case, the oldest first."""
    found = CareBlock.objects.in_force().filter(case=opened.case).select_related("unit", "set_by")
    return list(found.order_by("set_on", "pk"))


def own_lifts(acting, blocks):
    """Block → until when the acting person may look behind it."""
    rows = BlockLift.objects.filter(block__in=blocks, staff=acting.staff, until__gt=timezone.now())
    return dict(rows.order_by("until").values_list("block", "until"))


@transaction.atomic
def block(opened, acting) -> CareBlock:
    """What the acting person's unit has written, and will write, is read by that unit alone from now on (PDL 4:4)."""
    if not has_units(acting.branch):
        raise NotPossible(_("Spärrar finns bara i hälso- och sjukvården."))
    if acting.unit is None:
        raise NotPossible(_("Du hör inte till någon vårdenhet. Be behörighetsadministratören ändra det."))
    try:
        with transaction.atomic():
            made = CareBlock.objects.create(
                owner_branch=acting.branch, case=opened.case, unit_id=acting.unit, set_on=today(), set_by=acting.staff
            )
    except IntegrityError:
        raise NotPossible(_("Enhetens uppgifter är redan spärrade.")) from None
    door.call("end_own_reviews", opened.case.pk)
    _log(Event.BLOCK_SET, opened, made)
    return made


@transaction.atomic
def end(opened, acting, row) -> None:
    """The patient no longer wants it; said to the unit that it shields (PDL 4:4)."""
    if row.unit_id != acting.unit:
        raise NotPossible(_("Spärren tas bort av den enhet som uppgifterna hör till."))
    if not CareBlock.objects.in_force().filter(pk=row.pk).update(ended_on=today(), ended_by=acting.staff):
        raise NotPossible(_("Spärren är redan borttagen."))
    _log(Event.BLOCK_ENDED, opened, row)


@transaction.atomic
def lift(opened, acting, row, ground, reason) -> BlockLift:
    """For an hour and for this person alone: the patient consents, or her life or health is in danger (PDL 4:5).

    The log reviewer has it in her queue at once, as an opening by exception.
    """
    if row.ended_on is not None:
        raise NotPossible(_("Spärren är redan borttagen."))
    now = timezone.now()
    made = BlockLift.objects.create(
        owner_branch=acting.branch, block=row, case=opened.case, staff=acting.staff, ground=ground, reason=reason,
        lifted_at=now, until=now + timedelta(minutes=MINUTES),
    )  # fmt: skip
    _log(Event.BLOCK_LIFTED, opened, row, f"ground:{ground}")
    flag_opening(acting.staff.pk, opened.case.pk, FindingKind.BLOCK_LIFTED)
    return made


def _log(event, opened, row, *more):
    log_event(event, [opened.case.pk], object_type="care_block", items=[f"care_block:{row.public_id}", *more])
