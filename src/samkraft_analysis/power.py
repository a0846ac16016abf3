"""How many people, or how many events, it takes to see an effect."""

from __future__ import annotations

from math import inf, log, sqrt

from scipy.special import ndtr, ndtri


def two_proportions(
    p0: float,
    p1: float,
    power: float = 0.8,
    n: float | None = None,
    alpha: float = 0.05,
    take_up: float = 1.0,
    ratio: float = 1.0,
) -> float:
    """People needed per arm to tell two shares apart; or, given ``n``, the power with that many.

    ``p0`` is the share among those not called, ``p1`` among participants; with ``take_up`` below 1 the called
    reach p0 + take_up (p1 - p0), so the number grows by about 1 / take_up^2. ``ratio`` is the number called per
    one not called; the answer, and ``n``, count those *not* called, and the called arm has ``ratio`` times as
    many. Two-sided test at ``alpha`` by the normal approximation, variance pooled under no difference (Fleiss,
    Levin & Paik 2003, without continuity correction); with equal arms
    n = (z_a sqrt(2 p q) + z_b sqrt(p0 q0 + p1 q1))^2 / (p1 - p0)^2. Not rounded: take the next whole number.

    Raises ``ValueError`` for shares outside 0 to 1, no difference to detect, and settings out of range.

    >>> round(two_proportions(0.40, 0.45), 2)
    1533.28
    >>> round(two_proportions(0.40, 0.45, n=2800), 3)
    0.966
    """
    _refuse_odd_shares(p0=p0, p1=p1)
    _refuse_odd_settings(power, alpha)
    if not 0 < take_up <= 1:
        raise ValueError(f"take_up is {take_up!r}; give the share of those called who take part, above 0, at most 1.")
    if not 0 < ratio < inf:
        raise ValueError(f"ratio is {ratio!r}; give the number called per one not called, above 0.")
    reached = p0 + take_up * (p1 - p0)
    gap = abs(reached - p0)
    if not gap:
        raise ValueError(f"p0 and p1 are both {p0!r}; there is no difference to detect, give two shares.")
    middle = (p0 + ratio * reached) / (1 + ratio)
    alike = -ndtri(alpha / 2) * sqrt((1 + 1 / ratio) * middle * (1 - middle))
    apart = sqrt(p0 * (1 - p0) + reached * (1 - reached) / ratio)
    if n is None:
        return float((alike + ndtri(power) * apart) ** 2 / gap**2)
    if not 0 < n < inf:
        raise ValueError(f"n is {n!r}; give the number of people not called, above 0.")
    return float(ndtr((gap * sqrt(n) - alike) / apart)) if apart else 1.0


def log_rank_events(hazard_ratio: float, share: float = 0.5, power: float = 0.8, alpha: float = 0.05) -> float:
    """Exits needed, both arms together, for a two-sided log-rank test to see a hazard ratio.

    (z_a + z_b)^2 / (share (1 - share) log(hazard_ratio)^2), with ``share`` the share of people in one arm
    (Schoenfeld 1981). Assumes proportional hazards. Not rounded: take the next whole number. Raises
    ``ValueError`` for a ratio that is 1 or not positive, and settings out of range.

    >>> round(log_rank_events(1.25), 2)
    630.52
    """
    _refuse_odd_settings(power, alpha)
    if not 0 < hazard_ratio < inf or hazard_ratio == 1:
        raise ValueError(f"hazard_ratio is {hazard_ratio!r}; give a number above 0 other than 1, which is no effect.")
    if not 0 < share < 1:
        raise ValueError(f"share is {share!r}; give the share of people in one arm, between 0 and 1.")
    return float((ndtri(power) - ndtri(alpha / 2)) ** 2 / (share * (1 - share) * log(hazard_ratio) ** 2))


def _refuse_odd_shares(**shares: float) -> None:
    for name, value in shares.items():
        if not 0 <= value <= 1:
            raise ValueError(f"{name} is {value!r}; give a share of people, from 0 to 1.")


def _refuse_odd_settings(power: float, alpha: float) -> None:
    if not 0 < alpha < 1:
        raise ValueError(f"alpha is {alpha!r}; give the level of the two-sided test, between 0 and 1.")
    if not alpha / 2 < power < 1:
        raise ValueError(f"power is {power!r}; give a probability above alpha / 2 and below 1, such as 0.8.")
