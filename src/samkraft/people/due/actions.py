"""Putting off a deadline with a reason, and taking it up again."""

from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.deadline_rules import Due
from samkraft.people.models import PutOff
from samkraft.people.problems import NotPossible


def latest_day(definition) -> date:
    """The last day until which a deadline may be put off from today."""
    return today() + timedelta(days=definition.postponing.days_at_most)


def problem_with_day(definition, until) -> str:
    """Why a deadline can't be put off until that day; empty when it can."""
    if until <= today():
        return _("Välj en dag som kommer.")
    if until > latest_day(definition):
        return _("Högst %(n)s dagar i taget, till och med %(day)s.") % {
            "n": definition.postponing.days_at_most,
            "day": swedish_date(latest_day(definition)),
        }
    return ""


@transaction.atomic
def put_off(opened, due: Due, until, reason, note) -> PutOff:
    """The deadline waits until a day. Raises :class:`NotPossible` if it can't, or a colleague was first."""
    if not due.can_wait:
        raise NotPossible(_("Den här fristen går inte att skjuta upp."))
    problem = problem_with_day(opened.definition, until)
    if problem or reason not in opened.definition.postponing.reasons:
        raise NotPossible(problem or _("Välj ett av skälen."))
    acting = current_acting()
    gone = {"file": opened.file, "code": due.code, "due_on": due.due_on, "taken_up_on": None, "until__lte": today()}
    PutOff.objects.filter(**gone).update(taken_up_on=today())  # it came back by itself, and may be put off anew
    try:
        with transaction.atomic():
            row = PutOff.objects.create(
                owner_branch=acting.branch, case=opened.case, file=opened.file, code=due.code, due_on=due.due_on,
                until=until, reason=reason, note=note, put_off_by=acting.staff, put_off_on=today(),
            )  # fmt: skip
    except IntegrityError:
        raise NotPossible(_("Någon annan har redan skjutit upp fristen. Läs sidan igen.")) from None
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="put_off", items=[f"deadline:{due.code}"])
    return row


@transaction.atomic
def take_up(opened, due: Due) -> bool:
    """The deadline comes back at once. False when it already had."""
    waiting = PutOff.objects.waiting().filter(file=opened.file, code=due.code, due_on=due.due_on)
    if not waiting.update(taken_up_on=today()):
        return False
    log_event(Event.ITEM_VERSION, [opened.case.pk], object_type="put_off", items=[f"deadline:{due.code}"])
    return True
