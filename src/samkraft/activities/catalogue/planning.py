"""Keeping the catalogue: entries, sessions and how many places there are. Only the providing branch (P-042)."""

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.activities.models import Offering, Session, SessionProvider
from samkraft.core.clock import today
from samkraft.core.lookups import as_array
from samkraft.people.problems import NotPossible
from samkraft.programmes.models import Programme
from samkraft.sharing import door


@transaction.atomic
def add_offering(acting, definition, given) -> Offering:
    """A new entry, provided by the branch that the planner acts for."""
    leaders, fields = _parted(given)
    offering = Offering.objects.create(
        programme=Programme.objects.get(slug=acting.programme),
        provider_branch=acting.branch,
        answer_days=definition.places.answer_days,
        confirmed_on=today(),
        confirmed_by=acting.staff,
        **fields,
    )
    _name_leaders(offering, leaders)
    _log(offering, "new")
    return offering


@transaction.atomic
def change_offering(acting, offering, revision, given) -> Offering:
    """The entry as it is now; who comes second to a change is told."""
    leaders, fields = _parted(given)
    fields |= {"confirmed_on": today(), "confirmed_by": acting.staff, "revision": revision + 1}
    if not Offering.objects.filter(pk=offering.pk, revision=revision).update(**fields):
        raise NotPossible(_("Någon annan har ändrat uppgifterna nyss. Jämför med det som står där nu och spara igen."))
    _name_leaders(offering, leaders)
    _log(offering, "changed")
    return offering


def confirm_offering(acting, offering) -> None:
    """Somebody has asked: what stands here is still true."""
    Offering.objects.filter(pk=offering.pk).update(confirmed_on=today(), confirmed_by=acting.staff)
    _log(offering, "confirmed")


def close_offering(offering) -> None:
    """Out of the catalogue. Nobody is dropped silently: one with a queue can't be closed before it is empty."""
    if offering.bookings.exclude(state="left").exists():
        raise NotPossible(_("Någon står i kö eller har en plats. Ordna deras platser först."))
    Offering.objects.filter(pk=offering.pk).update(closed_on=today())
    _log(offering, "closed")


@transaction.atomic
def add_session(offering, given) -> Session:
    """A new session with its places; the first in the queue are offered them at once."""
    capacity = given.pop("capacity")
    session = Session.objects.create(offering=offering, capacity=0, **given)
    door.call("resize_session", session.pk, capacity, "{}", False)
    _log(offering, f"session:{session.pk}")
    return session


@transaction.atomic
def change_session(session, given, displaced=(), as_freed=False) -> None:
    """The session's days and places. Fewer places than are taken needs the planner's word on each (or patience)."""
    capacity = given.pop("capacity")
    Session.objects.filter(pk=session.pk).update(**given)
    door.call("resize_session", session.pk, capacity, as_array(displaced), as_freed)
    _log(session.offering, f"session:{session.pk}")


@transaction.atomic
def cancel_session(session, displaced) -> None:
    """The session isn't given: everybody who was to come goes first in the queue for another."""
    if session.places.filter(booking__started_on__isnull=False).exists():
        raise NotPossible(_("Någon har redan börjat. Minska antalet platser i stället."))
    door.call("resize_session", session.pk, 0, as_array(displaced), False)
    Session.objects.filter(pk=session.pk).update(cancelled_on=today())
    _log(session.offering, f"cancelled:{session.pk}")


def _parted(given):
    fields = dict(given)
    return fields.pop("leaders", []), fields


def _name_leaders(offering, leaders):
    """Who may confirm attendance for this entry's sessions, and nobody else."""
    SessionProvider.objects.filter(offering=offering).exclude(staff__in=leaders).delete()
    for staff in leaders:
        SessionProvider.objects.get_or_create(offering=offering, staff=staff)


def _log(offering, what):
    log_event(Event.CONFIG_CHANGED, object_type="offering", items=[f"{offering.pk}:{what}"])
