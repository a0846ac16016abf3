"""Two classical queues in a steady state, for a first estimate: M/M/c and M/G/1.

Names: load rho = arrivals / capacity; lq, l = mean number waiting, present; wq, w = mean time waiting, in all.
Times are in the unit of the rates. With rho >= 1 the queue grows without end: lq, l, wq and w are infinite.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from operator import index

import numpy as np


@dataclass(frozen=True)
class MMC:
    """M/M/c: the share of arrivals lost without a queue (Erlang B), made to wait (Erlang C), P(empty), means."""

    erlang_b: float
    erlang_c: float
    p0: float
    lq: float
    l: float  # noqa: E741 - the name that everybody uses
    wq: float
    w: float


@dataclass(frozen=True)
class MG1:
    """M/G/1: mean numbers and times."""

    lq: float
    l: float  # noqa: E741
    wq: float
    w: float


def mmc(arrival_rate: float, service_rate: float, servers: int) -> MMC:
    """Poisson arrivals, exponential service, ``servers`` servers, first come first served.

    a = arrival_rate / service_rate. Erlang B by 1/B(c) = 1 + c / (a B(c - 1)); C = B / (1 - rho (1 - B));
    lq = C rho / (1 - rho); Little's law gives the rest. Raises ``ValueError`` for rates that aren't above 0 or
    servers that aren't a whole number above 0.

    >>> queue = mmc(2.0, 3.0, 2)
    >>> round(queue.p0, 12), round(queue.lq * 12, 12), queue.w
    (0.5, 1.0, 0.375)
    """
    arrival_rate, service_rate = _rate(arrival_rate, "arrival rate"), _rate(service_rate, "service rate")
    servers = _servers(servers)
    offered = arrival_rate / service_rate
    rho, blocked = offered / servers, _erlang_b(offered, servers)
    if rho >= 1:
        return MMC(blocked, 1.0, 0.0, math.inf, math.inf, math.inf, math.inf)
    waits = blocked / (1 - rho * (1 - blocked))
    p0 = _empty(offered, servers, blocked, rho)
    lq = waits * rho / (1 - rho)
    wq = lq / arrival_rate
    return MMC(blocked, waits, p0, lq, lq + offered, wq, wq + 1 / service_rate)


def mg1(arrival_rate: float, mean: float, scv: float) -> MG1:
    """Poisson arrivals, one server, service times of any distribution: Pollaczek-Khinchine.

    ``mean`` of the service time and ``scv``, its squared coefficient of variation (0 fixed, 1 exponential);
    lq = rho^2 (1 + scv) / (2 (1 - rho)). Raises ``ValueError`` for a rate or mean that isn't above 0, or a
    negative scv.

    >>> mg1(0.5, 1.0, 0.0).wq
    0.5
    """
    arrival_rate, mean = _rate(arrival_rate, "arrival rate"), _rate(mean, "mean service time")
    if not (isinstance(scv, (int, float, np.number)) and math.isfinite(scv) and scv >= 0):
        raise ValueError(f"The squared coefficient of variation is {scv!r}; it must be 0 or more.")
    rho = arrival_rate * mean
    if rho >= 1:
        return MG1(math.inf, math.inf, math.inf, math.inf)
    lq = rho * rho * (1 + scv) / (2 * (1 - rho))
    return MG1(lq, lq + rho, lq / arrival_rate, lq / arrival_rate + mean)


def _erlang_b(offered: float, servers: int) -> float:
    inverse = 1.0
    for server in range(1, servers + 1):
        inverse = 1.0 + inverse * server / offered
        if inverse == math.inf:
            return 0.0
    return 1.0 / inverse


def _empty(offered: float, servers: int, blocked: float, rho: float) -> float:
    if blocked == 0:
        return math.exp(-offered)
    log_last = servers * math.log(offered) - math.lgamma(servers + 1)
    return math.exp(-log_last - math.log(1 / blocked + rho / (1 - rho)))


def _rate(value: float, what: str) -> float:
    if isinstance(value, (int, float, np.number)) and math.isfinite(value) and value > 0:
        return float(value)
    raise ValueError(f"The {what} is {value!r}; it must be a number above 0.")


def _servers(servers: int) -> int:
    try:
        number = index(servers)
    except TypeError:
        number = 0
    if number < 1:
        raise ValueError(f"The number of servers is {servers!r}; it must be a whole number above 0.")
    return number
