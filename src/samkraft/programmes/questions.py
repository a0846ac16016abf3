"""Questions that the person answers herself, and at which meetings: each asked in the same words every time (P-110)."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from samkraft.programmes.marks import Sourced, ref
from samkraft.programmes.vocabulary import MeetingWord

# One of some answers; a step between two ends; free words; yes or no. Each may also be left, or declined.
QuestionKind = Literal["choice", "scale", "text", "yes_no"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerChoice:
    """An answer to choose. Its code keeps its meaning in every version, so that answers stay comparable."""

    code: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Question(Sourced):
    """A question to the person. `low` and `high` are the words at the ends of a scale of so many `steps`."""

    code: str
    words: str
    kind: QuestionKind
    hint: str = ""
    choices: tuple[AnswerChoice, ...] = ()
    steps: int = 0
    low: str = ""
    high: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Questionnaire(Sourced):
    """Questions that belong together. `version` is raised when their words change; the codes stay (P-110).

    `category`: the strictest category of what they ask about, for the read log. `again_after_days`: asked sooner than
    that they are only offered, not put forward.
    """

    code: str
    version: int
    valid_from: date
    title: str
    intro: str
    category: str = ref("data_categories")
    again_after_days: int = 0
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingQuestionnaire(Sourced):
    """At which kind of meeting a questionnaire stands on the screen."""

    meeting: MeetingWord
    questionnaire: str = ref("questionnaires")
