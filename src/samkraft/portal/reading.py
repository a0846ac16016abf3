"""What stands on the own page: asked of the door inside ``portal.citizen.as_citizen``, and of nothing else."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from samkraft.access.models import Branch
from samkraft.access.sealed_log import aliases_of
from samkraft.access.vault import open_json, open_text, ring_of
from samkraft.core.lookups import as_array
from samkraft.portal.choices import CopyKind
from samkraft.programmes.models import ProgrammeVersion
from samkraft.sharing import door
from samkraft.sharing.choices import Purpose


@dataclass(frozen=True)
class Own:
    """One of her cases: who leads the work, and by what the logs of the branches know it."""

    case: UUID
    stubs: list[UUID]
    programme_version: int
    first_name: str
    leader: str
    phone: str
    branch: str
    holders: list[int]


@dataclass(frozen=True)
class Colleague:
    """Somebody who works with her."""

    name: str
    branch: str


@dataclass(frozen=True)
class MeetingAhead:
    """When, where and whom she meets."""

    starts_at: datetime
    ends_at: datetime
    place: str
    room: str
    with_interpreter: bool
    people: list[str]

    @property
    def where(self):
        """Room and place in words, or nothing."""
        return ", ".join(part for part in (self.room, self.place) if part)


@dataclass(frozen=True)
class Copy:
    """Something that has been put on her page, opened."""

    key: UUID
    branch: str
    kind: str
    version: int
    title: str
    content: dict
    made_available_at: datetime
    first_read_at: datetime | None


@dataclass(frozen=True)
class Line:
    """One consent that holds."""

    line: UUID
    case: UUID
    from_branch: str
    to_branch: str
    category: str
    purpose: str
    valid_until: date


@dataclass(frozen=True)
class ReadingDay:
    """That somebody in a role, at a branch, did something with what is written of her, on one day."""

    day: date
    branch: str
    role: str
    events: list[str]
    total: int


def own_cases() -> list[Own]:
    """Her cases, the newest first; none for a number that leads nowhere."""
    return [Own(*row) for row in door.rows("own_page_facts")]


def colleagues() -> list[Colleague]:
    """Who works with her today, but who leads."""
    return [Colleague(*row) for row in door.rows("own_page_team")]


def meetings() -> list[MeetingAhead]:
    """The nearest of the meetings that are booked."""
    return [MeetingAhead(*row) for row in door.rows("own_page_meetings")]


def copies() -> list[Copy]:
    """All that has been put on her page, the newest first, each opened with the key of the branch that put it there."""
    rows = door.rows("own_page_copies")
    keys = {branch.pk: ring_of(branch) for branch in Branch.objects.filter(pk__in={row[1] for row in rows})}
    return [
        Copy(key, branch, kind, version, open_text(keys[owner], title), open_json(keys[owner], content), there, read)
        for key, owner, branch, kind, version, title, content, there, read in rows
    ]


def note_read(shown):
    """That she has read them, the first time."""
    unread = [copy.key for copy in shown if copy.first_read_at is None]
    if unread:
        door.rows("own_page_read", unread)


def lines() -> list[Line]:
    """Every consent of hers that holds or is to hold."""
    return sorted((Line(*row) for row in door.rows("own_page_consents")), key=lambda line: line.line)


def category_names(cases) -> dict[tuple[UUID, str], str]:
    """What each category of data is called in the programme of each case; follow-up and evaluation by themselves."""
    versions = ProgrammeVersion.objects.defer("content").in_bulk({own.programme_version for own in cases})
    return {
        (own.case, category.code): category.name
        for own in cases
        for category in versions[own.programme_version].definition.data_categories
    } | {(own.case, purpose.value): str(purpose.label).capitalize() for own in cases for purpose in Purpose}


def readings(cases, first, many) -> list[ReadingDay]:
    """Who has read, day by day, from a place on (REG-12)."""
    return [ReadingDay(*row) for row in door.rows("own_page_readings", _aliases(cases), first, many)]


def _aliases(cases):
    """What stands in the logs for a case from when it was protected, if it ever was (SKY-06)."""
    branches = Branch.objects.in_bulk({key for own in cases for key in own.holders})
    found = [
        alias for own in cases for key in own.holders for alias in aliases_of(branches[key], [own.case, *own.stubs])
    ]
    return as_array(found)


def plan_of(shown) -> Copy | None:
    """The plan among what has been put there."""
    return next((copy for copy in shown if copy.kind == CopyKind.PLAN), None)
