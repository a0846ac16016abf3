"""Who else is asked to a meeting, in which room, and the secret address of one's own calendar.

Another branch gets an invitation: the day, the place and who asks, never what the meeting is for (SEK-07). It is
written by the door, in the file of the branch that is asked.
"""

import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.access.owned import ENROLMENT, OwnedModel, branch_key, staff_key
from samkraft.casework.choices import GuestAnswer, MeetingState
from samkraft.people.models import STAFF, FileItem

_ITEM = dict.fromkeys(["case", "file", "unit"], ENROLMENT)


class RoomQuerySet(models.QuerySet):
    def open_to(self, branch):
        """Rooms that a branch may book: its own, and those that others lend."""
        return self.filter(models.Q(branch=branch) | models.Q(is_lent=True), closed_on=None)


class Room(models.Model):
    """A room to meet in. It says nothing of anybody; who sits in it is known by the meeting alone."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+")
    name = models.CharField(max_length=60)
    address = models.CharField(max_length=120, blank=True)
    seats = models.PositiveSmallIntegerField(null=True)
    is_lent = models.BooleanField(default=False, help_text="Other branches may book it too.")
    closed_on = models.DateField(null=True)

    objects = RoomQuerySet.as_manager()

    class Meta:
        ordering = ["branch_id", "name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "name"],
                name="one_room_per_name",
                violation_error_message=_("Ni har redan ett rum med det namnet."),
            )
        ]

    def __str__(self):
        return self.name

    @property
    def where(self):
        """Name and address, as an invitation says it."""
        return ", ".join(part for part in (self.name, self.address) if part)


class MeetingGuest(FileItem):
    """A colleague who is asked to a meeting: of one's own branch, or of another by an invitation."""

    meeting = models.ForeignKey("casework.Meeting", on_delete=models.CASCADE, related_name="guests")
    staff = staff_key()
    branch = branch_key()
    answer = models.CharField(max_length=5, choices=GuestAnswer, default=GuestAnswer.ASKED)

    entry_days = ()
    personal_fields = _ITEM | dict.fromkeys(["meeting", "staff", "branch", "answer"], ENROLMENT)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "staff"], name="one_guest_per_meeting")]
        indexes = [
            models.Index(fields=["owner_branch", "case"], name="guest_of_case"),
            models.Index(fields=["staff"], name="guest_by_staff"),
        ]

    def __str__(self):
        return f"{self.staff_id} {self.answer}"


class MeetingInvitation(FileItem):
    """What another branch has told of a meeting: when, where and who asks. Never its kind, nor what was said."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    meeting_key = models.UUIDField()
    staff = staff_key()
    from_branch = branch_key()
    asked_by = staff_key()
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=250, blank=True)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    answer = models.CharField(max_length=5, choices=GuestAnswer, default=GuestAnswer.ASKED)

    entry_days = ("starts_at",)
    personal_fields = _ITEM | dict.fromkeys(
        ["meeting_key", "staff", "from_branch", "asked_by", "starts_at", "ends_at", "place", "state", "answer"],
        ENROLMENT,
    )
    # As every received copy it is read while a line goes from there to here, and not by exception (CON-06, table B).
    restrictions = {
        "covered_or_archive": """
            current_setting('samkraft.archive', true) = 'on' or (
                select true from sharing_consentline l
                where l.owner_branch_id = current_setting('samkraft.branch')::int
                  and l.case_id = casework_meetinginvitation.case_id
                  and l.from_branch_id = casework_meetinginvitation.from_branch_id
                  and l.to_branch_id = casework_meetinginvitation.owner_branch_id
                  and l.purpose = 'planning' and l.withdrawn_at is null and l.confirmed_at is not null
                  and acting_day() between l.valid_from and l.valid_until
                limit 1)""",
        "not_by_exception": "current_setting('samkraft.own_items_only', true) is distinct from 'on'",
    }
    not_in_history = ("place",)
    # The door alone writes it, and the answer too, for the branch that asked must be told in the same moment.
    database_rules = ("revoke insert, update, delete on casework_meetinginvitation from samkraft_app",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "meeting_key", "staff"], name="one_invitation_each")
        ]
        indexes = [
            models.Index(fields=["owner_branch", "case", "starts_at"], name="meeting_invitation_of_case"),
            models.Index(fields=["from_branch", "meeting_key"], name="invitation_of_meeting"),
        ]

    def __str__(self):
        return f"{self.from_branch_id} {self.starts_at:%Y-%m-%d}"


class CalendarFeed(OwnedModel):
    """The secret address of a person's calendar. Only its hash is kept; it says when she is busy, never with whom."""

    staff = models.ForeignKey(STAFF, on_delete=models.CASCADE, related_name="+")
    programme = models.SlugField()
    secret_hash = models.CharField(max_length=64, unique=True)
    made_on = models.DateField()
    ends_on = models.DateField()

    kept_as = "account"
    entry_days = ()
    personal_fields = dict.fromkeys(["staff", "programme", "secret_hash", "made_on", "ends_on"], ENROLMENT)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner_branch", "staff", "programme"], name="one_feed_per_person")
        ]

    def __str__(self):
        return f"{self.staff_id} {self.programme}"
