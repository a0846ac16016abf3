"""How plans are made: reasons for where a step stands, steps to begin from, when a plan is nudged (P-035, P-100)."""

from dataclasses import dataclass

from samkraft.programmes.marks import Sourced, ref
from samkraft.programmes.vocabulary import ReasonedState


@dataclass(frozen=True, slots=True, kw_only=True)
class StepReasons(Sourced):
    """Why a step may wait, have been interrupted or be wanted no more: never for health or private life (P-035)."""

    state: ReasonedState
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateStep:
    """A step that a template proposes: what, who, and when, counted in days from the day it is put in.

    `who` is a branch, `leading` for the process leader, or `participant` for a step that the person does alone.
    """

    title: str
    who: str = ref("branches", "leading", "participant")
    activity_type: str = ref("activity_types", default="")
    with_participant: bool = False
    after_days: int = 0
    days: int
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTemplate(Sourced):
    """Steps that often belong together, to choose among: never more than a proposal to the person."""

    code: str
    name: str
    words: str
    phases: tuple[str, ...] = ref("phases", default=())
    direction: str = ref("directions", default="")
    steps: tuple[TemplateStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRules(Sourced):
    """When a plan is nudged, and what the nudges rest on.

    `wait_days`: a step has waited long; `ahead_days`: within so many days something begins; `answer_days`: a proposal
    has been answered.
    """

    wait_days: int = 30
    ahead_days: int = 30
    answer_days: int = 14
    nudges_at_most: int = 4
    evidence: str = ""
    assumption: bool = True


# What a version that was stored before there was such a block goes by.
USUAL_PLAN_RULES = PlanRules()
