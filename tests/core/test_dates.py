"""People write dates and times as they like."""

from datetime import date, time

import pytest

from samkraft.core.dates import parse_clock, parse_date

MARCH_14 = date(2026, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-14",
        "20260314",
        "14/3 2026",
        "14/3/2026",
        "14.3.2026",
        "14-03-2026",
        "14 mars 2026",
        "14 mar 2026",
        "14 mar. 2026",
        " 14  Mars 2026 ",
        "den 14 mars 2026",
        "fre 14 mars 2026",
        "lördag 14 mars 2026",
        "lördagen den 14 mars 2026",
        "från 14 mars 2026",
        "14:e mars 2026",
        "14\u00a0mars\u00a02026",
    ],
)
def test_a_date_is_read_in_every_usual_shape(text):
    assert parse_date(text) == MARCH_14


@pytest.mark.parametrize(
    "text", ["31 februari 2026", "2026-02-30", "14 mars", "14 ma 2026", "14/13 2026", "i går", "", "0/0 0000"]
)
def test_a_date_that_is_not_there_is_not_guessed(text):
    assert parse_date(text) is None


@pytest.mark.parametrize("text", ["10.00", "10:00", "1000", "kl. 10.00", "klockan 10", "10"])
def test_a_time_is_read_in_every_usual_shape(text):
    assert parse_clock(text) == time(10, 0)


@pytest.mark.parametrize("text", ["25.00", "10.75", "snart", ""])
def test_a_time_that_is_not_there_is_not_guessed(text):
    assert parse_clock(text) is None
