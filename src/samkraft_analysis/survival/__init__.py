"""How long until people leave, where to, and whether groups differ.

Times are durations since time zero, in any unit; a cause of 0 (or none) is a person whose exit isn't known yet.
Everything but the regressions is computed from `counts`, so that data may come in chunks, from several sites, or
from another engine (`samkraft_analysis.engines`), and gives the same bits whatever the order of the rows.
"""

from samkraft_analysis.survival.comparing import gray_test, log_rank
from samkraft_analysis.survival.counting import Counts, counts
from samkraft_analysis.survival.cox_regression import CoxFit, cox
from samkraft_analysis.survival.curves import at, cumulative_incidence, kaplan_meier, quantiles
from samkraft_analysis.survival.discrete_time_regression import DiscreteFit, discrete_time
from samkraft_analysis.survival.fine_gray_regression import fine_gray
from samkraft_analysis.survival.means import rmst, rmst_difference, rmtl

__all__ = [
    "Counts",
    "CoxFit",
    "DiscreteFit",
    "at",
    "counts",
    "cox",
    "cumulative_incidence",
    "discrete_time",
    "fine_gray",
    "gray_test",
    "kaplan_meier",
    "log_rank",
    "quantiles",
    "rmst",
    "rmst_difference",
    "rmtl",
]
