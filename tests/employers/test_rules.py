"""Pure decisions of the employers room: numbers, days, time, matching and forms of support."""

from datetime import date

import pytest

from samkraft.employers import rules
from samkraft.employers.matching import support_rules
from samkraft.employers.matching.rules import Offer, Wanted, match_of, matches
from samkraft.employers.placements import rules as placements
from samkraft.employers.recruitment import rules as recruitment
from samkraft.employers.register import rules as register

DAY = date(2021, 6, 30)


@pytest.mark.parametrize("text", ["559990-0007", "5599900007", "16559990-0007", " 559990 0007 "])
def test_an_organisation_number_is_read_in_any_shape(text):
    assert rules.organisation_number(text) == "5599900007"


@pytest.mark.parametrize(
    ("text", "why"),
    [("559990-0008", "check"), ("55999", "length"), ("800113-9297", "person"), ("19800113-9297", "person"),
     ("559990-000x", "length"), ("", "length")],
)  # fmt: skip
def test_a_number_that_is_wrong_or_a_person_s_is_refused_with_why(text, why):
    with pytest.raises(rules.NumberProblem, match=why):
        rules.organisation_number(text)


def test_words_are_kept_once_in_the_order_written():
    assert rules.words_of("Svenska, arabiska ,  svenska\nDari") == ["Svenska", "arabiska", "Dari"]


def test_the_share_of_time_counts_the_working_days_that_members_were_there():
    """P-050: a quarter of the teams' time."""
    first, last = register.month_of(DAY)
    assert (first, last) == (date(2021, 6, 1), date(2021, 6, 30))
    whole, half = (date(2020, 1, 1), None), (date(2021, 6, 16), None)  # 22 and 11 weekdays, Midsummer Eve among them
    assert register.working_hours([whole, half], first, last, 40) == 31 * 8
    team = register.TeamTime("Team 1", 60 * 66, 9, 264)
    assert team.share == 0.25
    assert register.TeamTime("Tomt", 0, 0, 0).share is None


def test_a_placement_needs_the_person_s_yes_before_anything_else():
    """SEK-05"""
    opened = date(2021, 6, 1)
    later = {"person_agreed_on": date(2021, 7, 1)}
    assert "person_agreed_on" in placements.placing_problems(DAY, opened, later)
    before = {"person_agreed_on": DAY, "agreement_on": date(2021, 6, 29)}
    assert "agreement_on" in placements.placing_problems(DAY, opened, before)
    left = placements.placing_problems(DAY, opened, {"person_agreed_on": DAY}, closed_on=date(2021, 6, 29))
    assert list(left) == ["person_agreed_on"] and "utskriven sedan 29 juni 2021" in left["person_agreed_on"]
    assert placements.placing_problems(DAY, opened, {"person_agreed_on": DAY}, closed_on=DAY) == {}
    assert placements.next_visit(DAY, 14, date(2021, 7, 5)) == date(2021, 7, 5)
    assert placements.next_visit(DAY, None) is None


def test_seats_of_a_recruitment_meeting_never_shrink_below_the_invited():
    counts = recruitment.Counts(invited=3)
    assert recruitment.seats_left(3, counts) == 0
    assert "seats" in recruitment.meeting_problems(DAY, DAY, 2, 3) and not recruitment.meeting_problems(DAY, DAY, 3, 3)
    came = {"state": "came", "outcome": "hired"}
    assert "state" in recruitment.answer_problems(DAY, date(2021, 7, 1), came)
    assert not recruitment.answer_problems(DAY, DAY, came)


WANTED = Wanted(("lagerarbetare",), ("field",), ("svenska", "Arabiska"), ("B",), ("Malmö",), extent=75)


def offer(**given):
    usual = {"key": "1", "title": "Lagerarbetare deltid", "employer": "Bolaget", "what": "Annons",
             "municipality": "Malmö"}  # fmt: skip
    return Offer(**usual | given)


def test_a_match_says_why_and_what_to_check_and_has_no_score():
    """GDPR-15"""
    fit = match_of(WANTED, offer(languages=("Svenska",), licences=("B",)))
    assert fit.fits == (
        "personen vill arbeta som lagerarbetare", "arbetsplatsen ligger i Malmö", "personen kan Svenska, som krävs",
        "personen har körkort B, som krävs",
    )  # fmt: skip
    assert not fit.checks and not hasattr(fit, "score")
    hard = match_of(WANTED, offer(languages=("Engelska",), licences=("C",), extent_min=100))
    assert hard.checks == (
        "kräver Engelska, som inte står i profilen", "kräver körkort C, som inte står i profilen",
        "minst 100 procent, personen vill 75",
    )  # fmt: skip


def test_what_nobody_wants_or_is_too_far_away_is_no_match():
    assert match_of(WANTED, offer(title="Kock", field="other")) is None
    assert match_of(WANTED, offer(municipality="Ystad")) is None
    assert match_of(Wanted(("kock",), whole_region=True), offer(title="Kock", municipality="Ystad"))
    assert (
        match_of(Wanted(("kock",), whole_region=True), offer(title="Kock", municipality="Kiruna", in_region=False))
        is None
    )


def test_matches_stand_by_what_speaks_against_and_then_by_the_last_day():
    late, soon = offer(key="a", until=date(2021, 8, 1)), offer(key="b", until=date(2021, 7, 1))
    hard = offer(key="c", licences=("D",), until=date(2021, 6, 30))
    assert [match.offer.key for match in matches(WANTED, [hard, late, soon])] == ["b", "a", "c"]


def test_forms_of_support_are_explained_and_never_decided():
    """P-041, P-043: the conditions of nystartsjobb, introduction jobs and wage subsidies."""
    known = support_rules.Known(age=40, months_of_15=13, months_in_all=30, in_guarantee=False, newly_arrived=False,
                                is_registered=True)  # fmt: skip
    start, intro, wage, extra = support_rules.explain(known)
    assert start.may and "13 av de senaste 15 månaderna, 12 krävs" in start.because[0] and not start.find_out
    assert any("24–36" in term for term in start.terms)
    assert intro.may is False and extra.may is False
    assert wage.may is None and "Bara Arbetsförmedlingen gör den bedömningen" in wage.find_out[0]
    unknown = support_rules.explain(support_rules.Known())[0]
    assert unknown.may is None and len(unknown.find_out) >= 2
    young = support_rules.explain(support_rules.Known(age=22, months_of_9=6, in_guarantee=False, newly_arrived=False))
    assert young[0].may and "6 av de senaste 9" in young[0].because[0]
    minor = support_rules.Known(age=18, in_guarantee=True, newly_arrived=False)
    assert support_rules.explain(minor)[0].may is False
