"""How many people, teams and places: forecasts of a programme's flow.

Three layers, in this order. `stock` and `exits`: exact formulas when nothing binds. `simulate`: replications of a
`FlowPlan` with bands from named sources of uncertainty, with or without limits on slots and places. `replay`: what
happens to given people, without chance. `Stay` and `Intake` are what they are made of; `mean_of_closed` says how
short the stays of closed cases look; `queue` has the classical steady-state formulas.
"""

from samkraft_analysis.flow import queue
from samkraft_analysis.flow.intake import Intake
from samkraft_analysis.flow.plan import FlowPlan, Uncertainty
from samkraft_analysis.flow.replaying import replay
from samkraft_analysis.flow.simulation import Simulation, simulate
from samkraft_analysis.flow.stay import Stay
from samkraft_analysis.flow.stocks import exits, mean_of_closed, stock

__all__ = [
    "FlowPlan",
    "Intake",
    "Simulation",
    "Stay",
    "Uncertainty",
    "exits",
    "mean_of_closed",
    "queue",
    "replay",
    "simulate",
    "stock",
]
