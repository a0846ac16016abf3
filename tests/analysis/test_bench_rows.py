"""The bench says plainly by how much a bound is missed, and what a peer's sample was."""

from bench.analysis.measuring import Measured
from bench.analysis.table import Bound, Peer, Ratio

MINE = Measured(0.05, [], 120.0)


def test_a_missed_bound_is_printed_with_by_how_much():
    missed = Bound("stock", 5600, MINE, 0.04, "s")
    assert missed.is_missed and str(missed).startswith("MISSED  stock, 5,600: 50 ms > 40 ms (missed by 25%)")


def test_a_kept_bound_has_its_memory_beside_it():
    kept = Bound("stock", 5600, MINE, 0.1, "s")
    assert not kept.is_missed and str(kept).endswith("50 ms ≤ 100 ms   [120 MB]")


def test_a_ratio_says_what_the_peers_sample_was():
    row = Ratio(
        "Cox", 1_000_000, MINE, Peer("elsewhere", Measured(0.4, [], 900.0), 10, "a tenth of the rows, times 10"), 100
    )
    assert row.value == 80 and "80 × elsewhere < 100 × (missed by 20%)" in str(row)
    assert str(row).endswith("elsewhere: a tenth of the rows, times 10.")
