"""How large the tasks are, and how long a solver may take."""

from pathlib import Path

from tools.steps import LOCAL

FOLDER = Path(LOCAL) / "bench-analysis"
ROWS = 1_000_000
SOLVER_SECONDS, PATIENCE = 60, 90
