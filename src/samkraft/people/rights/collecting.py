"""Everything that the acting branch holds about one person, row by row, in words (GDPR-06).

Tables and fields are found, not named: what a new room keeps stands in the next package by itself.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import CharField, Field, ForeignKey, JSONField, Model, SlugField, TextField
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting
from samkraft.access.models import Branch, Staff
from samkraft.access.record_words import is_told, label_of, title_of, way_in_words
from samkraft.access.records import models_of_people, owner_column, rows_of
from samkraft.core.words import clock_time, swedish_date
from samkraft.people.merged import stubs_of
from samkraft.people.models import CaseFile, Referral
from samkraft.people.rights.earlier import EARLIER, earlier_of
from samkraft.people.vault import unseal
from samkraft.programmes.models import Programme, Team
from samkraft.sharing.choices import ItemKind

# Text that hasn't got its final shape isn't given out (Act 2018:218, 5:2); a day's work of the register itself neither.
NOT_GIVEN = {"people.Draft", "people.RightsRequest", "people.PackageMark"}
# A name or a title is short; what somebody has written in her own words is read before it leaves.
_LONG = 100
_NAMES = {"first_name", "last_name", "email", "phone", "language", "receiver_name", "receiver_unit", "to_outside"}
_WORDY = 20


@dataclass(frozen=True)
class Told:
    """One field of a row in words. ``place`` names a free text that has to be read before it leaves, else ''."""

    name: str
    label: str
    text: str
    category: str
    place: str = ""


@dataclass(frozen=True)
class Row:
    """One row: which table, what it is called, its key, the day it came, its fields."""

    table: str
    title: str
    key: str
    since: datetime | None
    fields: tuple[Told, ...]
    raw: dict[str, Any] = field(repr=False, default_factory=dict)


@dataclass(frozen=True)
class Subject:
    """Whom a request is about: a case of the branch's, and the referrals that led to it or never did."""

    case: UUID | None = None
    referrals: tuple[UUID, ...] = ()

    @property
    def cases(self) -> list[UUID]:
        """The case, and those that have been merged into it: what stayed there is hers as well."""
        return [self.case, *stubs_of(self.case)] if self.case else []

    @property
    def is_known(self) -> bool:
        return bool(self.case or self.referrals)


@dataclass(frozen=True)
class Stored:
    """A file that a row tells of: its name in the store, its kind, what it is called."""

    name: str
    kind: str
    title: str


def stored_in(row: Row) -> Stored | None:
    """The file behind a row of the branch's own, or behind a copy that it received; None where there is none.

    Found by the field ``stored`` that every such table has, so that no table need be named. What a row said before it
    was changed has no file of its own.
    """
    said = row.raw if row.table != EARLIER else {}
    copy = said.get("content")
    if not said.get("stored") and isinstance(copy, dict) and said.get("item_kind") == ItemKind.DOCUMENT:
        said = copy
    if not said.get("stored"):
        return None
    return Stored(said["stored"], said["kind"], said.get("title") or row.title)


_OPEN_ARCHIVE = "select set_config('samkraft.archive', %s, true), set_config('samkraft.blocked', %s, true)"


@contextmanager
def archive_open():
    """What is closed is held as well, and what a unit of health care has blocked: hers to know (GDPR 15, REG-10)."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('samkraft.archive', true), current_setting('samkraft.blocked', true)")
        before = [value or "" for value in cursor.fetchone()]
        cursor.execute(_OPEN_ARCHIVE, ["on", "on"])
    yield
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_ARCHIVE, before)


def subject_of(request_row) -> Subject:
    """The person of a request as the acting branch knows her: her case and all her referrals here."""
    found = Referral.objects.filter(case_id=request_row.case_id) if request_row.case_id else Referral.objects.none()
    keys = set(found.values_list("pk", flat=True)) | ({request_row.referral} if request_row.referral else set())
    return Subject(request_row.case_id, tuple(sorted(keys)))


def rows_about(subject: Subject, acting: Acting, codes: dict[str, str]) -> list[Row]:
    """All rows about a person, table by table. codes: what the programme calls its codes."""
    with archive_open():
        cases = subject.cases
        found = [(model, raw) for model in models_of_people() if model._meta.label not in NOT_GIVEN
                 for raw in _raw_rows(model, subject, cases, acting)]  # fmt: skip
        earlier = list(earlier_of(found, subject, acting))
    words = _Words(codes, acting.branch, [*found, *earlier])
    return [words.row(model, raw) for model, raw in found] + [words.row(model, raw, EARLIER) for model, raw in earlier]


def _raw_rows(model: type[Model], subject: Subject, cases: list[UUID], acting: Acting) -> Iterator[dict]:
    mine = {"owner_branch": acting.branch} if owner_column(model) else {}
    if model is Referral:
        yield from Referral.objects.filter(pk__in=subject.referrals, **mine).order_by("pk").values()
    elif subject.case:
        yield from rows_of(model, cases, **mine)
    elif subject.referrals and getattr(model, "case_path", "").startswith("referral__"):
        yield from model._default_manager.filter(referral__in=subject.referrals, **mine).order_by("pk").values()


class _Words:
    """Values as words: whose name a key stands for is asked once for all rows."""

    def __init__(self, codes, branch, found):
        self.codes, self.branch = codes, branch
        # What stands inside JSON is written with the same codes as the fields of that name.
        self.choices = {
            (each.name, str(value)): str(label)
            for model in models_of_people()
            for each in model._meta.concrete_fields
            for value, label in (each.flatchoices if each.choices else ())
        }
        self.names: dict[type[Model], dict[Any, str]] = {
            Branch: dict(Branch.objects.values_list("pk", "name")),
            Programme: dict(Programme.objects.values_list("pk", "name")),
            Team: dict(Team.objects.values_list("pk", "name")),
            Staff: {one.pk: _staff(one) for one in Staff.objects.filter(pk__in=_staff_in(found))},
        }

    def row(self, model, raw, kind: str = "") -> Row:
        told = [one for each in model._meta.concrete_fields if is_told(each) for one in self._told(model, each, raw)]
        label, key = model._meta.label, str(raw[model._meta.pk.attname])
        title = _("Tidigare uppgifter: %(what)s") % {"what": title_of(model).lower()} if kind else title_of(model)
        return Row(kind or label, title, key, raw.get("created_at"), tuple(told), raw)

    def _told(self, model, each: Field, raw) -> Iterator[Told]:
        value = raw[each.attname]
        about = model.personal_fields.get(each.name)
        category = about.category if about else ""
        if value is None or value in ("", b"", [], {}):
            return
        place = f"{model._meta.label}:{raw[model._meta.pk.attname]}:{each.name}"
        label = label_of(each.name)
        if isinstance(each, JSONField):
            for path, text in _leaves(value):
                name = path.rpartition(" ")[2]
                if is_technical_leaf(name):
                    continue
                text = self.choices.get((name, text), self._code(_day(text)))
                is_text = len(text) > _WORDY and " " in text
                yield Told(each.name, f"{label}: {way_in_words(path)}" if path else label, text, category,
                           f"{place}/{path}" if is_text else "")  # fmt: skip
        else:
            yield Told(each.name, label, self._text(model, each, value), category, place if is_free(each) else "")

    def _text(self, model, each: Field, value) -> str:
        if each.name == "identity_sealed":
            return unseal(self.branch, value)
        if isinstance(each, ForeignKey):
            return self.names.get(each.related_model, {}).get(value, str(value))
        if each.choices:
            return str(dict(each.flatchoices).get(value, value))
        return self._code(_plain(value)) if isinstance(each, CharField) else _plain(value)

    def _code(self, text: str) -> str:
        return self.codes.get(text, text)


def is_technical_leaf(name: str) -> bool:
    """Whether a value inside JSON is a key or a sign for the program."""
    return name in {"id", "mark", "code", "key"} or name.endswith(("_id", "_mark", "_code", "_key"))


def _day(text: str) -> str:
    try:
        return swedish_date(date.fromisoformat(text))
    except ValueError:
        return text


def is_free(each: Field) -> bool:
    """Whether the field holds somebody's own words, which may be about somebody else."""
    if each.choices or isinstance(each, SlugField) or each.name in _NAMES:
        return False
    return isinstance(each, TextField) or (isinstance(each, CharField) and (each.max_length or _LONG) >= _LONG)


def _leaves(value, path: str = "") -> Iterator[tuple[str, str]]:
    """Each plain value inside JSON, with the way to it."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _leaves(inner, f"{path} {name}".strip())
    elif isinstance(value, list):
        for number, inner in enumerate(value, start=1):
            yield from _leaves(inner, f"{path} {number}".strip())
    elif value not in (None, ""):
        yield path, _plain(value)


def _plain(value) -> str:
    if isinstance(value, bool):
        return _("ja") if value else _("nej")
    if isinstance(value, datetime):
        return f"{swedish_date(value)} {clock_time(value)}"
    return swedish_date(value) if isinstance(value, date) else str(value)


def _staff(one: Staff) -> str:
    return f"{one.name}, {one.title.lower()}" if one.title else one.name


def _staff_in(found: Iterable[tuple[type[Model], dict]]) -> set:
    """The keys of everyone at work whom the rows name."""
    fields: dict[type[Model], list[str]] = {}
    for model, _raw in found:
        if model not in fields:
            keys = [each for each in model._meta.concrete_fields if isinstance(each, ForeignKey)]
            fields[model] = [each.attname for each in keys if each.related_model is Staff]
    return {raw[name] for model, raw in found for name in fields[model] if raw[name]}


def codes_of(definition) -> dict[str, str]:
    """What a programme calls its own codes, from every part of its file that has both."""
    found: dict[str, str] = {}
    for part in (getattr(definition, name, ()) for name in definition.__dataclass_fields__):
        for one in part if isinstance(part, tuple) else ():
            code, name = getattr(one, "code", ""), getattr(one, "name", "")
            if code and name:
                found.setdefault(code, name)
    return found


def name_of(subject: Subject, acting: Acting) -> str:
    """The person's name as this branch knows it."""
    with archive_open():
        file = CaseFile.objects.of(acting.branch).filter(case=subject.case).first() if subject.case else None
        held = file or Referral.objects.filter(pk__in=subject.referrals).first()
    return held.name if held else ""


__all__ = [
    "Row",
    "Stored",
    "Subject",
    "Told",
    "archive_open",
    "codes_of",
    "name_of",
    "rows_about",
    "stored_in",
    "subject_of",
]


def told_of(row: Model, acting: Acting, codes: dict[str, str]) -> tuple[Told, ...]:
    """One row of the branch's own in words, as it stands in a package."""
    raw = {each.attname: getattr(row, each.attname) for each in row._meta.concrete_fields}
    return _Words(codes, acting.branch, [(type(row), raw)]).row(type(row), raw).fields
