"""The participant's way: intake, eligibility, draw, phases, deadlines, activities, discharge, follow-up."""

from dataclasses import dataclass, field
from datetime import date

from samkraft.programmes.marks import INSIDE, Sourced, code_list, ref
from samkraft.programmes.vocabulary import (
    Bearer,
    DecisionWord,
    Event,
    FactKind,
    Operator,
    OutcomeGroup,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class IntakePeriod(Sourced):
    """So many new participants from one day to another, both included (P-011)."""

    code: str
    start: date = field(metadata=INSIDE)
    end: date = field(metadata=INSIDE)
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AgeBand:
    """An age band, both ends included."""

    code: str
    name: str
    from_age: int
    to_age: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume(Sourced):
    """How many people the programme is for (P-010). `at_least` where the plan gives a range."""

    participants: int
    at_least: int | None = None
    women: int | None = None
    men: int | None = None
    age_bands: tuple[AgeBand, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StockBand(Sourced):
    """How many are meant to be in the programme at the same time, most of the time."""

    low: int
    high: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Revision(Sourced):
    """Goals as a later document gives them; they replace nothing until a dated version says so."""

    code: str
    words: str
    participants: int
    to_work_or_studies: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact(Sourced):
    """A fact that eligibility and priority are judged by, and whose branch can supply it.

    `owner` is a branch, or `referring`: whoever refers answers. `assumed` is the answer when nobody has
    said anything. `codes` makes a yes/no fact follow from a code of `code_list`: yes if it is one of them.
    """

    code: str
    name: str
    kind: FactKind
    owner: str = ref("branches", "referring")
    question: str
    assumed: bool | None = None
    code_list: str = code_list("")
    codes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Sourced):
    """One fact compared with one value. `failed` is the sentence for a person who doesn't meet it."""

    fact: str = ref("facts")
    op: Operator
    value: bool | int | str | tuple[str, ...]
    failed: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WayIn(Sourced):
    """One way to be eligible: all its conditions hold. One way is enough."""

    code: str
    name: str
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Eligibility(Sourced):
    """What everyone must meet (`always`), and the alternative ways in (P-012, P-015)."""

    words: str
    always: tuple[Condition, ...]
    ways_in: tuple[WayIn, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorityClass(Sourced):
    """A class of priority. The first class, by order, whose conditions all hold is the person's."""

    code: str
    name: str
    order: int
    words: str
    conditions: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame(Sourced):
    """From whom the programme draws (P-013). Others are enrolled without a draw and marked so."""

    code: str
    name: str
    words: str
    conditions: tuple[Condition, ...]
    referral_ways: tuple[str, ...] = ref("referral_ways")
    strata: tuple[str, ...]
    size: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase(Sourced):
    """A step on the participant's way: a phase (P-032), or a stage where the way is another (P-039)."""

    code: str
    name: str
    number: int
    words: str
    content: tuple[str, ...] = ()
    talk_before: bool = True
    talk_after: bool = True
    has_questionnaire: bool = False
    chooses_direction: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PhaseLimit(Sourced):
    """The phases together take so many months at most; longer takes a decision with its reason (P-033)."""

    code: str
    phases: tuple[str, ...] = ref("phases")
    months: int
    warn_days: int
    extension_months_at_most: int
    extension_needs_reason: bool
    extension_reasons: tuple[str, ...] = ()
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Direction(Sourced):
    """A direction that the plan may take, where the programme names them (P-039)."""

    code: str
    name: str
    branch: str = ref("branches")
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogueRules(Sourced):
    """Messages between branches: in how many days an answer is asked for, unless the writer says another day."""

    answer_days: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarePaper(Sourced):
    """A paper that may be asked for in health care: a care plan or a certificate (P-025).

    One that was asked for less than `asked_again_after_days` ago, or that holds, is warned of before it is asked again.
    """

    code: str
    name: str
    words: str
    asked_again_after_days: int
    answer_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CooperationStep(Sourced):
    """A step of the strengthened AF/FK cooperation (P-037), in order; `ends`: the cooperation is over by it."""

    code: str
    name: str
    branch: str = ref("branches")
    words: str
    ends: bool = False
    as_planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline(Sourced):
    """Something that must be done so many days or months after an event (negative: before it).

    `repeats` starts the clock again each time it is done. `phases` limits it to cases in those phases.
    `done_by` names the events that fulfil it, each one anchor; without it a repeating deadline is fulfilled by its
    next anchor, and a phase limit by leaving the phases. `set_by` names an event whose day, once the clock runs, comes
    instead if it is earlier. `can_wait`: whether it may be put off with a reason; `stands_still`: whether a case in
    which it is over stands still. `list_name` is what lists call it, where its own name would tell too much (REG-02).
    """

    code: str
    name: str
    words: str
    anchor: Event
    offset_days: int = 0
    offset_months: int = 0
    who: Bearer
    warn_days: int
    repeats: bool = False
    phases: tuple[str, ...] = ref("phases", default=())
    done_by: tuple[Event, ...] = ()
    set_by: Event | None = None
    can_wait: bool = True
    stands_still: bool = False
    list_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Postponing(Sourced):
    """For how long at a time a deadline may be put off, and with which reasons: never one of health or private life."""

    days_at_most: int = 30
    reasons: tuple[str, ...] = (
        "En tid är bokad",
        "Väntar på svar från någon annan",
        "Personen har bett om att få vänta",
        "Personen går inte att nå just nu",
    )
    assumption: bool = True


# What a version that was stored before there was such a block goes by.
USUAL_POSTPONING = Postponing()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait(Sourced):
    """A stretch whose length is measured, from one event to another (P-006)."""

    code: str
    name: str
    from_event: Event
    to_event: Event
    by_branch: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityType(Sourced):
    """A kind of activity and who decides on it (P-040 – P-042).

    `decides` is the branch whose decision is needed; empty means that the provider and the participant agree.
    """

    code: str
    name: str
    provider: str = ref("branches", "leading")
    decides: str = ref("branches", default="")
    decision: DecisionWord
    category: str = ref("data_categories")
    only_for_participants: bool
    workplace_based: bool = False
    job_related: bool = False
    subsidised_employment: bool = False
    education: bool = False
    talk_at_start: bool = True
    talk_at_end: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacePriority(Sourced):
    """A reason to go before others in the queue for a place; `rank` 1 goes first, those without a reason last.

    `by_system`: given by the site alone, never chosen.
    """

    code: str
    name: str
    rank: int
    words: str
    by_system: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsenceReason(Sourced):
    """Why somebody wasn't there; `is_reported`: one that the person reports herself for her benefit."""

    code: str
    name: str
    is_reported: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceRules(Sourced):
    """How places of the catalogue are queued for, offered and kept true (P-042).

    `answer_days`: an offer stands so long; `confirm_days`: an entry nobody has confirmed for so long is marked;
    `history_months`: so far back the expected wait looks, and with fewer than `at_least` who were offered a place it
    says nothing.
    """

    answer_days: int
    confirm_days: int
    history_months: int
    at_least: int
    words: str
    priorities: tuple[PlacePriority, ...] = ()
    absences: tuple[AbsenceReason, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp(Sourced):
    """A check some time after an event: does it last, what happened then (P-036, P-084)."""

    code: str
    name: str
    question: str
    anchor: Event
    offset_days: int = 0
    offset_months: int = 0
    outcomes: str = code_list("")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnSign(Sourced):
    """Kinds of a code list that say, when they begin after a discharge, that somebody may need the programme again."""

    code_list: str = code_list()
    kinds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Afterwards(Sourced):
    """Support for those who have begun work or studies, so that they stay (P-003), and what tells of a return.

    `talk_days`: the talks, so many days after the start. `closer_days`: the next talk when one didn't go well.
    """

    words: str
    support_months: int
    talk_days: tuple[int, ...]
    closer_days: int
    return_signs: tuple[ReturnSign, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneyPart:
    """A part of the sheet "what happens with my money": its name, and a hint for who writes it."""

    code: str
    name: str
    hint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySheet(Sourced):
    """How each branch explains what happens with its benefit. `caution` says on every sheet that it is no decision."""

    words: str
    caution: str
    parts: tuple[MoneyPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DischargeReason(Sourced):
    """Why someone leaves, what it counts as, and what it demands (P-036 – P-038).

    `start_within_days`: a start must be agreed within so many days. `forms`: the code list of support forms.
    `enrolment_counts`: false where the enrolment itself was a mistake and no figure counts it.
    """

    code: str
    name: str
    words: str
    group: OutcomeGroup
    goal_reached: bool
    alternative_goal: bool = False
    start_within_days: int | None = None
    forms: str = code_list("")
    needs_handover: bool = False
    needs_receiver: bool = False
    enrolment_counts: bool = True
    follow_ups: tuple[str, ...] = ref("follow_ups", default=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover(Sourced):
    """How those who leave without the goal are handed over (P-038)."""

    words: str
    answer_days: int
    preset_from_referral: bool
    everyone_from: date | None = field(default=None, metadata=INSIDE)
    parts: tuple[str, ...]
    return_reasons: tuple[str, ...]
