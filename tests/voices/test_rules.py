"""What an answer is: passed over, declined, or given, and how it is said."""

import pytest

from samkraft.programmes.definition import AnswerChoice, Question
from samkraft.voices import rules

SCALE = Question(code="belief", words="Tror du det?", kind="scale", steps=5, low="Inte alls", high="Helt säkert")
ONE = Question(
    code="often", words="Hur ofta?", kind="choice",
    choices=(AnswerChoice(code="often", words="Ofta"), AnswerChoice(code="seldom", words="Sällan")),
)  # fmt: skip
YES_NO, TEXT = (Question(code=kind, words="?", kind=kind) for kind in ("yes_no", "text"))


@pytest.mark.parametrize("question", [SCALE, ONE, YES_NO, TEXT])
def test_to_pass_over_is_no_answer_and_not_to_want_to_is_one(question):
    assert rules.said(question, "") is None
    assert rules.said(question, "", declines=True) == rules.Said(question, wont_answer=True)


def test_what_is_chosen_is_kept_by_its_code_and_in_words():
    assert rules.said(ONE, "seldom") == rules.Said(ONE, choice="seldom", text="Sällan")
    assert rules.said(YES_NO, "no").text == "Nej" and rules.said(TEXT, "Busskort").text == "Busskort"
    assert rules.said(ONE, rules.DECLINED).wont_answer


def test_gdpr_15_a_step_is_said_in_words_and_nothing_is_added_up():
    told = [rules.said(SCALE, str(step)).text for step in (1, 2, 5)]
    assert told == ["1 av 5: inte alls", "2 av 5, mellan ”inte alls” och ”helt säkert”", "5 av 5: helt säkert"]
    assert [words for _value, words in rules.options(SCALE)] == ["1 Inte alls", "2", "3", "4", "5 Helt säkert"]
    assert not [name for name in dir(rules) if "score" in name or "mean" in name or "sum" in name]
