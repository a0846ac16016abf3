"""What is known about people and for how long: categories, mapping areas, consent presets, retention."""

from dataclasses import dataclass

from samkraft.programmes.marks import Sourced, ref
from samkraft.programmes.vocabulary import RELATIVE_OWNERS, SharingReach


@dataclass(frozen=True, slots=True, kw_only=True)
class DataCategory(Sourced):
    """A row of table A of the law file: what it is, whose it is, how far it may go with consent.

    `owners` holds branch codes, or a word for an owner that depends on the case (`enrolling`, `leading` …).
    `retention` is the key of a retention rule: which rule it is depends on the owner of the row.
    `in_writing`: a spoken consent doesn't cover it (CON-03).
    """

    code: str
    name: str
    short_name: str
    sensitive: bool
    in_writing: bool = False
    owners: tuple[str, ...] = ref("branches", *RELATIVE_OWNERS)
    reach: SharingReach
    words: str
    retention: str
    statutory_duty_to: tuple[str, ...] = ref("branches", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class RetentionRule(Sourced):
    """How long something is kept, counted from what (table D of the law file).

    `key` is what a personal field names; rules with the same key differ by owner. No `owners`: it holds for all.
    `exempt_birth_days`: people born on these days of a month go to the archive instead of being destroyed.
    """

    code: str
    key: str
    owners: tuple[str, ...] = ref("branches", default=())
    name: str
    words: str
    counted_from: str
    years: int = 0
    months: int = 0
    days: int = 0
    from_year_end: bool = False
    exempt_birth_days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MappingArea(Sourced):
    """An area of the joint mapping. `lead` is a branch, or `leading`: the process leader's branch.

    `strengths_hint`: what to ask for first, before what stands in the way (P-031); an area of facts alone has none.
    """

    code: str
    name: str
    order: int
    lead: str = ref("branches", "leading")
    category: str = ref("data_categories")
    hint: str
    strengths_hint: str = ""
    own_words: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryEffort(Sourced):
    """A kind of effort that a case history tells of, so that the same one is known again when it is repeated."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryCategory(Sourced):
    """Of which category the case history of a branch is: what a consent must cover for it to be shared (CON-01)."""

    branch: str = ref("branches")
    category: str = ref("data_categories")


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRules(Sourced):
    """What the review of a case history looks for (P-039, P-111).

    `silence_days`: so long without anything at all is a gap. `same_effort_times`: the same effort so many times,
    without leading on, is repeated. `handler_changes`: more changes of caseworker than that within
    `handler_changes_months`.
    """

    silence_days: int = 180
    same_effort_times: int = 2
    handler_changes: int = 2
    handler_changes_months: int = 24
    efforts: tuple[HistoryEffort, ...] = ()
    categories: tuple[HistoryCategory, ...] = ()

    def category_of(self, branch: str) -> str:
        """The category of what that branch tells; a branch that isn't named tells it as a note of its own."""
        return next((row.category for row in self.categories if row.branch == branch), "minutes")

    def effort_name(self, code: str) -> str:
        """The words of an effort; the code itself for one that the file no longer knows."""
        return next((row.name for row in self.efforts if row.code == code), code)


# For versions that were stored before programmes said it.
UNSAID_HISTORY = HistoryRules(assumption=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentPreset(Sourced):
    """A consent line that the form proposes; the person may strike it (CON-01, CON-02).

    `to_branches` are always proposed, `to_if_in_team` only when that branch takes part in the person's team.
    """

    category: str = ref("data_categories")
    from_branch: str = ref("branches")
    to_branches: tuple[str, ...] = ref("branches", default=())
    to_if_in_team: tuple[str, ...] = ref("branches", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentRules(Sourced):
    """How long a line may hold and which lines the form proposes."""

    max_months: int
    ends_months_after_discharge: int
    purpose: str
    presets: tuple[ConsentPreset, ...]
