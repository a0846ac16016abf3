"""The scorecard: every indicator counted from live rows, and the page from nightly snapshots."""

import sys
import time

from bench.people_there import PROGRAMME, client_for, holders
from bench.table import Row, median
from samkraft.access.choices import Role
from samkraft.programmes.days import demo_day
from samkraft.programmes.models import Programme
from samkraft.steering.scorecard import is_large, scorecard

LIVE_MS, SNAPSHOT_MS = 1000, 100
RUNS = 5


def main(cases: int) -> None:
    programme, on = Programme.objects.get(slug=PROGRAMME), demo_day(PROGRAMME)
    large = is_large(programme.pk)
    counted = [_milliseconds(lambda: scorecard(programme, on, fresh=not large)) for _run in range(RUNS)]
    what, bound = ("from snapshots", SNAPSHOT_MS) if large else ("from live rows", LIVE_MS)
    Row(cases, f"scorecard, all indicators {what}: median", median(counted), bound, "ms").say()
    client = client_for(holders(Role.PROJECT_LEADER)[0])
    client.get("/styrkort/")
    pages = [_milliseconds(lambda: client.get("/styrkort/")) for _run in range(RUNS)]
    Row(cases, "scorecard page: median", median(pages), SNAPSHOT_MS, "ms").say()


def _milliseconds(work) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]))
