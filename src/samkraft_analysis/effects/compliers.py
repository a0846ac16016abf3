"""Who are the compliers, those who take part because they are called? Nobody can say of a person, but of the group."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import polars as pl

from samkraft_analysis.effects.calling import refuse_no_first_stage
from samkraft_analysis.effects.comparisons import refuse_empty_cells
from samkraft_analysis.effects.rows import columns_of, rows
from samkraft_analysis.estimates import Result, result
from samkraft_analysis.frames import Frame


def compliers(
    frame: Frame,
    columns: Sequence[str],
    took_part: str,
    called: str,
    stratum: str | Sequence[str] | None = None,
    outcome: str | None = None,
) -> Result:
    """Means of columns among compliers, beside everybody's: column, compliers, everyone, ratio, share.

    Abadie's weights (2003), D having taken part, Z called, p the share called in the stratum:
    kappa = 1 - D (1 - Z) / (1 - p) - (1 - D) Z / p. compliers is the mean with these weights, ratio that over
    everybody's mean (null when that is 0), share the mean of kappa: how many of all are compliers. With ``outcome``
    two rows are added, "<outcome> with" and "<outcome> without": the compliers' mean outcome when taking part
    and when not, by the weights D (Z - p) / (p (1 - p)) and (1 - D) (p - Z) / (p (1 - p)); their everyone and ratio
    are null. No errors are given: these are descriptions.

    ``took_part`` is 0 or 1. Assumes what `late` does. Raises ``ValueError`` for missing values, a ``took_part``
    other than 0 and 1, a stratum where nobody or everybody is called, and a share of 0.

    >>> called, took_part = [1, 1, 1, 1, 0, 0, 0, 0], [1, 1, 0, 0, 0, 0, 0, 0]
    >>> people = pl.DataFrame({"age": [20, 20, 40, 40, 20, 20, 40, 40], "called": called, "took_part": took_part})
    >>> compliers(people, ["age"], "took_part", "called").row(0)
    ('age', 20.0, 30.0, 0.6666666666666666, 0.5)
    """
    columns = columns_of(columns)
    given = rows(frame, [took_part, called, *columns, *columns_of(outcome)], columns_of(stratum))
    part, chosen, strata = given.treated(took_part), given.treated(called), given.strata(stratum)
    refuse_empty_cells(strata, chosen, np.ones(len(given), dtype=bool), called)
    p = (strata.within(chosen) / strata.sizes)[strata.codes]
    kappa = 1 - part * ~chosen / (1 - p) - ~part * chosen / p
    share = float(kappa.mean())
    refuse_no_first_stage(share, chosen, part.astype(float), took_part, called)
    lines = [_line(name, given.number(name), kappa, share) for name in columns]
    if outcome is not None:
        y, tilt = given.number(outcome), (chosen - p) / (p * (1 - p))
        for words, weight in (("with", part * tilt), ("without", -(~part * tilt))):
            lines.append((f"{outcome} {words}", float(np.mean(weight * y) / np.mean(weight)), None, None, share))
    kinds = dict.fromkeys(["compliers", "everyone", "ratio", "share"], pl.Float64)
    found = pl.DataFrame(lines, schema={"column": pl.String, **kinds}, orient="row")
    return result(found.to_dict(), len(given), weights="kappa, the share called per stratum", strata=len(strata.names))


def _line(
    name: str, values: np.ndarray, kappa: np.ndarray, share: float
) -> tuple[str, float, float | None, float | None, float]:
    among, everyone = float(np.mean(kappa * values) / share), float(values.mean())
    return name, among, everyone, among / everyone if everyone else None, share
