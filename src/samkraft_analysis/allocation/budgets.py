"""The generalised assignment problem: every job to one agent, jobs using different amounts of each agent's budget."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import coo_array

from samkraft_analysis.allocation.arrays import refuse_outside, whole_numbers
from samkraft_analysis.allocation.assignment import CertificateError, Whole
from samkraft_analysis.allocation.fair import fixed, require_same
from samkraft_analysis.allocation.place_plans import Plan

_GRID = 2**20
_LARGEST = 10**9


def generalised(cost: Any, weight: Any, capacity: Any, maximise: bool = False) -> Plan:
    """The cheapest way (or, with ``maximise``, the most valuable) to give every job exactly one agent.

    ``cost`` and ``weight``: tables of whole numbers [agent, job]; ``capacity``: per agent the most weight it takes.
    The plan's ``session_of_person`` is the agent of each job. Solved by SciPy's ``milp`` (HiGHS, branch and bound,
    no gap allowed), so ``value`` = ``bound``. Reordered agents or jobs give the same plan reordered, unless two are
    alike in everything; among equal plans the choice is the solver's, the same for the same tables.

    ``prices``: per agent what one more unit of capacity is worth in the relaxed problem (a multiple of 2**-20). They
    seldom close the gap that whole numbers leave: `Plan.verify` then proves that the plan keeps the limits and has
    its value, and raises `CertificateError` to say that the rest hangs on the solver's search.

    Raises ``ValueError`` for tables of different shapes, numbers that aren't whole, negative weights or capacities,
    numbers over 1,000,000,000, and when no plan keeps the capacities.

    >>> plan = generalised([[1, 2, 3], [3, 1, 1]], [[2, 2, 2], [2, 2, 2]], capacity=[2, 4])
    >>> plan.session_of_person.tolist(), plan.value, plan.bound
    ([0, 1, 1], 3, 3)
    >>> plan.verify()
    """
    began = perf_counter()
    problem = _problem(cost, weight, capacity, maximise)
    agent_of_job, bound = _solve(problem)
    return Plan(
        session_of_person=fixed(agent_of_job),
        value=problem.value(agent_of_job),
        bound=bound,
        prices=fixed(_prices(problem)),
        seconds=perf_counter() - began,
        proof=problem,
    )


@dataclass(frozen=True, eq=False)
class Budgets:
    """Tables [agent, job] and capacities; ``sign`` 1 = the cost is to be as high as can be, -1 as low."""

    cost: Whole
    weight: Whole
    capacity: Whole
    sign: int

    @property
    def allowed(self) -> NDArray[np.bool_]:
        return self.weight <= self.capacity[:, None]

    def value(self, agent_of_job: Whole) -> int:
        return int(self.cost[agent_of_job, np.arange(self.cost.shape[1])].sum())

    def bound(self, prices: NDArray[np.float64]) -> int:
        """What no plan can better, by weak duality at any prices of 0 or more; in exact whole numbers."""
        units = np.rint(prices * _GRID).astype(object)
        worth = self.cost.astype(object) * (self.sign * _GRID) - self.weight.astype(object) * units[:, None]
        best = np.where(self.allowed, worth, -(10**40)).max(axis=0).sum() + (units * self.capacity).sum()
        return int(self.sign * (best // _GRID))

    def check(self, plan: Plan) -> None:
        agents, jobs = self.cost.shape
        given = np.asarray(plan.session_of_person)
        if given.shape != (jobs,) or given.min() < 0 or given.max() >= agents:
            raise CertificateError(f"The plan must name one of the {agents} agents for each of the {jobs} jobs.")
        used = np.bincount(given, weights=self.weight[given, np.arange(jobs)], minlength=agents)
        if (used > self.capacity).any():
            at = int(np.flatnonzero(used > self.capacity)[0])
            raise CertificateError(f"Agent {at} has jobs of weight {used[at]:.0f}, but takes {self.capacity[at]}.")
        require_same("value", plan.value, self.value(given))
        require_same("bound", plan.bound, plan.value)
        relaxed = self.bound(np.maximum(plan.prices, 0))
        if relaxed != plan.value:
            raise CertificateError(
                f"The plan keeps the capacities and its value is {plan.value}, but the prices prove only the bound "
                f"{relaxed}: that nothing lies between hangs on the solver's search."
            )


def _problem(cost: Any, weight: Any, capacity: Any, maximise: bool) -> Budgets:
    costs, weights = _table(cost, "cost"), _table(weight, "weight")
    limits = whole_numbers(capacity, "capacity")
    if costs.shape != weights.shape or len(limits) != len(costs) or not costs.size:
        raise ValueError(
            f"cost is {costs.shape}, weight {weights.shape} and capacity {limits.shape}; give two tables "
            "[agent, job] of the same shape, not empty, and one capacity per agent."
        )
    refuse_outside(weights.ravel(), "weight", None)
    refuse_outside(limits, "capacity", None)
    largest = max(int(abs(numbers).max()) for numbers in (costs, weights, limits))
    if largest > _LARGEST:
        raise ValueError(f"The number {largest} is too large for exact arithmetic; give a coarser unit.")
    return Budgets(costs, weights, limits, 1 if maximise else -1)


def _table(values: Any, name: str) -> Whole:
    table = np.asarray(values)
    if table.ndim != 2:
        raise ValueError(f"{name} must be a table with a row per agent and a column per job.")
    return whole_numbers(table.ravel(), name).reshape(table.shape)


def _solve(problem: Budgets) -> tuple[Whole, int]:
    agents, jobs = _content_order(problem)
    ordered = Budgets(
        problem.cost[agents][:, jobs], problem.weight[agents][:, jobs], problem.capacity[agents], problem.sign
    )
    costs, limits, constraint = _program(ordered)
    found = milp(
        costs, integrality=np.ones(len(costs)), bounds=limits, constraints=constraint, options={"mip_rel_gap": 0}
    )
    if found.status == 2:
        raise ValueError("No plan gives every job an agent within the capacities; raise them or leave jobs out.")
    if found.status != 0:
        raise RuntimeError(f"The solver stopped without an answer: {found.message}")
    agent_of_job = np.empty(len(jobs), np.int64)
    agent_of_job[jobs] = agents[found.x.reshape(ordered.cost.shape).argmax(axis=0)]
    return agent_of_job, problem.sign * int(np.floor(-found.mip_dual_bound + 1e-4))


def _content_order(problem: Budgets) -> tuple[Whole, Whole]:
    """Agents and jobs in an order that follows from their numbers, not from their places in the tables."""
    numbers = np.concatenate([np.sort(problem.cost, axis=1), np.sort(problem.weight, axis=1)], axis=1)
    agents = np.lexsort((*numbers.T, problem.capacity))
    jobs = np.lexsort((*problem.cost[agents], *problem.weight[agents]))
    return agents, jobs


def _program(problem: Budgets) -> tuple[NDArray[np.float64], Bounds, LinearConstraint]:
    """Variables [agent, job], flattened: one agent per job, weight within capacity, minimised."""
    agents, jobs = problem.cost.shape
    cell = np.arange(agents * jobs)
    rows = np.concatenate([cell % jobs, jobs + cell // jobs])
    entries = np.concatenate([np.ones(len(cell)), problem.weight.ravel()])
    matrix = coo_array((entries, (rows, np.tile(cell, 2))), shape=(jobs + agents, len(cell))).tocsr()
    low = np.concatenate([np.ones(jobs), np.full(agents, -np.inf)])
    high = np.concatenate([np.ones(jobs), problem.capacity])
    costs = -problem.sign * problem.cost.ravel().astype(float)
    return costs, Bounds(0, problem.allowed.ravel().astype(float)), LinearConstraint(matrix, low, high)


def _prices(problem: Budgets) -> NDArray[np.float64]:
    """The capacities' prices in the linear relaxation, rounded to the grid on which bounds are exact."""
    costs, limits, constraint = _program(problem)
    jobs = problem.cost.shape[1]
    relaxed = linprog(
        costs,
        A_ub=constraint.A[jobs:],
        b_ub=problem.capacity,
        A_eq=constraint.A[:jobs],
        b_eq=np.ones(jobs),
        bounds=np.column_stack([np.zeros(len(costs)), limits.ub]),
    )
    return np.rint(np.maximum(-relaxed.ineqlin.marginals, 0) * _GRID) / _GRID
