import itertools
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samkraft_analysis.allocation import CertificateError, teams

LANGUAGES = ["ar", "so", "ti"]
SKILLS = ["health", "housing", "debt"]
PEOPLE = {
    "id": pl.String,
    "sex": pl.String,
    "language": pl.String,
    "needs": pl.List(pl.String),
    "previous_team": pl.Int64,
}
TEAMS = {
    "id": pl.Int64,
    "capacity": pl.Int64,
    "load": pl.Int64,
    "women": pl.Int64,
    "languages": pl.List(pl.String),
    "competences": pl.List(pl.String),
}
MIXED = {"language": 7, "competence": 3, "continuity": 4, "load": 2, "sex": 5, "band": 10, "share": 50}


def person(id, sex="woman", language=None, needs=(), previous_team=None):
    return {"id": id, "sex": sex, "language": language, "needs": list(needs), "previous_team": previous_team}


def team(id, capacity=100, load=0, women=0, languages=(), competences=()):
    return {
        "id": id,
        "capacity": capacity,
        "load": load,
        "women": women,
        "languages": list(languages),
        "competences": list(competences),
    }


def frames(people, groups):
    return pl.DataFrame(people, schema=PEOPLE), pl.DataFrame(groups, schema=TEAMS)


def synthetic(people, groups, seed=1, capacity=None):
    chance = np.random.default_rng(seed)
    some = [
        person(
            f"p{i}",
            ["woman", "man"][chance.integers(2)],
            [None, *LANGUAGES][chance.integers(4)],
            [skill for skill in SKILLS if chance.random() < 0.2],
            int(chance.integers(groups)) if chance.random() < 0.3 else None,
        )
        for i in range(people)
    ]
    loads = chance.integers(0, max(people // groups // 3, 1) + 1, groups)
    rooms = [
        team(
            j,
            capacity or people,
            int(loads[j]),
            int(loads[j]) // 2,
            [one for one in LANGUAGES if chance.random() < 0.5],
            [skill for skill in SKILLS if chance.random() < 0.6],
        )
        for j in range(groups)
    ]
    return frames(some, rooms)


def cost_of(people, groups, choice, weights):
    """The cost as the docstring words it, person by person and team by team: slow and plain, to judge by."""
    cost, load = 0, [group["load"] for group in groups]
    placed = {(j, sex): 0 for j in range(len(groups)) for sex in ("woman", "man")}
    for one, j in zip(people, choice, strict=True):
        cost += weights["language"] * (one["language"] is not None and one["language"] not in groups[j]["languages"])
        cost += weights["competence"] * len(set(one["needs"]) - set(groups[j]["competences"]))
        cost -= weights["continuity"] * (one["previous_team"] == groups[j]["id"])
        load[j] += 1
        placed[j, one["sex"]] += 1
    mean = sum(load) // len(load)
    cost += weights["load"] * sum((now - mean) ** 2 for now in load)
    level = [group["load"] for group in groups]
    for _ in people:
        level[min(range(len(level)), key=lambda j: (level[j] >= groups[j]["capacity"], level[j], groups[j]["id"]))] += 1
    for j, group in enumerate(groups):
        for sex, before, share in (
            ("woman", group["women"], weights["share"]),
            ("man", group["load"] - group["women"], 100 - weights["share"]),
        ):
            most = -(-level[j] * min(share + weights["band"], 100) // 100)
            cost += weights["sex"] * max(placed[j, sex] - max(most - before, 0), 0)
    return cost


@st.composite
def small(draw):
    count, groups = draw(st.integers(0, 5)), draw(st.integers(1, 3))
    people = [
        person(
            f"p{i}",
            draw(st.sampled_from(["woman", "man"])),
            draw(st.sampled_from([None, "ar", "so"])),
            draw(st.lists(st.sampled_from(SKILLS), max_size=2)),
            draw(st.sampled_from([None, *range(groups)])),
        )
        for i in range(count)
    ]
    rooms = []
    for j in range(groups):
        load = draw(st.integers(0, 4))
        women, free = draw(st.integers(0, load)), draw(st.integers(-1, 4))
        languages = draw(st.lists(st.sampled_from(["ar", "so"]), unique=True))
        skills = draw(st.lists(st.sampled_from(SKILLS), unique=True))
        rooms.append(team(j, max(load + free, 0), load, women, languages, skills))
    return people, rooms


@given(small())
@settings(deadline=None, max_examples=60)
def test_no_sharing_out_is_cheaper_brute_force(problem):
    people, groups = problem
    plan = teams(*frames(people, groups), MIXED)
    free = [max(group["capacity"] - group["load"], 0) for group in groups]
    lacking = max(len(people) - sum(free), 0)

    def beyond(choice):
        return sum(max(choice.count(j) - free[j], 0) for j in range(len(groups)))

    choices = itertools.product(range(len(groups)), repeat=len(people))
    cheapest = min(cost_of(people, groups, choice, MIXED) for choice in choices if beyond(choice) == lacking)
    mine = tuple(plan.team_of_person[one["id"]] for one in people)
    assert plan.overflow == lacking == beyond(mine)
    plan.verify()
    assert plan.cost == sum(plan.parts.values()) == cost_of(people, groups, mine, MIXED) == cheapest


@given(small(), st.data())
@settings(deadline=None, max_examples=60)
def test_the_certificate_fails_on_any_altered_plan(problem, data):
    people, groups = problem
    assume(people and len(groups) > 1)
    plan = teams(*frames(people, groups), MIXED)
    one = data.draw(st.sampled_from(people))["id"]
    other = data.draw(st.sampled_from([j for j in range(len(groups)) if j != plan.team_of_person[one]]))
    moved = {**plan.team_of_person, one: other}
    changes = {
        "team_of_person": data.draw(st.sampled_from([moved, {**moved, "x": other}, {**moved, one: 9}])),
        "cost": plan.cost + 1,
        "overflow": plan.overflow + 1,
        "load": plan.load.with_columns(load=0 * pl.col("load") - 1),
    }
    what = data.draw(st.sampled_from(list(changes)))
    with pytest.raises(CertificateError, match=r"(\S+\s+){4,}"):
        replace(plan, **{what: changes[what]}).verify()
    elsewhere = np.array([[moved[p["id"]] == j for j in range(len(groups))] for p in people])
    number = np.zeros((len(plan.proof.profiles), len(groups)), int)
    np.add.at(number, plan.proof.profile_of_person, elsewhere[np.argsort([p["id"] for p in people])])
    with pytest.raises(CertificateError):
        plan.proof.plan(number).verify()


def test_everybody_gets_a_team_and_the_loads_are_level():
    people, groups = synthetic(300, 10)
    plan = teams(people, groups)
    assert plan.n == len(plan.team_of_person) == 300
    assert plan.load.columns == ["id", "load"]
    assert plan.load["load"].sum() == 300 + groups["load"].sum()
    assert plan.load["load"].max() - plan.load["load"].min() <= 2
    assert plan.overflow == 0


def test_the_womens_share_stays_near_that_of_everybody():
    people, groups = synthetic(600, 6)
    plan = teams(people, groups)
    women = (people["sex"] == "woman").sum() + groups["women"].sum()
    everybody = 600 + groups["load"].sum()
    assert plan.women_share.columns == ["id", "women_share"]
    assert all(abs(share - women / everybody) < 0.05 for share in plan.women_share["women_share"])
    assert plan.weights["share"] == round(100 * women / everybody)


def test_an_empty_team_has_no_share_of_women():
    plan = teams(*frames([], [team(1), team(2, load=4, women=1)]))
    assert plan.women_share["women_share"].to_list() == [None, 0.25]
    assert (plan.n, plan.overflow, plan.team_of_person) == (0, 0, {})


def test_too_little_room_is_a_plan_with_overflow_not_an_error():
    people, groups = synthetic(100, 4, capacity=20)
    plan = teams(people, groups)
    room = (20 - groups["load"]).clip(0).sum()
    assert plan.overflow == 100 - room
    assert plan.load["load"].max() - plan.load["load"].min() <= 4


def test_a_team_that_is_full_gets_nobody_while_another_has_room():
    people = [person(str(i), language="ar") for i in range(10)]
    groups = [team(1, capacity=5, load=9, languages=["ar"]), team(2, capacity=100)]
    assert set(teams(*frames(people, groups), {"language": 10_000}).team_of_person.values()) == {2}


def test_the_frame_says_why():
    people = [person("a", "woman", "ar", ["debt", "health"], 2), person("b", "man", None, [], 1)]
    groups = [team(1, languages=["so"]), team(2, competences=["debt"])]
    plan = teams(*frames(people, groups))
    assert plan.frame.rows() == [("a", 2, False, 1, True), ("b", 1, True, 0, True)]
    assert plan.frame.columns == ["id", "team", "language_met", "needs_unmet", "same_team"]
    assert plan.parts == {"language": 100, "competence": 40, "continuity": -120, "sex": 0, "load": 0}


def test_row_order_and_kind_of_frame_change_nothing():
    people, groups = synthetic(120, 5)
    plan = teams(people, groups)
    for seed in range(3):
        shuffled = [frame.sample(fraction=1, shuffle=True, seed=seed) for frame in (people, groups)]
        assert teams(*shuffled).team_of_person == plan.team_of_person
    assert teams(people.lazy(), groups.to_arrow()).frame.equals(plan.frame)


@pytest.mark.parametrize("words", [("woman", "man"), ("K", "M"), ("Female", "MALE")])
def test_sexes_may_be_written_in_the_usual_ways(words):
    people = [person(str(i), words[i % 2]) for i in range(8)]
    plan = teams(*frames(people, [team(1), team(2)]), {"band": 0})
    assert plan.women_share["women_share"].to_list() == [0.5, 0.5]


@pytest.mark.parametrize(
    "people, groups, weights, words",
    [
        ([person("a")], [], {}, "frame of teams has no rows"),
        ([person("a"), person("a")], [team(1)], {}, "2 rows of people share their id"),
        ([person("a")], [team(1), team(1)], {}, "2 rows of teams share their id"),
        ([person("a", "x")], [team(1)], {}, "'sex' has 1 values such as 'x'"),
        ([person("a", None)], [team(1)], {}, "'sex' has 1 missing values"),
        ([person("a")], [team(1, capacity=-1)], {}, "'capacity' must hold whole numbers"),
        ([person("a")], [team(1, load=1, women=2)], {}, "'women' is larger than 'load'"),
        ([person("a")], [team(1)], {"travel": 1}, "no weight 'travel'; the weights are: language"),
        ([person("a")], [team(1)], {"load": -1}, "Weight 'load' is -1"),
        ([person("a")], [team(1)], {"load": 0.5}, "Weight 'load' must be a whole number"),
        ([person("a")], [team(1)], {"band": 101}, "Weight 'band' is 101 per cent"),
        ([person("a", language="ar")], [team(1)], {"language": 2**60}, "The weights are too large"),
    ],
)
def test_bad_input_is_refused_in_words(people, groups, weights, words):
    with pytest.raises(ValueError, match=words):
        teams(*frames(people, groups), weights)


def test_columns_of_the_wrong_kind_are_refused_in_words():
    people, groups = frames([person("a", previous_team=1)], [team(1)])
    with pytest.raises(ValueError, match="'needs' holds String values; give a list per row"):
        teams(people.with_columns(needs=pl.lit("debt")), groups)
    with pytest.raises(ValueError, match="'previous_team' holds String values, the teams' ids Int64"):
        teams(people.cast({"previous_team": pl.String}), groups)
    with pytest.raises(ValueError, match=r"'language' holds List\(String\) values; give one language or null"):
        teams(people.with_columns(language=pl.lit(["ar"])), groups)
    with pytest.raises(ValueError, match="'capacity' must hold whole numbers"):
        teams(people, groups.with_columns(capacity=pl.lit(2**63, pl.UInt64)))
    assert teams(people, groups.with_columns(pl.col("capacity", "load", "women").cast(pl.Int8))).n == 1
    with pytest.raises(ValueError, match="no column 'languages'"):
        teams(people, groups.drop("languages"))
