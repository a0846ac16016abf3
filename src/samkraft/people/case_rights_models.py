"""What a person's rights leave in a file: disagreement, restriction, information given, and what became of records.

Imported by models.py.
"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Branch
from samkraft.access.owned import ENROLMENT, NOTES, OwnedModel, Personal, staff_key
from samkraft.access.sealed_fields import SealedTextField
from samkraft.people.models import ITEM_FIELDS, FileItem
from samkraft.people.rights.choices import HowGiven, NoticeLanguage, PublicDecision
from samkraft.sharing.choices import ItemKind

RECORD = Personal("enrolment", retention="log")


class Disagreement(FileItem):
    """That the person doesn't agree with an item, in her own words; the item stays as it is (GDPR-07)."""

    item_kind = models.CharField(max_length=20, choices=ItemKind)
    item = models.UUIDField()
    version = models.PositiveIntegerField()
    said = SealedTextField()
    said_on = models.DateField()
    written_by = staff_key()

    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["item_kind", "item", "version", "said_on", "written_by"], ENROLMENT)
        | {"said": NOTES}
    )
    database_rules = ("revoke update, delete on people_disagreement from samkraft_app",)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="disagreement_of_case")]

    def __str__(self):
        return f"{self.item_kind} v{self.version}"


class HomeMark(FileItem):
    """That an item is documented in the branch's own system, which is the primary record (REG-14)."""

    item_kind = models.CharField(max_length=20, choices=ItemKind)
    item = models.UUIDField()
    version = models.PositiveIntegerField()
    reference = models.CharField(max_length=80)
    marked_on = models.DateField()
    marked_by = staff_key()

    personal_fields = ITEM_FIELDS | dict.fromkeys(
        ["item_kind", "item", "version", "reference", "marked_on", "marked_by"], ENROLMENT
    )
    database_rules = ("revoke update on people_homemark from samkraft_app",)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "item_kind", "item", "version"], name="an_item_is_documented_once")
        ]

    def __str__(self):
        return f"{self.item_kind} v{self.version}: {self.reference}"


class RestrictionQuerySet(models.QuerySet):
    def in_force(self):
        return self.filter(lifted_on=None)


class ProcessingRestriction(FileItem):
    """That a branch's file is only kept, while something is looked into (GDPR 18, GDPR-08).

    Nothing leaves it, nobody but those to whom the case is assigned opens it, and the figures leave the person out. The
    database holds the first.
    """

    reason = SealedTextField()
    begun_on = models.DateField()
    begun_by = staff_key()
    lifted_on = models.DateField(null=True)
    lifted_by = staff_key(null=True)
    lifted_why = SealedTextField(blank=True, db_default="")

    personal_fields = (
        ITEM_FIELDS
        | dict.fromkeys(["begun_on", "begun_by", "lifted_on", "lifted_by"], ENROLMENT)
        | dict.fromkeys(["reason", "lifted_why"], NOTES)
    )
    figure_columns = ("case", "lifted_on")
    objects = RestrictionQuerySet.as_manager()
    database_rules = (
        "revoke update, delete on people_processingrestriction from samkraft_app",
        "grant update (lifted_on, lifted_by_id, lifted_why) on people_processingrestriction to samkraft_app",
        """create or replace function nothing_leaves_a_restricted_file() returns trigger
        language plpgsql security definer set search_path = public, pg_temp as $$
        begin
            if exists (select 1 from people_processingrestriction r where r.owner_branch_id = new.owner_branch_id
                       and r.case_id = new.case_id and r.lifted_on is null) then
                raise exception using errcode = 'SK001', message = 'restricted';
            end if;
            return new;
        end $$""",
        "revoke execute on function nothing_leaves_a_restricted_file() from public",
        "alter function nothing_leaves_a_restricted_file() owner to samkraft_owner",
        "drop policy if exists restriction_asked on people_processingrestriction",
        "create policy restriction_asked on people_processingrestriction for select to samkraft_owner using (true)",
        "drop trigger if exists nothing_leaves_a_restricted_file on sharing_release",
        """create trigger nothing_leaves_a_restricted_file before insert on sharing_release
        for each row execute function nothing_leaves_a_restricted_file()""",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file"], condition=Q(lifted_on=None), name="one_restriction_at_a_time"),
            models.CheckConstraint(
                name="restriction_is_lifted_after_it_began",
                condition=Q(lifted_on=None) | Q(lifted_on__gte=F("begun_on")),
                violation_error_message=_("Begränsningen kan inte upphöra innan den började."),
            ),
        ]

    def __str__(self):
        return f"{self.case_id} {self.begun_on}"


class Notice(models.Model):
    """One version of what a branch tells participants about their data (GDPR 13-14, GDPR-09).

    Never changed: what somebody was given is to be read as it was.
    """

    branch = models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+", null=True)
    language = models.CharField(max_length=2, choices=NoticeLanguage)
    number = models.PositiveIntegerField()
    text = models.TextField()
    published_on = models.DateField()
    published_by = staff_key()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["branch", "language", "number"], name="one_notice_version", nulls_distinct=False
            )
        ]

    def __str__(self):
        return f"{self.branch_id} {self.language} v{self.number}"


class NoticeGiven(FileItem):
    """That the person was given the information, which version, in which language, how (GDPR-09).

    ``joint_version``: it was the information on the joint plan, in that version; else the branch's own.
    ``fund_version``: the information that participants are reported to the social fund came with it (INT-05).
    """

    joint_version = models.PositiveSmallIntegerField(null=True)
    fund_version = models.PositiveSmallIntegerField(null=True)
    notice = models.ForeignKey(Notice, on_delete=models.RESTRICT, related_name="+", null=True, db_index=False)
    language = models.CharField(max_length=40)
    how = models.CharField(max_length=12, choices=HowGiven)
    given_on = models.DateField()
    given_by = staff_key()

    personal_fields = ITEM_FIELDS | dict.fromkeys(
        ["joint_version", "fund_version", "notice", "language", "how", "given_on", "given_by"], ENROLMENT
    )

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case"], name="notice_of_case")]

    def __str__(self):
        return f"{self.case_id} {self.given_on}"

    @property
    def is_of_report_alone(self):
        """Told of the report to the fund, and of nothing else."""
        return self.fund_version is not None and self.joint_version is None and self.notice_id is None


class PublicRelease(OwnedModel):
    """That somebody asked for a public record of a case, and what the branch decided (ALL-01, TF ch. 2).

    Who asked is never kept: nobody has to say.
    """

    case_id = models.UUIDField()
    what = models.CharField(max_length=120)
    asked_on = models.DateField()
    decided_on = models.DateField()
    decision = models.CharField(max_length=10, choices=PublicDecision)
    ground = models.CharField(max_length=200, blank=True)
    reference = models.CharField(max_length=60, blank=True)
    decided_by = staff_key()

    personal_fields = dict.fromkeys(
        ["case_id", "what", "asked_on", "decided_on", "decision", "ground", "reference", "decided_by"], RECORD
    )
    database_rules = ("revoke update, delete on people_publicrelease from samkraft_app",)

    class Meta:
        indexes = [models.Index(fields=["owner_branch", "case_id"], name="public_release_of_case")]

    def __str__(self):
        return f"{self.what} {self.decided_on}"
