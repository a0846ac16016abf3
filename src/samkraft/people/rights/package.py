"""The access package: one controller's copy of all that it holds about a person, with what article 15 adds (GDPR-06).

Each branch makes its own, of its own rows. Free text is read by somebody before it leaves (:mod:`.redaction`); what has
been written or changed since must be read again. Nothing is kept of a package but that it was made, and its hash.
"""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting
from samkraft.access.choices import Event, Role
from samkraft.access.models import Branch
from samkraft.access.sealed_log import alias_of
from samkraft.core.file_checking import KINDS
from samkraft.core.words import clock_time, swedish_date
from samkraft.people.models import CaseFile, PackageMark, RightsRequest
from samkraft.people.rights.collecting import (
    Row,
    Stored,
    Subject,
    Told,
    archive_open,
    codes_of,
    name_of,
    rows_about,
    stored_in,
    subject_of,
)
from samkraft.people.rights.redaction import STRUCK, hash_of, without
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.models import Programme
from samkraft.programmes.processing import purpose_of, support_of

# Told in parts of their own, with who sent and who received.
APART = ("sharing.ReceivedCopy", "sharing.Release", "sharing.ConsentLine")


@dataclass(frozen=True)
class Text:
    """A free text of the package: where it stands, and what was struck from this wording once it had been read.

    ``stored``: that it is a whole file, which is given as it is or not at all.
    """

    row: Row
    told: Told
    mark: PackageMark | None
    stored: Stored | None = None

    @property
    def is_read(self) -> bool:
        return self.mark is not None

    @property
    def struck(self) -> list:
        return self.mark.struck if self.mark else []

    @property
    def given(self) -> str:
        """What the person is told of it."""
        return without(self.told.text, self.struck)


@dataclass(frozen=True)
class Reading:
    """One line of the log extract (REG-12): who as role, when, what, how often."""

    day: date
    who: str
    what: str
    time: str
    times: int


class Package:
    """All that goes into one branch's package, read once."""

    def __init__(self, asked: RightsRequest, acting: Acting):
        self.asked, self.acting = asked, acting
        self.made_at: datetime = timezone.now().replace(microsecond=0)

    @cached_property
    def subject(self) -> Subject:
        return subject_of(self.asked)

    @cached_property
    def is_closed_to_reader(self) -> bool:
        """The case is protected and this person isn't named for it: what she reads is not all there is (SKY-02)."""
        if not self.asked.case_id:
            return False
        with archive_open():
            return not CaseFile.objects.of(self.acting.branch).filter(case=self.asked.case_id).exists()

    @cached_property
    def definition(self) -> ProgrammeDefinition:
        return Programme.objects.get(slug=self.asked.programme).version_on().definition

    @cached_property
    def name(self) -> str:
        return name_of(self.subject, self.acting)

    @cached_property
    def rows(self) -> list[Row]:
        return rows_about(self.subject, self.acting, codes_of(self.definition)) if self.subject.is_known else []

    @cached_property
    def texts(self) -> list[Text]:
        """Every free text, in the order of the package."""
        marks = {mark.text_hash: mark for mark in PackageMark.objects.filter(request=self.asked)}
        told_of = [(row, told, None) for row in self.rows for told in row.fields if told.place]
        told_of += [(row, _as_told(row, held), held) for row in self.rows if (held := stored_in(row))]
        return [Text(row, told, marks.get(hash_of(told.text)), held) for row, told, held in told_of]

    @property
    def documents(self) -> list[Text]:
        """The stored files that are given: each has been opened by somebody, and wasn't struck (SEK-12)."""
        return [text for text in self.texts if text.stored and not text.struck]

    @cached_property
    def wordings(self) -> list[Text]:
        """Each wording once: the same title of a plan stands in many rows, and is read in one place."""
        return list({hash_of(text.told.text): text for text in reversed(self.texts)}.values())[::-1]

    @cached_property
    def unread(self) -> list[Text]:
        """Wordings that nobody has read yet."""
        return [text for text in self.wordings if not text.is_read]

    @cached_property
    def given(self) -> dict[str, str]:
        """Place → the text as it is given."""
        return {text.told.place: text.given for text in self.texts}

    def fields_of(self, row: Row) -> list[tuple[Told, str]]:
        """The fields of a row with what is told of each."""
        return [(told, self.given.get(told.place, told.text) if told.place else told.text) for told in row.fields]

    def of(self, table: str) -> list[Row]:
        return [row for row in self.rows if row.table == table]

    @property
    def groups(self) -> list[tuple[str, list[Row]]]:
        """The branch's own rows by what they are."""
        found: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if row.table not in APART:
                found[row.title].append(row)
        return list(found.items())

    @property
    def categories(self) -> list[dict]:
        """The categories that there is something of: why, on what ground, whose, for how long (art. 15.1 a, b, d)."""
        held = {told.category for row in self.rows for told in row.fields if told.category}
        branch = self.acting.branch
        support = support_of(branch.secrecy_class)
        return [
            {
                "code": one.code,
                "name": one.name,
                "purpose": purpose_of(one.code),
                "ground": support.sensitive if one.sensitive else support.ground,
                "kept": _kept(self.definition, one.retention, branch.code),
            }
            for one in self.definition.data_categories
            if one.code in held
        ]

    @cached_property
    def readings(self) -> list[Reading]:
        """REG-12: who has read, from the branch's own log."""
        if not self.subject.case:
            return []
        cases = self.subject.cases
        alias = [alias_of(self.acting.branch, case) for case in cases]  # what stands for her while she is protected
        with connection.cursor() as cursor:
            cursor.execute("select * from door.readings_of_case(%s, %s)", [self.subject.case, [*cases[1:], *alias]])
            return [_reading(*row) for row in cursor.fetchall()]

    @property
    def withheld(self) -> list[Text]:
        return [text for text in self.texts if text.struck]

    @property
    def receivers(self) -> list[str]:
        """Whom the branch has given anything to (art. 15.1 c)."""
        names = dict(Branch.objects.values_list("pk", "name"))
        keys = (row.raw["to_branch_id"] for row in self.of("sharing.Release"))
        outside = (row.raw["to_outside"] for row in self.of("sharing.Release") if row.raw["to_outside"])
        return sorted({names[key] for key in keys if key} | set(outside))


def _as_told(row: Row, held: Stored) -> Told:
    """A file as a line that is read and may be struck, like a text."""
    words = _("Filen ”%(title)s” (%(kind)s, %(name)s)")
    text = words % {"title": held.title, "kind": KINDS[held.kind].label, "name": held.name[:8]}
    return Told("stored", _("Dokument"), text, "", f"{row.table}:{row.key}:stored")


def _kept(definition, key, branch_code) -> str:
    try:
        return definition.retention_rule(key, branch_code).words
    except KeyError:
        return _("Så länge som den myndighet som äger uppgiften bestämt")


def _reading(day, role, event, first, last, times) -> Reading:
    between = list(dict.fromkeys([clock_time(first), clock_time(last)]))
    return Reading(day, _roles(role), str(Event(event).label), "–".join(between), times)


def _roles(codes: str) -> str:
    names = [next((str(role.label) for role in Role if role.value.startswith(code)), "") for code in codes.split(",")]
    return ", ".join(name.lower() for name in names if name) or _("systemet")


def head_of(package: Package) -> dict:
    """Who made it, about whom, on which request: the first lines of both files."""
    branch = package.acting.branch
    return {
        "controller": branch.name,
        "authority": branch.authority.name,
        "about": package.name,
        "received": swedish_date(package.asked.received_on),
        "made": f"{swedish_date(timezone.localtime(package.made_at))} {clock_time(package.made_at)}",
        "reference": package.asked.reference,
        "request": str(package.asked.request),
    }


__all__ = ["STRUCK", "Package", "Reading", "Text", "head_of"]
