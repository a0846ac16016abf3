"""The case shell and the case files: who holds what (design "Who holds what")."""

import uuid

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import Role
from samkraft.access.owned import CONTACT, ENROLMENT, NOTES, OwnedModel, ShellModel, branch_key, staff_key
from samkraft.access.sealed_fields import SealedJSONField
from samkraft.access.unit_models import unit_key
from samkraft.core.clock import today
from samkraft.people.choices import IdentityKind, Schooling, Sex

# Django finds a room's tables here.
from samkraft.people.intake_models import (
    CaseCounter,
    CoordinationNumber,
    Draw,
    PersonKey,
    PlacingProposal,
    Referral,
    ReferralMove,
)
from samkraft.programmes.models import Programme, ProgrammeVersion, Team, TeamMember

__all__ = [
    "ArchivePackage",
    "Arrangement",
    "BenefitFact",
    "BlockLift",
    "CareBlock",
    "Case",
    "CaseAssignment",
    "CaseCounter",
    "CaseFile",
    "CaseMerge",
    "CaseMove",
    "CaseOpening",
    "ConsentPaper",
    "CoordinationNumber",
    "DeadlineCount",
    "Disagreement",
    "Discharge",
    "Document",
    "Draft",
    "Draw",
    "ExtensionDecision",
    "FileItem",
    "FollowUp",
    "FollowUpTry",
    "Handover",
    "HomeMark",
    "LeaderChange",
    "MovedCase",
    "NamedPerson",
    "Notice",
    "NoticeGiven",
    "PackageMark",
    "PersonKey",
    "PhaseMove",
    "PhasePeriod",
    "PlacingProposal",
    "ProcessingRestriction",
    "ProtectedCase",
    "ProtectedIdentity",
    "Protection",
    "PublicRelease",
    "PutOff",
    "Referral",
    "ReferralMove",
    "Representative",
    "ReturnSignal",
    "RightsRequest",
    "SavedView",
    "Support",
    "SupportTalk",
]

STAFF = settings.AUTH_USER_MODEL
# What a protected person is called everywhere (SKY-01).
PSEUDONYM = _("Skyddad person")


class DateRange(Func):
    """A period as PostgreSQL's daterange, both days included; an open end is null."""

    function = "daterange"
    output_field = DateRangeField()


class CaseQuerySet(models.QuerySet):
    def visible_to(self, request):
        """The cases that are the person's: assigned to her as a handler today, or opened with a reason.

        Row-level security has already narrowed to cases that the acting branch holds an open, covered file on.
        """
        acting = request.acting
        return self.open_to(request.user, acting.branch, acting.programme, acting.has_role(Role.HANDLER))

    def open_to(self, staff, branch, programme, is_handler, on=None):
        """What :meth:`visible_to` says, of a person who acts for a branch in a programme on a day."""
        opened = CaseOpening.objects.filter(case=OuterRef("pk"), staff=staff).in_force()
        kept_only = ProcessingRestriction.objects.in_force().filter(case=OuterRef("pk"))
        ways = Q(Exists(opened)) & ~Q(Exists(kept_only))  # GDPR-08: of a restricted file only the handler reads
        if is_handler:
            assigned = CaseAssignment.objects.filter(case=OuterRef("pk"), staff=staff).in_force(on)
            left = TeamMember.objects.teams_left_by(staff, branch, on)
            ways |= Q(Exists(assigned.filter(branch=branch))) & ~Q(team__in=left)
        return self.filter(ways, programme__slug=programme)

    def assigned_to(self, staff, branch, on=None):
        """The cases that a person has for a branch today; those of a team that she has left aren't hers (IAM-08)."""
        mine = CaseAssignment.objects.filter(staff=staff, branch=branch).in_force(on)
        left = TeamMember.objects.teams_left_by(staff, branch, on)
        return self.filter(pk__in=mine.values("case_id")).exclude(team__in=left)

    def open(self):
        return self.filter(closed_on=None)


class Case(ShellModel):
    """The neutral shell: programme, number, team, leader, next talk. No name, number, text or reason."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="+")
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.RESTRICT, related_name="+")
    number = models.CharField(max_length=20)
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, related_name="cases")
    leader = staff_key(null=True)
    leader_branch = branch_key(null=True)
    opened_on = models.DateField()
    next_talk_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)

    case_column = "id"
    figure_columns = ("id", "programme", "programme_version", "team", "opened_on", "closed_on")
    personal_fields = dict.fromkeys(
        ["programme", "programme_version", "number", "team", "leader", "leader_branch", "opened_on", "next_talk_on",
         "closed_on"],
        ENROLMENT,
    )  # fmt: skip
    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "number"], name="case_number_once")]
        indexes = [
            models.Index(fields=["programme", "opened_on"], name="case_opened"),
            models.Index(fields=["team"], condition=Q(closed_on=None), name="case_open_of_team"),
            # What counts all open cases, of a team or a branch, is answered from indexes alone: these, and the files'.
            models.Index(
                fields=["programme", "id"], include=["team", "leader"], condition=Q(closed_on=None), name="case_open"
            ),
        ]

    def __str__(self):
        return self.number

    @property
    def is_open(self):
        return self.closed_on is None


class PeriodQuerySet(models.QuerySet):
    def in_force(self, on=None):
        on = on or today()
        return self.filter(valid_from__lte=on).filter(Q(valid_until=None) | Q(valid_until__gte=on))


class PhasePeriod(ShellModel):
    """A phase of a case between two days (P-032); the talk and the reason stand in the leader's file."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="phases")
    phase = models.SlugField(db_index=False)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    figure_columns = ("id", "case", "phase", "valid_from", "valid_until")
    personal_fields = dict.fromkeys(["case", "phase", "valid_from", "valid_until"], ENROLMENT)
    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["case_id", "valid_from", "pk"]
        constraints = [
            ExclusionConstraint(
                name="one_phase_at_a_time",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        DateRange("valid_from", "valid_until", RangeBoundary(True, True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                violation_error_message=_("Faserna kan inte överlappa varandra."),
            ),
        ]

    def __str__(self):
        return f"{self.phase} {self.valid_from}"


class CaseAssignment(ShellModel):
    """Who works with a case for which branch, between two days: the key to it (IAM-07)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assignments")
    staff = staff_key()
    branch = branch_key()
    profession = models.SlugField(db_index=False, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    figure_columns = ("id", "case", "staff", "branch", "profession", "valid_from", "valid_until")
    personal_fields = dict.fromkeys(["case", "staff", "branch", "profession", "valid_from", "valid_until"], ENROLMENT)
    objects = PeriodQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["staff", "branch", "case"], name="assignment_of_staff"),
            models.Index(fields=["case", "branch"], name="assignment_of_case"),
            models.Index(
                fields=["branch", "case"],
                include=["staff", "valid_from", "valid_until"],
                name="assignment_of_branch",
            ),
        ]

    def __str__(self):
        return f"{self.staff_id} {self.case_id}"


class OpeningQuerySet(models.QuerySet):
    def in_force(self):
        """Openings that were granted and haven't ended; by the real clock."""
        return self.filter(opened_at__isnull=False, until__gt=Now(), ended_at=None)

    def waiting(self):
        """Asked for, and not answered."""
        return self.filter(opened_at=None, refused_at=None)

    def unseen_by(self, manager):
        """Granted openings of others that no manager has looked at: what a manager is told of."""
        return self.filter(opened_at__isnull=False, seen_at=None).exclude(staff=manager)

    def run_out(self):
        """Whose time is out, and whose end nobody has noted."""
        return self.filter(opened_at__isnull=False, until__lte=Now(), ended_at=None)


class CaseOpening(OwnedModel):
    """Exceptional access to a case of one's own branch: a reason, and 60 minutes (design "Who holds what", EXC-1 to 4).

    A unit manager opens at once; a handler asks, and a manager of the branch answers. A manager is told of every
    opening, and a log reviewer reviews it. It ends by the clock, or before, by whoever has it or a manager.
    """

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    staff = staff_key()
    reason = models.CharField(max_length=300)
    asked_at = models.DateTimeField(db_default=Now())
    opened_at = models.DateTimeField(null=True)
    until = models.DateTimeField(null=True)
    decided_by = staff_key(null=True)
    refused_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True, db_default="")
    ended_at = models.DateTimeField(null=True)
    seen_at = models.DateTimeField(null=True)
    seen_by = staff_key(null=True)

    entry_days = ()
    personal_fields = dict.fromkeys(
        ["case", "staff", "reason", "asked_at", "opened_at", "until", "decided_by", "refused_at", "answer", "ended_at",
         "seen_at", "seen_by"],
        ENROLMENT,
    )  # fmt: skip
    # What was asked, by whom and of which case is never changed, nor is an opening ever taken away.
    database_rules = (
        "revoke update, delete on people_caseopening from samkraft_app",
        "grant update (opened_at, until, decided_by_id, refused_at, answer, ended_at, seen_at, seen_by_id)"
        " on people_caseopening to samkraft_app",
    )

    objects = OpeningQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "staff", "case"], name="opening_of_staff")]
        constraints = [
            models.CheckConstraint(
                name="an_opening_is_granted_or_refused", condition=Q(opened_at=None) | Q(refused_at=None)
            ),
            models.CheckConstraint(name="an_opening_has_an_end", condition=Q(opened_at=None) | Q(until__isnull=False)),
            models.CheckConstraint(
                name="nobody_is_told_by_herself", condition=Q(seen_by=None) | ~Q(seen_by=F("staff"))
            ),
        ]

    def __str__(self):
        return f"{self.staff_id} {self.case_id}"


class CaseFileQuerySet(models.QuerySet):
    def of(self, branch):
        """A branch's own files."""
        return self.filter(owner_branch=branch)


class CaseFile(OwnedModel):
    """What one branch holds about the person, first of all who she is as that branch may know it.

    ``is_origin`` marks the file of the branch that enrolled her: figures count each person once, there.
    A branch that has received only the minimum has name, sex, birth year and ways of contact.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="files")
    is_origin = models.BooleanField(default=False)
    is_pseudonymous = models.BooleanField(default=False)
    identity_kind = models.CharField(max_length=10, choices=IdentityKind, default=IdentityKind.NONE)
    identity_sealed = models.BinaryField(default=bytes)
    identity_hash = models.CharField(max_length=64, blank=True)
    first_name = models.CharField(max_length=80, blank=True)
    last_name = models.CharField(max_length=80, blank=True)
    sort_name = models.CharField(max_length=170, blank=True, db_collation="C")
    sex = models.CharField(max_length=5, choices=Sex)
    birth_year = models.PositiveSmallIntegerField(null=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=40, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    schooling = models.CharField(max_length=20, choices=Schooling, default=Schooling.UNKNOWN)
    referral_way = models.SlugField(db_index=False, blank=True)
    referred_on = models.DateField(null=True)
    was_drawn = models.BooleanField(default=False)
    allows_statistics = models.BooleanField(default=True)
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)

    entry_days = ("opened_on",)
    figure_columns = (
        "id", "case", "owner_branch", "is_origin", "is_pseudonymous", "sex", "birth_year", "schooling", "referral_way",
        "referred_on", "was_drawn", "allows_statistics", "opened_on", "closed_on",
    )  # fmt: skip
    personal_fields = dict.fromkeys(
        ["is_pseudonymous", "identity_kind", "identity_sealed", "identity_hash", "first_name", "last_name",
         "sort_name", "sex", "birth_year", "phone", "email", "language", "needs_interpreter"],
        CONTACT,
    ) | dict.fromkeys(
        ["case", "is_origin", "schooling", "referral_way", "referred_on", "was_drawn", "allows_statistics",
         "opened_on", "closed_on"],
        ENROLMENT,
    )  # fmt: skip
    objects = CaseFileQuerySet.as_manager()

    # A file that hangs on consent is open while a line to or from the branch holds today; after that archive only
    # (CON-01, CON-06). What happens in the case is then seen no more: the shell's own rule asks for a file (SEK-01).
    # One row or none, and not "exists", so that each file is one lookup in an index.
    restrictions = {
        "open_and_covered": """
            current_setting('samkraft.archive', true) = 'on' or closed_on is null and (is_origin or (
                select true from sharing_consentline l
                where l.owner_branch_id = current_setting('samkraft.branch')::int
                  and l.case_id = people_casefile.case_id and l.purpose = 'planning'
                  and l.withdrawn_at is null and l.confirmed_at is not null
                  and acting_day() between l.valid_from and l.valid_until
                limit 1)
              or (select true from sharing_consentline l
                  where l.owner_branch_id = current_setting('samkraft.branch')::int
                    and l.case_id = people_casefile.case_id
                  limit 1) is null)""",
    }

    # The door makes files (else a branch could attach itself to any case) and nobody moves one to another case.
    database_rules = (
        "revoke insert, delete, update on people_casefile from samkraft_app",
        "grant update (identity_kind, identity_sealed, identity_hash, first_name, last_name, sort_name, sex,"
        " birth_year, phone, email, language, needs_interpreter, schooling, allows_statistics)"
        " on people_casefile to samkraft_app",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "owner_branch"], name="one_file_per_branch_and_case"),
            models.UniqueConstraint(fields=["id", "case", "owner_branch"], name="file_key_for_items"),
        ]
        indexes = [
            models.Index(fields=["owner_branch", "identity_hash"], name="file_by_number"),
            models.Index(
                fields=["case"],
                include=["sex", "is_pseudonymous"],
                condition=Q(is_origin=True),
                name="file_of_origin",
            ),
            models.Index(
                fields=["owner_branch", "case"],
                include=["is_origin", "is_pseudonymous"],
                condition=Q(closed_on=None),
                name="file_open",
            ),
        ]

    def __str__(self):
        return f"akt {self.id}"

    @property
    def name(self):
        """The name as this branch may know it."""
        if self.is_pseudonymous:
            return str(PSEUDONYM)
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def list_name(self):
        """Last name first, for lists."""
        if self.is_pseudonymous:
            return str(PSEUDONYM)
        return f"{self.last_name}, {self.first_name}".strip(", ")


class FileItem(OwnedModel):
    """A row in one branch's file on a case. The database holds that file, case and owner branch belong together."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", db_index=False)
    file = models.ForeignKey(CaseFile, on_delete=models.CASCADE, related_name="%(class)ss", db_index=False)
    unit = unit_key()

    class Meta:
        abstract = True

    @classmethod
    def kind_rules(cls):
        """The key that binds a row to its own branch's file on its own case."""
        table = cls._meta.db_table
        yield f"alter table {table} drop constraint if exists {table}_in_own_file"
        yield (
            f"alter table {table} add constraint {table}_in_own_file foreign key (file_id, case_id, owner_branch_id)"
            " references people_casefile (id, case_id, owner_branch_id) on delete cascade on update cascade"
        )


ITEM_FIELDS = dict.fromkeys(["case", "file", "unit"], ENROLMENT)


class Draft(OwnedModel):
    """Autosaved text: its author's only, kept 14 days (ALL-03, design "Errors")."""

    author = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=120)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+", null=True)
    content = SealedJSONField(default=dict)
    updated_at = models.DateTimeField(auto_now=True)

    entry_days = ()
    personal_fields = dict.fromkeys(["author", "key", "case", "updated_at"], ENROLMENT) | {"content": NOTES}

    # The history would keep for good, and for the whole branch, what is its author's for 14 days (ALL-03).
    database_rules = tuple(f"drop trigger history_{verb} on people_draft" for verb in ("insert", "update", "delete"))

    class Meta:
        constraints = [models.UniqueConstraint(fields=["owner_branch", "author", "key"], name="one_draft_per_form")]

    def __str__(self):
        return self.key


# At the end, since these rows stand in the files above.
from samkraft.people.after_models import ReturnSignal, Support, SupportTalk  # noqa: E402
from samkraft.people.archive_models import ArchivePackage  # noqa: E402
from samkraft.people.arrangement_models import Arrangement  # noqa: E402
from samkraft.people.benefit_models import BenefitFact  # noqa: E402
from samkraft.people.block_models import BlockLift, CareBlock  # noqa: E402
from samkraft.people.case_rights_models import (  # noqa: E402
    Disagreement,
    HomeMark,
    Notice,
    NoticeGiven,
    ProcessingRestriction,
    PublicRelease,
)
from samkraft.people.deadline_models import DeadlineCount, PutOff  # noqa: E402
from samkraft.people.document_models import ConsentPaper, Document  # noqa: E402
from samkraft.people.duplicate_models import CaseMerge  # noqa: E402
from samkraft.people.move_models import CaseMove, MovedCase  # noqa: E402
from samkraft.people.pathway_models import (  # noqa: E402
    Discharge,
    ExtensionDecision,
    FollowUp,
    FollowUpTry,
    Handover,
    PhaseMove,
)
from samkraft.people.protection_models import NamedPerson, ProtectedCase, ProtectedIdentity, Protection  # noqa: E402
from samkraft.people.representative_models import Representative  # noqa: E402
from samkraft.people.rights_models import PackageMark, RightsRequest  # noqa: E402
from samkraft.people.work_models import LeaderChange, SavedView  # noqa: E402
