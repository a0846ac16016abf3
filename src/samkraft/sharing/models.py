"""Consent lines, releases and the copies they made. This room knows case and file by key only.

Rows that concern another branch are written by the door (``sql/door.sql``) and by nothing else.
"""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.owned import ENROLMENT, NOT_BLOCKED, OwnedModel, Personal, branch_key, staff_key
from samkraft.access.sealed_fields import CarriedJSONField, SealedJSONField
from samkraft.core.clock import today
from samkraft.sharing.choices import ConsentForm, Ground, ItemKind, Purpose, StopReason, WithdrawnHow, WrongReason

# Django finds a room's tables here.
from samkraft.sharing.retention_models import (
    CopyEnd,
    DestructionCertificate,
    DestructionItem,
    DestructionProposal,
    RetentionHold,
)

__all__ = [
    "ConsentLine",
    "CopyEnd",
    "DestructionCertificate",
    "DestructionItem",
    "DestructionProposal",
    "ReceivedCopy",
    "Release",
    "RetentionHold",
]

CONSENT = Personal("enrolment", retention="consent")
# Kinds that are titled by version, day or case number: such a title may stand in a list.
TELL_NOTHING = (ItemKind.PLAN, ItemKind.MINUTES, ItemKind.HANDOVER)
COPY = Personal("plan", sensitive=True, retention="received_copy")


def _by_the_door_alone(table):
    """Else a receiver could write herself a consent, or take the consent off a copy, and read on (CON-04, CON-06)."""
    return f"revoke insert, update, delete on {table} from samkraft_app"


class ConsentLineQuerySet(models.QuerySet):
    def in_force(self, on=None):
        """Lines that hold on a day: begun, not ended, not taken back (CON-01, CON-06)."""
        on = on or today()
        return self.filter(withdrawn_at=None, valid_from__lte=on, valid_until__gte=on)

    def for_planning(self):
        """Lines by which the branches work together; follow-up and evaluation open nothing here (CON-01, CON-05)."""
        return self.filter(purpose=Purpose.PLANNING)

    def from_me(self, branch):
        """The authoritative copies: those held by the branch that would release (CON-04)."""
        return self.filter(owner_branch=branch, from_branch=branch)

    def covering(self, case_id, to_branch, category):
        """Lines by which this category of this case may go to a branch."""
        return self.filter(case_id=case_id, to_branch=to_branch, category=category)


class ConsentLine(OwnedModel):
    """One line of consent: from one branch to one branch, one category, one purpose, until a day (CON-01).

    The door keeps two copies with the same ``line``: the from-branch's, which decides, and the to-branch's, so
    that each sees only lines from or to itself. ``consent`` binds the lines that were given together. ``withdrawn_at``
    is since when a line no longer holds: taken back, or replaced by the line of ``superseded_by``. A line for
    follow-up or evaluation stays within the branch that holds it, for that purpose (CON-05).
    """

    line = models.UUIDField(default=uuid.uuid4)
    consent = models.UUIDField()
    case_id = models.UUIDField()
    from_branch = branch_key()
    to_branch = branch_key()
    category = models.SlugField(db_index=False)
    purpose = models.CharField(max_length=20, choices=Purpose)
    valid_from = models.DateField()
    valid_until = models.DateField()
    form = models.CharField(max_length=20, choices=ConsentForm)
    reservation = models.CharField(max_length=300, blank=True)
    recorded_by = staff_key()
    recorded_branch = branch_key()
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = staff_key(null=True)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = staff_key(null=True)
    withdrawn_how = models.CharField(max_length=20, choices=WithdrawnHow, blank=True, db_default="")
    superseded_by = models.UUIDField(null=True)
    expiry_noted_on = models.DateField(null=True)

    kept_as = "consent"
    personal_fields = dict.fromkeys(
        ["line", "consent", "case_id", "from_branch", "to_branch", "category", "purpose", "valid_from", "valid_until",
         "form", "reservation", "recorded_by", "recorded_branch", "confirmed_at", "confirmed_by", "withdrawn_at",
         "withdrawn_by", "withdrawn_how", "superseded_by", "expiry_noted_on"],
        CONSENT,
    )  # fmt: skip
    objects = ConsentLineQuerySet.as_manager()
    database_rules = (_by_the_door_alone("sharing_consentline"),)

    class Meta:
        indexes = [
            # The rule on received copies asks this for each copy read: it is answered from the index alone.
            models.Index(
                fields=["owner_branch", "case_id", "category"],
                include=[
                    "from_branch",
                    "to_branch",
                    "purpose",
                    "valid_from",
                    "valid_until",
                    "withdrawn_at",
                    "confirmed_at",
                ],
                name="consent_of_case",
            ),
            models.Index(fields=["line"], name="consent_line_key"),
            models.Index(fields=["consent"], name="consent_lines_together"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "line"], name="one_copy_of_a_line_per_branch"),
            models.CheckConstraint(
                name="consent_ends_after_it_starts",
                condition=Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("Samtycket kan inte sluta innan det börjar."),
            ),
            models.CheckConstraint(
                name="consent_is_between_branches",
                condition=~Q(from_branch=F("to_branch")) | ~Q(purpose=Purpose.PLANNING),
            ),
            models.CheckConstraint(name="consent_has_a_known_purpose", condition=Q(purpose__in=Purpose.values)),
            models.CheckConstraint(name="consent_has_a_known_form", condition=Q(form__in=ConsentForm.values)),
        ]

    def __str__(self):
        return f"{self.from_branch_id}→{self.to_branch_id} {self.category}"

    @property
    def is_withdrawn(self):
        return self.withdrawn_at is not None and self.superseded_by is None

    def is_in_force(self, on=None):
        """Whether the line holds on a day."""
        on = on or today()
        return self.withdrawn_at is None and self.valid_from <= on <= self.valid_until


WAITING = Q(made_available_at=None, stopped_at=None)


class ReleaseQuerySet(models.QuerySet):
    def waiting(self):
        """Those in the outbox."""
        return self.filter(WAITING)

    def not_stopped(self):
        """Those that have gone out, or will."""
        return self.filter(stopped_at=None)

    def versions_held(self) -> dict[uuid.UUID, dict[str, int]]:
        """Which version of each item each branch has, or will have: item → {branch name: version}."""
        held: dict[uuid.UUID, dict[str, int]] = {}
        for row in self.not_stopped().select_related("to_branch").order_by("version", "pk"):
            held.setdefault(row.item_id, {})[row.to_branch.name] = row.version
        return held


class Release(OwnedModel):
    """The sender's record of one item copied to one branch, on a named ground (SEK-07, SEK-13, ARK-07).

    What was handed over outside Samkraft has no copy: ``to_outside`` says where it went, and ``to_branch`` is empty
    when that is no branch of the programme. ``reservation`` is the person's, as it stood in the line (CON-01).
    """

    release = models.UUIDField(unique=True, default=uuid.uuid4)
    case_id = models.UUIDField()
    to_branch = branch_key(null=True)
    to_outside = models.CharField(max_length=250, blank=True, db_default="")
    category = models.SlugField(db_index=False)
    item_kind = models.CharField(max_length=20, choices=ItemKind)
    item_id = models.UUIDField()
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    ground = models.CharField(max_length=20, choices=Ground)
    line = models.UUIDField(null=True)
    reservation = models.CharField(max_length=300, blank=True, db_default="")
    decided_at = models.DateTimeField()
    decided_by = staff_key()
    due_at = models.DateTimeField(help_text="When it leaves the outbox; the delay is a setting (T23).")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = staff_key(null=True)
    stopped_why = models.CharField(max_length=20, choices=StopReason, blank=True, db_default="")
    made_available_at = models.DateTimeField(null=True)
    wrong_at = models.DateTimeField(null=True)
    wrong_by = staff_key(null=True)
    wrong_why = models.CharField(max_length=20, choices=WrongReason, blank=True, db_default="")

    kept_as = "consent"
    restrictions = {"behind_block": NOT_BLOCKED}
    figure_columns = ("id", "case_id", "item_kind", "made_available_at", "stopped_at")
    database_rules = (_by_the_door_alone("sharing_release"),)
    personal_fields = dict.fromkeys(
        ["release", "case_id", "to_branch", "to_outside", "category", "item_kind", "item_id", "version", "title",
         "ground", "line", "decided_at", "decided_by", "due_at", "stopped_at", "stopped_by", "stopped_why",
         "made_available_at", "wrong_at", "wrong_by", "wrong_why"],
        ENROLMENT,
    ) | {"reservation": CONSENT}  # fmt: skip
    objects = ReleaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="release_goes_somewhere", condition=Q(to_branch__isnull=False) | ~Q(to_outside="")
            )
        ]
        indexes = [
            models.Index(fields=["owner_branch", "case_id", "item_kind"], name="release_of_case"),
            models.Index(fields=["owner_branch", "item_id", "version"], name="release_of_item"),
            models.Index(fields=["owner_branch", "due_at"], condition=WAITING, name="release_waiting"),
        ]

    def __str__(self):
        return f"{self.item_kind} v{self.version} → {self.to_branch_id}"

    @property
    def is_waiting(self):
        """In the outbox: decided, and neither delivered nor stopped."""
        return self.made_available_at is None and self.stopped_at is None

    @property
    def receiver_name(self):
        """To whom it goes, with "(på väg)" while it can still be stopped."""
        name = self.to_branch.name if self.to_branch_id else self.to_outside
        return _("%(name)s (på väg)") % {"name": name} if self.is_waiting else name


class Outgoing(OwnedModel):
    """What waits in the outbox: the item as it stood when it was decided, until it is delivered or stopped (T23).

    The release says where it goes and why; this row holds what the receiver's copy will, and goes with the delivery.
    """

    release = models.UUIDField(unique=True)
    case_id = models.UUIDField()
    content = CarriedJSONField()
    addressed_to = staff_key(null=True)

    personal_fields = dict.fromkeys(["release", "case_id", "addressed_to"], ENROLMENT) | {"content": COPY}
    database_rules = (_by_the_door_alone("sharing_outgoing"), "grant delete on sharing_outgoing to samkraft_door")
    not_in_history = ("content",)

    def __str__(self):
        return str(self.release)


class ReceivedCopyQuerySet(models.QuerySet):
    def of_case(self, case_id):
        return self.filter(case_id=case_id)

    def newest(self):
        """The newest version of each sender's each item: a key that two branches use tells of nothing in common."""
        item = ("item_kind", "item_id", "from_branch_id")
        return self.order_by(*item, "-version", "-pk").distinct(*item)

    def handovers(self):
        """Handovers: each is addressed to one person (P-038)."""
        return self.filter(item_kind=ItemKind.HANDOVER)

    def unread(self):
        return self.filter(first_read_at=None)


class ReceivedCopy(OwnedModel):
    """What a branch received: the item as it stood, with secrecy mark, ground and version (SEK-13).

    It is readable while its consent line holds; after that only in archive view (CON-01, CON-06, CON-07). That
    rule stands in the database as a restrictive policy, so no page, export or count can go around it. So does the
    other: who has opened a case with a reason, and not been given it, reads none (table B, section 14).
    """

    release = models.UUIDField(unique=True)
    case_id = models.UUIDField()
    from_branch = branch_key()
    category = models.SlugField(db_index=False)
    item_kind = models.CharField(max_length=20, choices=ItemKind)
    item_id = models.UUIDField()
    version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    content = SealedJSONField()
    secrecy_mark = models.CharField(max_length=10)
    ground = models.CharField(max_length=20, choices=Ground)
    line = models.UUIDField(null=True)
    sent_by = staff_key()
    addressed_to = staff_key(null=True)
    made_available_at = models.DateTimeField()
    first_read_at = models.DateTimeField(null=True)
    first_read_by = staff_key(null=True)
    wrong_at = models.DateTimeField(null=True)
    wrong_why = models.CharField(max_length=20, choices=WrongReason, blank=True, db_default="")

    entry_days = ("made_available_at",)
    personal_fields = dict.fromkeys(
        ["release", "case_id", "from_branch", "category", "item_kind", "item_id", "version", "title", "ground", "line",
         "sent_by", "addressed_to", "made_available_at", "first_read_at", "first_read_by", "secrecy_mark",
         "wrong_at", "wrong_why"],
        ENROLMENT,
    ) | {"content": COPY}  # fmt: skip
    # One row or none, and not "exists": that the planner may answer by reading every line of the branch. None is null,
    # which lets no row through.
    restrictions = {
        "covered_or_archive": """
            ground <> 'consent' or current_setting('samkraft.archive', true) = 'on' or (
                select true from sharing_consentline l
                where l.owner_branch_id = current_setting('samkraft.branch')::int
                  and l.case_id = sharing_receivedcopy.case_id
                  and l.category = sharing_receivedcopy.category
                  and l.from_branch_id = sharing_receivedcopy.from_branch_id
                  and l.to_branch_id = sharing_receivedcopy.owner_branch_id
                  and l.purpose = 'planning'
                  and l.withdrawn_at is null and l.confirmed_at is not null
                  and acting_day() between l.valid_from and l.valid_until
                limit 1)""",
        "not_by_exception": "current_setting('samkraft.own_items_only', true) is distinct from 'on'",
        # To a colleague of another unit: asked only of what comes from the own branch.
        "behind_block": f"from_branch_id <> owner_branch_id or {NOT_BLOCKED}",
    }
    database_rules = (_by_the_door_alone("sharing_receivedcopy"),)
    # The history isn't bound by a consent taken back (CON-06, CON-07); what was sent stands in the row for good.
    not_in_history = ("title", "content")
    objects = ReceivedCopyQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case_id", "item_kind", "item_id"], name="copy_of_case"),
            models.Index(fields=["owner_branch", "case_id"], condition=Q(first_read_at=None), name="copy_unread"),
            models.Index(fields=["owner_branch", "made_available_at"], name="copy_by_day"),
            models.Index(
                fields=["owner_branch", "addressed_to"],
                condition=Q(addressed_to__isnull=False),
                name="copy_addressed",
            ),
        ]

    def __str__(self):
        return f"{self.item_kind} v{self.version} från {self.from_branch_id}"

    @property
    def name_in_lists(self):
        """What a thin list calls it: its kind, where its title may tell of health, benefits or a reason (REG-02)."""
        return self.title if self.item_kind in TELL_NOTHING else ItemKind(self.item_kind).label


# Django finds a room's tables here.
from samkraft.sharing.advice_models import Advice  # noqa: E402
from samkraft.sharing.consent_models import (  # noqa: E402
    ArchiveOpening,
    ConsentRecord,
    RefusalCount,
    SharingChange,
)
from samkraft.sharing.review_models import GroundReview  # noqa: E402

__all__ = [
    "Advice",
    "ArchiveOpening",
    "ConsentLine",
    "ConsentRecord",
    "GroundReview",
    "ReceivedCopy",
    "RefusalCount",
    "Release",
    "SharingChange",
]
