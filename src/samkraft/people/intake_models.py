"""Before enrolment: referrals, draws and placing. Imported by models.py so that Django finds them."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext as _

from samkraft.access.owned import BENEFIT, CONTACT, ENROLMENT, NOTES, DoorOnlyModel, OwnedModel, branch_key, staff_key
from samkraft.access.sealed_fields import SealedCharField
from samkraft.people.choices import CoordinationLevel, CoordinationStatus, IdentityKind, ReferralState, Schooling, Sex
from samkraft.programmes.models import Programme, ProgrammeVersion, Team


class Draw(OwnedModel):
    """A draw and its record: frozen list and its hash first, then seed, tickets and result (P-013). Kept for good.

    ``frozen`` is the list of pseudonymous id and stratum, frozen and hashed before the public seed is known;
    ``record`` is what ``samkraft_analysis.lottery`` made of them, empty until drawn.
    """

    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="+")
    frozen_on = models.DateField()
    frozen_by = staff_key()
    frozen = models.JSONField()
    list_hash = models.CharField(max_length=64)
    people = models.PositiveIntegerField()
    drawn_on = models.DateField(null=True)
    drawn_by = staff_key(null=True)
    seed = models.CharField(max_length=200, blank=True)
    seed_source = models.CharField(max_length=200, blank=True)
    seats = models.PositiveIntegerField(default=0)
    record = models.JSONField(default=dict)
    result_hash = models.CharField(max_length=64, blank=True)

    kept_as = "for_good"
    personal_fields = dict.fromkeys(
        ["programme", "frozen_on", "frozen_by", "frozen", "list_hash", "people", "drawn_on", "drawn_by", "seed",
         "seed_source", "seats", "record", "result_hash"],
        ENROLMENT,
    )  # fmt: skip

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["owner_branch", "programme"], name="draw_of_branch")]

    def __str__(self):
        return f"dragning {self.pk}"

    @property
    def is_drawn(self):
        return self.drawn_on is not None


class ReferralQuerySet(models.QuerySet):
    def waiting(self):
        return self.filter(state=ReferralState.WAITING)

    def called(self):
        return self.filter(state=ReferralState.CALLED)

    def outside_frame(self):
        """Those who wait and are not drawn: they can be called at once, and it shows (P-013)."""
        return self.waiting().filter(in_frame=False, draw=None)


class Referral(OwnedModel):
    """A person referred by one branch, before enrolment: only that branch knows (SEK-05, design "Before enrolment").

    ``facts`` are the facts that eligibility was judged on, in the vocabulary of ``programmes.eligibility``.
    ``pseudonym`` is the id under which the referral stands in draws.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="+", db_index=False)
    programme_version = models.ForeignKey(ProgrammeVersion, on_delete=models.RESTRICT, related_name="+", db_index=False)
    pseudonym = models.CharField(max_length=20)
    identity_kind = models.CharField(max_length=10, choices=IdentityKind, default=IdentityKind.NONE)
    identity_sealed = models.BinaryField(default=bytes)
    identity_hash = models.CharField(max_length=64, blank=True)
    first_name = models.CharField(max_length=80)
    last_name = models.CharField(max_length=80)
    sort_name = models.CharField(max_length=170, db_collation="C")
    sex = models.CharField(max_length=5, choices=Sex)
    birth_year = models.PositiveSmallIntegerField(null=True)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=40, blank=True)
    needs_interpreter = models.BooleanField(default=False)
    schooling = models.CharField(max_length=20, choices=Schooling, default=Schooling.UNKNOWN)
    way = models.SlugField(db_index=False)
    referred_on = models.DateField()
    referred_by = staff_key(null=True)
    unit = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    in_frame = models.BooleanField(default=False)
    priority = models.SlugField(blank=True, db_index=False)
    verdict = models.JSONField(default=dict)
    state = models.CharField(max_length=15, choices=ReferralState)
    draw = models.ForeignKey(Draw, on_delete=models.RESTRICT, related_name="referrals", null=True, db_index=False)
    called_on = models.DateField(null=True)
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, related_name="+", null=True, db_index=False)
    contact_staff = staff_key(null=True)
    case_id = models.UUIDField(null=True)

    entry_days = ("referred_on", "called_on")
    is_subject = True
    figure_columns = (
        "id", "programme", "sex", "birth_year", "schooling", "way", "referred_on", "in_frame", "priority", "state",
        "called_on", "team", "case_id",
    )  # fmt: skip
    personal_fields = (
        dict.fromkeys(
            ["identity_kind", "identity_sealed", "identity_hash", "first_name", "last_name", "sort_name", "sex",
             "birth_year", "phone", "email", "language", "needs_interpreter"],
            CONTACT,
        )
        | dict.fromkeys(
            ["programme", "programme_version", "pseudonym", "schooling", "way", "referred_on", "referred_by", "unit",
             "in_frame", "state", "draw", "called_on", "team", "contact_staff", "case_id"],
            ENROLMENT,
        )
        | dict.fromkeys(["facts", "verdict", "priority"], BENEFIT)
    )  # fmt: skip
    objects = ReferralQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner_branch", "programme", "identity_hash"],
                condition=~Q(identity_hash=""),
                name="a_person_is_referred_once_per_branch",
            ),
            models.UniqueConstraint(fields=["programme", "pseudonym"], name="pseudonym_once"),
        ]
        indexes = [
            # With the case, which the rule of protected cases asks for: counts are answered from the index alone. In
            # the order of the list to the last column: a plan made for any state expects few in it, and sorts them all.
            models.Index(
                fields=["owner_branch", "programme", "state", "sort_name", "id"],
                include=["case_id"],
                name="referral_by_state",
            ),
            # Those who arrive by the hundred thousand have neither yet, and don't weigh on these.
            models.Index(fields=["draw"], condition=Q(draw__isnull=False), name="referral_of_draw"),
            models.Index(fields=["team", "state"], condition=Q(team__isnull=False), name="referral_of_team"),
            models.Index(
                fields=["owner_branch", "programme", "sort_name", "id"],
                include=["case_id"],
                condition=Q(state=ReferralState.WAITING, in_frame=False, draw=None),
                name="referral_outside_frame",
            ),
            # No case yet, any of them: what is told of a hundred thousand is one long entry.
            models.Index(
                fields=["owner_branch", "programme", "case_id"],
                condition=Q(state=ReferralState.WAITING, in_frame=True, draw=None),
                name="referral_to_draw",
            ),
        ]

    def __str__(self):
        return self.pseudonym

    @property
    def name(self):
        return f"{self.first_name} {self.last_name}".strip() or str(_("Skyddad person"))

    @property
    def list_name(self):
        return f"{self.last_name}, {self.first_name}".strip(", ") or str(_("Skyddad person"))


class ReferralMove(OwnedModel):
    """One move of a referral from state to state: when, who, why."""

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="moves")
    from_state = models.CharField(max_length=15, blank=True)
    to_state = models.CharField(max_length=15, choices=ReferralState)
    moved_on = models.DateField()
    moved_by = staff_key()
    reason = SealedCharField(max_length=300, blank=True)

    entry_days = ("moved_on",)
    figure_columns = ("id", "referral", "from_state", "to_state", "moved_on")
    case_path = "referral__case_id"
    personal_fields = dict.fromkeys(["referral", "from_state", "to_state", "moved_on", "moved_by"], ENROLMENT) | {
        "reason": NOTES
    }

    def __str__(self):
        return f"{self.from_state}→{self.to_state}"


class CoordinationNumber(OwnedModel):
    """What the branch knew on a day of the referred person's coordination number (PNR-03); the newest row holds.

    The number itself lies sealed with the referral. Empty: not known.
    """

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="coordination")
    coordination_level = models.CharField(max_length=10, choices=CoordinationLevel, blank=True)
    coordination_status = models.CharField(max_length=12, choices=CoordinationStatus, blank=True)
    noted_on = models.DateField()
    noted_by = staff_key(null=True)

    entry_days = ("noted_on",)
    case_path = "referral__case_id"
    personal_fields = dict.fromkeys(
        ["referral", "coordination_level", "coordination_status", "noted_on", "noted_by"], CONTACT
    )

    class Meta:
        ordering = ["pk"]

    def __str__(self):
        return f"{self.coordination_level} {self.coordination_status}".strip()


class PlacingProposal(OwnedModel):
    """Where the site proposes to place a called person, and what the administrator made of it."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="placing")
    batch = models.UUIDField()
    proposed_team = models.ForeignKey(Team, on_delete=models.RESTRICT, related_name="+")
    team = models.ForeignKey(Team, on_delete=models.RESTRICT, related_name="+")
    above_limit = models.BooleanField(default=False)
    change_reason = SealedCharField(max_length=300, blank=True)
    made_on = models.DateField()
    confirmed_on = models.DateField(null=True)
    confirmed_by = staff_key(null=True)

    case_path = "referral__case_id"
    entry_days = ("made_on", "confirmed_on")
    personal_fields = dict.fromkeys(
        [
            "referral",
            "batch",
            "proposed_team",
            "team",
            "above_limit",
            "made_on",
            "confirmed_on",
            "confirmed_by",
        ],
        ENROLMENT,
    ) | {"change_reason": NOTES}

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "batch"], name="placing_of_batch"),
            models.Index(fields=["owner_branch"], condition=Q(confirmed_on=None), name="placing_unconfirmed"),
        ]

    def __str__(self):
        return f"{self.referral_id} → {self.team_id}"


class PersonKey(DoorOnlyModel):
    """Programme-keyed hash of a number: tells the door alone that two referrals concern one person (SEK-05)."""

    programme = models.ForeignKey(Programme, on_delete=models.RESTRICT, related_name="+", db_index=False)
    branch = branch_key()
    key_hash = models.CharField(max_length=64)
    referral = models.UUIDField(null=True)
    case_id = models.UUIDField(null=True)

    personal_fields = dict.fromkeys(["programme", "branch", "key_hash", "referral", "case_id"], CONTACT)

    class Meta:
        indexes = [
            models.Index(fields=["programme", "key_hash"], name="person_key_lookup"),
            models.Index(fields=["referral"], name="person_key_of_referral"),
        ]

    def __str__(self):
        return f"person {self.pk}"


class CaseCounter(DoorOnlyModel):
    """The last case number given in a programme and year; the door counts it up under a row lock."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    personal_fields = dict.fromkeys(["programme", "year", "last"], ENROLMENT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["programme", "year"], name="one_counter_per_year")]

    def __str__(self):
        return f"{self.year}: {self.last}"
