"""Programmes as loaded from their files, in dated versions; their teams and members by date."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.core.clock import today
from samkraft.programmes.reading import from_json

_definitions: dict = {}


class Programme(models.Model):
    """A programme that runs on Samkraft; everything about it stands in its versions (design rule 1)."""

    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=100)
    demo_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return self.name

    def version_on(self, on=None):
        """The version in force on a day: the newest loaded, of those valid from that day or before."""
        newest = self.versions.filter(valid_from__lte=on or today()).order_by("-number")
        return newest.defer("content").first()  # large, and read once a process (see ``definition``)


class ProgrammeVersion(models.Model):
    """One state of a programme file, kept exactly. Cases keep the version that they began under."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    file_name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()

    class Meta:
        ordering = ["programme_id", "number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="one_version_per_number"),
            models.UniqueConstraint(fields=["programme", "content_hash"], name="a_file_is_loaded_once"),
        ]

    def __str__(self):
        return f"{self.programme_id} v{self.number}"

    @property
    def definition(self):
        """The version as a ``ProgrammeDefinition``. A version never changes, so each is built once per process."""
        if self.content_hash not in _definitions:
            _definitions[self.content_hash] = from_json(self.content)
        return _definitions[self.content_hash]


class ProgrammeChangeQuerySet(models.QuerySet):
    def undecided(self):
        """What nobody has said yes or no to."""
        return self.filter(decided_at=None)


class ProgrammeChange(models.Model):
    """A programme file that somebody wants in force, and who said yes or no to it (ADM-6, T15).

    It becomes a version when a second person has confirmed it. ``version`` without a decision: what was loaded when
    there was nobody to ask yet, at the installation and in the demo; it can be confirmed afterwards.
    """

    slug = models.SlugField()
    file_name = models.CharField(max_length=200)
    content_hash = models.CharField(max_length=64)
    content = models.JSONField()
    version = models.OneToOneField(ProgrammeVersion, on_delete=models.CASCADE, related_name="change", null=True)
    proposed_at = models.DateTimeField(db_default=Now())
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+", null=True)
    is_confirmed = models.BooleanField(null=True)
    reference = models.CharField(max_length=200, blank=True, db_default="")
    reason = models.CharField(max_length=500, blank=True, db_default="")

    objects = ProgrammeChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                name="a_programme_is_confirmed_by_another",
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")),
            ),
            models.UniqueConstraint(
                name="a_programme_change_waits_once", fields=["slug", "content_hash"], condition=Q(decided_at=None)
            ),
        ]

    def __str__(self):
        return f"{self.slug}: {self.file_name}"


class PeriodQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Rows whose period holds on a day; ``until`` is the last day that counts."""
        on = on or today()
        return self.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gte=on))

    def overlapping(self, start, end):
        """Rows that hold on some day between two days; *end* None is open."""
        rows = self.filter(Q(valid_until=None) | Q(valid_until__gte=start) & Q(valid_until__gte=F("valid_from")))
        return rows if end is None else rows.filter(valid_from__lte=end)


class Team(models.Model):
    """A team of a programme between two days; it carries about so many participants (P-020)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="teams")
    code = models.SlugField()
    name = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    load_limit = models.PositiveIntegerField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["programme_id", "pk"]
        constraints = [models.UniqueConstraint(fields=["programme", "code"], name="team_code_once_per_programme")]

    def __str__(self):
        return self.name


class TeamMemberQuerySet(PeriodQuerySet):
    def teams_left_by(self, staff, branch, on=None):
        """The teams in which a person had a place for a branch, and hasn't today (IAM-08)."""
        hers = self.filter(staff=staff, branch=branch)
        return hers.exclude(team__in=hers.in_force(on).values("team")).values("team")


class TeamMember(models.Model):
    """A person's place in a team: for a branch, in a profession, between two days (P-020, P-021)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="members")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="team_places")
    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    profession = models.SlugField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    objects = TeamMemberQuerySet.as_manager()

    class Meta:
        ordering = ["team_id", "pk"]
        constraints = [
            models.CheckConstraint(
                name="member_leaves_after_joining",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from") - timedelta(days=1)),
                violation_error_message=_("Slutdatum kan inte ligga före startdatum."),
            )
        ]

    def __str__(self):
        return f"{self.staff_id} i {self.team_id}"


class TeamProposalQuerySet(models.QuerySet):
    def waiting(self):
        """Proposals that no unit manager has answered."""
        return self.filter(decided_at=None)


class TeamProposal(models.Model):
    """That somebody is to have a place in a team: the unit manager of her branch approves it, or not (table B)."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="proposals")
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    profession = models.SlugField()
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+")
    proposed_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    is_approved = models.BooleanField(null=True)
    answer = models.CharField(max_length=200, blank=True)

    objects = TeamProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["team", "staff", "branch"], condition=Q(decided_at=None), name="one_waiting_proposal_a_place"
            ),
            models.CheckConstraint(
                name="nobody_approves_herself", condition=Q(decided_by=None) | ~Q(decided_by=F("staff"))
            ),
        ]

    def __str__(self):
        return f"{self.staff_id} till {self.team_id}"
