"""Who gets which place and which team: exact plans with a proof that nothing better exists.

`places` gives places in sessions; `places_with_equal_rates` and `places_with_parity` do so under a condition
of fairness; `teams` shares people out over teams; `generalised` is for plans where people use different amounts of a
budget. `first_come` is the baseline to compare with. Plans can be checked again by ``verify()``, without a solver.
"""

from samkraft_analysis.allocation.assignment import CertificateError
from samkraft_analysis.allocation.budgets import generalised
from samkraft_analysis.allocation.fair import FairPlan
from samkraft_analysis.allocation.parity import places_with_parity
from samkraft_analysis.allocation.place_plans import Plan, first_come, places
from samkraft_analysis.allocation.rates import places_with_equal_rates
from samkraft_analysis.allocation.team_plans import TeamPlan, teams

__all__ = [
    "CertificateError",
    "FairPlan",
    "Plan",
    "TeamPlan",
    "first_come",
    "generalised",
    "places",
    "places_with_equal_rates",
    "places_with_parity",
    "teams",
]
