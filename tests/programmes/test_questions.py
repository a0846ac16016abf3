"""Questionnaires in a programme file: what is wrong is told at its line (P-110)."""

from typing import get_args

import pytest

from samkraft.casework.choices import MeetingKind
from samkraft.programmes.vocabulary import MeetingWord
from tests.programmes.programme_files import LONG_TERM, MALMOKRAFTEN, programme

DIFFERENCE, DECIDES = 'code = "made_a_difference"', 'code = "was_listened_to"'


def test_each_kind_of_meeting_asks_the_questionnaire_that_the_file_names():
    first, second = programme(MALMOKRAFTEN), programme(LONG_TERM)
    assert first.questionnaire_at("follow_up").code == "on_the_way" and first.questionnaire_at("plan") is None
    asked = second.questionnaire_at("three_party")
    assert [question.kind for question in asked.questions] == ["scale", "text", "text", "text", "choice", "yes_no"]


def test_the_words_for_meetings_are_those_of_the_site():
    assert list(get_args(MeetingWord)) == MeetingKind.values


@pytest.mark.parametrize(
    ("old", "new", "after", "key", "words"),
    [
        ('questionnaire = "support_over_the_years"', 'questionnaire = "support"', "[[meeting_questionnaires]]",
         "meeting_questionnaires[1].questionnaire", "support_over_the_years"),
        ('meeting = "three_party"', 'meeting = "threeparty"', "[[meeting_questionnaires]]",
         "meeting_questionnaires[1].meeting", "three_party"),
        ('kind = "text"', 'kind = "texts"', DIFFERENCE,
         "questionnaires[support_over_the_years].questions[made_a_difference].kind", "text"),
        ("steps = 5", 'steps = "5"', "[[questionnaires]]",
         "questionnaires[support_over_the_years].questions[support_so_far].steps", "ett heltal"),
        ("steps = 5", "steps = 2", "[[questionnaires]]",
         "questionnaires[support_over_the_years].questions[support_so_far].steps", "3 till 10 steg"),
        ('hint = "Det kan', 'hintt = "Det kan', DIFFERENCE,
         "questionnaires[support_over_the_years].questions[what_stood_in_the_way].hintt", "hint"),
        ('code = "made_a_difference"', 'code = "none"', "[[questionnaires]]",
         "questionnaires[support_over_the_years].questions[none].code", "inte none"),
        ("version = 1", "version = 0", "[[questionnaires]]",
         "questionnaires[support_over_the_years].version", "ett heltal från 1"),
        ('code = "sometimes"', 'code = "often"', DECIDES,
         "questionnaires[support_over_the_years].questions[was_listened_to].choices[often].code", "en egen kod"),
        ('high = "Mycket bra"', 'high = ""', "[[questionnaires]]",
         "questionnaires[support_over_the_years].questions[support_so_far].high", "båda ändar"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_at_its_line(copy, old, new, after, key, words):
    line = copy.change(old, new, file=LONG_TERM, after=after)
    problems = copy.problems(LONG_TERM)
    assert [(p.line, p.key) for p in problems] == [(line, key)], "\n".join(map(str, problems))
    assert words in problems[0].expected


def test_a_choice_needs_answers_to_choose_and_free_words_have_none(copy):
    copy.change('kind = "choice"', 'kind = "text"', file=LONG_TERM, after=DECIDES)
    (problem,) = copy.problems(LONG_TERM)
    assert "bara för slaget choice" in problem.expected
    copy.change('kind = "text"', 'kind = "choice"', file=LONG_TERM, after=DIFFERENCE)
    assert {problem.key.rpartition(".")[2] for problem in copy.problems(LONG_TERM)} == {"choices"}


def test_a_kind_of_meeting_asks_one_questionnaire(copy):
    copy.append(
        '\n[[meeting_questionnaires]]\nmeeting = "three_party"\nquestionnaire = "support_over_the_years"\n'
        "assumption = true\n", file=LONG_TERM
    )  # fmt: skip
    (problem,) = copy.problems(LONG_TERM)
    assert problem.key == "meeting_questionnaires[2].meeting" and "en gång" in problem.expected
