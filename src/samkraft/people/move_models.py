"""Cases that go from one colleague to another together, with one note. Imported by models.py."""

from django.db import models

from samkraft.access.owned import ENROLMENT, NOTES, OwnedModel, staff_key
from samkraft.access.sealed_fields import SealedTextField
from samkraft.people.choices import MoveReason
from samkraft.people.models import ITEM_FIELDS, FileItem


class CaseMove(OwnedModel):
    """That cases, leading and tasks went from one of the branch's people to another; the cases are its own rows.

    ``last_change`` is the highest number of change in the cases once all had been moved: a higher one in a case means
    that something has happened there since (``access.models.CaseChange``).
    """

    programme = models.SlugField()
    from_staff = staff_key(null=True)
    to_staff = staff_key()
    moved_by = staff_key()
    moved_on = models.DateField()
    reason = models.CharField(max_length=10, choices=MoveReason)
    note = SealedTextField()
    stays = models.BooleanField(help_text="Whether who had the cases keeps them too.")
    last_change = models.BigIntegerField(default=0)

    kept_as = "account"
    entry_days = ("moved_on",)
    personal_fields = dict.fromkeys(
        ["programme", "from_staff", "to_staff", "moved_by", "moved_on", "reason", "stays", "last_change"], ENROLMENT
    ) | {"note": NOTES}

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "programme", "-moved_on"], name="case_move_of_branch")]

    def __str__(self):
        return f"{self.from_staff_id} → {self.to_staff_id} {self.moved_on}"


class MovedCase(FileItem):
    """One case of a move and what was done with it, so that it can be undone: given, ended, led, which tasks."""

    move = models.ForeignKey(CaseMove, on_delete=models.CASCADE, related_name="cases")
    given = models.BooleanField(help_text="Whether the receiver got the case by this.")
    ended = models.BooleanField(help_text="Whether the giver lost it by this.")
    profession = models.SlugField(db_index=False, blank=True, help_text="In which profession the giver had it.")
    led = models.BooleanField(help_text="Whether the process leading went along.")
    carried = models.JSONField(default=dict, help_text="Kind → keys of what else went along, such as tasks.")
    seen_on = models.DateField(null=True)
    undone_on = models.DateField(null=True)

    entry_days = ("seen_on", "undone_on")
    personal_fields = ITEM_FIELDS | dict.fromkeys(
        ["move", "given", "ended", "profession", "led", "carried", "seen_on", "undone_on"], ENROLMENT
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["move", "case"], name="a_case_once_in_a_move")]
        indexes = [models.Index(fields=["owner_branch", "case"], name="move_of_case")]

    def __str__(self):
        return f"{self.case_id} i {self.move_id}"
