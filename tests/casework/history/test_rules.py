"""What the review of a history points out, with days known only by the month or the year (P-039, P-111)."""

from datetime import date

import pytest

from samkraft.casework.history.days import About, parse_about
from samkraft.casework.history.happenings import Happening
from samkraft.casework.history.rules import HANDLERS, REPEATED, SILENCE, findings, long_words
from samkraft.programmes.information import HistoryRules

RULES = HistoryRules(silence_days=180, same_effort_times=2, handler_changes=2, handler_changes_months=24)
UNTIL = date(2021, 2, 1)


def told(branch, kind, starts, ends="", **more):
    """An entry as people write it."""
    ends = parse_about(ends) if ends else None
    more = {"effort_name": "Praktik"} | more if kind == "effort" else more
    return Happening(branch, kind, parse_about(starts), ends, branch_name=branch.upper(), **more)


@pytest.mark.parametrize(
    ("text", "first", "last", "words"),
    [
        ("2014", date(2014, 1, 1), date(2014, 12, 31), "2014"),
        ("ca 2014", date(2014, 1, 1), date(2014, 12, 31), "2014"),
        ("Mars 2014", date(2014, 3, 1), date(2014, 3, 31), "mars 2014"),
        ("sep. 2014", date(2014, 9, 1), date(2014, 9, 30), "september 2014"),
        ("2016-02", date(2016, 2, 1), date(2016, 2, 29), "februari 2016"),
        ("3/3 2014", date(2014, 3, 3), date(2014, 3, 3), "3 mars 2014"),
        ("2014-03-03", date(2014, 3, 3), date(2014, 3, 3), "3 mars 2014"),
    ],
)
def test_a_day_is_kept_as_well_as_it_is_known(text, first, last, words):
    about = parse_about(text)
    assert (about.first, about.last, about.words) == (first, last, words)
    assert parse_about(words) == about


@pytest.mark.parametrize(
    "text", ["", "14", "förra året", "2014-13", "ma 2014", "0000", "1890", "20145", "juni juli 2014"]
)
def test_what_is_no_day_is_refused(text):
    assert parse_about(text) is None


def test_p111_a_long_silence_is_told_once_and_never_longer_than_it_must_have_been():
    """Known by the year, it may have been in December: then there was no silence before the next spring."""
    kind = [told("af", "contact", "2014"), told("soc", "contact", "maj 2015"), told("af", "contact", "2016-01-10")]
    first, *rest = findings(kind, RULES, date(2016, 2, 1))
    assert (first.kind, first.branch, first.first, first.last) == (SILENCE, "", date(2015, 6, 1), date(2016, 1, 9))
    assert [one.branch for one in rest] == ["af"] or not rest
    # An effort that went on is no silence; a gap that is told of is one; who goes on today isn't forgotten.
    busy = [told("af", "effort", "2014-01", "2015-12", effort="p"), told("af", "contact", "2016-01-10")]
    assert findings(busy, RULES, date(2016, 2, 1)) == []
    gap = [told("af", "contact", "2014-01-01"), told("af", "gap", "2014-06"), told("af", "contact", "2015-01-01")]
    assert [one.kind for one in findings(gap, RULES, date(2015, 2, 1))] == [SILENCE]
    going = [told("af", "effort", "2019", effort="p", result="going_on")]
    assert findings(going, RULES, UNTIL) == []
    assert [one.last for one in findings([told("af", "contact", "2019")], RULES, UNTIL)] == [UNTIL]


def test_p111_one_branch_alone_may_have_been_silent_while_others_were_there():
    seen = [told("af", "contact", f"{year}-{month:02}-01") for year in (2014, 2015) for month in range(1, 13, 3)]
    late = [told("soc", "contact", "2014-01-01"), told("soc", "contact", "2015-10-01")]
    assert [(one.kind, one.branch) for one in findings(seen + late, RULES, date(2015, 11, 1))] == [(SILENCE, "soc")]


def test_p111_the_same_effort_again_counts_over_all_branches_until_it_leads_on():
    """Two without result are repeated; one that led on begins the count anew."""
    often = [told("af", "effort", "2014", effort="work_practice", result="nothing"),
             told("ama", "effort", "2015", effort="work_practice", result="interrupted"),
             told("af", "effort", "2016", effort="work_practice", result="forward"),
             told("af", "effort", "2017", effort="work_practice", result="nothing")]  # fmt: skip
    (again,) = [one for one in findings(often, RULES, date(2017, 12, 31)) if one.kind == REPEATED]
    assert "Praktik 2 gånger" in again.words and "2014 och 2015" in again.words and "AF och AMA" in again.words
    more = HistoryRules(same_effort_times=3)
    assert not [one for one in findings(often, more, date(2017, 12, 31)) if one.kind == REPEATED]


def test_p111_many_caseworkers_within_the_limit_of_the_programme():
    changes = [told("soc", "handler", day) for day in ("2018-01-10", "2018-09-01", "2019-06-01", "2019-12-01")]
    (many,) = [one for one in findings(changes, RULES, date(2020, 1, 1)) if one.kind == HANDLERS]
    assert "byttes 4 gånger inom 24 månader" in many.words and many.branch == "soc"
    spread = [told(branch, "handler", day) for branch in ("af", "soc") for day in ("2018-01-10", "2019-12-01")]
    assert not [one for one in findings(spread, RULES, date(2020, 1, 1)) if one.kind == HANDLERS]


def test_how_long_is_said_in_months_and_then_in_years():
    assert [long_words(days) for days in (10, 61, 400, 1100)] == ["1 månad", "2 månader", "13 månader", "3 år"]
    assert About(date(2014, 1, 1), "year") < About(date(2015, 1, 1), "year")
