"""How long people wait, with those still waiting taken into account, and whether the registrations hold together.

A row is one person's wait in one queue: when it began (``entered``) and when it ended (``left``, null while it
lasts), as dates, datetimes or day numbers. Waits are in days.
"""

from __future__ import annotations

from typing import Literal

import polars as pl

from samkraft_analysis import survival
from samkraft_analysis.clock import Moment, as_days, moment_in_days, one_kind
from samkraft_analysis.estimates import Result, result
from samkraft_analysis.frames import Frame, read, refuse_missing

Measured = Literal["completed", "kaplan_meier"]


def times(frame: Frame, entered: str, left: str, queue: str, until: Moment | None = None, over: float = 90) -> Result:
    """Waits per queue: queue, n, waiting_now, median, p90, share_over.

    Kaplan-Meier per queue: those who wait at ``until`` are censored there, so that a growing queue doesn't look short.
    ``until`` is the time of the extract: by default the latest time in the data; who came later is left out, who
    left later still waits. ``median`` and ``p90``: the first wait by which half, nine tenths, are through; the
    midpoint where the curve is flat there, null where it isn't reached. ``share_over`` = share that waits longer
    than ``over`` days, null while no wait has been followed that long. With dates, a wait is a whole number of
    days and the extract is taken in the morning of ``until``.

    Assumes that those still waiting are like the others. Give a promise (``over``) and these three, never a mean
    alone. Raises ``ValueError`` for missing columns, entries or queues, a left before its entered, nobody
    who entered by ``until``, or an ``over`` below 0.

    >>> waits = pl.DataFrame({"came": [0, 0, 10, 20, 30], "went": [40, 60, 50, None, None], "queue": ["a"] * 5})
    >>> times(waits, "came", "went", "queue", until=100, over=50).rows()
    [('a', 5, 2, 60.0, None, 0.6)]
    """
    if not over >= 0:
        raise ValueError(f"The limit 'over' is {over!r} days; it must be 0 or more.")
    waits = _waits(frame, entered, left, queue, until)
    counts = survival.counts(waits, "wait", "ended", group="queue")
    numbers = waits.group_by("queue").agg(
        n=pl.len().cast(pl.Int64), waiting_now=(pl.col("ended") == 0).sum().cast(pl.Int64)
    )
    table = _beside(numbers, survival.quantiles(counts, q=0.5).select("group", median="time"))
    table = _beside(table, survival.quantiles(counts, q=0.9).select("group", p90="time"))
    table = _beside(table, survival.kaplan_meier(counts).group_by("group").agg(share_over=_share_over(over)))
    return result(table.sort("queue").to_dict(), waits.height, over=over, flat="midpoint", estimator="Kaplan-Meier")


def little(
    frame: Frame,
    entered: str,
    left: str,
    queue: str,
    until: Moment | None = None,
    since: Moment | None = None,
    measured: Measured = "completed",
) -> Result:
    """Little's law per queue: queue, length, rate, implied, measured, difference.

    In a steady queue, length = rate x wait. ``length`` = mean number waiting from ``since`` (by default the
    queue's first entry) to ``until`` (by default the latest time in the data), ``rate`` = entries per day in that
    time, ``implied`` = length / rate in days. ``measured`` = what the registrations say: "completed" = the mean
    of the waits that ended in that time, "kaplan_meier" = the mean by Kaplan-Meier of those who entered in it, up
    to the longest.
    ``difference`` = implied / measured - 1: beyond 0.2 either way, waits are registered wrongly (ends
    missing, people queued twice) or the queue isn't steady. Null where nobody entered or left.

    Raises ``ValueError`` as `times` does, and when nobody waits between ``since`` and ``until``.

    >>> waits = pl.DataFrame({"came": [0, 10, 20, 30], "went": [10, 20, 30, 40], "queue": ["a"] * 4})
    >>> little(waits, "came", "went", "queue").rows()
    [('a', 1.0, 0.1, 10.0, 10.0, 0.0)]
    """
    if measured not in ("completed", "kaplan_meier"):
        raise ValueError(f"The measured wait is {measured!r}; it must be 'completed' or 'kaplan_meier'.")
    waits = _since(_waits(frame, entered, left, queue, until), since)
    inside, window = pl.col("entered") >= pl.col("since"), (pl.col("until") - pl.col("since")).first()
    waited = pl.col("end") - pl.max_horizontal("entered", "since")
    table = waits.group_by("queue").agg(
        length=pl.when(window > 0).then(waited.sum() / window),
        rate=pl.when(window > 0).then(inside.sum() / window),
        measured=pl.col("wait").filter(pl.col("ended") == 1).mean(),
    )
    if measured == "kaplan_meier":
        table = _beside(table.drop("measured"), _mean_waits(waits.filter(inside)))
    table = table.with_columns(implied=pl.when(pl.col("rate") > 0).then(pl.col("length") / pl.col("rate")))
    ratio = pl.when(pl.col("measured") > 0).then(pl.col("implied") / pl.col("measured"))
    columns = table.sort("queue").select(
        "queue", "length", "rate", "implied", pl.col("measured").cast(pl.Float64), difference=ratio - 1
    )
    return result(columns.to_dict(), waits.height, measured=measured)


def _beside(table: pl.DataFrame, other: pl.DataFrame) -> pl.DataFrame:
    """A column more per queue, from a result with groups."""
    return table.join(other, left_on="queue", right_on="group", how="left")


def _since(waits: pl.DataFrame, since: Moment | None) -> pl.DataFrame:
    """Those who waited at or after ``since``, with that time (by default each queue's first entry) in a column."""
    if since is None:
        return waits.with_columns(since=pl.col("entered").min().over("queue"))
    begin = moment_in_days(since, waits["kind"][0], "since")
    waits = waits.filter(pl.col("end") >= begin).with_columns(since=pl.lit(begin))
    if not waits.height or begin >= waits["until"][0]:
        raise ValueError(f"Nobody waits between {since} and 'until'; choose an earlier 'since' or a later 'until'.")
    return waits


def _share_over(over: float) -> pl.Expr:
    """The last level at or before ``over``; null when nobody was followed that long and some were left."""
    known = (pl.col("time").max() >= over) | (pl.col("survival").min() == 0)
    upto = pl.col("survival").filter(pl.col("time") <= over).last()
    return pl.when(known).then(upto.fill_null(1.0))


def _mean_waits(waits: pl.DataFrame) -> pl.DataFrame:
    """The area under each queue's Kaplan-Meier curve, up to its longest wait."""
    curve = survival.kaplan_meier(survival.counts(waits, "wait", "ended", group="queue"))
    step = pl.col("time") - pl.col("time").shift(1, fill_value=0)
    area = (step * pl.col("survival").shift(1, fill_value=1.0)).sum()
    return curve.group_by("group").agg(measured=area)


def _waits(frame: Frame, entered: str, left: str, queue: str, until: Moment | None) -> pl.DataFrame:
    """queue, entered, end, until (days), wait, ended (1/0), kind: one row per wait begun by ``until``."""
    table = read(frame, [entered, left, queue])
    if not table.height:
        raise ValueError("The frame has no rows, so nobody waits or has waited in it.")
    refuse_missing(table, entered, queue)
    kind = one_kind(table, entered, left)
    if table[queue].dtype.is_nested():
        raise ValueError(f"Column {queue!r} holds {table[queue].dtype} values; give one label per wait.")
    label = pl.col(queue).cast(pl.String) if table[queue].dtype in (pl.Categorical, pl.Enum) else pl.col(queue)
    rows = table.select(
        queue=label, entered=as_days(table[entered], kind), left=as_days(table[left], kind), kind=pl.lit(kind)
    )
    backwards = rows.filter(pl.col("left") < pl.col("entered")).height
    if backwards:
        raise ValueError(f"Column {left!r} is before {entered!r} on {backwards} rows; correct those waits first.")
    latest = rows.select(pl.max_horizontal(pl.col("entered").max(), pl.col("left").max())).item()
    end = latest if until is None else moment_in_days(until, kind, "until")
    rows = rows.filter(pl.col("entered") <= end)
    if not rows.height:
        raise ValueError(f"Nobody entered a queue by {until}; choose a later 'until' or look at the data.")
    return _closed(rows, end)


def _closed(rows: pl.DataFrame, end: float) -> pl.DataFrame:
    """The waits as they stood at ``end``, in an order that doesn't depend on that of the rows."""
    ended = (pl.col("left") <= end).fill_null(False)
    rows = rows.with_columns(
        ended=ended.cast(pl.Int64), end=pl.when(ended).then("left").otherwise(end), until=pl.lit(end)
    )
    return rows.with_columns(wait=pl.col("end") - pl.col("entered")).sort("queue", "entered", "end")
