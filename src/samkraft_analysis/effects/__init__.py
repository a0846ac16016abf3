"""Did it help? Effects of a call and of taking part, with and without a draw.

Every estimator takes a frame and names of columns, and gives an estimate with its standard error, limits,
number of people and the choices that made the numbers. Rows may come in any order.
"""

from samkraft_analysis.effects.calling import late
from samkraft_analysis.effects.comparisons import difference, itt, standardised
from samkraft_analysis.effects.compliers import compliers
from samkraft_analysis.effects.curves import late_curve
from samkraft_analysis.effects.groups import by_group
from samkraft_analysis.effects.matching import matched
from samkraft_analysis.effects.multiple import benjamini_hochberg, benjamini_yekutieli, bonferroni, holm, hommel
from samkraft_analysis.effects.trials import sequential_trials
from samkraft_analysis.effects.weighting import doubly_robust, weighted

__all__ = [
    "benjamini_hochberg",
    "benjamini_yekutieli",
    "bonferroni",
    "by_group",
    "compliers",
    "difference",
    "doubly_robust",
    "holm",
    "hommel",
    "itt",
    "late",
    "late_curve",
    "matched",
    "sequential_trials",
    "standardised",
    "weighted",
]
