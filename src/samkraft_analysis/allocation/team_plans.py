"""People shared out over teams: language, needs, continuity, even loads and both sexes, as a convex network."""

from __future__ import annotations

import heapq
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
import polars as pl
from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

from samkraft_analysis.allocation.assignment import CertificateError, Whole, hashes
from samkraft_analysis.frames import Frame, read, refuse_missing
from samkraft_analysis.whole_numbers import whole_number

DEFAULT_WEIGHTS = {
    "language": 100,
    "competence": 40,
    "continuity": 60,
    "load": 10,
    "sex": 50,
    "band": 3,
}
_WOMEN, _MEN = frozenset({"woman", "female", "kvinna", "k", "f", "w"}), frozenset({"man", "male", "m"})


@dataclass(frozen=True, eq=False)
class TeamPlan:
    """Which team each person gets, what it costs, and how the teams look afterwards.

    ``team_of_person``: person's id → team's id. ``cost``: the sum of ``parts`` (by weight's name). ``load``: frame
    id, load. ``women_share``: frame id, women_share (null for an empty team). ``overflow``: people placed beyond
    the teams' capacities; 0 = there was room. ``frame``: per person id, team, and why: language_met, needs_unmet,
    same_team. ``weights``: as used.
    """

    team_of_person: dict[Any, Any]
    cost: int
    load: pl.DataFrame
    women_share: pl.DataFrame
    overflow: int
    parts: dict[str, int]
    frame: pl.DataFrame = field(repr=False)
    weights: dict[str, int]
    proof: _Case = field(repr=False)

    @property
    def n(self) -> int:
        """People placed."""
        return len(self.team_of_person)

    def verify(self) -> None:
        """Prove without a solver that the plan is the one of lowest cost, and that all else follows from it.

        Raises `CertificateError` otherwise. Bellman-Ford on the network: no round of moves makes it cheaper.
        """
        self.proof.check(self)


def teams(people: Frame, teams: Frame, weights: Mapping[str, int] = {}) -> TeamPlan:
    """The cheapest sharing out of ``people`` over ``teams``; everybody gets a team.

    ``people``: id, sex (woman or man), language (null = none needed), needs (list), previous_team (null = none).
    ``teams``: id, capacity, load (people now), women (among them), languages (list), competences (list).
    ``weights``, whole numbers of 0 or more, by name:

    - language (100): for a person whose language the team hasn't; competence (40): for each need that it can't meet;
    - continuity (60): taken off for a person who stays with the previous team;
    - load (10): times the sum over teams of (load afterwards - mean)², the mean rounded down;
    - sex (50): for each woman, or man, by whom a team leaves its band: the share of women aimed at +- band (3)
      per cent of the load that the team would have were loads levelled, rounded up;
    - share: the percentage of women aimed at; by default that of everybody, placed and to be placed.

    A minimum-cost flow: person → women or men of a team → team → one arc for each seat, dearer the fuller the
    team. It stays a network, with whole-numbered corners, because loads are convex and sexes nest inside teams; a band
    on languages beside it would not. Where the seats don't suffice people are placed beyond capacity, as evenly as the
    costs allow once all seats are taken, and ``overflow`` says how many. Among plans of equal
    cost one is chosen by hashes of ids.

    Raises ``ValueError`` for missing columns or values, repeated ids, a sex or weight that isn't known, numbers that
    are negative or not whole, more women than load, and a list without teams.

    >>> people = pl.DataFrame({"id": ["a", "b"], "sex": ["woman", "man"], "language": ["so", None],
    ...     "needs": [["housing"], []], "previous_team": [None, 2]})
    >>> groups = pl.DataFrame({"id": [1, 2], "capacity": [9, 9], "load": [4, 4], "women": [2, 2],
    ...     "languages": [["so"], []], "competences": [["housing"], []]})
    >>> plan = teams(people, groups)
    >>> plan.team_of_person, plan.cost, plan.load["load"].to_list(), plan.overflow
    ({'a': 1, 'b': 2}, -60, [5, 5], 0)
    """
    case = _Case.read(people, teams, weights)
    _refuse_other_kind(case.people["previous_team"], case.teams["id"])
    return case.plan(_solve(case))


@dataclass(frozen=True, eq=False)
class _Case:
    """Everything as arrays: people by profile (those alike in all that counts), teams in order of id."""

    people: pl.DataFrame
    teams: pl.DataFrame
    weights: dict[str, int]
    profiles: list[tuple[bool, str | None, tuple[str, ...], Any]]
    profile_of_person: Whole
    mismatch: dict[str, Whole]
    capacity: Whole
    load: Whole
    women: Whole

    @classmethod
    def read(cls, people: Frame, teams: Frame, weights: Mapping[str, int]) -> _Case:
        persons, groups = _people(people), _teams(teams)
        found = _profiles(persons)
        profiles = sorted(set(found), key=repr)
        place = {profile: i for i, profile in enumerate(profiles)}
        load, women = groups["load"].to_numpy(), groups["women"].to_numpy()
        all_women = int(women.sum()) + sum(profile[0] for profile in found)
        return cls(
            people=persons,
            teams=groups,
            weights=_weights(weights, all_women, int(load.sum()) + len(found)),
            profiles=profiles,
            profile_of_person=np.array([place[profile] for profile in found], np.int64),
            mismatch=_mismatch(profiles, groups),
            capacity=groups["capacity"].to_numpy(),
            load=load,
            women=women,
        )

    @property
    def is_woman(self) -> Whole:
        return np.array([profile[0] for profile in self.profiles], np.int64)

    @property
    def size(self) -> Whole:
        """People in each profile."""
        return np.bincount(self.profile_of_person, minlength=len(self.profiles))

    @property
    def mean(self) -> int:
        """The mean load afterwards, rounded down."""
        return int(self.load.sum() + self.people.height) // len(self.load)

    def seats(self) -> tuple[Whole, Whole]:
        """Seats that are filled in any case, and seats that may be filled beside them, per team.

        Where there is room for all, any free seat may be. Where there isn't, all free seats are, and beyond them as
        many as are lacking.
        """
        free = np.maximum(self.capacity - self.load, 0)
        lacking = self.people.height - int(free.sum())
        if lacking <= 0:
            return 0 * free, np.minimum(free, self.people.height)
        return free, np.full(len(free), lacking)

    def inside_band(self) -> Whole:
        """[team, sex]: how many men (0) and women (1) a team can take without leaving its band."""
        share, band = self.weights["share"], self.weights["band"]
        tops = np.array([min(100 - share + band, 100), min(share + band, 100)])
        most = -(-self._levelled()[:, None] * tops // 100)
        return np.maximum(most - np.column_stack([self.load - self.women, self.women]), 0)

    def _levelled(self) -> Whole:
        """The loads if people went one by one to the team with the fewest, full teams last."""
        load = self.load.tolist()
        heap = [(load[i] >= self.capacity[i], load[i], i) for i in range(len(load))]
        heapq.heapify(heap)
        for _ in range(self.people.height):
            i = heap[0][2]
            load[i] += 1
            heapq.heapreplace(heap, (load[i] >= self.capacity[i], load[i], i))
        return np.array(load)

    def plan(self, number: Whole) -> TeamPlan:
        """From the number of people of each profile in each team."""
        team = self._team_of_each(number)
        women = np.array([self.profiles[p][0] for p in self.profile_of_person], bool)
        load = self.load + np.bincount(team, minlength=len(self.load))
        women_now = self.women + np.bincount(team[women], minlength=len(self.load))
        ids, team_ids = self.people["id"], self.teams["id"]
        parts = self._parts(number, load)
        return TeamPlan(
            team_of_person=dict(zip(ids.to_list(), team_ids.gather(team).to_list(), strict=True)),
            cost=sum(parts.values()),
            load=pl.DataFrame([team_ids, pl.Series("load", load)]),
            women_share=pl.DataFrame([team_ids, _shares(women_now, load)]),
            overflow=int(np.maximum(load - np.maximum(self.capacity, self.load), 0).sum()),
            parts=parts,
            frame=self._frame(team),
            weights=self.weights,
            proof=self,
        )

    def check(self, plan: TeamPlan) -> None:
        """Raise `CertificateError` unless the plan is the optimal one for this case."""
        number = self._number(plan.team_of_person)
        again = self.plan(number)
        for name in ("team_of_person", "cost", "overflow", "parts", "weights"):
            if getattr(plan, name) != getattr(again, name):
                raise CertificateError(f"The plan's {name} isn't what follows from the teams that people get.")
        for name in ("load", "women_share", "frame"):
            if not getattr(plan, name).equals(getattr(again, name)):
                raise CertificateError(f"The plan's {name} isn't what follows from the teams that people get.")
        if len(self.profiles):
            _refuse_cheaper(self, number)

    def _number(self, team_of_person: Mapping[Any, Any]) -> Whole:
        """People of each profile in each team."""
        place = {id: i for i, id in enumerate(self.teams["id"].to_list())}
        ids = self.people["id"].to_list()
        if set(team_of_person) != set(ids) or not set(team_of_person.values()) <= set(place):
            raise CertificateError("The plan must name one of the teams for each of the people, and for nobody else.")
        number = np.zeros((len(self.profiles), len(place)), np.int64)
        np.add.at(number, (self.profile_of_person, np.array([place[team_of_person[id]] for id in ids], np.int64)), 1)
        return number

    def _team_of_each(self, number: Whole) -> Whole:
        """People of a profile are interchangeable: they fill its seats in order of the hash of their ids."""
        chance = np.array([_hash(id) for id in self.people["id"].to_list()], np.int64)
        order = np.lexsort((chance, self.profile_of_person))
        team = np.empty(len(order), np.int64)
        team[order] = np.repeat(np.tile(np.arange(len(self.load)), len(self.profiles)), number.ravel())
        return team

    def _parts(self, number: Whole, load: Whole) -> dict[str, int]:
        parts = {name: int((self.weights[name] * self.mismatch[name] * number).sum()) for name in self.mismatch}
        by_sex = np.column_stack([number[self.is_woman == sex].sum(axis=0) for sex in (0, 1)])
        beyond = int(np.maximum(by_sex - self.inside_band(), 0).sum())
        uneven = int(((load - self.mean) ** 2).sum())
        return parts | {"sex": self.weights["sex"] * beyond, "load": self.weights["load"] * uneven}

    def _frame(self, team: Whole) -> pl.DataFrame:
        here = {name: table[self.profile_of_person, team] for name, table in self.mismatch.items()}
        return pl.DataFrame(
            [
                self.people["id"],
                self.teams["id"].gather(team).alias("team"),
                pl.Series("language_met", here["language"] == 0),
                pl.Series("needs_unmet", here["competence"]),
                pl.Series("same_team", here["continuity"] < 0),
            ]
        )


def _solve(case: _Case) -> Whole:
    """The number of people of each profile in each team, by a minimum-cost flow."""
    profiles, groups, people = len(case.profiles), len(case.load), case.people.height
    if not people:
        return np.zeros((0, groups), np.int64)
    tails, heads, capacities, costs = _arcs(case)
    flow = SimpleMinCostFlow()
    arcs = flow.add_arcs_with_capacity_and_unit_cost(
        tails.astype(np.int32), heads.astype(np.int32), capacities, _with_hashes(case, costs)
    )
    sink, (certain, _) = profiles + 3 * groups, case.seats()
    supplies = np.concatenate([case.size, np.zeros(2 * groups, np.int64), -certain, [certain.sum() - people]])
    flow.set_nodes_supplies(np.arange(sink + 1, dtype=np.int32), supplies)
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError("The flow of people to teams couldn't be solved, though there is a seat for everybody.")
    return flow.flows(arcs)[: profiles * groups].reshape(profiles, groups)


def _refuse_cheaper(case: _Case, number: Whole) -> None:
    """Raise `CertificateError` if moving people in a round makes the plan cheaper, or better by the hashes."""
    tails, heads, capacities, costs = _arcs(case)
    costs, flow = _with_hashes(case, costs), _flow(case, number)
    if len(flow) != len(tails) or (flow > capacities).any():
        raise CertificateError("People stand beyond the capacity of one team while another has room.")
    up, down = flow < capacities, flow > 0
    start, end = np.concatenate([tails[up], heads[down]]), np.concatenate([heads[up], tails[down]])
    step, distance = np.concatenate([costs[up], -costs[down]]), np.zeros(heads.max() + 1, np.int64)
    for _ in range(6 * len(case.load) + 6):  # a path passes each team's nodes once, with a profile between them
        shorter = distance.copy()
        np.minimum.at(shorter, end, distance[start] + step)
        if np.array_equal(shorter, distance):
            return
        distance = shorter
    raise CertificateError("The plan isn't optimal: moving people in a round between teams makes it cheaper.")


def _flow(case: _Case, number: Whole) -> Whole:
    """The flow on each of `_arcs` that the plan means: cheap arcs and cheap seats first."""
    by_sex = np.column_stack([number[case.is_woman == sex].sum(axis=0) for sex in (0, 1)]).ravel()
    cheap = np.minimum(by_sex, case.inside_band().ravel())
    certain, seats = case.seats()
    taken = number.sum(axis=0) - certain
    if (taken < 0).any() or (taken > seats).any():
        return np.zeros(0, np.int64)
    filled = np.concatenate([np.arange(seat) < some for seat, some in zip(seats, taken, strict=True)])
    return np.concatenate([number.ravel(), cheap, by_sex - cheap, filled])


def _arcs(case: _Case) -> tuple[Whole, Whole, Whole, Whole]:
    """profile → (team, sex) → team → sink; the first profiles x teams arcs are those of the profiles."""
    profiles, groups = len(case.profiles), len(case.load)
    nested, team, sink = profiles, profiles + 2 * groups, profiles + 3 * groups
    each = np.arange(groups)
    certain, seats = case.seats()
    seat_team = np.repeat(each, seats)
    filled = np.arange(len(seat_team)) + np.repeat(case.load + certain - np.cumsum(seats) + seats, seats)
    mismatch = sum((case.weights[name] * table for name, table in case.mismatch.items()), np.zeros((), np.int64))
    inside = case.inside_band().ravel()
    sexes, plenty = np.arange(2 * groups), np.full(2 * groups, case.people.height)
    parts = [
        (
            np.repeat(np.arange(profiles), groups),
            (nested + 2 * each + case.is_woman[:, None]).ravel(),
            np.repeat(case.size, groups),
            mismatch.ravel(),
        ),
        (nested + sexes, team + sexes // 2, np.minimum(inside, plenty), 0 * sexes),
        (nested + sexes, team + sexes // 2, plenty, 0 * sexes + case.weights["sex"]),
        (
            team + seat_team,
            0 * seat_team + sink,
            0 * seat_team + 1,
            case.weights["load"] * (2 * (filled - case.mean) + 1),
        ),
    ]
    tails, heads, capacities, costs = (np.concatenate(columns) for columns in zip(*parts, strict=True))
    return tails, heads, capacities, costs


def _with_hashes(case: _Case, costs: Whole) -> Whole:
    """Costs times a number that all hashes of a plan together stay below: the optimum keeps its exact cost."""
    people, nodes = case.people.height, len(case.profiles) + 3 * len(case.load) + 2
    room = (2**61 // nodes) // (int(np.abs(costs).max()) + 1) // (people + 1)
    if room < 2:
        raise ValueError("The weights are too large for so many people and teams; give smaller ones.")
    bits = min(room.bit_length() - 1, 40)
    mine = np.array([_hash(profile) for profile in case.profiles], np.int64)
    theirs = np.array([_hash(id) for id in case.teams["id"].to_list()], np.int64)
    extra = hashes(np.repeat(mine, len(theirs)), np.tile(theirs, len(mine))) >> np.int64(63 - bits)
    scaled = costs * (people * 2**bits + 1)
    scaled[: len(extra)] += extra
    return scaled


def _hash(what: object) -> int:
    return int.from_bytes(blake2b(repr(what).encode(), digest_size=8).digest(), "big") >> 1


def _people(frame: Frame) -> pl.DataFrame:
    people = read(frame, ["id", "sex", "language", "needs", "previous_team"])
    refuse_missing(people, "id", "sex")
    _refuse_repeated(people, "people")
    known = people["sex"].cast(pl.String).str.to_lowercase()
    unknown = people.filter(~known.is_in(_WOMEN | _MEN))
    if unknown.height:
        raise ValueError(f"Column 'sex' has {unknown.height} values such as {unknown['sex'][0]!r}; give woman or man.")
    if people["language"].dtype.is_nested():
        raise ValueError(f"Column 'language' holds {people['language'].dtype} values; give one language or null.")
    _refuse_no_list(people, "needs")
    return people.with_columns(known.alias("sex")).sort("id")


def _teams(frame: Frame) -> pl.DataFrame:
    names = ["capacity", "load", "women"]
    teams = read(frame, ["id", *names, "languages", "competences"])
    refuse_missing(teams, "id", *names)
    if not teams.height:
        raise ValueError("The frame of teams has no rows, so nobody can be given a team.")
    _refuse_repeated(teams, "teams")
    for name in names:
        if not teams[name].dtype.is_integer() or not teams[name].cast(pl.Float64).is_between(0, 2**31 - 1).all():
            raise ValueError(f"Column {name!r} must hold whole numbers of people, 0 or more, not {teams[name].dtype}.")
    if (teams["women"] > teams["load"]).any():
        raise ValueError("Column 'women' is larger than 'load' for some team; women are among those in the load.")
    _refuse_no_list(teams, "languages", "competences")
    return teams.with_columns(pl.col(names).cast(pl.Int64)).sort("id")


def _refuse_repeated(frame: pl.DataFrame, what: str) -> None:
    repeated = frame["id"].is_duplicated().sum()
    if repeated:
        raise ValueError(f"{repeated} rows of {what} share their id with another; each id once, please.")


def _refuse_no_list(frame: pl.DataFrame, *names: str) -> None:
    for name in names:
        if not isinstance(frame[name].dtype, (pl.List, pl.Array, pl.Null)):
            raise ValueError(f"Column {name!r} holds {frame[name].dtype} values; give a list per row, empty for none.")


def _refuse_other_kind(previous: pl.Series, ids: pl.Series) -> None:
    """Text "1" isn't the number 1: such a column would never meet a team."""
    if previous.dtype != pl.Null and previous.dtype.is_numeric() != ids.dtype.is_numeric():
        raise ValueError(
            f"Column 'previous_team' holds {previous.dtype} values, the teams' ids {ids.dtype}; make them alike."
        )


def _profiles(people: pl.DataFrame) -> list[tuple[bool, str | None, tuple[str, ...], Any]]:
    return [
        (sex in _WOMEN, language, tuple(sorted({str(need) for need in needs or ()})), previous)
        for sex, language, needs, previous in people.select("sex", "language", "needs", "previous_team").iter_rows()
    ]


def _mismatch(profiles: list[Any], teams: pl.DataFrame) -> dict[str, Whole]:
    """[profile, team]: language not had (0, 1), needs not met (number), same team as before (-1, 0)."""
    ids = teams["id"].to_list()
    languages = [set(spoken or ()) for spoken in teams["languages"].to_list()]
    skills = [{str(one) for one in known or ()} for known in teams["competences"].to_list()]
    shape = (len(profiles), len(ids))
    return {
        "language": np.array(
            [[language is not None and language not in had for had in languages] for _, language, _, _ in profiles],
            np.int64,
        ).reshape(shape),
        "competence": np.array(
            [[len(set(needs) - known) for known in skills] for _, _, needs, _ in profiles], np.int64
        ).reshape(shape),
        "continuity": np.array(
            [[-(previous is not None and previous == id) for id in ids] for _, _, _, previous in profiles], np.int64
        ).reshape(shape),
    }


def _weights(given: Mapping[str, int], women: int, everybody: int) -> dict[str, int]:
    known = DEFAULT_WEIGHTS | {"share": round(100 * women / everybody) if everybody else 50}
    unknown = sorted(map(str, given.keys() - known.keys()))
    if unknown:
        raise ValueError(f"There is no weight {unknown[0]!r}; the weights are: {', '.join(known)}.")
    weights = known | {name: whole_number(number, f"Weight {name!r}") for name, number in given.items()}
    for name in ("band", "share"):
        if weights[name] > 100:
            raise ValueError(f"Weight {name!r} is {weights[name]} per cent; give a whole number from 0 to 100.")
    return weights


def _shares(women: Whole, load: Whole) -> pl.Series:
    share = [None if not everybody else int(some) / int(everybody) for some, everybody in zip(women, load, strict=True)]
    return pl.Series("women_share", share, dtype=pl.Float64)
