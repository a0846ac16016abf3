"""Who a programme consists of: authorities, branches, professions, teams, roles, outer systems."""

from dataclasses import dataclass, field
from datetime import date

from samkraft.programmes.marks import INSIDE, Sourced, ref
from samkraft.programmes.vocabulary import (
    CssKey,
    ProfessionPlace,
    ReferralKind,
    RoleScope,
    SecrecyClass,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority(Sourced):
    """A public body. Its branches own data, it itself owns none (SEK-01)."""

    code: str
    name: str
    short_name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Branch(Sourced):
    """An authority, or an independent branch inside one: the owner of every personal row (SEK-01, SEK-06)."""

    code: str
    authority: str = ref("authorities")
    name: str
    short_name: str
    secrecy: SecrecyClass
    css: CssKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Party(Sourced):
    """A branch that takes part in this programme, and when."""

    branch: str = ref("branches")
    words: str
    start: date | None = field(default=None, metadata=INSIDE)
    end: date | None = field(default=None, metadata=INSIDE)
    is_owner: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralWay(Sourced):
    """How a branch may refer people: a file, or one person at a time (P-013)."""

    code: str
    name: str
    branch: str = ref("branches")
    kind: ReferralKind
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FullTimeMonths:
    """So many people for so many months each (P-023)."""

    number: int
    months: int

    @property
    def total(self) -> int:
        """Full-time months of the row."""
        return self.number * self.months


@dataclass(frozen=True, slots=True, kw_only=True)
class Profession(Sourced):
    """A profession in the programme, what it answers for (P-025) and how much of it there is (P-023)."""

    code: str
    name: str
    name_plural: str
    branch: str = ref("branches")
    place: ProfessionPlace
    responsible_for: str
    months: tuple[FullTimeMonths, ...]
    total_months: int
    in_consultation_team: bool = False
    leads_professions: tuple[str, ...] = ref("professions", default=())

    @property
    def number(self) -> int:
        """People in the profession when the programme is fully staffed."""
        return sum(row.number for row in self.months)


@dataclass(frozen=True, slots=True, kw_only=True)
class Staffing(Sourced):
    """The whole staff: people and full-time months, as a check on the professions."""

    people: int
    full_time_months: int
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Team(Sourced):
    """A team with its dates. It carries `average_load` on average; above `limit` placing is flagged."""

    code: str
    name: str
    start: date = field(metadata=INSIDE)
    end: date | None = field(default=None, metadata=INSIDE)
    core_professions: tuple[str, ...] = ref("professions")
    average_load: int
    limit: int

    def is_open(self, on: date) -> bool:
        """True on the days that the team works, first and last day included."""
        return self.start <= on and (self.end is None or on <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamRules(Sourced):
    """What holds for all teams: in the last months the average is not asked for (P-020)."""

    load_exempt_last_months: int
    employer_time_share_percent: int
    hours_a_week: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EmployerWork(Sourced):
    """How the work with employers is kept up (P-050): a placement is visited, an employer is heard of, so often."""

    visit_every_days: int
    contact_every_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Role(Sourced):
    """A role that someone can have in the programme, and what it reaches."""

    code: str
    name: str
    scope: RoleScope
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportResource(Sourced):
    """Help around the teams that must be reachable from the plan (P-026)."""

    code: str
    name: str
    branch: str = ref("branches")
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionMark(Sourced):
    """The section code that marks the programme's participants in an outer system (P-061, P-063)."""

    system: str = ref("outer_systems")
    code: str

    def is_in(self, cell: str) -> bool:
        """Whether what stands in the system's column for sections is this code."""
        return cell.strip() == self.code


@dataclass(frozen=True, slots=True, kw_only=True)
class OuterSystem(Sourced):
    """A system where something done here must be registered too (P-061, P-063)."""

    code: str
    name: str
    branch: str = ref("branches", default="")
    words: str
