"""Values from reference/flow/alloc (own work, CC0; each proved by two solvers): a200.json, a1500.json."""

import itertools
from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from samkraft_analysis.allocation import (
    CertificateError,
    first_come,
    optimum,
    places,
    places_with_equal_rates,
    places_with_parity,
)
from tests.analysis.reference import reference


def case(name):
    """person, session, score, capacity, women, benefit."""
    folder = reference("flow/alloc")
    arcs = pl.read_csv(folder / f"{name}_arcs.csv.gz")
    women = pl.read_csv(folder / f"{name}_people.csv")["woman"].to_numpy()
    capacity = pl.read_csv(folder / f"{name}_sessions.csv")["capacity"].to_numpy()
    person, session, score, benefit = (arcs[c].to_numpy() for c in ("participant", "session", "score", "benefit"))
    return person, session, score, capacity, women, benefit


def synthetic(people, sessions, each, seed=1, coarse=1):
    """Arcs like those of a season: kinds of sessions, a wait that costs, places for three in four."""
    chance = np.random.default_rng(seed)
    person, session = np.nonzero(chance.random((people, sessions)) < each / sessions)
    fit, kind = chance.normal(0.1, 0.05, (people, 12)), chance.integers(0, 12, sessions)
    wait = np.maximum(0, chance.integers(0, 182, sessions)[session] - chance.integers(0, 100, people)[person])
    score = np.maximum(1, 1e6 * fit[person, kind[session]] - 400 * wait).astype(int) // coarse
    size = chance.integers(10, 40, sessions)
    return person, session, score, np.maximum(1, size * people * 3 // (4 * size.sum()))


@st.composite
def small(draw, least=-2, both=False):
    """Few people and sessions with scores that tie often: person, session, score, capacity, women."""
    people, sessions = draw(st.integers(2 if both else 1, 5)), draw(st.integers(1, 3))
    scores = draw(st.lists(st.none() | st.integers(least, 3), min_size=people * sessions, max_size=people * sessions))
    arcs = [(*divmod(i, sessions), score) for i, score in enumerate(scores) if score is not None]
    person, session, score = (np.array(column, int) for column in (zip(*arcs, strict=True) if arcs else ([],) * 3))
    capacity = np.array(draw(st.lists(st.integers(0, 3), min_size=sessions, max_size=sessions)))
    women = np.array(draw(st.lists(st.booleans(), min_size=people, max_size=people)))
    assume(not both or 0 < women.sum() < people)
    return person, session, score, capacity, women


def every_plan(person, session, score, capacity, women):
    """All plans that keep the capacities, with their values: slow and plain, to judge by."""
    worth = dict(zip(zip(person.tolist(), session.tolist(), strict=True), score.tolist(), strict=True))
    options = [[-1, *(s for s in range(len(capacity)) if (p, s) in worth)] for p in range(len(women))]
    for plan in itertools.product(*options):
        load = np.bincount([s for s in plan if s >= 0], minlength=len(capacity))
        if (load <= capacity).all():
            yield plan, sum(worth[p, s] for p, s in enumerate(plan) if s >= 0)


# ---------- the reference ----------


@pytest.mark.parametrize("name, value", [("a200", 35_695_740), ("a1500", 284_988_716)])
def test_the_reference_optimum_is_met_and_proved(name, value):
    person, session, score, capacity, women, _ = case(name)
    plan = places(person, session, score, capacity, women)
    assert (plan.value, plan.bound, plan.n) == (value, value, len(women))
    plan.verify()


@pytest.mark.parametrize("name, floor, value", [("a200", 57, 35_316_008), ("a1500", 452, 284_969_423)])
def test_the_reference_optimum_with_a_floor_on_women_is_met_and_proved(name, floor, value):
    person, session, score, capacity, women, _ = case(name)
    plan = places(person, session, score, capacity, women, min_women=floor)
    assert (plan.value, plan.bound) == (value, value)
    assert ((plan.session_of_person >= 0) & (women == 1)).sum() == floor
    assert len(plan.prices) == len(capacity) + 1
    assert plan.prices[-1] > 0
    plan.verify()


def test_equal_rates_meet_the_reference_exactly():
    person, session, score, capacity, women, _ = case("a200")
    plan = places_with_equal_rates(person, session, score, capacity, women, slack=1)
    assert (plan.value, plan.bound, plan.gap) == (35_016_886, 35_016_886, 0)
    assert plan.free_value == 35_695_740
    assert plan.cost == 35_695_740 - 35_016_886
    assert plan.women * 94 - plan.men * 106 * 94 / 106 >= -1
    plan.verify()


def test_parity_comes_within_its_gap_of_the_reference_and_finds_the_linear_bound():
    person, session, score, capacity, women, benefit = case("a200")
    plan = places_with_parity(person, session, score, capacity, women, benefit, slack=5000)
    assert plan.value <= 33_898_117 <= plan.bound
    assert plan.bound == 33_911_883  # lp_bound 33911883.017
    assert plan.gap / plan.bound < 0.0014
    assert plan.women - plan.men >= -5000
    plan.verify()


def test_parity_at_1500_leaves_a_gap_of_a_few_hundred_thousandths():
    person, session, score, capacity, women, benefit = case("a1500")
    plan = places_with_parity(person, session, score, capacity, women, benefit, slack=5000)
    assert plan.free_value == 284_988_716
    assert 0 < plan.gap / plan.bound < 0.00007
    plan.verify()


# ---------- the optimum, its prices and its proof ----------


@given(small())
@settings(deadline=None, max_examples=60)
def test_no_plan_is_better_brute_force(problem):
    plan = places(*problem)
    best = max(value for _, value in every_plan(*problem))
    assert plan.value == plan.bound == best
    assert (tuple(plan.session_of_person), plan.value) in set(every_plan(*problem))
    plan.verify()


@given(small(), st.data())
@settings(deadline=None, max_examples=60)
def test_no_plan_with_the_floor_is_better_brute_force(problem, data):
    women = problem[-1]
    floor = data.draw(st.integers(0, int(women.sum())))
    values = [v for plan, v in every_plan(*problem) if (np.array(plan)[women] >= 0).sum() >= floor]
    if not values:
        most = max((np.array(plan)[women] >= 0).sum() for plan, _ in every_plan(*problem))
        with pytest.raises(ValueError, match=f"at most {most} women can get a place"):
            places(*problem, min_women=floor)
        return
    plan = places(*problem, min_women=floor)
    assert plan.value == plan.bound == max(values)
    plan.verify()


@given(small(), st.data())
@settings(deadline=None, max_examples=60)
def test_the_price_is_what_one_more_place_adds_and_what_one_woman_fewer_saves(problem, data):
    person, session, score, capacity, women = problem
    floor = data.draw(st.integers(0, int(women.sum())))
    try:
        plan = places(*problem, min_women=floor)
    except ValueError:
        return
    for s, price in enumerate(plan.prices[:-1]):
        more = capacity + (np.arange(len(capacity)) == s)
        assert places(person, session, score, more, women, min_women=floor).value - plan.value == price
    if floor:
        assert places(*problem, min_women=floor - 1).value - plan.value == plan.prices[-1]


@given(small(), st.data())
@settings(deadline=None, max_examples=100)
def test_the_certificate_fails_on_any_altered_plan(problem, data):
    women = problem[-1]
    floor = data.draw(st.none() | st.integers(0, int(women.sum())))
    try:
        plan = places(*problem, min_women=floor)
    except ValueError:
        return
    what = data.draw(st.sampled_from(["session_of_person", "prices", "value", "bound"]))
    number = data.draw(st.integers(-3, 4))
    before = getattr(plan, what)
    if what in ("value", "bound"):
        changed = before + number
    else:
        changed = before.copy()
        changed[data.draw(st.integers(0, len(changed) - 1))] = number
    assume(not np.array_equal(changed, before))
    with pytest.raises(CertificateError, match=r"(\S+\s+){4,}"):
        replace(plan, **{what: changed}).verify()


def test_the_certificate_fails_when_two_people_swap_sessions():
    person, session, score, capacity = synthetic(300, 20, 8)
    plan = places(person, session, score, capacity)
    allowed = set(zip(person.tolist(), session.tolist(), strict=True))
    given_now = plan.session_of_person
    swaps = [
        (a, b)
        for a, b in itertools.combinations(range(300), 2)
        if given_now[a] != given_now[b]
        and all(s < 0 or (p, s) in allowed for p, s in ((a, given_now[b]), (b, given_now[a])))
    ]
    assert len(swaps) > 1000
    for a, b in swaps[:: len(swaps) // 50]:
        changed = given_now.copy()
        changed[[a, b]] = changed[[b, a]]
        with pytest.raises(CertificateError):
            replace(plan, session_of_person=changed, value=plan.value).verify()


def test_the_certificate_fails_on_another_plan_of_the_same_value():
    plan = places([0, 1], [0, 0], [5, 5], [1])
    other = np.where(plan.session_of_person == 0, -1, 0)
    with pytest.raises(CertificateError, match="this isn't the canonical one"):
        replace(plan, session_of_person=other).verify()


def test_a_plan_cannot_be_written_to():
    plan = places([0], [0], [5], [1])
    with pytest.raises(ValueError, match="read-only"):
        plan.session_of_person[0] = -1


# ---------- one plan ----------


@given(small(), st.randoms(use_true_random=False))
@settings(deadline=None, max_examples=40)
def test_the_order_of_the_pairs_changes_nothing(problem, chance):
    person, session, score, capacity, women = problem
    order = list(range(len(person)))
    chance.shuffle(order)
    plan, again = places(*problem), places(person[order], session[order], score[order], capacity, women)
    assert plan.session_of_person.tolist() == again.session_of_person.tolist()
    assert plan.prices.tolist() == again.prices.tolist()


def test_among_many_ties_the_order_of_the_pairs_changes_nothing():
    person, session, score, capacity = synthetic(400, 20, 10, coarse=40_000)
    order = np.random.default_rng(7).permutation(len(person))
    plan, again = (
        places(person, session, score, capacity),
        places(person[order], session[order], score[order], capacity),
    )
    assert np.array_equal(plan.session_of_person, again.session_of_person)
    plan.verify()


@pytest.mark.parametrize("kind", [list, pl.Series, lambda values: np.array(values, np.uint8), tuple])
def test_any_kind_of_array_gives_the_same_plan(kind):
    plan = places(kind([0, 0, 1, 2]), kind([0, 1, 0, 0]), kind([5, 4, 3, 2]), kind([1, 1]))
    assert plan.session_of_person.tolist() == [1, 0, -1]


def test_whole_numbers_written_as_floats_are_taken():
    assert places([0.0], [0.0], [5.0], [1.0]).value == 5


# ---------- large ones ----------


def test_a_large_season_is_solved_from_a_part_of_its_arcs_and_proved():
    person, session, score, capacity = synthetic(3_000, 150, 69)
    assert len(person) > optimum.LARGE
    women = np.arange(3_000) % 2
    plan = places(person, session, score, capacity, women, min_women=1_100)
    assert plan.value == plan.bound
    plan.verify()


def test_a_part_of_the_arcs_that_has_no_plan_or_a_worse_one_is_no_reason_to_give_up(monkeypatch):
    """Few arcs left in at first: with a floor there is no plan among them, without one all the rest are let in."""
    person, session, score, capacity = synthetic(300, 20, 10)
    women = np.arange(300) % 8 == 0
    whole = [places(person, session, score, capacity, women, min_women=floor) for floor in (None, 30)]
    monkeypatch.setattr(optimum, "LARGE", 1)
    monkeypatch.setattr(optimum, "_near_best", lambda problem, price: np.arange(len(problem.person)) >= len(person))
    for floor, plan in zip((None, 30), whole, strict=True):
        again = places(person, session, score, capacity, women, min_women=floor)
        assert np.array_equal(again.session_of_person, plan.session_of_person)
        assert np.array_equal(again.prices, plan.prices)


@given(small(), st.data())
@settings(deadline=None, max_examples=30)
def test_the_optimum_from_a_part_of_the_arcs_is_that_of_the_whole(problem, data):
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(optimum, "LARGE", 1)
        changed.setattr(optimum, "_ARCS_EACH", 0)
        changed.setattr(optimum, "_SAMPLE", data.draw(st.integers(1, 3)))
        plan = places(*problem)
    assert np.array_equal(plan.session_of_person, places(*problem).session_of_person)


def test_scores_up_to_the_limit_of_64_bits_are_exact_and_beyond_it_refused():
    plan = places([0, 1, 1], [0, 0, 1], [2**48, 2**48 - 1, 2**48 - 2], [1, 1])
    assert plan.value == 2**49 - 2
    with pytest.raises(ValueError, match="too large for 2 people and 3 options"):
        places([0, 1], [0, 1], [2**58, 1], [1, 1])


def test_nobody_and_no_session_give_an_empty_plan():
    plan = places([], [], [], [])
    assert (plan.n, plan.value, plan.bound) == (0, 0, 0)
    plan.verify()
    assert places([], [], [], [3], women=[True, False]).session_of_person.tolist() == [-1, -1]


def test_people_are_as_many_as_women_has_entries():
    assert places([0], [0], [1], [1], women=[1, 0, 1]).n == 3


# ---------- first come ----------


def test_first_come_gives_each_the_best_that_is_left():
    person, session, score = [0, 0, 1, 1, 2], [0, 1, 0, 1, 0], [5, 5, 9, 1, 7]
    assert first_come(person, session, score, [1, 1]).tolist() == [0, 1, -1]
    assert first_come(person, session, score, [1, 1], order=[2, 1, 0]).tolist() == [-1, 1, 0]


def test_first_come_reaches_less_than_the_optimum():
    person, session, score, capacity, *_ = case("a1500")
    given_now, worth = first_come(person, session, score, capacity), np.full((1500, len(capacity)), 0)
    worth[person, session] = score
    share = worth[np.arange(1500), given_now][given_now >= 0].sum() / 284_988_716
    assert 0.5 < share < 0.9


# ---------- fairness ----------


@given(small(least=1, both=True), st.integers(0, 2))
@settings(deadline=None, max_examples=40)
def test_no_plan_with_equal_rates_is_better_brute_force(problem, slack):
    women = problem[-1]
    plan = places_with_equal_rates(*problem, slack=slack)

    def keeps(sessions):
        has_place = np.array(sessions) >= 0
        return (has_place[women].sum() + slack) * (~women).sum() >= has_place[~women].sum() * women.sum()

    assert plan.value == plan.bound == max(v for one, v in every_plan(*problem) if keeps(one))
    assert keeps(plan.session_of_person)
    plan.verify()


@given(small(least=1, both=True), st.integers(0, 2), st.integers(0, 10))
@settings(deadline=None, max_examples=40)
def test_parity_keeps_its_condition_and_its_bound_brute_force(problem, slack, seed):
    person, session, _, _, women = problem
    benefit = np.random.default_rng(seed).integers(0, 5, len(person))
    table = np.zeros((len(women), len(problem[3]) + 1), int)
    table[person, session] = benefit
    plan = places_with_parity(*problem, benefit, slack=slack)

    def keeps(sessions):
        gain = table[np.arange(len(women)), list(sessions)]
        return (
            gain[women].sum() * (~women).sum() - gain[~women].sum() * women.sum()
            >= -slack * women.sum() * (~women).sum()
        )

    best = max(v for one, v in every_plan(*problem) if keeps(one))
    assert keeps(plan.session_of_person)
    assert plan.value <= best <= plan.bound
    plan.verify()


@pytest.mark.parametrize("change", [{"value": 1}, {"bound": 1}, {"value": 1, "bound": 1}])
def test_the_proof_of_a_fair_plan_fails_when_its_numbers_are_altered(change):
    person, session, score, capacity = synthetic(60, 6, 4)
    women = np.arange(60) % 2 == 0
    for plan in (
        places_with_equal_rates(person, session, score, capacity, women),
        places_with_parity(person, session, score, capacity, women, score),
    ):
        plan.verify()
        altered = {name: getattr(plan, name) + more for name, more in change.items()}
        with pytest.raises(CertificateError, match="The plan states the"):
            replace(plan, **altered).verify()
        with pytest.raises(CertificateError):
            replace(plan, session_of_person=np.full(60, -1)).verify()


def test_a_condition_that_is_kept_anyway_costs_nothing():
    person, session, score = [0, 1, 2, 3], [0, 0, 0, 0], [9, 8, 3, 2]
    women = [True, True, False, False]
    assert places_with_equal_rates(person, session, score, [2], women).cost == 0
    plan = places_with_parity(person, session, score, [2], women, benefit=[1, 1, 1, 1])
    assert (plan.cost, plan.gap, plan.flows, plan.multiplier) == (0, 0, 1, 0)


def test_fair_plans_do_not_depend_on_the_order_of_the_pairs():
    person, session, score, capacity = synthetic(80, 6, 4, coarse=20_000)
    women, order = np.arange(80) % 3 == 0, np.random.default_rng(5).permutation(len(person))
    pairs = person[order], session[order], score[order]
    one = places_with_equal_rates(person, session, score, capacity, women)
    assert np.array_equal(one.session_of_person, places_with_equal_rates(*pairs, capacity, women).session_of_person)
    one = places_with_parity(person, session, score, capacity, women, score)
    two = places_with_parity(*pairs, capacity, women, score[order])
    assert np.array_equal(one.session_of_person, two.session_of_person)


# ---------- bad input ----------


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([0, 1], [0], [5], [1]), "have 2, 1 and 1 entries"),
        (([0], [0], [1.5], [1]), "score has 1 values that aren't whole"),
        (([0, 1, 2], [0, 0, 0], [float("nan"), float("-inf"), 1.0], [1]), "score has 2 values that aren't whole"),
        (([0], [0], [None], [1]), "score holds object values"),
        (([0], [0], ["a"], [1]), "score holds <U1 values"),
        (([-1], [0], [1], [1]), "person has the value -1, but it can't be negative"),
        (([0], [2], [1], [1]), "session has the value 2, but there are only 1, numbered from 0"),
        (([0], [0], [1], [-1]), "capacity has the value -1"),
        (([0, 0], [0, 0], [1, 2], [1]), "1 pairs of person and session stand more than once, such as person 0"),
        (([0], [0], [1], [[1]]), "capacity must be an array of one dimension"),
        (([0], [0], np.array([2**63], np.uint64), [1]), "too large for 64 bits"),
        (([0], [0], [-(2**63)], [1]), "score has the value -9223372036854775808, which is too large for 64 bits"),
        (([0], [0], [-1e300], [1]), "too large for 64 bits; give a coarser unit"),
        (([3], [0], [1], [1], [0, 1]), "person has the value 3, but there are only 2"),
        (([0], [0], [1], [1], [2]), "women must hold True or False"),
        (([0], [0], [1], [1], None, 1), "min_women needs women"),
        (([0], [0], [1], [1], [1], 2), "min_women is 2, but there are only 1 women"),
        (([0], [0], [1], [1], [1], -1), "min_women is -1, but it can't be negative"),
        (([0], [0], [1], [1], [1], 0.5), "min_women must be a whole number"),
        (([0, 1], [0, 0], [1, 1], [1], [1, 1], 2), "min_women is 2, but at most 1 women can get a place"),
    ],
)
def test_bad_input_is_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        places(*arguments)


@pytest.mark.parametrize(
    "women, options, words",
    [
        ([1, 1], {}, "The list has only women"),
        ([0, 0], {}, "The list has no women"),
        ([0, 1], {"slack": -1}, "slack is -1"),
        ([0, 1], {"slack": 0.5}, "slack must be a whole number"),
    ],
)
def test_conditions_that_cannot_be_are_refused_in_words(women, options, words):
    with pytest.raises(ValueError, match=words):
        places_with_equal_rates([0, 1], [0, 0], [1, 2], [1], women, **options)
    with pytest.raises(ValueError, match=words):
        places_with_parity([0, 1], [0, 0], [1, 2], [1], women, [1, 1], **options)


@pytest.mark.parametrize(
    "benefit, words",
    [
        ([1], "benefit has 1 entries for 2 pairs"),
        ([1, -1], "benefit has the value -1"),
        ([1, 2**60], "too large for 64 bits"),
    ],
)
def test_benefits_that_cannot_be_are_refused_in_words(benefit, words):
    with pytest.raises(ValueError, match=words):
        places_with_parity([0, 1], [0, 0], [1, 2], [1], [0, 1], benefit)


def test_first_come_needs_everybody_in_the_order():
    with pytest.raises(ValueError, match="order must name each of the 2 persons once"):
        first_come([0, 1], [0, 0], [1, 2], [1], order=[0, 0])
