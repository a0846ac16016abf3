"""Server time, queries and weight of lists and of the participant page."""

import sys
import time

from bench.people_there import busiest_handler, cases_of, client_for, holders, queries_of
from bench.table import Row, median

LIST_MS, LIST_QUERIES, LIST_KIB = 50, 12, 60
CASE_MS, CASE_QUERIES = 35, 15
PAGE_MS = 300  # of a page that is neither
RUNS = 30


def main(cases: int) -> None:
    handler = busiest_handler()
    client = client_for(handler)
    for address in HANDLERS:
        measure_list(cases, client, f"handler's list {address}", address)
    for role, addresses in LISTS_OF.items():
        for held in holders(role)[:1]:
            for address in addresses:
                measure_list(cases, client_for(held), f"{role}'s list {address}", address)
    # Not a list of fifty, but sums over the whole branch.
    manager = client_for(holders("unit_manager")[0])
    measure_list(cases, manager, "unit_manager's first page", "/", most=PAGE_MS)
    keys = cases_of(handler)
    _case(cases, client, keys)
    for part in OF_A_CASE:
        address = f"/deltagare/{keys[0]}/{part}/"
        Row(cases, f"page of a case, {part}: queries", queries_of(client, address), CASE_QUERIES, "").say()
    _day(cases, client)


HANDLERS = (
    "/deltagare/", "/deltagare/?sida=2", "/deltagare/?vy=frist", "/deltagare/?vy=tyst", "/deltagare/?vy=utskrivna",
    "/deltagare/?vy=folj-upp", "/frister/", "/frister/?sida=2", "/delningar/", "/delningar/?sida=9",
    "/delningar/?vy=ej-delat", "/delningar/?vy=skickat", "/inskrivning/", "/uppfoljningar/", "/mina-uppgifter/",
    "/min-laslogg/",
)  # fmt: skip
LISTS_OF = {
    "project_administrator": ("/anvisningar/", "/anvisningar/?sida=20", "/placering/", "/lottning/", "/min-laslogg/"),
    "receiver": ("/overlamningar/", "/overlamningar/?sida=2"),
    "referrer": ("/anvisningar/",),
    "access_administrator": ("/behorighet/",),
    "project_leader": ("/styrkort/flode/",),
}
# What hangs on the case: each is a page of one case, with the bound of statements that such pages have.
OF_A_CASE = (
    "historik",
    "samtycken",
    "fas",
    "utskrivning",
    "plan",
    "kartlaggning",
    "moten",
    "aktiviteter",
    "uppgifter",
)


def measure_list(cases, client, what, address, most=LIST_MS):
    """A list's time, statements and weight, each with its bound."""
    times, page = timed(client, [address] * RUNS)
    Row(cases, f"{what}: median", median(times), most, "ms").say()
    Row(cases, f"{what}: queries", queries_of(client, address), LIST_QUERIES, "").say()
    Row(cases, f"{what}: weight", len(page.content) / 1024, LIST_KIB, "KiB").say()


def _case(cases, client, keys):
    times, _page = timed(client, [f"/deltagare/{key}/" for key in (keys * RUNS)[:RUNS]])
    Row(cases, "participant page: median", median(times), CASE_MS, "ms").say()
    Row(cases, "participant page: queries", queries_of(client, f"/deltagare/{keys[0]}/"), CASE_QUERIES, "").say()


def _day(cases, client):
    times, page = timed(client, ["/"] * RUNS)
    Row(cases, "handler's day: median", median(times), LIST_MS, "ms").say()
    Row(cases, "handler's day: weight", len(page.content) / 1024, LIST_KIB, "KiB").say()


def timed(client, addresses):
    """Milliseconds per page, after one warm-up, and the last page."""
    times, page = [], client.get(addresses[0])
    for address in addresses:
        begun = time.perf_counter()
        page = client.get(address)
        times.append((time.perf_counter() - begun) * 1000)
        if page.status_code != 200:
            raise SystemExit(f"{address} answered {page.status_code}")
    return times, page


if __name__ == "__main__":
    main(int(sys.argv[1]))
