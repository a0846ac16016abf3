"""The speed of `samkraft_analysis` against its peers, as ratios in one run, with peak memory beside each time."""
