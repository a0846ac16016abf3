"""Employers, what they need and our contacts with them (P-050). No participant stands here: these tables are open.

What concerns a person, a placement or an invitation, stands in the branch's own file: ``personal_models``.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Max, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.core.clock import today
from samkraft.employers.choices import (
    ContactPurpose,
    ContactWay,
    Interest,
    MeetingState,
    NeedKind,
    NeedState,
)
from samkraft.programmes.models import Programme, Team

# Django finds the room's other tables here.
__all__ = [
    "ContactPerson",
    "Employer",
    "EmployerContact",
    "Invitation",
    "JobAd",
    "JobAdFetch",
    "JobProfile",
    "MunicipalEmployment",
    "Need",
    "Placement",
    "RecruitmentMeeting",
    "WorkRegistration",
    "WorkplaceVisit",
]

STAFF = settings.AUTH_USER_MODEL
# So long after the last time is an employer's contact person kept (GDPR art. 5.1 e); our assumption.
PERSON_KEPT_DAYS = 730


class EmployerQuerySet(models.QuerySet):
    def with_latest(self):
        """Each with ``last_contact`` on any programme, and ``open_places``: how many places stand open."""
        contacts = EmployerContact.objects.filter(employer=OuterRef("pk")).order_by().values("employer")
        needs = Need.objects.open().filter(employer=OuterRef("pk")).order_by().values("employer")
        return self.annotate(
            last_contact=Subquery(contacts.annotate(day=Max("on")).values("day")),
            open_places=Subquery(needs.annotate(n=Sum("places")).values("n")),
        )

    def named(self, text):
        """By the beginning of a word of the name, or by the number."""
        digits = "".join(sign for sign in text if sign.isdigit())
        found = Q(name__istartswith=text) | Q(name__icontains=f" {text}")
        return self.filter(found | Q(organisation_number=digits) if len(digits) == 10 else found)

    def not_seen_since(self, day):
        """Those that want to take part and that nobody has been in touch with since a day."""
        since = EmployerContact.objects.filter(employer=OuterRef("pk"), on__gte=day)
        return self.filter(interest__in=[Interest.INTERESTED, Interest.ACTIVE, Interest.LATER]).exclude(Exists(since))


class Employer(models.Model):
    """An employer, known by its organisation number; a sole trader's is a personal number and isn't kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    organisation_number = models.CharField(max_length=10, blank=True)
    field = models.CharField(max_length=20, blank=True, help_text="Value of the code list occupation_fields.")
    municipality = models.CharField(max_length=60, blank=True)
    address = models.CharField(max_length=160, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    interest = models.CharField(max_length=12, choices=Interest, default=Interest.UNKNOWN)
    about = models.CharField(max_length=1000, blank=True)
    coordinator = models.ForeignKey(STAFF, on_delete=models.SET_NULL, related_name="+", null=True)
    added_by = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    added_on = models.DateField()
    closed_on = models.DateField(null=True)
    revision = models.PositiveIntegerField(default=1)

    objects = EmployerQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="one_employer_per_number",
                fields=["organisation_number"],
                condition=~Q(organisation_number=""),
                violation_error_message=_("Arbetsgivaren finns redan."),
            ),
            models.CheckConstraint(
                name="employer_number_is_of_an_organisation",  # the third figure tells it from a personal number
                condition=Q(organisation_number="") | Q(organisation_number__regex=r"^[0-9]{2}[2-9][0-9]{7}$"),
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def number(self):
        """The number as it is written: 556000-0000."""
        digits = self.organisation_number
        return f"{digits[:6]}-{digits[6:]}" if digits else ""


class ContactPersonQuerySet(models.QuerySet):
    def out_of_time(self, on=None):
        """Those that nobody has used for as long as they are kept."""
        return self.filter(used_on__lt=(on or today()) - timedelta(days=PERSON_KEPT_DAYS))


class ContactPerson(models.Model):
    """Whom we talk to at an employer, in her work. Goes when nobody has used it for two years (GDPR art. 5.1 e)."""

    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="persons")
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=80, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    used_on = models.DateField()

    objects = ContactPersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self):
        return self.name


class EmployerContact(models.Model):
    """A contact with an employer and the time it took: a quarter of the teams' time goes to employers (P-050)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="contacts")
    person = models.ForeignKey(ContactPerson, on_delete=models.SET_NULL, related_name="+", null=True)
    on = models.DateField()
    way = models.CharField(max_length=10, choices=ContactWay)
    purpose = models.CharField(max_length=12, choices=ContactPurpose)
    minutes = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=1000, blank=True)
    interest = models.CharField(max_length=12, choices=Interest, blank=True, help_text="What was said, if anything.")
    staff = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, related_name="+", null=True)
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-on", "-pk"]
        indexes = [models.Index(fields=["programme", "on"], name="employer_contact_of_month")]
        constraints = [
            models.CheckConstraint(
                name="employer_contact_takes_time", condition=Q(minutes__gte=1) & Q(minutes__lte=1440)
            )
        ]

    def __str__(self):
        return f"{self.employer_id} {self.on}"


class NeedQuerySet(models.QuerySet):
    def open(self, on=None):
        """What can be taken today: not filled, and not past its last day."""
        return self.filter(state=NeedState.OPEN).filter(Q(until=None) | Q(until__gte=on or today()))


class Need(models.Model):
    """What an employer offers: jobs and places, and what they ask for."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    employer = models.ForeignKey(Employer, on_delete=models.CASCADE, related_name="needs")
    kind = models.CharField(max_length=10, choices=NeedKind)
    title = models.CharField(max_length=120)
    field = models.CharField(max_length=20, blank=True)
    places = models.PositiveSmallIntegerField(default=1)
    municipality = models.CharField(max_length=60, blank=True)
    languages = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    licences = ArrayField(models.CharField(max_length=4), default=list, blank=True)
    about = models.CharField(max_length=1000, blank=True)
    since = models.DateField(null=True)
    until = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=NeedState, default=NeedState.OPEN)
    confirmed_on = models.DateField()
    added_by = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    objects = NeedQuerySet.as_manager()

    class Meta:
        ordering = ["-confirmed_on", "pk"]
        constraints = [
            models.CheckConstraint(name="need_has_places", condition=Q(places__gte=1)),
            models.CheckConstraint(
                name="need_ends_after_it_starts",
                condition=Q(until=None) | Q(since=None) | Q(until__gte=F("since")),
                violation_error_message=_("Sista dagen kan inte ligga före den första."),
            ),
        ]

    def __str__(self):
        return self.title


class RecruitmentMeeting(models.Model):
    """A meeting where employers meet people who seek work (P-050). Who is invited stands in each branch's files."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    employer = models.ForeignKey(Employer, on_delete=models.RESTRICT, related_name="meetings")
    title = models.CharField(max_length=120)
    on = models.DateField()
    starts_at = models.TimeField()
    place = models.CharField(max_length=120)
    seats = models.PositiveSmallIntegerField()
    about = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    arranged_by = models.ForeignKey(STAFF, on_delete=models.RESTRICT, related_name="+")
    revision = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["on", "starts_at", "pk"]
        constraints = [models.CheckConstraint(name="recruitment_meeting_has_seats", condition=Q(seats__gte=1))]

    def __str__(self):
        return self.title


class JobAd(models.Model):
    """A job ad as the employment service publishes it, kept while it stands. Names of persons in it are left out."""

    id = models.CharField(primary_key=True, max_length=40)
    headline = models.CharField(max_length=200)
    employer_name = models.CharField(max_length=160, blank=True)
    organisation_number = models.CharField(max_length=10, blank=True, db_index=True)
    occupation = models.CharField(max_length=160, blank=True)
    field = models.CharField(max_length=20, blank=True)
    municipality = models.CharField(max_length=60, blank=True)
    region_code = models.CharField(max_length=4, blank=True)
    extent_min = models.PositiveSmallIntegerField(null=True)
    extent_max = models.PositiveSmallIntegerField(null=True)
    languages = ArrayField(models.CharField(max_length=60), default=list)
    licences = ArrayField(models.CharField(max_length=60), default=list)
    needs_licence = models.BooleanField(default=False)
    needs_experience = models.BooleanField(default=False)
    vacancies = models.PositiveSmallIntegerField(default=1)
    published_on = models.DateField(null=True)
    deadline = models.DateField(null=True)
    url = models.URLField(max_length=400, blank=True)

    class Meta:
        ordering = ["deadline", "pk"]
        indexes = [models.Index(fields=["region_code", "field"], name="job_ad_of_region")]

    def __str__(self):
        return self.headline


class JobAdFetch(models.Model):
    """How far the stream of ads has been read, and what went wrong the last time."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    read_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    def __str__(self):
        return str(self.read_until)


from samkraft.employers.personal_models import (  # noqa: E402
    Invitation,
    JobProfile,
    MunicipalEmployment,
    Placement,
    WorkplaceVisit,
    WorkRegistration,
)
