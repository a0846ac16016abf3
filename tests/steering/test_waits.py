"""Kaplan–Meier on days: those still waiting are counted in (P-006)."""

from samkraft.steering.waits import WaitGroup, quantile, summary, survival


def done(*days):
    return [WaitGroup(day, 1, "done") for day in days]


def waiting(*days):
    return [WaitGroup(day, 1, "waiting") for day in days]


def test_without_anyone_waiting_the_median_is_the_ordinary_one():
    found = summary(done(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
    assert (found.median, found.late, found.waiting) == (5, 9, 0)


def test_those_still_waiting_make_the_median_longer():
    assert summary(done(10, 20, 30)).median == 20
    assert summary(done(10, 20, 30) + waiting(40, 40)).median == 30


def test_a_known_curve_with_ties_and_censoring():
    """Six people: 1, 2+, 2, 2, 4+, 5. At day 2 the one who stops waiting that day is still at risk."""
    curve = survival(done(1, 2, 2, 5) + waiting(2, 4))
    assert [(day, round(share, 6)) for day, share in curve] == [(1, 0.833333), (2, 0.5), (5, 0.0)]


def test_what_has_not_been_reached_is_none():
    found = summary(done(3) + waiting(50, 50, 50))
    assert found.median is None and found.late is None and found.waiting == 3


def test_a_quantile_that_falls_exactly_on_the_share_counts():
    assert quantile(survival(done(*range(1, 11))), 0.9) == 9


def test_the_share_over_ninety_days_counts_in_those_who_wait():
    assert summary(done(10, 90) + waiting(100, 100)).over == 0.5


def test_the_share_over_ninety_days_is_unknown_until_somebody_has_waited_so_long():
    """Two of twenty-two who have waited forty days are not nine per cent over ninety."""
    assert summary(done(*[2] * 20) + waiting(40, 40)).over is None
    assert summary(done(*[2] * 22)).over == 0  # nobody is left who could wait so long


def test_who_left_is_counted_to_the_day_of_leaving_and_not_as_waiting():
    found = summary([*done(10), WaitGroup(5, 1, "left")])
    assert (found.median, found.waiting, found.people) == (10, 0, 2)


def test_nobody_gives_no_figure():
    assert summary([]).over is None and summary([]).median is None
