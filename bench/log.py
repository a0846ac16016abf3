"""A person's extract out of the read log, the review's pages and one's own log, with 7.6 million rows in it."""

import os
import sys
import time

from bench import log_rows
from bench.people_there import client_for, holders
from bench.table import Row, median

EXTRACT_MS, REVIEW_MS, LIST_MS = 1000, 300, 50
RUNS = 7


def main(cases: int) -> None:
    log_rows.fill(os.environ["DATABASE_URL"])
    held = holders("log_reviewer")[0]
    client = client_for(held)
    case, finding = _made_to_review(held)
    for what, address, bound in (
        ("a person's extract", f"/logg/utdrag/{case}/", EXTRACT_MS),
        ("log review, list", "/logg/granskning/", REVIEW_MS),
        ("log review, a sampled pair", f"/logg/granskning/{finding}/", REVIEW_MS),
        ("log review, how it goes", "/logg/lage/", REVIEW_MS),
    ):
        Row(cases, f"{what}: median", _median(client, address), bound, "ms").say()


def _median(client, address):
    times = []
    for _ in range(RUNS):
        begun = time.perf_counter()
        page = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        if page.status_code != 200:
            raise SystemExit(f"{address} answered {page.status_code}")
    return median(times)


def _made_to_review(held):
    """The last whole month's sample of the reviewer's branch; the case that the first finding is on."""
    from samkraft.access.commands import as_system
    from samkraft.access.log_models import LogFinding, LogSample
    from samkraft.access.log_review_actions import draw_sample, months_to_sample

    with as_system(held.branch):
        month = list(months_to_sample())[-1:]
        if month and not LogSample.objects.exists():
            draw_sample(month[0], seed="bench")
        found = LogFinding.objects.filter(kind="sample").order_by("pk").first()
        return found.case_id, found.public_id


if __name__ == "__main__":
    main(int(sys.argv[1]))
