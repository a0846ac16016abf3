"""Two cases that may be one person's: the verdict, the merge and what it takes to undo it (T10, M14). See models.py."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from samkraft.access.owned import CONTACT, ENROLMENT, NOTES, staff_key
from samkraft.access.sealed_fields import SealedJSONField, SealedTextField
from samkraft.people.choices import MatchCheck, MergeState
from samkraft.people.models import ITEM_FIELDS, FileItem


class MergeQuerySet(models.QuerySet):
    def proposed(self):
        return self.filter(state=MergeState.PROPOSED)

    def merged(self):
        return self.filter(state=MergeState.MERGED)


class CaseMerge(FileItem):
    """What was said and done of two files of one branch that may be one person's, in the file that is kept (T10).

    ``other_case`` is the case that gives its rows away: its shell stays as a stub, closed. ``chosen`` says of each fact
    in which the two differ which of them is kept; ``shown`` what the proposer saw that it would move; ``remembered``
    what the kept file said before, so that it can be given back. ``result`` is what the door moved, key by key, and no
    content. The door alone changes the state.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True)
    other_case = models.UUIDField()
    other_number = models.CharField(max_length=20)
    state = models.CharField(max_length=12, choices=MergeState, default=MergeState.PROPOSED)
    checked = models.CharField(max_length=12, choices=MatchCheck, blank=True)
    reason = SealedTextField(blank=True)
    chosen = models.JSONField(default=dict)
    remembered = SealedJSONField(default=dict)
    shown = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    proposed_by = staff_key()
    proposed_at = models.DateTimeField(db_default=Now())
    decided_by = staff_key(null=True)
    decided_at = models.DateTimeField(null=True)
    undone_by = staff_key(null=True)
    undone_at = models.DateTimeField(null=True)

    stays_in_file = True  # one that is done follows its case by the door's hand (``join_files``)
    # The old number leaves no trace in a history that outlives the protection of the case (SKY-05).
    not_in_history = ("remembered",)
    entry_days = ("proposed_at", "decided_at", "undone_at")
    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(
            ["public_id", "other_case", "other_number", "state", "checked", "chosen", "shown", "result", "proposed_by",
             "proposed_at", "decided_by", "decided_at", "undone_by", "undone_at"],
            ENROLMENT,
        )
        | {"remembered": CONTACT, "reason": NOTES}
    )  # fmt: skip
    # Who proposes can write a proposal or a verdict and nothing that the door would take for its own deed.
    database_rules = (
        "revoke update, delete on people_casemerge from samkraft_app",
        "grant update (remembered) on people_casemerge to samkraft_app",
        "drop policy if exists only_asks on people_casemerge",
        "create policy only_asks on people_casemerge as restrictive for insert to samkraft_app with check"
        " (state in ('proposed', 'not_same') and result = '{}' and decided_by_id is null"
        " and proposed_by_id = current_setting('samkraft.actor')::bigint)",
    )

    objects = MergeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner_branch", "case"], name="merge_of_case"),
            models.Index(fields=["owner_branch", "other_case"], name="merge_of_other_case"),
            models.Index(fields=["owner_branch", "state", "-proposed_at"], name="merge_by_state"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "other_case"], condition=Q(state=MergeState.PROPOSED), name="one_merge_is_proposed"
            ),
            models.UniqueConstraint(
                fields=["owner_branch", "other_case"], condition=Q(state=MergeState.MERGED), name="merged_into_one"
            ),
            models.CheckConstraint(name="a_merge_is_of_two", condition=~Q(case=F("other_case"))),
            models.CheckConstraint(
                name="a_merge_takes_two",
                condition=~Q(state__in=(MergeState.MERGED, MergeState.UNDONE)) | ~Q(decided_by=F("proposed_by")),
            ),
        ]

    def __str__(self):
        return f"{self.other_number} → {self.case_id}"
