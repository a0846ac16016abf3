"""The expected wait in a queue, with those who still wait counted in (P-042, issue 4 point 7)."""

import random

import polars as pl

from samkraft.activities.catalogue.expected_wait import Waits, expected_wait
from samkraft_analysis import survival


def test_the_expected_wait_is_that_of_the_analysis_library():
    """Kaplan–Meier by hand gives what the library gives, ties and censored days and all."""
    chance = random.Random(7)
    people = [(chance.randrange(1, 60), chance.random() < 0.7) for _ in range(200)]
    table = pl.DataFrame({"day": [day for day, _ in people], "left": [int(left) for _, left in people]})
    counts = survival.counts(table, "day", "left")
    curve = survival.kaplan_meier(counts).to_dict()
    told = expected_wait([Waits(day, left) for day, left in people])

    def first(column, level):
        found = zip(curve["time"], curve[column], strict=True)
        return next((time for time, value in found if value is not None and value <= level + 1e-10), None)

    assert (told.half, told.low, told.high) == (first("survival", 0.5), first("lower", 0.5), first("upper", 0.5))
    assert told.nine_tenths == first("survival", 0.1)
    assert (told.people, told.offered) == (200, sum(left for _, left in people))


def test_what_is_left_is_asked_of_those_who_waited_as_long():
    history = [Waits(10, True, 5), Waits(40, True, 5), Waits(50, False, 5)]
    assert expected_wait(history).half == 40
    assert expected_wait(history, waited=20).half == 20
    nobody = expected_wait(history, waited=60)
    assert (nobody.half, nobody.people) == (None, 0)
