"""What the programme is to achieve and what it costs: theory of change, indicators, budget, governance."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from samkraft.programmes.marks import INSIDE, Sourced, ref
from samkraft.programmes.vocabulary import (
    AssumptionState,
    BudgetKind,
    Event,
    FiguresFrom,
    FundColumnHolds,
    HandbookEvent,
    MeasureName,
    OpensTo,
    OutcomeGroup,
    Pace,
    TargetDirection,
    Unit,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class TheoryAssumption(Sourced):
    """What must be true for one level to lead to the next, and whether it has been tried."""

    code: str
    words: str
    state: AssumptionState
    indicator: str = ref("indicators", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class TheoryLevel(Sourced):
    """A level of the theory of change, in order from what we have to what comes of it in the long run."""

    code: str
    name: str
    claim: str
    order: int
    assumptions: tuple[TheoryAssumption, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """What to count. `name` is a measure that the steering room implements; the rest are its arguments.

    * `enrolled`: people enrolled so far. `women_share_enrolled`: women's share of them.
    * `stock`: people in the programme on the day.
    * `mappings`, `joint_plan_published`, `study_plans`: people with at least one.
    * `plan_within_days(within_days)`: share of those enrolled at least so long ago with a plan in time.
    * `clarified_by_plan_share`: of those who left without the goal, the share with a published plan.
    * `follow_ups`: follow-up talks held. `talks_held_share`: of talks due before and after, the share held.
    * `contact_within_days(within_days)`: of those present and enrolled at least so long ago, the share with a contact
      in the last so many days.
    * `activities(activity_types)`: people who began one of the types (empty: any).
    * `workplace_share`: share of the enrolled who took part in a workplace-based activity;
      `women_share_workplace`: women's share of those.
    * `parallel_share`: of those present in an activity, the share in two or more at once, one job-related.
    * `limit_kept_share(limit)`: of those whose limit has passed, the share who had left the limited phases by then.
    * `to_outcome(outcome_groups)`: people discharged to one of the groups; `outcome_share` of the enrolled;
      `women_share_to_outcome` women's share of them.
    * `outcome_share_of_source(outcome_groups, referral_branch)`: the share of those discharged who had been
      referred by that branch.
    * `still_there_share(follow_up)`: of the follow-ups answered in time, the share still in work or studies;
      `followed_up_share(follow_up)`: of those due, the share answered in time.
    * `handover_accepted_share(within_days)`: of those handed over at least so long ago, the share whose latest handover
      is accepted.
    * `waits(from_event, to_event)`: median days, those still waiting counted in.
    * `leader_changes`: changes of process leader per participant. `handler_changes`: times that somebody stopped
      working with a case that went on, per participant. `party_round_trips`: cases that went back
      to a party that had let go of them.
    * `phase_reached(phase)`: people who have begun the phase. `direction_chosen`: people whose plan has one;
      `direction_chosen_share(within_days)`: their share of those enrolled at least so long ago.
    """

    name: MeasureName
    within_days: int | None = None
    activity_types: tuple[str, ...] = ref("activity_types", default=())
    outcome_groups: tuple[OutcomeGroup, ...] = ()
    referral_branch: str = ref("branches", default="")
    from_event: Event | None = None
    to_event: Event | None = None
    follow_up: str = ref("follow_ups", default="")
    limit: str = ref("phase_limits", default="")
    phase: str = ref("phases", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PacePoint:
    """The value to have reached on a day, counted from the start."""

    on: date = field(metadata=INSIDE)
    value: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Sourced):
    """Where an indicator is to be, when, and on what way there.

    `pace`: `constant` (the same every day), `follows_intake` (grows as the planned intake, `lag_days` later)
    or `dated` (the `points`, straight lines between). `near` is how far off, as a share of the value, still
    counts as near. `close_to` is met within `tolerance` on either side; `within` means value to `upper`.
    """

    value: Decimal
    upper: Decimal | None = None
    by: date
    pace: Pace
    points: tuple[PacePoint, ...] = ()
    lag_days: int = 0
    near: Decimal = Decimal("0.10")
    tolerance: Decimal = Decimal(0)
    direction: TargetDirection = "at_least"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator(Sourced):
    """A figure of the scorecard. `figures_from` says where it comes from: cases, manual, employer_log, or none yet.

    `employer_log`: the teams' time for employers in the latest whole month that their contact log tells of, unless a
    value is written in for a later day.
    """

    code: str
    name: str
    level: str = ref("theory")
    group: str
    definition: str
    figures_from: FiguresFrom
    measure: Measure | None = None
    unit: Unit
    opens_to: OpensTo
    by_sex: bool
    target: Target | None = None
    cuts: tuple[str, ...] = ref("cuts", default=())
    headline: bool = False

    @property
    def can_be_entered(self) -> bool:
        """Whether dated values are written in by hand, always or where the log has none."""
        return self.figures_from in ("manual", "employer_log")


@dataclass(frozen=True, slots=True, kw_only=True)
class CutGroup:
    """One group of a cut."""

    code: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut(Sourced):
    """A way to divide the figures. A sensitive one is shown as sums only, never as a list."""

    code: str
    name: str
    sensitive: bool
    groups: tuple[CutGroup, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetRow(Sourced):
    """An amount in SEK."""

    code: str
    name: str
    kind: BudgetKind
    amount: int
    payer: str = ref("authorities", default="")
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSum(Sourced):
    """Two sides of the budget that must be equal: a row and the rows that make it up."""

    row: str = ref("budget.rows")
    parts: tuple[str, ...] = ref("budget.rows")


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetShare(Sourced):
    """A share of one row in another, in per cent with two decimals, as the call requires it."""

    part: str = ref("budget.rows")
    whole: str = ref("budget.rows")
    percent: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer(Sourced):
    """Who pays for what (P-132)."""

    code: str
    authority: str = ref("authorities")
    words: str
    professions: tuple[str, ...] = ref("professions", default=())
    amount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetGap(Sourced):
    """Something planned that nothing is budgeted for: a warning to the planner (P-132)."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget(Sourced):
    """The money: rows, sums that must add up, shares, payers and known gaps."""

    rows: tuple[BudgetRow, ...]
    sums: tuple[BudgetSum, ...] = ()
    shares: tuple[BudgetShare, ...] = ()
    payers: tuple[Payer, ...] = ()
    gaps: tuple[BudgetGap, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report(Sourced):
    """A report that is due (P-093)."""

    code: str
    name: str
    due: date = field(metadata=INSIDE)
    to: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk(Sourced):
    """A risk and what we do about it (P-122)."""

    code: str
    name: str
    measure: str
    indicator: str = ref("indicators", default="")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPoint(Sourced):
    """A point of the activity plan (P-121)."""

    code: str
    order: int
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPlan(Sourced):
    """The activity plan: who decides it, who approves it before implementation may start, and its points."""

    name: str
    decided_by: str = ref("governance")
    approved_by: str
    is_gate: bool
    points: tuple[PlanPoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class HandbookMilestone(Sourced):
    """A day in the life of the method handbook (P-123)."""

    code: str
    version: str
    name: str
    on: date = field(metadata=INSIDE)
    event: HandbookEvent
    to: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class GovernanceBody(Sourced):
    """A body that decides (P-120)."""

    code: str
    name: str
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FundColumn:
    """A column of the monthly file: its heading in the receiver's template, and what stands in it."""

    heading: str
    holds: FundColumnHolds


@dataclass(frozen=True, slots=True, kw_only=True)
class FundReport(Sourced):
    """The monthly report of participants to who gathers for the social fund (INT-05): whose it is, and how it looks.

    Where it stands it is still off, until the installation turns it on. `ground`: the support in law, word for word in
    the log; `due_days`: in so many days after the month; `unknown`: what stands where nothing is told.
    """

    system: str = ref("outer_systems")
    branch: str = ref("branches")
    name: str
    ground: str
    due_days: int
    unknown: str
    columns: tuple[FundColumn, ...]
