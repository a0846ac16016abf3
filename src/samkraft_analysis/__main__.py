"""``python -m samkraft_analysis``: evaluate, forecast, draw, verify."""

import sys

from samkraft_analysis.command_line import main

if __name__ == "__main__":
    sys.exit(main())
