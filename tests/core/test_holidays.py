"""Swedish days off, against dates from almanacs (none is computed here)."""

from datetime import date

from samkraft.core.holidays import day_off, days_off, easter, is_working_day, working_day_from


def test_easter_is_where_the_almanac_has_it():
    known = ["1818-03-22", "1943-04-25", "1954-04-18", "1981-04-19", "2000-04-23", "2019-04-21", "2021-04-04",
             "2024-03-31", "2025-04-20", "2038-04-25", "2049-04-18"]  # fmt: skip
    assert [easter(int(day[:4])).isoformat() for day in known] == known


def test_the_days_off_of_two_years_are_those_of_the_almanac():
    of_2021 = ["01-01", "01-06", "04-02", "04-04", "04-05", "05-01", "05-13", "05-23", "06-06", "06-25", "06-26",
               "11-06", "12-24", "12-25", "12-26", "12-31"]  # fmt: skip
    of_2026 = ["01-01", "01-06", "04-03", "04-05", "04-06", "05-01", "05-14", "05-24", "06-06", "06-19", "06-20",
               "10-31", "12-24", "12-25", "12-26", "12-31"]  # fmt: skip
    for year, known in ((2021, of_2021), (2026, of_2026)):
        assert sorted(day.isoformat()[5:] for day in days_off(year)) == known
    # In 2008 Ascension Day was the first of May: one day off, not two.
    assert day_off(date(2008, 5, 1)) == "Kristi himmelsfärdsdag" and len(days_off(2008)) == 15


def test_a_working_day_is_neither_a_weekend_nor_a_day_off():
    assert [is_working_day(date(2021, 5, day)) for day in (12, 13, 14, 15, 16)] == [True, False, True, False, False]
    assert working_day_from(date(2021, 4, 2)) == date(2021, 4, 6) and day_off(date(2021, 4, 10)) == ""
    assert working_day_from(date(2020, 12, 31)) == date(2021, 1, 4)
