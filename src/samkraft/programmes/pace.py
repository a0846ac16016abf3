"""Where an indicator should stand on a day, and what signal its value deserves.

Dated points are joined by straight lines, counted from nothing on the programme's first day; after the last
point the target stands still. A target that follows the intake grows as the planned intake did `lag_days`
earlier, scaled so that all of it is reached on the target's own day.
"""

from datetime import date, timedelta
from decimal import Decimal

from samkraft.programmes.definition import ProgrammeDefinition, Target
from samkraft.programmes.vocabulary import Signal, TargetDirection

_PLACES = 6  # so that thirds of a person don't keep a whole target from being equal to itself


def planned_intake(definition: ProgrammeDefinition, on: date) -> Decimal:
    """People that should have been taken in by the end of that day, even within each period (P-011)."""
    taken = (_taken(period.start, period.end, period.number, on) for period in definition.intake)
    return sum(taken, Decimal(0))


def target_on(target: Target, definition: ProgrammeDefinition, on: date) -> Decimal:
    """The value to have reached by the end of that day. A `within` target gives its lower bound."""
    if target.pace == "constant":
        return target.value
    if on < definition.start:
        return Decimal(0)
    if target.pace == "dated":
        return round(_between_points(target, definition.start, on), _PLACES)
    return round(_with_intake(target, definition, on), _PLACES)


def signal(
    value: Decimal | float | None,
    target: Decimal | None,
    direction: TargetDirection = "at_least",
    near: Decimal = Decimal("0.10"),
    *,
    tolerance: Decimal = Decimal(0),
    upper: Decimal | None = None,
) -> Signal:
    """met, near (at most `near` of the target away), off; none without a value or before anything is due."""
    if value is None or target is None:
        return "none"
    if direction in ("at_least", "close_to") and target == 0:
        return "none"
    value = Decimal(str(value))
    miss = _miss(value, target, direction, tolerance, upper)
    if miss <= 0:
        return "met"
    bound = upper if direction == "within" and upper is not None and value > upper else target
    slack = near * abs(bound) - (tolerance if direction == "close_to" else 0)
    return "near" if miss <= slack else "off"


def signal_on(
    target: Target | None, value: Decimal | float | None, definition: ProgrammeDefinition, on: date
) -> Signal:
    """The signal of an indicator's value on a day."""
    if target is None:
        return "none"
    due = target_on(target, definition, on)
    return signal(value, due, target.direction, target.near, tolerance=target.tolerance, upper=target.upper)


def _taken(start: date, end: date, number: int, on: date) -> Decimal:
    if on < start:
        return Decimal(0)
    days = (end - start).days + 1
    passed = min((on - start).days + 1, days)
    return Decimal(number) * passed / days


def _between_points(target: Target, start: date, on: date) -> Decimal:
    day, value = start, Decimal(0)
    for point in target.points:
        if on < point.on:
            return value + (point.value - value) * (on - day).days / (point.on - day).days
        day, value = point.on, point.value
    return value


def _with_intake(target: Target, definition: ProgrammeDefinition, on: date) -> Decimal:
    lag = timedelta(days=target.lag_days)
    whole = planned_intake(definition, target.by - lag)
    if whole == 0:
        return Decimal(0)
    return target.value * planned_intake(definition, min(on, target.by) - lag) / whole


def _miss(
    value: Decimal, target: Decimal, direction: TargetDirection, tolerance: Decimal, upper: Decimal | None
) -> Decimal:
    """How far the value lies on the wrong side; nothing or less when the target is met."""
    if direction == "at_most":
        return value - target
    if direction == "close_to":
        return abs(value - target) - tolerance
    if direction == "within" and upper is not None:
        return max(target - value, value - upper)
    return target - value
