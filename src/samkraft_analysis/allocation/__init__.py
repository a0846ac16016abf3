"""Who gets which place and which team: exact plans with a proof that nothing better exists.

`places` gives places in sessions; `places_with_equal_rates` and `places_with_parity` do so under a condition
of fairness; `teams` shares people out over teams; `generalised` is for plans where people use different amounts of a
budget. `first_come` is the baseline to compare with. Every plan can be checked again by ``verify()``, without a solver.
"""

from samkraft_analysis.allocation.assignment import CertificateError
from samkraft_analysis.allocation.places import Plan, first_come, places

__all__ = ["CertificateError", "Plan", "first_come", "places"]
