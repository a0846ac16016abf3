"""Stay, intake, stock, exits and queues: against the reference numbers and against themselves."""

import datetime as dt
import json
import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import pdtr

from samkraft_analysis import flow, survival
from samkraft_analysis.flow import Intake, Stay, exits, mean_of_closed, queue, stock
from samkraft_analysis.flow.poisson import poisson_quantile
from samkraft_analysis.flow.stay import quantile_table
from tests.analysis.flow_plan import PLAN
from tests.analysis.reference import reference

DATA = Path(__file__).parent.parent / "data" / "flow"
DAY = dt.timedelta(days=1)

PROGRAMME = [dt.date(2020, 1, 1) + k * DAY for k in range(912)]
GAMMA = Stay.gamma(mean=19.80 * 9.04, shape=19.80)
MIXTURE = Stay.mixture([(0.24, Stay.gamma(60, 2)), (0.70, Stay.gamma(210, 90)), (0.06, Stay.gamma(300, 20))])

STAYS = {
    "gamma": GAMMA,
    "exponential": Stay.exponential(179),
    "lognormal": Stay.lognormal(179, 0.9),
    "weibull": Stay.weibull(179, 0.8),
    "fixed": Stay.fixed(33),
    "mixture": MIXTURE,
    "mixture with atoms": Stay.mixture([(1, Stay.fixed(30)), (2, Stay.fixed(90.5)), (3, Stay.weibull(200, 3))]),
    "counts": Stay.from_counts(survival.counts(pl.DataFrame({"t": [10, 20, 20, 50], "c": [1, 1, 0, 1]}), "t", "c")),
    "counts, unfinished": Stay.from_counts(
        survival.counts(pl.DataFrame({"t": [10, 20, 50], "c": [1, 2, 0]}), "t", "c")
    ),
}
stays = pytest.mark.parametrize("stay", STAYS.values(), ids=STAYS.keys())


def cases(name):
    return json.loads((DATA / name).read_text())


# Queues


@pytest.mark.parametrize("case", cases("mmc.json")["cases"], ids=lambda case: f"{case['offered']:.3g}-{case['c']}")
def test_mmc_as_the_exact_tables(case):
    found = queue.mmc(case["lam"], case["mu"], case["c"])
    expected = [case[key] for key in ("erlang_b", "erlang_c", "p0", "Lq", "L", "Wq", "W")]
    assert [found.erlang_b, found.erlang_c, found.p0, found.lq, found.l, found.wq, found.w] == pytest.approx(
        expected, rel=1e-9
    )


@pytest.mark.parametrize("case", cases("mg1.json"), ids=lambda case: f"{case['lam']}-{case['cv2']}")
def test_mg1_as_the_exact_tables(case):
    found = queue.mg1(case["lam"], case["mean_service"], case["cv2"])
    assert [found.lq, found.wq] == pytest.approx([case["Lq"], case["Wq"]], rel=1e-9)
    assert found.l == pytest.approx(case["lam"] * found.w)


def test_a_queue_at_full_load_grows_without_end():
    assert queue.mmc(4, 1, 4).wq == math.inf
    assert queue.mmc(8, 1, 4).erlang_b == pytest.approx(0.574635, abs=1e-6)
    assert queue.mg1(2, 0.5, 1).lq == math.inf


def test_a_queue_with_many_more_servers_than_work_is_empty_with_the_poisson_chance():
    assert queue.mmc(3, 1, 500).p0 == pytest.approx(math.exp(-3), rel=1e-12)
    assert queue.mmc(3, 1, 500).wq == 0


def test_one_exponential_server_is_the_same_queue_in_both():
    one, other = queue.mmc(0.7, 1, 1), queue.mg1(0.7, 1, 1)
    assert [one.lq, one.l, one.wq, one.w] == pytest.approx([other.lq, other.l, other.wq, other.w], rel=1e-12)


@pytest.mark.parametrize(
    "bad, words",
    [
        (lambda: queue.mmc(0, 1, 1), "arrival rate is 0"),
        (lambda: queue.mmc(1, -1, 1), "service rate is -1"),
        (lambda: queue.mmc(1, 1, 1.5), "servers is 1.5"),
        (lambda: queue.mg1(1, math.nan, 1), "mean service time is nan"),
        (lambda: queue.mg1(1, 0.5, -1), "variation is -1"),
        (lambda: queue.mg1(1, 0.5, "much"), "variation is 'much'"),
    ],
)
def test_a_queue_says_what_is_wrong(bad, words):
    with pytest.raises(ValueError, match=words):
        bad()


# Stay


@stays
def test_survival_falls_from_one_and_its_area_is_the_restricted_mean(stay):
    days = np.linspace(0, 2000, 400_001)
    s = stay.survival(days)
    assert s[0] == 1 and (np.diff(s) <= 0).all() and (s >= 0).all()
    area = np.concatenate(([0], np.cumsum((s[1:] + s[:-1]) / 2 * np.diff(days))))
    assert np.abs(stay.restricted_mean(days) - area).max() < 0.01
    assert stay.restricted_mean(1e9) == pytest.approx(stay.mean, rel=1e-6)


@pytest.mark.parametrize("kind", ["gamma", "exponential", "lognormal", "weibull", "mixture"])
def test_density_is_what_survival_loses(kind):
    stay, days = STAYS[kind], np.arange(1.0, 1500.0)
    slope = (stay.survival(days - 1e-4) - stay.survival(days + 1e-4)) / 2e-4
    assert stay.density(days) == pytest.approx(slope, abs=1e-8)


def test_density_of_exact_days_is_the_share_that_leaves_that_day():
    assert Stay.fixed(30).density([29, 30, 30.5, 31, 32]).tolist() == [0, 1, 1, 0, 0]
    assert STAYS["counts"].density(np.arange(1, 60)).sum() == pytest.approx(1)


@stays
def test_the_table_for_sampling_is_exact_at_its_points_and_nearly_so_between(stay):
    p, days = quantile_table(stay)
    assert (np.diff(p) >= 0).all() and (np.diff(days) >= 0).all() and p[0] < 1e-6 and p[-1] > 1 - 1e-9
    u = np.random.default_rng(1).random(200_000)
    drawn = np.sort(np.interp(u, p, days))
    worst = np.abs(stay.survival(drawn) - (1 - np.sort(u)))
    smooth = ~np.isin(drawn, days[:-1][np.diff(days) == 0])
    assert worst[smooth].max(initial=0) < 5e-6
    assert np.interp((np.arange(10**6) + 0.5) / 10**6, p, days).mean() == pytest.approx(stay.mean, rel=1e-3)


@stays
def test_a_number_gives_a_number_and_negative_days_are_before_the_stay(stay):
    for method, before in ((stay.survival, 1.0), (stay.density, 0.0), (stay.restricted_mean, 0.0)):
        assert isinstance(method(3), float) and method(-1) == before
        assert method([[3, 4]]).shape == (1, 2)
        assert method([3])[0] == method(3)


@stays
def test_a_scaled_stay_is_as_much_longer(stay):
    longer = stay.scaled(1.25)
    assert longer.mean == pytest.approx(1.25 * stay.mean)
    days = np.arange(0.25, 400)
    assert longer.survival(1.25 * days) == pytest.approx(stay.survival(days), abs=1e-12)


def test_families_that_hit_both_published_figures():
    # flow methods, section 1: 67 % between 5 and 8 months of 30.44 days, mean 179
    for stay in (GAMMA, Stay.lognormal(179, 0.2196), Stay.weibull(179, 4.65), MIXTURE):
        assert stay.survival(5 * 30.44) - stay.survival(8 * 30.44) == pytest.approx(0.67, abs=5e-4)
        assert stay.mean == pytest.approx(179, abs=0.5)


@pytest.mark.parametrize(
    "bad, words",
    [
        (lambda: Stay.gamma(0, 2), "mean of a stay is 0"),
        (lambda: Stay.gamma(100, math.inf), "shape of a stay is inf"),
        (lambda: Stay.lognormal(100, -1), "sigma of a stay is -1"),
        (lambda: Stay.weibull(100, "2"), "shape of a stay is '2'"),
        (lambda: Stay.mixture([]), "mixture has no parts"),
        (lambda: Stay.mixture([(0, Stay.fixed(1))]), "weight of a stay is 0"),
        (lambda: Stay.fixed(1).scaled(0), "factor of a stay is 0"),
    ],
)
def test_a_stay_says_what_is_wrong(bad, words):
    with pytest.raises(ValueError, match=words):
        bad()


# Stay from counts


def test_stay_from_counts_is_the_kaplan_meier_curve():
    people = pl.DataFrame({"t": [5, 5, 8, 12, 12, 20], "c": [1, 0, 2, 1, 0, 1]})
    counts = survival.counts(people, "t", "c")
    stay, curve = Stay.from_counts(counts), survival.kaplan_meier(counts)
    assert stay.survival(curve["time"].to_numpy()).tolist() == curve["survival"].to_list()
    assert stay.mean == pytest.approx(survival.rmst(counts, 20)["rmst"][0], rel=1e-14)


def test_stay_from_counts_says_what_follows_the_last_day():
    counts = survival.counts(pl.DataFrame({"t": [100, 200], "c": [1, 0]}), "t", "c")
    rate = -math.log(0.5) / 200
    assert Stay.from_counts(counts).survival(400) == pytest.approx(0.25)
    assert Stay.from_counts(counts).mean == pytest.approx(100 + 50 + 0.5 / rate)
    assert Stay.from_counts(counts, tail="last").mean == 150
    with pytest.raises(ValueError, match=r"After 200 days 50.0% are still there"):
        Stay.from_counts(counts, tail="refuse")
    at_once = survival.counts(pl.DataFrame({"t": [0, 0], "c": [1, 0]}), "t", "c")
    with pytest.raises(ValueError, match="All times in these counts are 0"):
        Stay.from_counts(at_once)
    with pytest.raises(ValueError, match="tail is 'none'"):
        Stay.from_counts(counts, tail="none")


def test_stay_from_counts_wants_one_group():
    people = pl.DataFrame({"t": [100, 200], "c": [1, 1], "g": ["K", "M"]})
    counts = survival.counts(people, "t", "c", group="g")
    assert Stay.from_counts(counts, group="M").mean == 200
    with pytest.raises(ValueError, match=r"2 groups \(K, M\)"):
        Stay.from_counts(counts)
    with pytest.raises(ValueError, match="no group 'X'; the groups are: K, M"):
        Stay.from_counts(counts, group="X")
    with pytest.raises(ValueError, match="Nobody in these counts has left"):
        Stay.from_counts(survival.counts(people.with_columns(c=0), "t", "c"))


# Fit


def unfinished():
    i = np.arange(60)
    days, left = 5 + (i * 37 % 101) + (i % 7) * 3.5, (i % 3 != 0).astype(int)
    return pl.DataFrame({"days": days, "left": left, "entry": np.where(i % 2 == 0, (i * 13 % 11) * 0.4, 0.0)})


# mean, shape or sigma, log-likelihood: lifelines 0.30.3; gamma: scipy.stats with CensoredData (SciPy 1.17)
ROSSI = {
    "exponential": (173.7631838, None, -701.9770259934),
    "weibull": (113.189731856, 1.3651415091, -696.6243969478),
    "lognormal": (313.7654112, 1.3590986659, -697.9104248381),
    "gamma": (124.985107976, 1.4612765812, -696.5790271652),
}
TRUNCATED = {
    "exponential": (95.5500000956, None, -222.3859868275),
    "weibull": (76.90174137446, 2.3700219065, -207.4055333498),
    "lognormal": (84.7367930027, 0.6131877585, -210.4907952764),
}


def check_fit(stay, expected):
    mean, shape, log_likelihood = expected
    family = stay.parts[0][1]
    assert stay.mean == pytest.approx(mean, rel=3e-5)
    assert stay.fitted.log_likelihood == pytest.approx(log_likelihood, abs=1e-5)
    assert stay.fitted.log_likelihood >= log_likelihood - 1e-9
    if shape is not None:
        assert getattr(family, "sigma" if stay.fitted.family == "lognormal" else "shape") == pytest.approx(
            shape, rel=2e-5
        )


@pytest.mark.parametrize("family", ROSSI)
def test_fit_as_other_programs_on_rossi(family):
    stay = Stay.fit(reference("evaluation/rossi.csv"), "week", "arrest", family)
    check_fit(stay, ROSSI[family])
    assert (stay.fitted.n, stay.fitted.n_events, stay.fitted.left_truncated) == (432, 114, False)


@pytest.mark.parametrize("family", TRUNCATED)
def test_fit_with_late_entry_as_other_programs(family):
    stay = Stay.fit(unfinished(), "days", "left", family, entry="entry")
    check_fit(stay, TRUNCATED[family])
    assert stay.fitted.left_truncated


def test_standard_error_of_the_mean_as_the_delta_method_elsewhere():
    weibull = Stay.fit(unfinished(), "days", "left", "weibull", entry="entry")
    assert weibull.fitted.mean_se == pytest.approx(5.131745, rel=1e-4)  # lifelines, delta method
    exponential = Stay.fit(unfinished(), "days", "left", "exponential")
    assert exponential.fitted.mean_se == pytest.approx(exponential.mean / math.sqrt(40), rel=1e-7)


@pytest.mark.parametrize("family", ["exponential", "gamma", "lognormal", "weibull"])
def test_fit_does_not_depend_on_the_order_or_kind_of_rows(family):
    frame = unfinished()
    one = Stay.fit(frame, "days", "left", family, entry="entry")
    shuffled = frame.sample(fraction=1, shuffle=True, seed=4)
    assert Stay.fit(shuffled, "days", "left", family, entry="entry") == one
    assert Stay.fit(frame.to_pandas(), "days", "left", family, entry="entry") == one
    twice = frame.with_columns(weight=2)
    doubled = Stay.fit(twice, "days", "left", family, entry="entry", weight="weight")
    assert doubled.mean == pytest.approx(one.mean, rel=1e-9)
    assert doubled.fitted.mean_se == pytest.approx(one.fitted.mean_se / math.sqrt(2), rel=1e-6)
    assert doubled.fitted.n == 120


def test_closed_cases_alone_show_too_short_a_mean_and_the_fit_does_not():
    # Even intake over 607 days, open cases censored at the end
    rng = np.random.default_rng(3)
    came, stay = rng.uniform(0, 607, 8_000), rng.gamma(2, 257 / 2, 8_000)
    frame = pl.DataFrame({"days": np.minimum(stay, 607 - came), "left": (stay <= 607 - came).astype(int)})
    closed = frame.filter(left=1)["days"].mean()
    assert closed == pytest.approx(179, abs=3)
    fitted = Stay.fit(frame, "days", "left", "gamma")
    assert abs(fitted.mean - 257) < 3 * fitted.fitted.mean_se < 25


def test_seeing_only_those_who_are_there_needs_the_entry():
    rng = np.random.default_rng(3)
    stay, seen = rng.weibull(1.5, 40_000) * 100, rng.uniform(0, 200, 40_000)
    frame = pl.DataFrame({"days": stay, "left": 1, "seen": seen}).filter(pl.col("days") > pl.col("seen"))
    truth = 100 * math.gamma(1 + 1 / 1.5)
    right = Stay.fit(frame, "days", "left", "weibull", entry="seen")
    assert abs(right.mean - truth) < 4 * right.fitted.mean_se
    assert Stay.fit(frame, "days", "left", "weibull").mean > 1.2 * truth


@pytest.mark.parametrize(
    "change, words",
    [
        ({"left": 2}, "'left' has 60 values that aren't 0 or 1"),
        ({"left": 0}, "'left' is 0 for all 60 stays"),
        ({"days": -1.0}, "'days' has 60 negative or infinite"),
        ({"days": 0.0, "entry": 0.0}, "'days' has 40 finished stays of 0 days"),
        ({"days": None}, "'days' has 60 missing values"),
        ({"entry": 500.0}, "'entry' is at or after 'days' on 60 rows"),
        ({"days": 100.0, "left": 1}, "too alike to give a shape"),
        ({"people": 0.5}, "'people' has 60 weights that aren't whole numbers"),
    ],
)
@pytest.mark.parametrize("family", ["gamma", "lognormal", "weibull"])
def test_fit_says_what_is_wrong(change, words, family):
    frame = unfinished().with_columns(people=1.0)
    frame = frame.with_columns(**{name: pl.lit(value, pl.Float64) for name, value in change.items()})
    with pytest.raises(ValueError, match=words):
        Stay.fit(frame, "days", "left", family, entry="entry", weight="people")


def test_fit_wants_numbers_and_more_than_one_stay():
    """Dates were taken for some 18,000 days, and gave a mean stay of fifty years or none."""
    frame = unfinished()
    for wrong in (dt.date(2020, 1, 1), "long"):
        with pytest.raises(ValueError, match=r"Column 'days' holds .* values; give numbers"):
            Stay.fit(frame.with_columns(days=pl.lit(wrong)), "days", "left", "gamma")
    with pytest.raises(ValueError, match="no rows, so there are no stays to fit"):
        Stay.fit(frame[:0], "days", "left", "gamma")
    for family in ("gamma", "lognormal", "weibull"):
        with pytest.raises(ValueError, match="too alike to give a shape"):
            Stay.fit(pl.DataFrame({"days": [100.0], "left": [1]}), "days", "left", family)


def test_fit_knows_its_families_and_columns():
    with pytest.raises(ValueError, match="no family 'normal' to fit; choose one of exponential, gamma"):
        Stay.fit(unfinished(), "days", "left", "normal")
    with pytest.raises(ValueError, match="no column 'time'; the columns there are: days, left, entry"):
        Stay.fit(unfinished(), "time", "left", "gamma")


# Intake


@pytest.mark.parametrize(
    "periods, words",
    [
        ([], "list of one or more"),
        ([(1, 2)], "list of one or more"),
        ([(5, 4, 10)], "from 5 to 4 ends before it begins"),
        ([(0, 4, -1)], "number -1 of the period from 0"),
        ([(0, 4, math.nan)], "number nan"),
        ([(0, dt.date(2020, 1, 1), 1)], "last day is datetime.date"),
        ([(dt.date(2020, 1, 1), 7, 1)], "last day is 7; give a date"),
        ([(0.5, 7, 1)], "first day is 0.5; give a whole day number"),
        ([("2020-01-01", "2020-02-01", 1)], "give a whole day number"),
    ],
)
def test_an_intake_says_what_is_wrong(periods, words):
    with pytest.raises(ValueError, match=words):
        Intake(periods)


def test_intakes_are_equal_when_their_periods_are():
    assert Intake([(0, 9, 5)]) == Intake(iter([[0, 9, 5]])) != Intake([(0, 9, 6)])
    assert len({Intake([(0, 9, 5)]), Intake([(0, 9, 5)])}) == 1
    assert Intake([(0, 9, 5), (np.int64(10), 19, 0.5)]).number == 5.5


# Stock


@pytest.mark.parametrize("case", cases("stock.json")["cases"], ids=lambda case: f"{case['los']}")
def test_stock_as_the_reference(case):
    plan = cases("stock.json")["plan"]
    intake = Intake([(dt.date.fromisoformat(a), dt.date.fromisoformat(b), n) for n, a, b in plan])
    los = case["los"]
    stay = Stay.gamma(los["mean"], los["shape"]) if los["family"] == "gamma" else Stay.exponential(los["mean"])
    on = [dt.date(2020, 2, 1) + int(day) * DAY for day in case["mean_stock"]]
    assert stock(intake, stay, on)["mean"].to_list() == pytest.approx(list(case["mean_stock"].values()), abs=1e-5)
    assert exits(intake, stay, on[-1])["mean"][0] == pytest.approx(case["closed_by_day_911"], abs=1e-5)


@pytest.mark.parametrize("case", cases("mt_m_inf_sinus.json"), ids=lambda case: str(case["a"]))
def test_stock_under_a_sinusoidal_intake_as_the_closed_form(case):
    unit, history = 500, 25  # days per mean stay; mean stays before time 0
    a, b, g = case["a"], case["b"], case["gamma"]
    last = int(max(case["t"]) * unit)
    edges = np.arange(-history * unit, last + 1) / unit
    numbers = np.diff(a * edges - b / g * np.cos(g * edges))
    periods = [(day, day, number) for day, number in zip(range(-history * unit, last), numbers, strict=True)]
    on = [int(t * unit) - 1 for t in case["t"]]  # the end of the day before
    assert stock(Intake(periods), Stay.exponential(unit), on)["mean"].to_list() == pytest.approx(case["m"], abs=1e-4)


@stays
def test_stock_is_the_convolution_with_the_day_weights(stay):
    intake, days = Intake([(3, 40, 100.5), (20, 29, 30), (100, 100, 7)]), np.arange(200)
    daily = np.zeros(200)
    daily[3:41] += 100.5 / 38
    daily[20:30] += 3
    daily[100] += 7
    weights = np.diff(stay.restricted_mean(np.arange(201.0)))
    expected = np.convolve(daily, weights)[:200]
    assert stock(intake, stay, days)["mean"].to_numpy() == pytest.approx(expected, abs=1e-10)
    left = exits(intake, stay, days)["mean"].to_numpy()
    assert left == pytest.approx(np.cumsum(daily) - expected, abs=1e-9)
    assert (np.diff(left) >= -1e-9).all()


def test_stock_of_the_programme_as_in_the_methods():
    # flow methods, section 1: gamma shape 19.80, scale 9.04 days; the three-part mixture within a few people
    on = [(2020, 4, 30), (2020, 6, 30), (2020, 7, 31), (2020, 10, 31), (2021, 1, 31), (2021, 7, 31), (2021, 12, 31)]
    on = [dt.date(*day) for day in [*on, (2022, 4, 30), (2022, 6, 30)]]
    gamma = stock(PLAN, GAMMA, on)["mean"].round(0).to_list()
    assert gamma == [742, 1203, 1355, 1314, 1191, 1185, 1171, 1087, 693]
    mixture = stock(PLAN, MIXTURE, on)["mean"].to_list()
    assert mixture == pytest.approx([667, 1061, 1252, 1314, 1209, 1184, 1173, 1095, 732], abs=4)


def test_the_band_of_the_plan_and_the_load_of_the_teams_as_in_the_methods():
    table = stock(PLAN, GAMMA, PROGRAMME)
    peak = table.sort("mean").row(-1, named=True)
    assert (peak["day"], round(peak["mean"])) == (dt.date(2020, 8, 28), 1380)
    inside = table.filter(pl.col("mean").is_between(1100, 1500))["day"]
    assert (inside[0], inside[-1], len(inside)) == (dt.date(2020, 6, 15), dt.date(2022, 4, 15), 670)
    assert round(100 * len(inside) / 912) == 73
    ten_teams = table.filter(pl.col("day").is_between(dt.date(2020, 8, 1), dt.date(2021, 12, 31)))["mean"] / 10
    assert (round(ten_teams.mean()), round(ten_teams.max())) == (122, 138)
    five_teams = table.filter(pl.col("day") >= dt.date(2022, 1, 1))["mean"] / 5
    assert (round(five_teams[0]), round(five_teams.mean()), (five_teams > 150).sum()) == (234, 211, 172)


def test_what_150_in_each_team_would_take_as_in_the_methods():
    autumn_to_end = PROGRAMME[213:731]  # 1 Aug 2020 to 31 Dec 2021
    assert stock(PLAN, Stay.gamma(230, 19.8), autumn_to_end)["mean"].mean() / 10 == pytest.approx(150, abs=7)
    later = Intake([PLAN.periods[0], *((a, b, 1542) for a, b, _ in PLAN.periods[1:4]), PLAN.periods[4]])
    assert stock(later, GAMMA, PROGRAMME[425:731])["mean"].mean() / 10 == pytest.approx(150, abs=3)
    for mean, load, open_at_end in ((210, 143, 893), (240, 163, 1088)):
        stay = Stay.gamma(mean, 19.8)
        assert round(stock(PLAN, stay, autumn_to_end)["mean"].mean() / 10) == pytest.approx(load, abs=1)
        assert round(stock(PLAN, stay, PROGRAMME[-1])["mean"][0]) == open_at_end
    fewer = stock(PLAN.scaled(0.8), GAMMA, autumn_to_end)["mean"].mean() / 10
    assert round(fewer) == 98


def test_shares_of_the_goal_by_their_denominators_as_in_the_methods():
    closed = exits(PLAN, GAMMA, PROGRAMME[-1])["mean"][0]
    assert round(closed) == 4907
    assert round(100 * 2500 / PLAN.number, 1) == 44.6
    assert round(100 * 2500 / closed) == 51


@pytest.mark.parametrize("mean, shape", [(183, 19.80), (257, 2)])
def test_mean_of_closed_cases_is_too_short_as_in_the_methods(mean, shape):
    predecessor = Intake([(0, 606, 2685)])  # 20 months, even intake
    assert mean_of_closed(predecessor, Stay.gamma(mean, shape), until=606) == pytest.approx(179, abs=0.6)


def test_mean_of_closed_cases_tends_to_the_mean():
    assert mean_of_closed(PLAN, GAMMA, dt.date(2035, 1, 1)) == pytest.approx(GAMMA.mean, rel=1e-9)
    with pytest.raises(ValueError, match="Nobody has left by the end of 9"):
        mean_of_closed(Intake([(0, 20, 5)]), Stay.fixed(30), 9)


def test_limits_of_a_poisson_stock_are_poisson_quantiles():
    table = stock(PLAN, GAMMA, [dt.date(2021, 7, 31)], level=0.90)
    # flow methods, section 2: 5-95 % = 1,131-1,241 (rounded outwards there by simulation)
    assert table.select("lower", "upper").row(0) == pytest.approx((1131, 1241), abs=3)
    assert table.conventions == {"population": "poisson", "level": 0.9}


def test_limits_with_fixed_numbers_are_narrower():
    poisson, fixed = (stock(PLAN, GAMMA, PROGRAMME[40:], population=kind) for kind in ("poisson", "fixed"))
    assert fixed["mean"].equals(poisson["mean"])
    assert (fixed["upper"] - fixed["lower"] < poisson["upper"] - poisson["lower"]).all()
    one = stock(Intake([(0, 99, 400)]), Stay.fixed(25), 99, population="fixed").row(0, named=True)
    assert one["mean"] == pytest.approx(100)
    assert (one["upper"] - one["mean"]) / 1.959963985 == pytest.approx(math.sqrt(400 * 0.25 * 0.75))


def test_fixed_numbers_bound_the_limits():
    table = stock(Intake([(0, 9, 4)]), Stay.fixed(100), [0, 9, 200], population="fixed")
    assert table.select("lower", "upper").rows() == [(0, pytest.approx(1.576, abs=1e-3)), (4, 4), (0, 0)]


@settings(deadline=None, max_examples=60)
@given(st.floats(1e-6, 5000), st.floats(1e-9, 1 - 1e-9))
def test_poisson_quantile_is_the_smallest_number_that_reaches_the_level(mean, p):
    k = poisson_quantile(p, mean)
    assert pdtr(k, mean) >= p * (1 - 1e-12)
    assert k == 0 or pdtr(k - 1, mean) < p * (1 + 1e-12)


def test_exits_by_destination_share_the_exits():
    on = [dt.date(2021, 6, 30), PROGRAMME[-1]]
    mix = {"work": 0.36, "studies": 0.09, "other": 0.55}
    table, total = exits(PLAN, GAMMA, on, mix), exits(PLAN, GAMMA, on)
    assert table.columns == ["day", "mean", "destination"] and total.columns == ["day", "mean"]
    assert table["destination"].to_list() == ["work", "studies", "other"] * 2
    assert table.group_by("day").agg(pl.col("mean").sum()).sort("day")["mean"].to_list() == pytest.approx(
        total["mean"].to_list()
    )
    assert table.row(0)[1] == pytest.approx(0.36 * total["mean"][0])


def test_days_come_back_as_they_were_given():
    days = [dt.date(2022, 6, 30), dt.date(2020, 2, 1), dt.date(2019, 1, 1)]
    for on in (days, tuple(days), pl.Series(days), np.array(days, dtype="datetime64[D]")):
        assert stock(PLAN, GAMMA, on)["day"].to_list() == days
    assert stock(PLAN, GAMMA, days)["mean"][2] == 0
    assert stock(PLAN, GAMMA, days[0])["mean"].len() == 1
    assert stock(Intake([(-5, 5, 11)]), Stay.fixed(100), range(-6, 0))["mean"].to_list() == pytest.approx(
        [0, 1, 2, 3, 4, 5]
    )
    assert stock(PLAN, GAMMA, []).height == 0


@pytest.mark.parametrize(
    "bad, words",
    [
        (lambda: stock(PLAN, GAMMA, 5), "'on' is 5; give a date"),
        (lambda: stock(PLAN, GAMMA, "2020-05-01"), "give a date"),
        (lambda: stock(PLAN, GAMMA, dt.datetime(2020, 5, 1, 12)), "give a date"),
        (lambda: stock(Intake([(0, 1, 1)]), GAMMA, [True]), "give a whole day number"),
        (lambda: stock(PLAN, GAMMA, PROGRAMME, population="binomial"), "population is 'binomial'"),
        (lambda: stock(PLAN, GAMMA, PROGRAMME, level=95), "level is 95"),
        (lambda: exits(PLAN, GAMMA, PROGRAMME, mix={"work": math.nan, "other": 1}), "shares of 'mix' sum to nan"),
        (lambda: exits(PLAN, GAMMA, PROGRAMME, mix=["work"]), "The mix is .*; give {destination: share}"),
        (lambda: exits(PLAN, GAMMA, PROGRAMME, mix={"work": 0.5}), "shares of 'mix' sum to 0.5"),
        (lambda: exits(PLAN, GAMMA, PROGRAMME, mix={"work": 1.5, "other": -0.5}), "shares of 0 or more"),
    ],
)
def test_stock_and_exits_say_what_is_wrong(bad, words):
    with pytest.raises(ValueError, match=words):
        bad()


def test_flow_offers_what_its_contract_names():
    names = {"Stay", "Intake", "stock", "exits", "FlowPlan", "simulate", "Simulation", "replay", "queue"}
    assert names <= set(flow.__all__)
