"""Reports from results: an evaluation plan in, numbers with their caveats out, as JSON and as a tagged PDF.

>>> # plan = read_plan("plan.toml"); results = evaluate(plan, "people.parquet"); write(results, "out")
"""

from samkraft_analysis.report.evaluation import Evaluation, evaluate
from samkraft_analysis.report.pdf import pdf
from samkraft_analysis.report.plan import Plan, read_plan
from samkraft_analysis.report.toml_reading import PlanError
from samkraft_analysis.report.writing import write

__all__ = ["Evaluation", "Plan", "PlanError", "evaluate", "pdf", "read_plan", "write"]
