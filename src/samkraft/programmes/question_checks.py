"""What must hang together of questionnaires: each question can be answered, each kind of meeting asks one (P-110)."""

from collections import Counter
from collections.abc import Iterator

from samkraft.programmes.building import Unknown, show
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.positions import Path
from samkraft.programmes.questions import AnswerChoice, Question

Found = tuple[Path, str, str]
_STEPS = range(3, 11)
# What the form of answers calls its own fields, and what its rows have room for.
_TAKEN, _TAKEN_END = ("none", "base"), "__no"
_LONGEST_CODE, _LONGEST_WORDS = 50, 300


def questions_can_be_answered(definition: ProgrammeDefinition) -> Iterator[Found]:
    """A questionnaire asks something, and each question has the answers of its kind and no others."""
    for index, row in enumerate(definition.questionnaires):
        path: Path = ("questionnaires", index)
        if row.version < 1:
            yield (*path, "version"), str(row.version), "ett heltal från 1"
        if row.again_after_days < 0:
            yield (*path, "again_after_days"), str(row.again_after_days), "noll eller fler dagar"
        if not row.questions:
            yield (*path, "questions"), "en tom lista", "minst en fråga"
        for place, question in enumerate(row.questions):
            here = (*path, "questions", place)
            yield from _room_for(question, here)
            if not isinstance(question.kind, Unknown):
                yield from _answers(question, here)


def _room_for(question: Question, path: Path) -> Iterator[Found]:
    coded: list[tuple[Question | AnswerChoice, Path]] = [(question, path)]
    coded += [(choice, (*path, "choices", place)) for place, choice in enumerate(question.choices)]
    for row, here in coded:
        if row.code in _TAKEN or row.code.endswith(_TAKEN_END) or len(row.code) > _LONGEST_CODE:
            yield (*here, "code"), show(row.code), f"högst {_LONGEST_CODE} tecken, och inte {' eller '.join(_TAKEN)}"
    if not 0 < len(question.words) <= _LONGEST_WORDS:
        yield (*path, "words"), f"{len(question.words)} tecken", f"1 till {_LONGEST_WORDS} tecken"


def _answers(question: Question, path: Path) -> Iterator[Found]:
    is_choice, is_scale = question.kind == "choice", question.kind == "scale"
    if is_choice and len(question.choices) < 2:
        yield (*path, "choices"), f"{len(question.choices)} svar", "minst två svar att välja mellan"
    if question.choices and not is_choice:
        yield (*path, "choices"), f"svar till en fråga av slaget {show(question.kind)}", "bara för slaget choice"
    if is_scale and question.steps not in _STEPS:
        yield (*path, "steps"), str(question.steps), f"{_STEPS[0]} till {_STEPS[-1]} steg"
    if question.steps and not is_scale:
        yield (*path, "steps"), f"steg i en fråga av slaget {show(question.kind)}", "bara för slaget scale"
    for end in ("low", "high"):
        if bool(getattr(question, end)) != is_scale:
            found = "saknas" if is_scale else show(getattr(question, end))
            yield (*path, end), found, "ord för skalans båda ändar, och bara i slaget scale"


def questions_once_a_meeting(definition: ProgrammeDefinition) -> Iterator[Found]:
    """One questionnaire at most stands on the screen of a meeting."""
    count = Counter(row.meeting for row in definition.meeting_questionnaires if not isinstance(row.meeting, Unknown))
    seen: set[str] = set()
    for index, row in enumerate(definition.meeting_questionnaires):
        if count[row.meeting] > 1 and row.meeting in seen:
            path = ("meeting_questionnaires", index, "meeting")
            yield path, f"{row.meeting!r} finns redan", "varje slags möte en gång"
        seen.add(row.meeting)
