"""Dates, times and numbers read as Swedish text."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django.template import Context, Template

from samkraft.core import words

TODAY = date(2026, 3, 12)


def test_dates_are_written_as_in_swedish_text():
    day = date(2026, 1, 14)
    assert words.swedish_date(day) == "14 januari 2026"
    assert words.short_date(day) == "14 jan. 2026"
    assert words.day_month(day) == "14 januari"
    assert words.weekday_date(date(2026, 3, 20)) == "fredag 20 mars 2026"
    assert words.month_name(day) == "januari 2026"


def test_short_months_that_need_no_point_have_none():
    assert [words.short_date(date(2026, m, 1)) for m in (3, 5, 6, 7)] == [
        "1 mars 2026",
        "1 maj 2026",
        "1 juni 2026",
        "1 juli 2026",
    ]


def test_a_moment_is_told_in_local_time():
    late = datetime(2026, 3, 11, 23, 30, tzinfo=UTC)
    assert words.swedish_date(late) == "12 mars 2026"
    assert words.clock_time(late) == "00.30"
    assert words.clock_time(time(9, 5)) == "09.05"


def test_numbers_have_thin_groups_a_comma_and_a_real_minus():
    assert words.thousands(1251) == "1\u00a0251"
    assert words.thousands(-8) == "\u22128"
    assert words.thousands(999) == "999"
    assert words.decimal(Decimal("50.5")) == "50,5"
    assert words.decimal(1234.56, 2) == "1\u00a0234,56"
    assert words.decimal(-0.04) == "0,0"
    assert words.percent(0.814) == "81\u00a0%"
    assert words.percent(0.814, 1) == "81,4\u00a0%"


def test_days_are_counted_in_words():
    assert [words.days_word(n) for n in (0, 1, 9)] == ["0 dagar", "1 dag", "9 dagar"]


@pytest.mark.parametrize(
    ("day", "state", "told"),
    [
        (date(2026, 3, 11), "over", "1 dag sen"),
        (date(2026, 3, 3), "over", "9 dagar sen"),
        (TODAY, "today", "I dag"),
        (date(2026, 3, 13), "soon", "I morgon"),
        (date(2026, 3, 14), "soon", "Om 2 dagar"),
        (date(2026, 3, 19), "soon", "Om 7 dagar"),
        (date(2026, 3, 20), "later", ""),
    ],
)
def test_a_deadline_says_how_near_it_is(day, state, told):
    due = words.due(day, TODAY)
    assert (due.state, due.words) == (state, told)


def test_lists_say_when_something_happened():
    assert words.when(datetime(2026, 3, 12, 8, 12), TODAY) == "I dag 08.12"
    assert words.when(datetime(2026, 3, 11, 15, 20), TODAY) == "I går 15.20"
    assert words.when(date(2026, 3, 11), TODAY) == "I går"
    assert words.when(date(2026, 3, 10), TODAY) == "10 mars 2026"


def test_own_words_stand_in_one_pair_of_quotes():
    assert words.own_words("Jag vill arbeta.") == "”Jag vill arbeta.”"
    assert words.own_words(' "Jag vill arbeta." ') == "”Jag vill arbeta.”"
    assert words.own_words("  ") == ""


@pytest.mark.parametrize("name", ["swedish_date", "short_date", "clock_time", "thousands", "decimal", "percent"])
def test_a_missing_value_is_a_dash_and_never_nought(name):
    template = Template("{% load samkraft %}{{ value|" + name + " }}")
    assert template.render(Context({"value": None})) == "–"


def test_the_days_of_a_page_are_counted_from_the_clock():
    from samkraft.core.clock import on_day

    template = Template("{% load samkraft %}{% due day %} {{ day|due_state }}")
    with on_day(TODAY):
        html = template.render(Context({"day": date(2026, 3, 11)}))
    assert "<b>1 dag sen</b> 11 mars 2026" in html
    assert html.endswith("over")


def test_citizens_are_never_told_that_they_are_late():
    template = Template("{% load samkraft %}{% due day today citizen=True %}")
    html = template.render(Context({"day": date(2026, 3, 11), "today": TODAY}))
    assert "sen" not in html
    assert "11 mars 2026" in html
