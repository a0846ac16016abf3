"""Optima from reference/flow/gap: OR-Library (MIT licence, (c) 2010 J E Beasley), gap1-gap11, published_max."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samkraft_analysis.allocation import CertificateError, generalised
from tests.analysis.reference import reference

PUBLISHED = {
    "gap1": [336, 327, 339, 341, 326],
    "gap3": [580, 564, 573, 570, 564],
    "gap5": [563, 558, 564, 568, 559],
    "gap7": [942, 949, 968, 945, 951],
    "gap9": [709, 717, 712, 723, 706],
    "gap11": [1139, 1178, 1195, 1171, 1171],
}


def problems(name):
    """(cost, weight, capacity) of each problem in a file of OR-Library."""
    numbers = iter(map(int, (reference("flow/gap") / f"{name}.txt").read_text().split()))

    def table(rows, columns):
        return np.array([[next(numbers) for _ in range(columns)] for _ in range(rows)])

    for _ in range(next(numbers)):
        agents, jobs = next(numbers), next(numbers)
        yield table(agents, jobs), table(agents, jobs), table(1, agents)[0]


@pytest.mark.parametrize("name, number", [(name, i) for name in PUBLISHED for i in range(5)])
def test_the_published_optimum_is_reached(name, number):
    cost, weight, capacity = list(problems(name))[number]
    plan = generalised(cost, weight, capacity, maximise=True)
    assert plan.value == plan.bound == PUBLISHED[name][number]
    agent, jobs = plan.session_of_person, np.arange(cost.shape[1])
    assert cost[agent, jobs].sum() == plan.value
    assert (np.bincount(agent, weight[agent, jobs], len(capacity)) <= capacity).all()


def test_the_prices_give_the_linear_bound_and_verify_says_what_they_leave_open():
    cost, weight, capacity = next(problems("gap1"))
    plan = generalised(cost, weight, capacity, maximise=True)
    with pytest.raises(CertificateError, match=r"value is 336, but the prices prove only the bound 343"):  # 343.587209
        plan.verify()


@st.composite
def small(draw):
    agents, jobs = draw(st.integers(1, 3)), draw(st.integers(1, 4))

    def table(low, high):
        return np.array(draw(st.lists(st.integers(low, high), min_size=agents * jobs, max_size=agents * jobs)))

    capacity = draw(st.lists(st.integers(0, 9), min_size=agents, max_size=agents))
    return table(-3, 5).reshape(agents, jobs), table(0, 5).reshape(agents, jobs), np.array(capacity)


@given(small(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_no_plan_is_better_brute_force_and_verify_proves_only_what_is_so(problem, maximise):
    cost, weight, capacity = problem
    agents, jobs = cost.shape
    plans = [
        sum(cost[a, j] for j, a in enumerate(plan))
        for plan in itertools.product(range(agents), repeat=jobs)
        if all(sum(weight[a, j] for j, b in enumerate(plan) if a == b) <= capacity[a] for a in range(agents))
    ]
    if not plans:
        with pytest.raises(ValueError, match="No plan gives every job an agent"):
            generalised(cost, weight, capacity, maximise)
        return
    plan = generalised(cost, weight, capacity, maximise)
    assert plan.value == plan.bound == (max(plans) if maximise else min(plans))
    worse = replace(plan, value=plan.value + 1, bound=plan.bound + 1)
    with pytest.raises(CertificateError, match="The plan states the value"):
        worse.verify()


def test_a_budget_that_does_not_bind_is_proved_without_the_solver():
    plan = generalised([[3, 1], [1, 3]], [[1, 1], [1, 1]], [2, 2])
    plan.verify()
    assert plan.value == 2
    with pytest.raises(CertificateError, match="Agent 0 has jobs of weight 2, but takes 1"):
        replace(generalised([[3, 1], [1, 3]], [[1, 1], [1, 1]], [1, 1]), session_of_person=np.array([0, 0])).verify()
    with pytest.raises(CertificateError, match="one of the 2 agents for each of the 2 jobs"):
        replace(plan, session_of_person=np.array([0, -1])).verify()


def test_reordered_agents_and_jobs_give_the_same_plan_reordered():
    chance = np.random.default_rng(4)
    cost, weight = chance.integers(0, 4, (4, 10)), chance.integers(1, 6, (4, 10))
    capacity = np.array([8, 9, 9, 11])
    plan = generalised(cost, weight, capacity).session_of_person
    for _ in range(5):
        agents, jobs = chance.permutation(4), chance.permutation(10)
        again = generalised(cost[agents][:, jobs], weight[agents][:, jobs], capacity[agents]).session_of_person
        assert agents[again].tolist() == plan[jobs].tolist()


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([[1, 2]], [[1]], [1]), r"cost is \(1, 2\), weight \(1, 1\)"),
        (([[1]], [[1]], [1, 2]), r"capacity \(2,\); give two tables"),
        (([[]], [[]], [1]), "not empty"),
        (([1], [[1]], [1]), "cost must be a table with a row per agent"),
        (([[1.5]], [[1]], [1]), "cost has 1 values that aren't whole"),
        (([[1]], [[-1]], [1]), "weight has the value -1"),
        (([[1]], [[1]], [-1]), "capacity has the value -1"),
        (([[10**10]], [[1]], [1]), "too large for exact arithmetic"),
        (([[1]], [[2]], [1]), "No plan gives every job an agent within the capacities"),
    ],
)
def test_bad_tables_are_refused_in_words(arguments, words):
    with pytest.raises(ValueError, match=words):
        generalised(*arguments)
