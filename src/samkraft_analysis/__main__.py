"""``python -m samkraft_analysis``: evaluate, forecast, draw, verify."""

import sys

from samkraft_analysis.command_line import main

sys.exit(main())
