"""The compiled part of the flow: random numbers by counter, the event loop, replications.

Random numbers. Philox 4x32-10, the same on every machine and in every version of NumPy: NumPy promises stable
streams for `numpy.random.SeedSequence` and its bit generators, not for the distributions of `Generator` (NEP
19). Each replication r has the key of the r-th child that ``SeedSequence(seed)`` spawns, and every number is
Philox(key, counter) with the counter saying what it is for: (person, period, purpose, 0). Nothing depends on
the number of replications, their order or chunks; and person k of period p has the same numbers in every
scenario. Source: Salmon, Moraes, Dror & Shaw, "Parallel random numbers: as easy as 1, 2, 3" (2011).

Event loop. One heap, two first-in-first-out rings. A person takes a slot on admission and keeps it until
leaving. Who wants a place asks for it after a share of the nominal stay, keeps slot and place for another
share, then goes on with the rest. Both queues are served in order of arrival to the queue. At one moment:
capacities change, then people leave, give places back, ask for places, arrive.

All compiled functions stand in this one file: what Numba keeps on disk is renewed when the file of a function
changes, not when that of a function it calls does.
"""

# The compiled functions take arrays of float64 and int64 and have no annotations: Numba infers the types.
# mypy: disable-error-code="no-untyped-def"

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numba import njit


def compiled(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function as machine code; kept between runs unless no folder can be written to."""
    try:
        return njit(cache=True, nogil=True)(function)
    except RuntimeError:  # Numba found no folder to keep it in
        return njit(nogil=True)(function)


PERSON, NUMBER, UNCERTAINTY = 0, 1, 2
"""Purposes: a person's times and wishes; how many come in a period; errors of the plan."""

_MASK, _SHIFT = np.uint64(0xFFFFFFFF), np.uint64(32)
_M0, _M1 = np.uint64(0xD2511F53), np.uint64(0xCD9E8D57)
_W0, _W1 = np.uint64(0x9E3779B9), np.uint64(0xBB67AE85)
_UNIT = 1.0 / 4294967296.0


def replication_keys(seed: int, replications: range) -> np.ndarray:
    """The keys (two 32-bit words each) of the given replications: children spawned from the seed."""
    children = (np.random.SeedSequence(seed, spawn_key=(r,)) for r in replications)
    return np.array([child.generate_state(2, np.uint32) for child in children], dtype=np.uint64).reshape(-1, 2)


@compiled
def philox(c0, c1, c2, c3, k0, k1):
    """Four 32-bit words from a counter of four and a key of two, all held in 64 bits."""
    for _ in range(10):
        p0 = _M0 * c0
        p1 = _M1 * c2
        c0, c1, c2, c3 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _MASK, (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _MASK
        k0 = (k0 + _W0) & _MASK
        k1 = (k1 + _W1) & _MASK
    return c0, c1, c2, c3


@compiled
def unit(word):
    """A 32-bit word as a number strictly between 0 and 1."""
    return (np.float64(np.int64(word)) + 0.5) * _UNIT


@compiled
def draw(key, purpose, period, start, into):
    """Fill ``into`` (3, n) with numbers between 0 and 1 for people start, start + 1, ... of a period.

    A plain loop over people, which the compiler turns into vector instructions.
    """
    c1, c2, k0, k1 = np.uint64(period), np.uint64(purpose), key[0], key[1]
    for i in range(into.shape[1]):
        words = philox(np.uint64(start + i), c1, c2, np.uint64(0), k0, k1)
        into[0, i] = unit(words[0])
        into[1, i] = unit(words[1])
        into[2, i] = unit(words[2])


@compiled
def uniforms(keys, purpose, n):
    """``n`` numbers between 0 and 1 for each key, for one purpose: (keys, n)."""
    result, words = np.empty((keys.shape[0], n)), np.empty((3, n))
    for r in range(keys.shape[0]):
        draw(keys[r], purpose, 0, 0, words)
        result[r] = words[0]
    return result


LEAVE, PLACE_BACK, REQUEST = 0, 2**32, 2**33
"""What may happen to a person, in the order of one moment; an event's code is this plus the person."""

ADMITTED, REQUESTED, STARTED, LEFT = 0, 1, 2, 3
"""Columns of a log."""


@compiled
def earlier(times, codes, one, other):
    """Whether event ``one`` comes before ``other``, as 0 or 1 without a branch."""
    same = (times[one] == times[other]) & (codes[one] < codes[other])
    return int((times[one] < times[other]) | same)


@compiled
def rise(times, codes, i, time, code):
    """Put an event at the free place ``i`` of the heap (four children each) or above it, where it belongs."""
    while i > 0:
        parent = (i - 1) >> 2
        if times[parent] < time or (times[parent] == time and codes[parent] < code):
            break
        times[i], codes[i] = times[parent], codes[parent]
        i = parent
    times[i], codes[i] = time, code


@compiled
def pop(times, codes, size):
    """Take the first event away; give the new size. The gap sinks to the bottom, the last event rises from there."""
    size -= 1
    gap, first = 0, 1
    while first < size:
        child = first
        if first + 3 < size:
            child += earlier(times, codes, first + 1, first)
            other = first + 2 + earlier(times, codes, first + 3, first + 2)
            child += (other - child) * earlier(times, codes, other, child)
        else:
            for other in range(first + 1, size):
                child += (other - child) * earlier(times, codes, other, child)
        times[gap], codes[gap] = times[child], codes[child]
        gap, first = child, 4 * child + 1
    rise(times, codes, gap, times[size], codes[size])
    return size


@compiled
def run(people, slot_days, slots, place_days, places, wants_after, holds, until, log):
    """Run people (rows of arrival, stay, wants a place; by arrival) through slots and places up to time ``until``.

    ``log`` (people, 4) is filled with admitted, place requested, place started, left; NaN where not reached.
    """
    n = len(people)
    times, codes, ring = np.empty(n + 1), np.empty(n + 1, np.int64), np.empty(n, np.int64)
    size = head = tail = arrived = admitted = present = placed = slot_step = place_step = 0
    slot_limit = place_limit = 0
    log[:] = np.nan
    rest = 1.0 - wants_after - holds
    while True:
        next_slot = slot_days[slot_step] if slot_step < len(slot_days) else np.inf
        next_place = place_days[place_step] if place_step < len(place_days) else np.inf
        next_arrival = people[arrived, 0] if arrived < n else np.inf
        next_event = times[0] if size else np.inf
        now = min(min(next_slot, next_place), min(next_arrival, next_event))
        if now > until or now == np.inf:
            return
        if next_slot == now:
            slot_limit = slots[slot_step]
            slot_step += 1
        elif next_place == now:
            place_limit = places[place_step]
            place_step += 1
        elif next_event == now:
            code = codes[0]
            size = pop(times, codes, size)
            if code >= REQUEST:
                log[code - REQUEST, REQUESTED] = now
                ring[tail] = code - REQUEST
                tail += 1
            elif code >= PLACE_BACK:
                placed -= 1
                who = code - PLACE_BACK
                rise(times, codes, size, now + rest * people[who, 1], LEAVE + who)
                size += 1
            else:
                log[code - LEAVE, LEFT] = now
                present -= 1
        else:
            arrived += 1
        while admitted < arrived and present < slot_limit:
            log[admitted, ADMITTED] = now
            present += 1
            if people[admitted, 2]:
                rise(times, codes, size, now + wants_after * people[admitted, 1], REQUEST + admitted)
            else:
                rise(times, codes, size, now + people[admitted, 1], LEAVE + admitted)
            size += 1
            admitted += 1
        while head < tail and placed < place_limit:
            who = ring[head]
            head += 1
            log[who, STARTED] = now
            placed += 1
            rise(times, codes, size, now + holds * people[who, 1], PLACE_BACK + who)
            size += 1


BLOCK = 256
"""People drawn at a time."""


def lookup(p: np.ndarray, days: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A table of the quantile function made quick.

    Rows of (p, days, slope) from each point to the next, and a guide: guide[j] = the last row with p at or
    below j / 4096.
    """
    width = np.diff(p)
    slope = np.divide(np.diff(days), width, out=np.zeros(len(width)), where=width > 0)
    guide = np.searchsorted(p, np.arange(4096) / 4096, side="right") - 1
    rows = np.column_stack((p, days, np.append(slope, 0.0)))
    return rows, np.maximum(guide, 0)


@compiled
def quantile(u, rows, guide):
    """The quantile function at ``u``: the guide's place, a few steps on, a straight line."""
    i = guide[int(u * 4096)]
    while i + 1 < len(rows) and rows[i + 1, 0] <= u:
        i += 1
    return rows[i, 1] + max(u - rows[i, 0], 0.0) * rows[i, 2]


@compiled
def accumulate(came, went, exits):
    """Running sums over days: ``went`` becomes exits, ``came`` the number there."""
    here = out = 0
    for day in range(len(came)):
        out += went[day]
        here += came[day] - went[day]
        came[day] = here
        exits[day] = out


@compiled
def free(keys, numbers, first, length, factors, rows, guide, stock, exits):
    """No queue binds: stay begins on arrival. ``stock`` and ``exits`` (replications, days) come as zeros."""
    horizon = stock.shape[1]
    went, block = np.empty(horizon, np.int64), np.empty((3, BLOCK))
    for r in range(keys.shape[0]):
        went[:] = 0
        for period in range(len(first)):
            for start in range(0, numbers[r, period], BLOCK):
                some = block[:, : min(BLOCK, numbers[r, period] - start)]
                draw(keys[r], PERSON, period, start, some)
                for k in range(some.shape[1]):
                    came = first[period] + length[period] * some[0, k]
                    left = came + factors[r] * quantile(some[1, k], rows, guide)
                    if came < horizon:
                        stock[r, int(came)] += 1
                    if left < horizon:
                        went[int(left)] += 1
        accumulate(stock[r], went, exits[r])


@compiled
def draw_people(key, numbers, first, length, factor, share, horizon, rows, guide, drawn, starts):
    """One replication's people who come before the horizon, as drawn; how many, and by day (from ``starts[1]``)."""
    n = 0
    block = np.empty((3, BLOCK))
    starts[:] = 0
    for period in range(len(first)):
        for start in range(0, numbers[period], BLOCK):
            some = block[:, : min(BLOCK, numbers[period] - start)]
            draw(key, PERSON, period, start, some)
            for k in range(some.shape[1]):
                came = first[period] + length[period] * some[0, k]
                if came < horizon:
                    drawn[n, 0] = came
                    drawn[n, 1] = factor * quantile(some[1, k], rows, guide)
                    drawn[n, 2] = some[2, k] < share
                    starts[int(came) + 1] += 1
                    n += 1
    return n


@compiled
def by_arrival(drawn, starts, order, people):
    """Copy the rows of ``drawn`` to ``people`` in the order of arrival: days are bins, insertion inside a bin."""
    for day in range(len(starts) - 1):
        starts[day + 1] += starts[day]
    filled = starts.copy()
    for i in range(len(drawn)):
        came = drawn[i, 0]
        place = filled[int(came)]
        while place > starts[int(came)] and drawn[order[place - 1], 0] > came:
            order[place] = order[place - 1]
            place -= 1
        order[place] = i
        filled[int(came)] += 1
    for i in range(len(drawn)):
        people[i, 0], people[i, 1], people[i, 2] = drawn[order[i], 0], drawn[order[i], 1], drawn[order[i], 2]


@compiled
def measure(begun, ended, there, went, gone, waits):
    """Who is between two times, by day: ``there``; who has passed the second: ``gone``; the times between: ``waits``.

    NaN = never. ``waits`` gets how many have passed, the sum of their times between, the longest.
    """
    horizon = len(there)
    went[:] = 0
    for i in range(len(begun)):
        if begun[i] < horizon:
            there[int(begun[i])] += 1
        if ended[i] < horizon:
            went[int(ended[i])] += 1
            wait = ended[i] - begun[i]
            waits[0] += 1
            waits[1] += wait
            waits[2] = max(waits[2], wait)
    accumulate(there, went, gone)


@compiled
def queued(
    keys, numbers, first, length, factors, shares, rows, guide,
    slot_days, slots, place_days, places, wants_after, holds,
    stock, waiting_team, waiting_place, exits, waits,
):  # fmt: skip
    """Slots and places bind. All of the last line come as zeros; ``waits`` (replications, team or place, 3)."""
    horizon, most = stock.shape[1], 0
    for r in range(keys.shape[0]):
        most = max(most, numbers[r].sum())
    drawn, people, log, order = np.empty((most, 3)), np.empty((most, 3)), np.empty((most, 4)), np.empty(most, np.int64)
    went, gone, starts, unused = (
        np.empty(horizon, np.int64),
        stock[0].copy(),
        np.empty(horizon + 1, np.int64),
        np.zeros(3),
    )
    for r in range(keys.shape[0]):
        n = draw_people(keys[r], numbers[r], first, length, factors[r], shares[r], horizon, rows, guide, drawn, starts)
        one, events = people[:n], log[:n]
        by_arrival(drawn[:n], starts, order, one)
        run(one, slot_days, slots, place_days, places, wants_after, holds, float(horizon), events)
        measure(one[:, 0], events[:, ADMITTED], waiting_team[r], went, gone, waits[r, 0])
        measure(events[:, REQUESTED], events[:, STARTED], waiting_place[r], went, gone, waits[r, 1])
        measure(events[:, ADMITTED], events[:, LEFT], stock[r], went, exits[r], unused)
