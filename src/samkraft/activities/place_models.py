"""The catalogue: what the parties provide, when, and its places (P-042).

Nothing here tells of a person: a booking is a number in a queue, and whose it is stands in the placing branch's own
activity alone. Places and bookings are written by the door (``sql/places.sql``), one at a time for each offering.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.activities.choices import BookingState, PlaceState
from samkraft.core.clock import today
from samkraft.programmes.models import Programme

STAFF = settings.AUTH_USER_MODEL


class OfferingQuerySet(models.QuerySet):
    def of_programme(self, slug):
        """What stands in the catalogue of a programme today."""
        return self.filter(programme__slug=slug, closed_on=None)

    def with_places(self):
        """Each with ``free``: places that can be had; ``next_start``: the next day to begin; ``waiting``: the queue."""
        sessions = Session.objects.filter(_takes_people(), offering=OuterRef("pk"))
        places = Place.objects.filter(_takes_people("session__"), session__offering=OuterRef("pk"))
        queue = Booking.objects.filter(offering=OuterRef("pk"), state=BookingState.WAITING)
        begins = sessions.filter(starts_on__gte=today()).order_by("starts_on").values("starts_on")
        return self.annotate(
            free=_counted(places.filter(state=PlaceState.FREE), "session__offering"),
            next_start=Subquery(begins[:1]),
            runs_now=_counted(sessions.filter(starts_on__lt=today()), "offering"),
            waiting=_counted(queue, "offering"),
        )


def _takes_people(path=""):
    """Of sessions, or of what *path* leads from to them: whether a free place is of use to anybody today."""
    in_time = Q(**{f"{path}open_until": None}) | Q(**{f"{path}open_until__gte": today()})
    return in_time & Q(**{f"{path}cancelled_on": None})


def _counted(rows, of):
    """How many there are of each, asked for by itself: joined, each place would be read with each session."""
    return Coalesce(Subquery(rows.order_by().values(of).annotate(n=Count("pk")).values("n")), 0)


class Offering(models.Model):
    """An entry of the catalogue, kept true by the branch that provides it: ``confirmed_on`` says when last."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    type = models.SlugField(db_index=False)
    title = models.CharField(max_length=120)
    provider_branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    provider = models.CharField(max_length=120, blank=True)
    content = models.CharField(max_length=2000)
    prerequisites = models.CharField(max_length=500, blank=True)
    languages = models.CharField(max_length=200, blank=True)
    accessibility = models.CharField(max_length=500, blank=True)
    price = models.PositiveIntegerField(null=True)
    is_rolling = models.BooleanField(default=False)
    answer_days = models.PositiveSmallIntegerField()
    confirmed_on = models.DateField()
    confirmed_by = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    closed_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = OfferingQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]

    def __str__(self):
        return self.title


class Session(models.Model):
    """One time that an offering is given. ``open_until``: the last day on which a freed place is of use to the next;
    None: as long as it runs. ``capacity``: the places wished for, where more are taken they go as they are freed."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="sessions")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    open_until = models.DateField(null=True)
    times = models.CharField(max_length=120, blank=True)
    where = models.CharField(max_length=160, blank=True)
    capacity = models.PositiveSmallIntegerField()
    cancelled_on = models.DateField(null=True)

    class Meta:
        ordering = ["starts_on", "pk"]
        constraints = [
            models.CheckConstraint(
                name="session_ends_after_it_starts",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("Omgången kan inte sluta innan den börjar."),
            )
        ]

    def __str__(self):
        return f"{self.offering_id} {self.starts_on}"

    @property
    def is_open(self):
        """Whether a free place here can be offered to anybody today."""
        return self.cancelled_on is None and (self.open_until is None or self.open_until >= today())


class Booking(models.Model):
    """A number in the queue of an offering, from the day it entered to the day it left.

    ``session``: the one that is wished for, None where the first place will do; ``held``: where a place was offered
    or taken. ``ready_on``: since when a place can be offered, None while a decision or an answer is waited for.
    """

    offering = models.ForeignKey(Offering, on_delete=models.RESTRICT, related_name="bookings")
    session = models.ForeignKey(Session, on_delete=models.RESTRICT, related_name="+", null=True, db_index=False)
    held = models.ForeignKey(Session, on_delete=models.RESTRICT, related_name="held_by", null=True)
    state = models.CharField(max_length=8, choices=BookingState, default=BookingState.WAITING)
    priority = models.SlugField(blank=True, db_index=False)
    rank = models.PositiveSmallIntegerField(default=9)
    entered_on = models.DateField()
    ready_on = models.DateField(null=True)
    first_offered_on = models.DateField(null=True)
    answer_by = models.DateField(null=True)
    started_on = models.DateField(null=True)
    left_on = models.DateField(null=True)
    left_how = models.SlugField(blank=True, db_index=False)
    entered_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [
            models.Index(
                fields=["offering", "rank", "entered_on", "id"], name="booking_queue", condition=Q(state="waiting")
            )
        ]

    def __str__(self):
        return f"{self.pk} {self.state}"


class Place(models.Model):
    """One place of a session: free, offered or taken by one booking, or closed."""

    session = models.ForeignKey(Session, on_delete=models.CASCADE, related_name="places", db_index=False)
    number = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=8, choices=PlaceState, default=PlaceState.FREE)
    booking = models.OneToOneField(Booking, on_delete=models.RESTRICT, related_name="place", null=True)

    class Meta:
        ordering = ["session", "number"]
        # Few are free: the catalogue counts them without reading those that are taken.
        indexes = [models.Index(fields=["session"], name="place_free", condition=Q(state="free"))]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="place_number_once"),
            models.CheckConstraint(
                name="place_is_held_by_one_booking",
                condition=Q(state__in=["free", "closed"], booking=None)
                | Q(state__in=["offered", "taken"], booking__isnull=False),
            ),
        ]

    def __str__(self):
        return f"{self.session_id} {self.number}"


class SessionProvider(models.Model):
    """Somebody who leads an offering's sessions and may confirm who came: nothing else is hers (role provider)."""

    offering = models.ForeignKey(Offering, on_delete=models.CASCADE, related_name="leaders")
    staff = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["offering", "staff"], name="provider_named_once")]

    def __str__(self):
        return f"{self.offering_id} {self.staff_id}"
