"""The whole programme as frozen data: the schema of the files under `programmes/`.

The types here are the only schema. `reading` builds them from TOML, `checks` looks at what hangs together,
and the JSON form (`to_json`, `from_json`) is what a stored version holds. A field added later has a default,
so that versions stored before it can still be read: cases keep the version that they began under.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol, TypeVar

from samkraft.programmes.information import (
    UNSAID_HISTORY,
    ConsentPreset,
    ConsentRules,
    DataCategory,
    HistoryCategory,
    HistoryEffort,
    HistoryRules,
    MappingArea,
    RetentionRule,
)
from samkraft.programmes.marks import INSIDE, code_list
from samkraft.programmes.parties import (
    Authority,
    Branch,
    EmployerWork,
    FullTimeMonths,
    OuterSystem,
    Party,
    Profession,
    ReferralWay,
    Role,
    SectionMark,
    Staffing,
    SupportResource,
    Team,
    TeamRules,
)
from samkraft.programmes.pathway import (
    USUAL_POSTPONING,
    ActivityType,
    Afterwards,
    AgeBand,
    CarePaper,
    Condition,
    CooperationStep,
    Deadline,
    DialogueRules,
    Direction,
    DischargeReason,
    Eligibility,
    Fact,
    FollowUp,
    Frame,
    Handover,
    IntakePeriod,
    MoneySheet,
    Phase,
    PhaseLimit,
    PlaceRules,
    Postponing,
    PriorityClass,
    Revision,
    StockBand,
    Volume,
    Wait,
    WayIn,
)
from samkraft.programmes.planning import (
    USUAL_PLAN_RULES,
    PlanRules,
    PlanTemplate,
    StepReasons,
    TemplateStep,
)
from samkraft.programmes.questions import AnswerChoice, MeetingQuestionnaire, Question, Questionnaire
from samkraft.programmes.results import (
    ActivityPlan,
    Budget,
    BudgetGap,
    BudgetRow,
    BudgetShare,
    BudgetSum,
    Cut,
    CutGroup,
    FundReport,
    GovernanceBody,
    HandbookMilestone,
    Indicator,
    Measure,
    PacePoint,
    Payer,
    PlanPoint,
    Report,
    Risk,
    Target,
    TheoryAssumption,
    TheoryLevel,
)

__all__ = [
    "ActivityPlan",
    "ActivityType",
    "AgeBand",
    "AnswerChoice",
    "Authority",
    "Branch",
    "Budget",
    "BudgetGap",
    "BudgetRow",
    "BudgetShare",
    "BudgetSum",
    "CarePaper",
    "Condition",
    "ConsentPreset",
    "ConsentRules",
    "CooperationStep",
    "Cut",
    "CutGroup",
    "DataCategory",
    "Deadline",
    "DialogueRules",
    "Direction",
    "DischargeReason",
    "Eligibility",
    "EmployerWork",
    "Fact",
    "FollowUp",
    "Frame",
    "FullTimeMonths",
    "FundReport",
    "GovernanceBody",
    "HandbookMilestone",
    "Handover",
    "HistoryCategory",
    "HistoryEffort",
    "HistoryRules",
    "Indicator",
    "IntakePeriod",
    "MappingArea",
    "Measure",
    "MeetingQuestionnaire",
    "OuterSystem",
    "PacePoint",
    "Party",
    "Payer",
    "Phase",
    "PhaseLimit",
    "PlaceRules",
    "PlanPoint",
    "PlanRules",
    "PlanTemplate",
    "Postponing",
    "PriorityClass",
    "Profession",
    "ProgrammeDefinition",
    "Question",
    "Questionnaire",
    "ReferralWay",
    "Report",
    "RetentionRule",
    "Revision",
    "Risk",
    "Role",
    "Span",
    "Staffing",
    "StepReasons",
    "StockBand",
    "SupportResource",
    "Target",
    "Team",
    "TeamRules",
    "TemplateStep",
    "TheoryAssumption",
    "TheoryLevel",
    "Volume",
    "Wait",
    "WayIn",
]


class Coded(Protocol):
    """A row with a code."""

    @property
    def code(self) -> str: ...


T = TypeVar("T", bound=Coded)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of days, both ends included."""

    start: date = field(metadata=INSIDE)
    end: date = field(metadata=INSIDE)
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeDefinition:
    """Everything that a programme is. `end` is None for one that goes on (P-005)."""

    format: int
    slug: str
    name: str
    short_name: str
    words: str
    case_prefix: str
    valid_from: date
    start: date
    end: date | None = None
    demo_day: date = field(metadata=INSIDE)
    municipality: str
    phase_word: str
    predecessor: str = ""
    planning: Span | None = None
    closing: Span | None = None
    code_lists: tuple[str, ...] = code_list(())

    authorities: tuple[Authority, ...]
    branches: tuple[Branch, ...]
    parties: tuple[Party, ...]
    referral_ways: tuple[ReferralWay, ...]
    professions: tuple[Profession, ...]
    staffing: Staffing
    team_rules: TeamRules
    teams: tuple[Team, ...]
    roles: tuple[Role, ...]
    resources: tuple[SupportResource, ...] = ()
    outer_systems: tuple[OuterSystem, ...] = ()

    volume: Volume
    stock: StockBand | None = None
    intake: tuple[IntakePeriod, ...]
    revisions: tuple[Revision, ...] = ()
    facts: tuple[Fact, ...]
    eligibility: Eligibility
    priority: tuple[PriorityClass, ...]
    frame: Frame | None = None

    phases: tuple[Phase, ...]
    phase_limits: tuple[PhaseLimit, ...] = ()
    directions: tuple[Direction, ...] = ()
    deadlines: tuple[Deadline, ...]
    postponing: Postponing = USUAL_POSTPONING
    plan_rules: PlanRules = USUAL_PLAN_RULES
    step_reasons: tuple[StepReasons, ...] = ()
    plan_templates: tuple[PlanTemplate, ...] = ()
    waits: tuple[Wait, ...]
    dialogue: DialogueRules | None = None
    care_papers: tuple[CarePaper, ...] = ()
    cooperation_steps: tuple[CooperationStep, ...] = ()
    activity_types: tuple[ActivityType, ...]
    follow_ups: tuple[FollowUp, ...]
    discharge_reasons: tuple[DischargeReason, ...]
    handover: Handover
    places: PlaceRules | None = None
    afterwards: Afterwards | None = None
    money_sheet: MoneySheet | None = None
    fund_report: FundReport | None = None

    retention: tuple[RetentionRule, ...]
    data_categories: tuple[DataCategory, ...]
    mapping_areas: tuple[MappingArea, ...]
    case_history: HistoryRules = UNSAID_HISTORY
    questionnaires: tuple[Questionnaire, ...] = ()
    meeting_questionnaires: tuple[MeetingQuestionnaire, ...] = ()
    consent: ConsentRules

    theory: tuple[TheoryLevel, ...]
    indicators: tuple[Indicator, ...]
    cuts: tuple[Cut, ...] = ()
    budget: Budget | None = None
    reports: tuple[Report, ...] = ()
    risks: tuple[Risk, ...] = ()
    activity_plan: ActivityPlan | None = None
    employer_work: EmployerWork | None = None
    section_mark: SectionMark | None = None
    handbook: tuple[HandbookMilestone, ...] = ()
    governance: tuple[GovernanceBody, ...] = ()

    @property
    def party_branches(self) -> tuple[Branch, ...]:
        """The branches that take part, in the order of the file."""
        return tuple(find(self.branches, party.branch) for party in self.parties)

    def branch(self, code: str) -> Branch:
        """The branch with that code."""
        return find(self.branches, code)

    def retention_rule(self, key: str, owner: str) -> RetentionRule:
        """The rule for rows with that retention key that the branch owns."""
        rules = (rule for rule in self.retention if rule.key == key and (not rule.owners or owner in rule.owners))
        found = next(rules, None)
        if found is None:
            raise KeyError(f"{owner!r} har ingen gallringsregel {key!r}")
        return found

    def activity_type(self, code: str) -> ActivityType:
        """The activity type with that code."""
        return find(self.activity_types, code)

    def reasons_of(self, state: str) -> tuple[str, ...]:
        """Why a step may stand in that state; empty where none is asked for."""
        return next((row.words for row in self.step_reasons if row.state == state), ())

    def questionnaire(self, code: str) -> Questionnaire:
        """The questionnaire with that code."""
        return find(self.questionnaires, code)

    def questionnaire_at(self, meeting: str) -> Questionnaire | None:
        """What is asked at meetings of that kind, if anything is."""
        code = next((row.questionnaire for row in self.meeting_questionnaires if row.meeting == meeting), None)
        return self.questionnaire(code) if code else None

    def phase(self, code: str) -> Phase:
        """The phase or stage with that code."""
        return find(self.phases, code)

    def phase_after(self, code: str) -> Phase | None:
        """The next phase in order, None after the last."""
        later = [phase for phase in self.phases if phase.number > self.phase(code).number]
        return min(later, key=lambda phase: phase.number, default=None)

    def discharge_reason(self, code: str) -> DischargeReason:
        """The discharge reason with that code."""
        return find(self.discharge_reasons, code)

    def deadline(self, code: str) -> Deadline:
        """The deadline with that code."""
        return find(self.deadlines, code)

    def indicator(self, code: str) -> Indicator:
        """The indicator with that code."""
        return find(self.indicators, code)

    def teams_open(self, on: date) -> tuple[Team, ...]:
        """The teams that work on that day."""
        return tuple(team for team in self.teams if team.is_open(on))

    def contains(self, on: date) -> bool:
        """True for a day of the programme."""
        return self.start <= on and (self.end is None or on <= self.end)


def find(rows: Iterable[T], code: str) -> T:
    """The row with that code. Raises KeyError with the codes there are."""
    found = {row.code: row for row in rows}
    if code not in found:
        raise KeyError(f"{code!r} finns inte bland {', '.join(found)}")
    return found[code]
