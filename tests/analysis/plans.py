"""A small programme that calls at random, and plans for it, for the tests of reports."""

import numpy as np
import polars as pl

PLAN = """\
format = 1
title = "Hjälpte det?"
estimands = ["itt", "late", "late_curve", "rmst", "rmtl", "log_rank", "gray", "cox"]
adjust_for = ["age", "school"]
sensitivity = ["without_strata", "with_covariates", "late_hc1", "missing_as_worst", "missing_as_best", "matched"]
[dates]
decided = 2021-01-15
outcomes_from = 2021-02-01
data_until = 2022-03-31
[population]
words = "Alla i ramen."
id = "id"
expected = 2800
conditions = [{ column = "age", at_least = 20, words = { sv = "minst 20 år", en = "at least 20" } }]
[time_zero]
words = "Dagen för kallelsen."
[assignment]
words = "Lottning inom team."
called = "called"
took_part = "took_part"
strata = ["team"]
[follow_up]
time = "days"
cause = "exit"
until = 365
at = [90, 180, 365]
[[follow_up.causes]]
code = 1
name = { sv = "Arbete", en = "Work" }
goal = true
[[follow_up.causes]]
code = 2
name = { sv = "Annat", en = "Other" }
[[outcomes]]
code = "work"
name = { sv = "i arbete", en = "in work" }
column = "work"
primary = true
[[outcomes]]
code = "score"
name = "poäng"
column = "score"
kind = "mean"
[[covariates]]
column = "age"
name = { sv = "Ålder", en = "Age" }
[[covariates]]
column = "school"
name = { sv = "Skola", en = "School" }
[[subgroups]]
column = "sex"
name = { sv = "Kön", en = "Sex" }
sex = true
values = [{ is = "K", name = { sv = "Kvinnor", en = "Women" } }, { is = "M", name = { sv = "Män", en = "Men" } }]
[[subgroups]]
column = "school"
name = { sv = "Skola", en = "School" }
family = "exploratory"
values = [{ is = "lower", name = "L" }, { is = "upper", name = "U" }]
"""


def people(n=2800, seed=5):
    """One row per person: half called within two teams, most of those take part, some of the others too."""
    random = np.random.default_rng(seed)
    called = random.integers(0, 2, n)
    took_part = np.where(called == 1, random.random(n) < 0.65, random.random(n) < 0.03).astype(int)
    days = np.ceil(random.exponential(500 - 150 * took_part, n)).astype(int)
    exit_ = np.where(days <= 400, np.where(random.random(n) < 0.7, 1, 2), 0)
    return pl.DataFrame(
        {
            "id": [f"P{i:05}" for i in range(n)],
            "called": called,
            "took_part": took_part,
            "team": random.choice(["A", "B"], n),
            "age": random.integers(20, 64, n),
            "school": random.choice(["lower", "upper"], n),
            "sex": random.choice(["K", "M"], n),
            "days": np.minimum(days, 400),
            "exit": exit_,
            "work": ((days <= 365) & (exit_ == 1)).astype(int),
            "score": random.normal(10, 2, n) + took_part,
        }
    )


def write_plan(folder, text=PLAN, **changes):
    """The plan as a file; each change is a pair of texts, the old and the new."""
    for old, new in changes.values():
        assert old in text
        text = text.replace(old, new)
    path = folder / "plan.toml"
    path.write_text(text, "utf-8")
    return path
