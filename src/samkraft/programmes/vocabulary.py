"""The closed sets of words that a programme file may use where it names something the code acts on.

Everything that a programme calls by a name of its own (branches, phases, indicators …) is a code in the
file. The words here are the other kind: each has a meaning that a room of the system implements.
"""

from typing import Literal, get_args

SecrecyClass = Literal["AF", "SOC", "HSV", "FK", "VUX"]
CssKey = Literal["af", "soc", "ama", "vux", "fk", "reg"]

# What happens to a case, an activity, a plan … and can start a deadline's clock or begin and end a wait.
Event = Literal[
    "referred",
    "called",
    "enrolled",
    "first_talk",
    "mapping_started",
    "mapping_shared",
    "plan_published",
    "contact",
    "phase_started",
    "limit_clock_started",
    "phase_moved",
    "phase_talk",
    "activity_asked",
    "activity_decided",
    "activity_started",
    "activity_start_talk",
    "activity_ended",
    "activity_end_talk",
    "leader_changed",
    "party_changed",
    "month_ended",
    "employment_ended",
    "discharged",
    "discharged_without_goal",
    "handover_sent",
    "handover_answered",
    "handover_accepted",
    "handover_returned",
    "consent_ends",
    "consent_spoken",
    "consent_in_writing",
    "sharing_changed",
    "sharing_change_seen",
    "draft_saved",
    "staff_question_asked",
    "staff_question_answered",
    "plan_review_set",
    "without_effort",
    "absence_started",
    "absence_ended",
    "individual_plan",
]

# Who a deadline falls on.
Bearer = Literal[
    "process_leader",
    "handler",
    "placing_branch",
    "referring_branch",
    "discharging_branch",
    "consent_owner",
    "receiver",
    "consultation_team",
    "project_administrator",
    "project_leader",
    "author",
]

# What a meeting with a person is for, where the file says something of meetings of that kind.
MeetingWord = Literal[
    "mapping",
    "plan",
    "follow_up",
    "activity_start",
    "activity_end",
    "phase_move",
    "three_party",
    "other",
]

# Where a step of a plan stands for a reason that the file names.
ReasonedState = Literal["waiting", "interrupted", "not_wanted"]

FactKind = Literal["yes_no", "number", "date", "code"]
Operator = Literal[
    "is",  # equal: yes_no, number, code
    "one_of",  # code in a list
    "at_least",  # number
    "more_than",  # number
    "at_most",  # number
    "months_ago_at_least",  # date: the day lies at least so many whole months back
    "years_ago_more_than",  # date: the day lies more than so many whole years back
]

ReferralKind = Literal["file", "form"]
ProfessionPlace = Literal["core", "support", "lead"]
RoleScope = Literal["case", "branch", "authority", "programme", "own"]

# Owners that depend on the case: the branch that enrolled, leads, wrote …; "each" = everyone has its own.
RelativeOwner = Literal["enrolling", "leading", "writing", "discharging", "each", "participant"]
SharingReach = Literal[
    "team",  # the assigned team, where a consent line covers it
    "named",  # only the parties that a line names
    "addressed",  # only those the item was sent to
    "aggregate",  # never about a person; sums only
    "own",  # stays in the owner's branch
    "never",  # the system has no field for it
]

OutcomeGroup = Literal[
    "work_unsupported",
    "work_subsidised",
    "studies",
    "af_fk_cooperation",
    "sickness_compensation",
    "ordinary_services",
    "other",
    "not_counted",
]

DecisionWord = Literal["beslut", "anvisning", "överenskommelse"]

FiguresFrom = Literal["cases", "manual", "employer_log", "none_yet"]
OpensTo = Literal["cases", "counts"]
Unit = Literal["count", "share", "sek", "days", "months"]
Pace = Literal["constant", "follows_intake", "dated"]
TargetDirection = Literal["at_least", "at_most", "close_to", "within"]
Signal = Literal["met", "near", "off", "none"]

# What the steering room knows how to count. `definition.Measure` says which arguments each one takes.
MeasureName = Literal[
    "enrolled",
    "women_share_enrolled",
    "stock",
    "mappings",
    "joint_plan_published",
    "plan_within_days",
    "clarified_by_plan_share",
    "study_plans",
    "follow_ups",
    "talks_held_share",
    "contact_within_days",
    "activities",
    "workplace_share",
    "women_share_workplace",
    "parallel_share",
    "limit_kept_share",
    "to_outcome",
    "outcome_share",
    "women_share_to_outcome",
    "outcome_share_of_source",
    "still_there_share",
    "followed_up_share",
    "handover_accepted_share",
    "waits",
    "leader_changes",
    "handler_changes",
    "party_round_trips",
    "phase_reached",
    "direction_chosen",
    "direction_chosen_share",
]

AssumptionState = Literal["supported", "not_tested", "not_supported"]
BudgetKind = Literal["cost", "financing", "total", "reference"]
FundColumnHolds = Literal["number", "start", "end", "hours", "unknown"]
HandbookEvent = Literal["start", "decided", "completed", "spread"]

RELATIVE_OWNERS: tuple[str, ...] = get_args(RelativeOwner)
MEASURES: tuple[str, ...] = get_args(MeasureName)
EVENTS: tuple[str, ...] = get_args(Event)
OUTCOME_GROUPS: tuple[str, ...] = get_args(OutcomeGroup)
