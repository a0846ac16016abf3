"""The three kinds of guarded table. ``protect`` turns what a model declares here into database rules.

A model says which kind it is by its base class, so that no personal table can exist without row-level
security: a test fails on a table that is neither guarded nor on the short list of open ones.
"""

from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from samkraft.access.models import Branch
from samkraft.core.choice_words import ChoiceWords


def staff_key(**options):
    """Who did it: kept when the account ends (RESTRICT), and without an index, for nothing is looked up by it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.RESTRICT, related_name="+", db_index=False, **options
    )


def branch_key(**options):
    """A branch that a row names; without an index of its own, for lists are looked up by owner and case."""
    return models.ForeignKey(Branch, on_delete=models.RESTRICT, related_name="+", db_index=False, **options)


@dataclass(frozen=True)
class Personal:
    """What the register of processing says of one field (GDPR-01).

    category: data category of the programme file (table A of the law file); sensitive: may never stand in a
    list, search or filter (REG-02); retention: key of the owner's retention rule (table D).
    """

    category: str
    sensitive: bool = False
    retention: str = "case"


CONTACT = Personal("identity")
ENROLMENT = Personal("enrolment")
BENEFIT = Personal("benefits", sensitive=True)
PLAN = Personal("plan")
NOTES = Personal("minutes", sensitive=True)


@dataclass(frozen=True)
class ReleasedAs:
    """That rows of a table may leave their file as items of some kinds; the door lets nothing else out (SEK-07).

    key: the field that holds the item's key; version: the field that holds its version, where it has several.
    category: the data category of every row, or subject: the field for which the programme file says it (CON-01),
    or category_in: the field that says it of each row.
    closed: when a row may not leave at all, as a condition on its columns (SEK-12).
    finished: the field that is empty until the row is a record.
    """

    kinds: tuple[str, ...]
    key: str
    version: str = ""
    category: str = ""
    subject: str = ""
    category_in: str = ""
    closed: str = ""
    finished: str = ""


# REG-10: of rows that tell of an item without lying in its file: not while a unit of health care has blocked the item.
NOT_BLOCKED = "item_id <> all ((select door.blocked_items())::uuid[])"


class OwnedModel(ChoiceWords, models.Model):
    """A row of personal data with one owner branch (design rule 2, SEK-01).

    ``personal_fields`` maps each field to its :class:`Personal`; ``figure_columns`` are the columns that the
    figures role may read: never a name, a number or free text. ``restrictions`` are further conditions on
    reading; ``database_rules`` are statements of the model's own, such as narrower grants. ``released_as`` says that
    its rows may be released, and as what. ``not_in_history`` are columns that the history leaves out, where it would
    else keep what the restrictions have closed. ``case_path`` is the lookup to the case of a row that hasn't its key
    (``access.records``). Rows of a protected case are read by its named persons alone;
    ``stands_before_protection`` marks the rows by which others decide who these are (SKY-02).

    ``kept_as`` is the key of the retention rule that its rows follow (table D): ``case`` for all that hangs on a case
    and goes with the owner's file, ``consent`` for the records of consent and release; any other word says that they
    are purged in another way, or kept. ``entry_days`` are the fields that tell when something was written in a row:
    a file's last entry is the latest of them. ``is_subject`` says that a row may be destroyed by its own key, before it
    has a case.

    ``stays_in_file`` says that a row tells of its own shell, such as a move between phases, and is left where it is
    when two files of one person become one (``moving``). ``hangs_on`` names columns that hold the key of another
    table's row without being its foreign key: such a row stays or goes with that one.
    """

    personal_fields: dict[str, Personal] = {}
    figure_columns: tuple[str, ...] = ()
    kept_as: str = "case"
    entry_days: tuple[str, ...] = ("created_at",)
    is_subject: bool = False
    restrictions: dict[str, str] = {}
    database_rules: tuple[str, ...] = ()
    released_as: ReleasedAs | None = None
    not_in_history: tuple[str, ...] = ()
    case_path = ""
    stands_before_protection = False
    stays_in_file = False
    hangs_on: dict[str, str] = {}

    owner_branch = branch_key()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True

    @classmethod
    def kind_rules(cls):
        """Statements that every model of a sub-kind has, such as the key of a row in a file."""
        return ()


class ShellModel(models.Model):
    """A row of the neutral case shell: seen by the branches that hold a file on the case, written by the door.

    ``case_column`` names the column that holds the case's key.
    """

    personal_fields: dict[str, Personal] = {}
    figure_columns: tuple[str, ...] = ()
    case_column = "case_id"

    class Meta:
        abstract = True


class DoorOnlyModel(models.Model):
    """A row that the door alone reads and writes: no other role has any grant on it (SEK-05)."""

    personal_fields: dict[str, Personal] = {}

    class Meta:
        abstract = True


class AppendOnlyModel(ChoiceWords, models.Model):
    """A log row: a branch sees its own, the site may add, nobody may change or remove (table C)."""

    personal_fields: dict[str, Personal] = {}
    figure_columns: tuple[str, ...] = ()
    database_rules: tuple[str, ...] = ()

    class Meta:
        abstract = True


def guarded_models(kind):
    """All concrete models of one kind of guarded table."""
    return [m for m in apps.get_models() if issubclass(m, kind) and not m._meta.abstract and m._meta.managed]


def has_unit(model):
    """Whether each row says which unit of health care wrote it."""
    return any(field.column == "unit_id" for field in model._meta.fields) and hasattr(model, "file")
