"""Replications, slots and places, replay: against the formulas, the reference traces and a plain twin."""

import datetime as dt
import heapq
import json
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis.flow import (
    FlowPlan,
    Intake,
    Stay,
    Uncertainty,
    exits,
    machine_code,
    replay,
    simulate,
    simulation,
    stock,
)
from tests.analysis.flow_plan import PLAN

DATA = Path(__file__).parent.parent / "data" / "flow"

GAMMA = Stay.gamma(mean=19.80 * 9.04, shape=19.80)
END = dt.date(2022, 6, 30)
SMALL = Intake([(0, 59, 240), (60, 99, 60)])


def same_paths(one, other):
    return all((one.paths[what] == other.paths[what]).all() for what in one.paths)


# Random numbers


@pytest.mark.parametrize(
    "counter, key, words",
    [  # known answers published with Random123 (Salmon et al. 2011)
        ((0, 0, 0, 0), (0, 0), "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
        ((0xFFFFFFFF,) * 4, (0xFFFFFFFF,) * 2, "408f276d 41c83b0e a20bc7c6 6d5451fd"),
        (
            (0x243F6A88, 0x85A308D3, 0x13198A2E, 0x03707344),
            (0xA4093822, 0x299F31D0),
            "d16cfe09 94fdcceb 5001e420 24126ea1",
        ),
    ],
)
def test_philox_gives_the_published_words(counter, key, words):
    found = machine_code.philox(*(np.uint64(word) for word in (*counter, *key)))
    assert [f"{int(word):08x}" for word in found] == words.split()


def test_each_replication_has_the_key_of_a_spawned_child():
    children = np.random.SeedSequence(7).spawn(5)
    expected = [child.generate_state(2).tolist() for child in children]
    assert machine_code.replication_keys(7, range(5)).tolist() == expected
    assert machine_code.replication_keys(7, range(3, 5)).tolist() == expected[3:]


@pytest.mark.parametrize("limits", [{}, {"slots": 60, "places": 10, "wants": 0.5}], ids=["free", "queues"])
def test_replications_do_not_depend_on_chunks_number_or_threads(limits, monkeypatch):
    plan = FlowPlan(SMALL, Stay.gamma(40, 3), 150, uncertainty={"referrals_percent": 10, "mean_stay_days": 5}, **limits)
    whole = simulate(plan, 230, seed=5)
    first = simulate(plan, 100, seed=5)
    assert (whole.paths["stock"][:100] == first.paths["stock"]).all()
    assert (whole.wait_sums[:100] == first.wait_sums).all()
    assert not (whole.paths["stock"][:100] == whole.paths["stock"][100:200]).all()
    with ThreadPoolExecutor(4) as pool:
        assert all(same_paths(whole, other) for other in pool.map(lambda _: simulate(plan, 230, seed=5), range(4)))
    monkeypatch.setattr(simulation, "CHUNK", 7)
    assert same_paths(whole, simulate(plan, 230, seed=5))
    assert not same_paths(whole, simulate(plan, 230, seed=6))


def test_scenarios_with_one_seed_differ_by_the_plans_and_not_by_noise():
    base = simulate(FlowPlan(PLAN, GAMMA, END), 200).paths["stock"][:, 500].astype(float)
    longer = simulate(FlowPlan(PLAN, GAMMA.scaled(1.1), END), 200).paths["stock"][:, 500]
    fewer = simulate(FlowPlan(PLAN.scaled(0.9), GAMMA, END), 200).paths["stock"][:, 500]
    assert (longer - base).std() < 0.4 * base.std()
    assert (fewer - base).std() < 0.4 * base.std()
    assert longer.mean() / base.mean() == pytest.approx(1.1, abs=0.01)  # stay +10 %: stock +10 %


# Agreement with the formulas


@pytest.mark.parametrize(
    "stay",
    [GAMMA, Stay.fixed(100), Stay.mixture([(1, Stay.weibull(60, 0.7)), (3, Stay.lognormal(200, 0.3))])],
    ids=["gamma", "fixed", "mixture"],
)
@pytest.mark.parametrize("population", ["poisson", "fixed"])
def test_replications_agree_with_the_formula_on_every_day(stay, population):
    plan = FlowPlan(PLAN, stay, END, population=population)
    result = simulate(plan, 600, seed=11)
    days = [dt.date.fromordinal(int(day)) for day in plan.days()]
    exact = stock(PLAN, stay, days, population)["mean"].to_numpy()
    paths = result.paths["stock"]
    z = (paths.mean(axis=0) - exact) / np.maximum(paths.std(axis=0, ddof=1) / np.sqrt(600), 1e-9)
    assert np.abs(z[3:]).max() < 4
    left = exits(PLAN, stay, days)["mean"].to_numpy()
    assert result.paths["exits"].mean(axis=0) == pytest.approx(left, abs=11)
    inside = exact > 300
    if population == "poisson":
        assert (paths.var(axis=0)[inside] / exact[inside]).mean() == pytest.approx(1, abs=0.06)
    else:
        limits = stock(PLAN, stay, days, population)
        sd = ((limits["mean"] - limits["lower"]) / 1.959963985).to_numpy()
        inside &= sd > 5
        assert (paths.std(axis=0)[inside] / sd[inside]).mean() == pytest.approx(1, abs=0.06)


def test_fixed_numbers_are_kept_and_fractions_come_out_right_in_the_mean():
    intake = Intake([(0, 9, 20), (10, 19, 2.25)])
    result = simulate(FlowPlan(intake, Stay.fixed(100), 30, population="fixed"), 400)
    present = result.paths["stock"][:, -1]
    assert set(present) == {22, 23}
    assert present.mean() == pytest.approx(22.25, abs=0.1)
    assert result.sources == ("chance: day of arrival, length of stay",)


def test_bands_name_their_sources_and_are_as_wide_as_in_the_methods():
    # flow methods, section 2: Jul 2021, 5-95 %: 1,131-1,241 by chance alone; 988-1,413 with 12 days and 8 %
    day = dt.date(2021, 7, 31)
    chance = simulate(FlowPlan(PLAN, GAMMA, END), 1000)
    wide = simulate(FlowPlan(PLAN, GAMMA, END, uncertainty={"mean_stay_days": 12, "referrals_percent": 8}), 1000)
    for result, limits, within in ((chance, (1131, 1241), 0.01), (wide, (988, 1413), 0.02)):
        row = result.bands().row(by_predicate=(pl.col("day") == day) & (pl.col("what") == "stock"), named=True)
        assert (row["q5"], row["q95"]) == pytest.approx(limits, rel=within)
        assert row["mean"] == pytest.approx(1185, rel=0.01)
    assert chance.sources == ("chance: Poisson intake, length of stay",)
    assert wide.sources[1:] == ("mean stay: standard error 12 days", "referrals: standard error 8 per cent")
    assert wide.bands().conventions["sources"] == wide.sources


def test_uncertainty_of_the_share_that_wants_a_place_widens_its_queue():
    known = FlowPlan(SMALL, Stay.gamma(40, 3), 150, places=20, wants=0.5)
    unsure = FlowPlan(SMALL, Stay.gamma(40, 3), 150, places=20, wants=0.5, uncertainty=Uncertainty(wants_points=15))
    spread = [simulate(plan, 150).paths["waiting_place"].max(axis=1).std() for plan in (known, unsure)]
    assert spread[1] > 1.3 * spread[0]


# Shape of the results


def test_bands_have_a_row_per_day_and_measure():
    table = simulate(FlowPlan(PLAN, GAMMA, END), 50).bands(q=(0.025, 0.5, 0.975))
    assert table.columns == ["day", "what", "mean", "q2.5", "q50", "q97.5"]
    assert table["what"][:5].to_list() == ["stock", "load", "waiting_team", "waiting_place", "exits"]
    assert table.height == 5 * 881 and table["day"][0] == dt.date(2020, 2, 1) and table["day"][-1] == END
    assert table.filter(what="load")["mean"].null_count() == 881
    assert table.filter(what="waiting_team")["q97.5"].max() == 0
    assert table.n == 50


def test_quantiles_lie_on_straight_lines_between_order_statistics():
    result = simulate(FlowPlan(SMALL, Stay.gamma(40, 3), 120), 37)
    levels = (0, 0.05, 1 / 3, 0.9, 1)
    table = result.bands(levels).filter(what="stock")
    expected = np.quantile(result.paths["stock"], levels, axis=0)
    assert pytest.approx(expected) == table.select(pl.nth(range(3, 8))).to_numpy().T
    assert table["mean"].to_numpy() == pytest.approx(result.paths["stock"].mean(axis=0))


def test_load_is_people_per_team_or_else_per_slot():
    teams = [(dt.date(2020, 1, 1), 10), (dt.date(2022, 1, 1), 5)]
    per_team = simulate(FlowPlan(PLAN, GAMMA, END, slots=5000, teams=teams), 60)
    load = per_team.bands().filter(what="load")
    assert per_team.load_unit == "people per team"
    assert load.filter(pl.col("day") == dt.date(2021, 12, 31))["mean"][0] == pytest.approx(117, abs=2)
    assert load.filter(pl.col("day") == dt.date(2022, 1, 1))["mean"][0] == pytest.approx(234, abs=4)
    per_slot = simulate(FlowPlan(SMALL, Stay.fixed(50), 99, slots=[(10, 100), (50, 0)]), 20)
    assert per_slot.load_unit == "people per slot"
    table = per_slot.bands().filter(what="load")
    assert table.filter(pl.col("mean").is_null())["day"].to_list() == [*range(10), *range(50, 100)]


def test_progress_is_told_chunk_by_chunk():
    told = []
    simulate(FlowPlan(SMALL, GAMMA, 99), 250, progress=lambda done, of: told.append((done, of)))
    assert told == [(100, 250), (200, 250), (250, 250)]


# Slots and places


def test_without_limits_the_queues_change_nothing():
    plan = FlowPlan(SMALL, Stay.gamma(40, 3), 150)
    roomy = FlowPlan(SMALL, Stay.gamma(40, 3), 150, slots=10**6, places=10**6, wants=0.7)
    one, other = simulate(plan, 40), simulate(roomy, 40)
    assert same_paths(one, other)
    assert other.waits()["mean"].to_list() == [0, 0]


def test_nobody_is_admitted_above_the_limit_and_nobody_put_out():
    plan = FlowPlan(SMALL, Stay.gamma(60, 3), 250, slots=[(5, 80), (70, 30), (150, 50)])
    result = simulate(plan, 50)
    here, waiting = result.paths["stock"], result.paths["waiting_team"]
    limit = plan.limit("slots").at_end_of(plan.days())
    assert (here[:, :5] == 0).all()
    assert ((here <= limit) | (here <= np.roll(here, 1, axis=1)))[:, 5:].all()
    assert (here[:, 70] > 30).all() and (here.max(axis=1) <= 80).all()
    assert (waiting[here < limit] == 0).all()
    arrived = here + waiting + result.paths["exits"]
    assert (np.diff(arrived, axis=1) >= 0).all()


def test_waits_for_a_place_have_the_sharp_threshold_of_the_methods():
    # flow methods, section 1: mean wait 73 d with 300 places, 30 with 340, 12 with 360, 1.5 with 400, 0.1 with 440
    for places, wait, within in ((300, 73, 5), (340, 30, 4), (360, 12, 3), (400, 1.5, 1), (440, 0.1, 0.1)):
        result = simulate(FlowPlan(PLAN, GAMMA, END, places=places, wants=0.65), 40)
        assert result.waits()["mean"][1] == pytest.approx(wait, abs=within)


def test_a_hard_limit_of_150_after_the_halving_as_in_the_methods():
    # nobody admitted until about 5 Mar 2022; the longest wait about 70 days; about 49 never get in
    slots = [(dt.date(2020, 1, 1), 1500), (dt.date(2022, 1, 1), 750)]
    result = simulate(FlowPlan(PLAN, GAMMA, END, slots=slots), 200)
    table = result.bands()
    waiting = table.filter(what="waiting_team", day=END)["mean"][0]
    assert waiting == pytest.approx(49, abs=8)
    assert result.waits()["longest"][0] == pytest.approx(70, abs=3)
    stock_then = table.filter(what="stock").filter(pl.col("day") >= dt.date(2022, 1, 1))
    full = stock_then.filter(pl.col("q50") <= 751)["day"][0]
    assert abs((full - dt.date(2022, 3, 5)).days) <= 4


def test_waits_are_null_where_nobody_was_served():
    waits = simulate(FlowPlan(SMALL, GAMMA, 99, slots=0, places=5, wants=0.5), 10).waits(q=(0.5,))
    assert waits.columns == ["what", "served", "mean", "longest", "q50"]
    assert waits.rows() == [("team", 0, None, None, None), ("place", 0, None, None, None)]


def test_intake_after_the_end_stays_outside():
    plan = FlowPlan(Intake([(0, 9, 50), (5, 300, 1000), (400, 500, 70)]), Stay.fixed(3), 50)
    for limits in ({}, {"slots": 1000}):
        result = simulate(FlowPlan(plan.intake, plan.stay, 50, **limits), 30)
        arrived = result.paths["stock"][:, -1] + result.paths["exits"][:, -1]
        assert arrived.mean() == pytest.approx(50 + 1000 * 46 / 296, rel=0.05)


@pytest.mark.parametrize(
    "change, words",
    [
        ({"until": -1}, "last day -1 is before its intake"),
        ({"until": dt.date(2020, 1, 1)}, "'until' is datetime.date"),
        ({"wants": 1.5}, "'wants' is 1.5"),
        ({"wants_after": -0.1}, "'wants_after' is -0.1"),
        ({"wants_after": 0.6, "holds": 0.5}, "after 0.6 and held for 0.5"),
        ({"slots": -1}, "number in 'slots' is -1"),
        ({"slots": 1.5}, "number in 'slots' is 1.5"),
        ({"places": []}, "list 'places' is empty"),
        ({"places": [(5, 1), (5, 2)]}, "days in 'places' must each be later"),
        ({"teams": [(dt.date(2020, 1, 1), 1)]}, "day in 'teams' is datetime.date"),
        ({"population": "many"}, "population is 'many'"),
        ({"uncertainty": {"weather": 1}}, "no source of uncertainty 'weather'; those there are: mean_stay_days"),
        ({"uncertainty": {"referrals_percent": -8}}, "'referrals_percent' is -8"),
    ],
)
def test_a_plan_says_what_is_wrong(change, words):
    with pytest.raises(ValueError, match=words):
        FlowPlan(**({"intake": SMALL, "stay": GAMMA, "until": 99} | change))


def test_a_simulation_says_what_is_wrong():
    plan = FlowPlan(SMALL, GAMMA, 99)
    with pytest.raises(ValueError, match="number of replications is 0"):
        simulate(plan, 0)
    with pytest.raises(ValueError, match="seed is -1"):
        simulate(plan, 1, seed=-1)
    with pytest.raises(ValueError, match=r"seed is 0\.5"):
        simulate(plan, 1, seed=0.5)
    with pytest.raises(ValueError, match="quantile 5 is outside 0 to 1"):
        simulate(plan, 1).bands(q=(5, 95))


# Replay


@pytest.mark.parametrize("name", ["trace11", "trace12"])
def test_replay_gives_every_time_stamp_of_the_reference(name):
    expected = pl.read_csv(DATA / f"{name}.csv").rename({"nominal_los": "nominal_stay"})
    answer = json.loads((DATA / f"{name}.json").read_text())
    people = expected.select("id", "arrival", "nominal_stay", "wants_place")
    found = replay(people, slots=[(0, 150), (200, 75)], places=[(0, 35)], until=answer["horizon"])
    for column in ("admitted", "place_requested", "place_started", "left"):
        assert found[column].is_null().equals(expected[column].is_null())
        assert (found[column] - expected[column]).abs().max() < 1e-5
    whole = replay(people, slots=[(0, 150), (200, 75)], places=35)
    reached = found["left"].is_not_null()
    assert whole.filter(reached).equals(found.filter(reached))
    assert whole["left"].null_count() == 0

    waits = found.join(people, on="id").select(
        team=pl.col("admitted") - pl.col("arrival"), place=pl.col("place_started") - pl.col("place_requested")
    )
    assert waits["team"].mean() == pytest.approx(answer["mean_wait_slot"], abs=1e-5)
    assert waits["place"].mean() == pytest.approx(answer["mean_wait_place"], abs=1e-5)
    assert found["admitted"].count() == answer["admitted"] and found["left"].count() == answer["left"]
    for day, present in answer["stock_by_day"].items():
        in_it = (found["admitted"] <= int(day) + 1) & ~(found["left"] <= int(day) + 1).fill_null(False)
        assert in_it.sum() == present


def twin(people, slots, places, wants_after, holds):
    """The same rules in plain Python: one list of events, queues as lists, nothing clever."""
    ids, people = [id for id, *_ in people], [(rank, *row[1:]) for rank, row in enumerate(people)]
    log = [[None] * 4 for _ in people]
    events = [
        (day, 0, i, "limit", (what, number))
        for what, steps in (("slots", slots), ("places", places))
        for i, (day, number) in enumerate(steps)
    ]
    events += [(arrival, 4, who, "arrive", (who, stay, wants)) for who, arrival, stay, wants in people]
    heapq.heapify(events)
    free, used, queues = {"slots": 0, "places": 0}, {"slots": 0, "places": 0}, {"slots": [], "places": []}
    while events:
        now, _, _, what, about = heapq.heappop(events)
        if what == "limit":
            free[about[0]] = about[1]
        elif what == "leave":
            log[about][3] = now
            used["slots"] -= 1
        elif what == "back":
            used["places"] -= 1
            who, stay = about
            heapq.heappush(events, (now + (1.0 - wants_after - holds) * stay, 1, who, "leave", who))
        elif what == "request":
            log[about[0]][1] = now
            queues["places"].append(about)
        else:
            queues["slots"].append(about)
        while queues["slots"] and used["slots"] < free["slots"]:
            who, stay, wants = queues["slots"].pop(0)
            log[who][0] = now
            used["slots"] += 1
            after, order, kind, rest = (
                (wants_after * stay, 3, "request", (who, stay)) if wants else (stay, 1, "leave", who)
            )
            heapq.heappush(events, (now + after, order, who, kind, rest))
        while queues["places"] and used["places"] < free["places"]:
            who, stay = queues["places"].pop(0)
            log[who][2] = now
            used["places"] += 1
            heapq.heappush(events, (now + holds * stay, 2, who, "back", (who, stay)))
    return [(id, *times) for id, times in zip(ids, log, strict=True)]


whole_days = st.integers(0, 40).map(float)  # whole days make many ties
person = st.tuples(whole_days, st.integers(0, 30).map(float), st.booleans())
steps = st.lists(st.integers(0, 4), min_size=1, max_size=4).map(
    lambda n: [(7 * i, number) for i, number in enumerate(n)]
)


@settings(deadline=None, max_examples=100)
@given(st.lists(person, max_size=40), steps, steps, st.sampled_from([(0.25, 0.45), (0.0, 1.0), (0.5, 0.5), (0.5, 0.0)]))
def test_replay_is_the_plain_twin_ties_and_all(rows, slots, places, shares):
    people = sorted([(id, *row) for id, row in enumerate(rows)], key=lambda row: (row[1], row[0]))
    schema = {"id": pl.Int64, "arrival": pl.Float64, "nominal_stay": pl.Float64, "wants_place": pl.Boolean}
    frame = pl.DataFrame(people, schema=schema, orient="row")
    found = replay(frame, slots, places, *shares)
    assert found.rows() == twin(people, slots, places, *shares)
    if len(people) > 1:
        shuffled = frame.sample(fraction=1, shuffle=True, seed=1)
        assert replay(shuffled, slots, places, *shares).sort("id").equals(found.sort("id"))


def test_replay_takes_any_frame_and_keeps_the_order_of_its_rows(tmp_path):
    rows = pd.DataFrame({"id": ["b", "a"], "arrival": [3, 1], "nominal_stay": [10, 4], "wants_place": [1, 0]})
    expected = [("b", 5.0, 7.5, 7.5, 15.0), ("a", 1.0, None, None, 5.0)]
    assert replay(rows, 1, None).rows() == expected
    path = tmp_path / "people.csv"
    rows.to_csv(path, index=False)
    assert replay(path, 1, None).rows() == expected


@pytest.mark.parametrize(
    "change, words",
    [
        ({"id": 1}, "'id' has 1 repeated ids"),
        ({"arrival": None}, "'arrival' has 2 missing values"),
        ({"arrival": dt.date(2020, 1, 1)}, "'arrival' holds Date values; give days as numbers"),
        ({"nominal_stay": -1.0}, "'nominal_stay' has 2 negative or infinite"),
        ({"nominal_stay": float("inf")}, "'nominal_stay' has 2 negative or infinite"),
        ({"wants_place": 2}, "'wants_place' has 2 values that aren't true/false"),
        ({"arrival": -2.0}, "'arrival' has 2 negative or infinite"),
        ({"wants_place": [1]}, r"'wants_place' holds List\(Int64\) values; give true and false"),
        ({"wants_place": "yes"}, "'wants_place' has 2 values that aren't true/false"),
    ],
)
def test_replay_says_what_is_wrong(change, words):
    frame = pl.DataFrame({"id": [1, 2], "arrival": [0.0, 1.0], "nominal_stay": [3.0, 4.0], "wants_place": [0, 1]})
    with pytest.raises(ValueError, match=words):
        replay(frame.with_columns(**{name: pl.lit(value) for name, value in change.items()}), 1, 1)


def test_replay_checks_its_shares_and_limits():
    frame = pl.DataFrame({"id": [1], "arrival": [0.0], "nominal_stay": [3.0], "wants_place": [0]})
    for wrong in (math.nan, "soon"):
        with pytest.raises(ValueError, match=r"The time 'until' is .*; give a number of days, or None"):
            replay(frame, 1, 1, until=wrong)
    with pytest.raises(ValueError, match=r"after 0\.9 and held for 0\.45"):
        replay(frame, 1, 1, wants_after=0.9)
    with pytest.raises(ValueError, match="give a whole day number"):
        replay(frame, [(dt.date(2020, 1, 1), 1)], 1)
    with pytest.raises(ValueError, match="no column 'wants_place'"):
        replay(frame.drop("wants_place"), 1, 1)
