"""Checked arrays of whole numbers, and the arcs (person, session, score) of an allocation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from samkraft_analysis.allocation.assignment import Assignment, Whole


@dataclass(frozen=True, eq=False)
class Arcs:
    """What is allowed, in order of person and session, with the sessions' capacities."""

    person: Whole
    session: Whole
    score: Whole
    capacity: Whole
    people: int
    order: Whole

    @property
    def sessions(self) -> int:
        return len(self.capacity)

    def plan(self, chosen: Whole) -> Whole:
        """The session of each person, -1 for none, from the arcs chosen in `assignment`."""
        sessions = np.append(self.session, np.full(self.people, -1))
        return sessions[chosen]

    def chosen(self, session_of_person: Whole) -> Whole:
        """The arcs that a plan uses, len(arcs) + person for "no place"; ``ValueError`` for one that isn't allowed."""
        if np.shape(session_of_person) != (self.people,):
            raise ValueError(f"The plan must have one session for each of the {self.people} people.")
        keys, sought = self.person * (self.sessions + 1) + self.session, np.arange(self.people) * (self.sessions + 1)
        at = np.searchsorted(keys, sought + session_of_person)
        known = (session_of_person >= 0) & (session_of_person < self.sessions) & (at < len(keys))
        known[known] = keys[at[known]] == (sought + session_of_person)[known]
        wrong = np.flatnonzero(~known & (session_of_person != -1))
        if len(wrong):
            one = int(wrong[0])
            raise ValueError(f"Person {one} has session {session_of_person[one]}, which isn't among those allowed.")
        return np.where(known, at, len(keys) + np.arange(self.people))


def arcs_of(person: Any, session: Any, score: Any, capacity: Any, people: int | None) -> Arcs:
    """Checked and sorted; ``people`` None = the largest person + 1."""
    columns = {"person": person, "session": session, "score": score}
    one, two, three = (whole_numbers(values, name) for name, values in columns.items())
    if not len(one) == len(two) == len(three):
        raise ValueError(
            f"person, session and score have {len(one)}, {len(two)} and {len(three)} entries; give one each."
        )
    limits = whole_numbers(capacity, "capacity")
    refuse_outside(limits, "capacity", None)
    people = int(one.max(initial=-1)) + 1 if people is None else people
    refuse_outside(one, "person", people)
    refuse_outside(two, "session", len(limits))
    order = _order(one, two, len(limits) + 1)
    return Arcs(one[order], two[order], three[order], limits, people, order)


def _order(person: Whole, session: Whole, width: int) -> Whole:
    keys = person * width + session
    if (np.diff(keys) > 0).all():
        return np.arange(len(keys))
    order = np.argsort(keys, kind="stable")
    repeated = np.flatnonzero(np.diff(keys[order]) == 0)
    if len(repeated):
        at = order[repeated[0]]
        raise ValueError(
            f"{len(repeated)} pairs of person and session stand more than once, such as person {person[at]} with "
            f"session {session[at]}; give each pair once."
        )
    return order


def network(arcs: Arcs, home: Whole, lower: Whole, upper: Whole, score: Whole | None = None) -> Assignment:
    """The arcs and, for each person, one to the option "no place" number ``home`` with the limits given."""
    return Assignment(
        person=np.append(arcs.person, np.arange(arcs.people)),
        option=np.append(arcs.session, arcs.sessions + home),
        score=np.append(arcs.score if score is None else score, np.zeros(arcs.people, np.int64)),
        lower=np.append(np.zeros(arcs.sessions, np.int64), lower),
        upper=np.append(arcs.capacity, upper),
        label=np.append(np.arange(arcs.sessions), np.full(len(upper), -1)),
        people=arcs.people,
    )


def counting(arcs: Arcs, group: NDArray[np.bool_]) -> Assignment:
    """The problem whose value is the largest number of the group that can get a place."""
    nobody, everybody = np.zeros(1, np.int64), np.array([arcs.people])
    return network(arcs, np.zeros(arcs.people, np.int64), nobody, everybody, group[arcs.person].astype(np.int64))


def whole_numbers(values: Any, name: str) -> Whole:
    """A one-dimensional array of whole numbers, as 64-bit integers."""
    array = np.asarray(values)
    if array.ndim != 1:
        raise ValueError(f"{name} must be an array of one dimension, not of {array.ndim}.")
    if not len(array):
        return np.zeros(0, np.int64)
    if array.dtype.kind == "f":
        odd = int((~np.isfinite(array) | (array != np.floor(array))).sum())
        if odd:
            raise ValueError(
                f"{name} has {odd} values that aren't whole numbers; round them, in a finer unit if need be."
            )
    elif array.dtype.kind not in "iu":
        raise ValueError(f"{name} holds {array.dtype} values; give whole numbers without missing ones.")
    largest = array[np.abs(array.astype(float)).argmax()]
    if not -(2**63) < largest < 2**63:
        raise ValueError(f"{name} has the value {largest}, which is too large for 64 bits; give a coarser unit.")
    return array.astype(np.int64)


def refuse_outside(values: Whole, name: str, end: int | None) -> None:
    """Raise ``ValueError`` if any value is negative, or ``end`` or more."""
    if len(values) and values.min() < 0:
        raise ValueError(f"{name} has the value {values.min()}, but it can't be negative.")
    if end is not None and len(values) and values.max() >= end:
        raise ValueError(f"{name} has the value {values.max()}, but there are only {end}, numbered from 0.")


def truths(values: Any, name: str) -> NDArray[np.bool_]:
    """A one-dimensional array of True and False, or 1 and 0."""
    array = np.asarray(values)
    if array.ndim != 1 or not np.isin(array, (0, 1)).all():
        raise ValueError(f"{name} must hold True or False (or 1 and 0) for each person, nothing else.")
    return array.astype(bool)
