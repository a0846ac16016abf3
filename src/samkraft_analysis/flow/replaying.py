"""What happens to given people when slots and places are limited: no chance in it."""

from __future__ import annotations

import numpy as np
import polars as pl

from samkraft_analysis.flow.days import Steps, capacity
from samkraft_analysis.flow.plan import check_shares
from samkraft_analysis.frames import Frame, read, refuse_missing

_COLUMNS = ("id", "arrival", "nominal_stay", "wants_place")
_RESULTS = ("admitted", "place_requested", "place_started", "left")


def replay(
    people: Frame,
    slots: Steps,
    places: Steps,
    wants_after: float = 0.25,
    holds: float = 0.45,
    until: float | None = None,
) -> pl.DataFrame:
    """Run people through slots and places: id, admitted, place_requested, place_started, left, in the order given.

    ``people``: id, arrival and nominal_stay (days, fractions allowed), wants_place (true/false or 1/0).
    ``slots``, ``places``: [(from_day, number), ...] in whole days, a number, or None for no limit. The rules are
    those of `FlowPlan`; at one moment capacities change, then people leave, give places back, ask for places,
    arrive; ties go by arrival, then id, whatever the order of the rows. Null = never reached, or not by time
    ``until`` when that is given. Raises ``ValueError`` for missing, negative or infinite values and repeated ids.

    >>> two = pl.DataFrame({"id": [1, 2], "arrival": [0.0, 1.0], "nominal_stay": [10.0, 20.0], "wants_place": [0, 1]})
    >>> replay(two, slots=[(0, 1)], places=[(0, 0), (16, 1)]).rows()
    [(1, 0.0, None, None, 10.0), (2, 10.0, 15.0, 16.0, 31.0)]
    """
    check_shares(wants_after, holds)
    if until is not None and not (isinstance(until, (int, float)) and not np.isnan(until)):
        raise ValueError(f"The time 'until' is {until!r}; give a number of days, or None for no end.")
    table = _checked(read(people, _COLUMNS))
    limits = (*capacity(slots, False, "slots").arrays(0), *capacity(places, False, "places").arrays(0))
    ordered = table.with_row_index("row").sort("arrival", "id")
    rows = ordered.select(pl.col(_COLUMNS[1:]).cast(pl.Float64)).to_numpy(order="c")
    log = _run(rows, limits, wants_after, holds, np.inf if until is None else float(until))
    result = ordered.select("row", "id").with_columns(
        pl.Series(name, line).fill_nan(None) for name, line in zip(_RESULTS, log.T, strict=True)
    )
    return result.sort("row").drop("row")


def _run(
    people: np.ndarray, limits: tuple[np.ndarray, ...], wants_after: float, holds: float, until: float
) -> np.ndarray:
    from samkraft_analysis.flow import machine_code  # Numba takes a second to import

    log = np.empty((len(people), 4))
    machine_code.run(people, *limits, wants_after, holds, until, log)
    return log


def _checked(table: pl.DataFrame) -> pl.DataFrame:
    refuse_missing(table, *_COLUMNS)
    repeated = table.height - table["id"].n_unique()
    if repeated:
        raise ValueError(f"Column 'id' has {repeated} repeated ids; each person must be on one row.")
    for name in ("arrival", "nominal_stay"):
        if not table[name].dtype.is_numeric():
            raise ValueError(f"Column {name!r} holds {table[name].dtype} values; give days as numbers.")
        bad = table.filter((pl.col(name) < 0) | pl.col(name).cast(pl.Float64).is_infinite()).height
        if bad:
            raise ValueError(f"Column {name!r} has {bad} negative or infinite values; correct those rows first.")
    if (kind := table["wants_place"].dtype).is_nested():
        raise ValueError(f"Column 'wants_place' holds {kind} values; give true and false, or 1 and 0.")
    wrong = table.filter(~pl.col("wants_place").cast(pl.Float64, strict=False).fill_null(-1.0).is_in([0.0, 1.0])).height
    if wrong:
        raise ValueError(f"Column 'wants_place' has {wrong} values that aren't true/false or 1/0; correct them.")
    return table
