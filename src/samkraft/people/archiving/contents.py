"""What a branch holds of one closed case, as an archive gets it: records with their files, and all the rest (ALL-04).

Every row that the branch has of the person is in exactly one record, or in the case's own file; drafts are nowhere
(ALL-03). A record is what may be released, received or given out: the same that the registrar lists (ALL-01).
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.utils.translation import gettext as _

from samkraft.access import file_store
from samkraft.access.acting import Acting
from samkraft.access.models import Branch
from samkraft.core.file_checking import KINDS
from samkraft.core.pdf import typeset
from samkraft.core.words import swedish_date
from samkraft.people.archiving.formats import DOCUMENTS, JSON, PDF_A, Format
from samkraft.people.models import Case, CaseFile, ProtectedIdentity, Referral
from samkraft.people.rights.collecting import Row, Subject, codes_of, rows_about, stored_in
from samkraft.people.rights.item_records import kinds
from samkraft.people.vault import unseal
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.processing import support_of
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy, Release

TEMPLATE = Path(__file__).parent / "record.typ"
# Tagged, with fonts inside and no file within the file: to be kept, and to be read aloud.
STANDARDS = ("a-2a", "ua-1")
JSON_FORMAT = "samkraft-akt/1"
DATA = "data"


@dataclass(frozen=True)
class File:
    """One file of the package: where in its representation, what, of which format."""

    path: str
    content: bytes = field(repr=False)
    format: Format
    title: str


@dataclass(frozen=True)
class Record:
    """One record of the case: ``way`` is own, in or out; ``party`` is who sent or received it."""

    number: int
    key: UUID
    title: str
    way: str
    moment: datetime
    party: str
    version: int
    files: tuple[File, ...]
    about: UUID | None = None


@dataclass(frozen=True)
class Person:
    """Whom the case is about, as the branch knows her."""

    name: str
    number: str
    is_protected: bool


class Contents:
    """All that goes into one package, read once. Inside ``archive_open``."""

    def __init__(self, case: Case, file: CaseFile, acting: Acting, made_at: datetime) -> None:
        self.case, self.file, self.acting, self.made_at = case, file, acting, made_at

    @property
    def branch(self) -> Branch:
        return self.acting.branch

    @cached_property
    def definition(self) -> ProgrammeDefinition:
        return self.case.programme_version.definition

    @cached_property
    def rows(self) -> list[Row]:
        referrals = Referral.objects.filter(case_id=self.case.pk).values_list("pk", flat=True)
        return rows_about(Subject(self.case.pk, tuple(referrals)), self.acting, codes_of(self.definition))

    @cached_property
    def person(self) -> Person:
        hidden = ProtectedIdentity.objects.filter(case_id=self.case.pk).first() if self.file.is_pseudonymous else None
        held = hidden or self.file
        sealed = bytes(held.identity_sealed)
        name = f"{held.first_name} {held.last_name}".strip()
        return Person(name, unseal(self.branch, sealed) if sealed else "", self.file.is_pseudonymous)

    @property
    def secrecy(self) -> str:
        """What the archive must know before it lets anybody read."""
        return str(support_of(self.branch.secrecy_class).secrecy)

    @cached_property
    def records(self) -> list[Record]:
        """Every record in the order of its day, each with its files."""
        placed = sorted(self._placed(), key=lambda one: (one[1]["moment"], str(one[1]["key"])))
        return [self._record(number, row, said) for number, (row, said) in enumerate(placed, start=1)]

    @cached_property
    def case_files(self) -> list[File]:
        """The case itself: all rows that are no record, to be read, and every row there is, for machines."""
        title = _("Ärendet %(number)s") % {"number": self.case.number}
        apart = {id(row) for row, _said in self._placed()}
        groups: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows:
            if id(row) not in apart:
                groups[row.title].append(row)
        rest = [row for rows in groups.values() for row in rows]
        beside = [file for number, row in enumerate(rest, start=1) for file in self._stored(f"arende-{number:03}", row)]
        return [
            File(f"{DATA}/arende.pdf", self._pdf(title, [], list(groups.items())), PDF_A, title),
            File(f"{DATA}/arende.json", self._json(), JSON, _("%(title)s, för maskiner") % {"title": title}),
            *beside,
        ]

    @property
    def files(self) -> list[File]:
        return [*self.case_files, *(file for record in self.records for file in record.files)]

    def _placed(self) -> Iterator[tuple[Row, dict[str, Any]]]:
        tables = {model._meta.label: model.released_as for model in kinds()}
        for row in self.rows:
            if row.table == ReceivedCopy._meta.label:
                yield row, _shared(row, "in", row.raw["made_available_at"], self.names.get(row.raw["from_branch_id"]))
            elif row.table == Release._meta.label and row.raw["stopped_at"] is None:
                to = self.names.get(row.raw["to_branch_id"]) or row.raw["to_outside"]
                yield row, _shared(row, "out", row.raw["made_available_at"] or row.raw["decided_at"], to)
            elif said := tables.get(row.table):
                key = row.raw.get(said.key) or row.raw[f"{said.key}_id"]
                version = row.raw[said.version] if said.version else 1
                yield row, {
                    "way": "own", "kind": said.kinds[0], "item": key, "version": version, "moment": row.since,
                    "key": uuid5(self.case.pk, f"{row.table}:{row.key}"), "party": "",
                }  # fmt: skip

    @cached_property
    def names(self) -> dict[int, str]:
        return dict(Branch.objects.values_list("pk", "name"))

    def _record(self, number, row, said) -> Record:
        title = str(ItemKind(said["kind"]).label)
        ways = {"own": _("Upprättad"), "in": _("Inkom från %s"), "out": _("Lämnades till %s")}
        way = ways[said["way"]] % said["party"] if said["party"] else ways[said["way"]].replace(" %s", "")
        facts = [
            [_("Ärende"), self.case.number],
            [_("Handling"), f"{number}, {_('version')} {said['version']}"],
            [way, swedish_date(said["moment"])],
        ]
        pdf = self._pdf(title, facts, [("", [row])])
        files = [File(f"{DATA}/{number:03}.pdf", pdf, PDF_A, title), *self._stored(f"{number:03}", row)]
        about = None if said["way"] == "own" else said["item"]
        return Record(number, said["key"], title, said["way"], said["moment"], said["party"], said["version"],
                      tuple(files), about)  # fmt: skip

    def _stored(self, stem: str, row: Row) -> Iterator[File]:
        """The file itself, where the row tells of one. A file that is missing stops the package."""
        if held := stored_in(row):
            content = file_store.read(self.branch, held.name)
            yield File(f"{DATA}/{stem}-dokument.{KINDS[held.kind].ending}", content, DOCUMENTS[held.kind], held.title)

    def _pdf(self, title, facts, groups) -> bytes:
        content = {
            "title": title,
            "language": "sv",
            "owner": f"{self.branch.authority.name}, {self.branch.name}",
            "facts": facts,
            "secrecy": self.secrecy,
            "groups": [
                {"title": name, "rows": [[[told.label, told.text] for told in row.fields] for row in rows]}
                for name, rows in groups
            ],
            "labels": {"page": _("sida"), "of": _("av"), "none": _("Inget finns.")},
        }
        return typeset(TEMPLATE, content, self.made_at, STANDARDS)

    def _json(self) -> bytes:
        rows = [
            {
                "table": row.table, "title": row.title, "key": row.key,
                "since": row.since.isoformat() if row.since else None,
                "fields": [
                    {"name": told.name, "label": told.label, "category": told.category, "value": told.text}
                    for told in row.fields
                ],
            }
            for row in self.rows
        ]  # fmt: skip
        head = {"format": JSON_FORMAT, "case": self.case.number, "owner": self.branch.code, "rows": rows}
        return json.dumps(head, ensure_ascii=False, indent=1).encode()


def _shared(row, way, moment, party):
    raw = row.raw
    return {"way": way, "kind": raw["item_kind"], "item": raw["item_id"], "version": raw["version"], "moment": moment,
            "key": uuid5(raw["release"], way), "party": party or ""}  # fmt: skip
