"""What the catalogue's pages ask of the queues: numbers, never persons."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Count, F, Func, IntegerField, Q
from django.db.models.functions import Coalesce

from samkraft.activities.catalogue.expected_wait import Expected, Waits, expected_wait
from samkraft.activities.choices import BookingState, PlaceState
from samkraft.activities.models import Booking, Session
from samkraft.core.clock import today

_MONTH = 30.4375
COUNTED = (PlaceState.FREE, PlaceState.OFFERED, PlaceState.TAKEN)


class _Days(Func):
    """Whole days between two dates: grouped in two thirds of the time that intervals take."""

    template, arg_joiner, output_field = "(%(expressions)s)", " - ", IntegerField()


def histories_of(offerings, months) -> dict:
    """By offering every wait in its queue that began in the last *months*: days, and whether an offer ended it."""
    until = Coalesce("first_offered_on", "left_on", today())
    since = today() - timedelta(days=round(months * _MONTH))
    rows = Booking.objects.filter(offering__in=offerings, entered_on__gte=since).annotate(
        days=_Days(until, F("entered_on"))
    )
    counted = rows.values_list("offering", "days", Q(first_offered_on__isnull=False)).annotate(n=Count("*"))
    found = defaultdict(list)
    for offering, waited, was_offered, people in counted.order_by():
        found[offering].append(Waits(waited, was_offered, people))
    return found


def waits_in(offerings, places) -> dict:
    """By offering the expected wait of who enters its queue today; none where too few have been offered a place."""
    if places is None:
        return {}
    found = {key: expected_wait(history) for key, history in histories_of(offerings, places.history_months).items()}
    return {key: expected for key, expected in found.items() if expected.offered >= places.at_least}


def wait_in(offering, places, waited=0) -> Expected | None:
    """What is left to wait for who has *waited* so long, or None where too few like her have been offered a place."""
    if places is None:
        return None
    expected = expected_wait(histories_of([offering], places.history_months)[offering], waited)
    return expected if expected.offered >= places.at_least else None


def open_sessions(offering):
    """The sessions that still take people, each with ``free`` and ``taken`` places."""
    return with_places(Session.objects.filter(offering=offering, cancelled_on=None)).filter(
        Q(open_until=None) | Q(open_until__gte=today())
    )


def with_places(sessions):
    """Each session with ``free``, ``offered`` and ``taken`` places."""
    counts = {state.value: Count("places", filter=Q(places__state=state)) for state in COUNTED}
    return sessions.annotate(**counts).order_by("starts_on", "pk")


def ahead_of(booking) -> int:
    """How many in the queue are offered a place before this one, by the rules in sight."""
    rivals = Booking.objects.filter(offering=booking.offering_id, state=BookingState.WAITING)
    if booking.session_id:
        rivals = rivals.filter(Q(session=None) | Q(session=booking.session_id))
    before = Q(rank__lt=booking.rank) | Q(rank=booking.rank, entered_on__lt=booking.entered_on)
    before |= Q(rank=booking.rank, entered_on=booking.entered_on, pk__lt=booking.pk)
    return rivals.filter(before).count()
