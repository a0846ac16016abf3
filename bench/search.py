"""Search for a person by the beginning of the name and by case number, one user."""

import sys
import time

from bench.people_there import busiest_handler, client_for, names_of
from bench.table import Row, p95

ONE_USER_MS = 60


def main(cases: int) -> None:
    handler = busiest_handler()
    client, names = client_for(handler), names_of(handler)
    times = []
    for name in names:
        begun = time.perf_counter()
        page = client.post("/deltagare/sok/", {"q": name})
        times.append((time.perf_counter() - begun) * 1000)
        # One hit leads on to the participant page, which has a bound of its own.
        if page.status_code not in (200, 302):
            raise SystemExit(f"search answered {page.status_code}")
    Row(cases, f"search by name, 1 user, {len(names)} searches: p95", p95(times), ONE_USER_MS, "ms").say()


if __name__ == "__main__":
    main(int(sys.argv[1]))
