"""Pages that read plans and attendance, with 20 steps and 50 days of attendance for each case of the register."""

import os
import sys

from django.db.models import Count

from bench.pages import CASE_MS, CASE_QUERIES, LIST_MS, PAGE_MS, RUNS, measure_list, timed
from bench.people_there import acting_as, busiest_handler, cases_of, client_for, holders, queries_of
from bench.table import Row, median
from bench.work_rows import fill
from samkraft.access.acting import current_acting
from samkraft.activities.attendance.places import sessions_led_by
from samkraft.activities.models import Activity, Offering
from samkraft.casework.models import PlanStep

_CASES = 10


def main(cases: int) -> None:
    fill(os.environ["DATABASE_URL"], cases)
    handler = busiest_handler()
    client = client_for(handler)
    longest, begun = _longest_plans(handler), _begun(handler)
    _page(cases, client, "participant page, longest plans", [f"/deltagare/{key}/" for key in longest], CASE_MS)
    for part in ("plan/", "plan/versioner/", "plan/andra/", "aktiviteter/", "historik/"):
        _page(cases, client, f"of the longest plans, {part}", [f"/deltagare/{key}/{part}" for key in longest])
    _page(cases, client, "an activity", [f"/deltagare/{case}/aktiviteter/{key}/" for case, key in begun])
    weeks = [f"/deltagare/{case}/aktiviteter/{key}/narvaro/" for case, key in begun]
    _page(cases, client, "a week of attendance", weeks)
    for address in ("/", "/frister/", "/att-registrera/", "/utbud/"):
        measure_list(cases, client, f"handler's {address}", address)
    entries = Offering.objects.filter(closed_on=None).values_list("pk", flat=True)
    _page(cases, client, "an entry of the catalogue", [f"/utbud/{key}/" for key in entries])
    _provider(cases)
    _page(
        cases, client_for(holders("project_leader")[0]), "figure of workplaces", ["/styrkort/workplace_share/"], PAGE_MS
    )
    _page(cases, client_for(holders("fund_reporter")[0]), "the fund's month", ["/esf/2021-05/"], PAGE_MS)


def _provider(cases):
    held = holders("provider")[0]
    client = client_for(held)
    measure_list(cases, client, "provider's sessions", "/anordnare/")
    with acting_as(held):
        keys = [row["pk"] for row in sessions_led_by(current_acting())]
    _page(cases, client, "a day of a provider's session", [f"/anordnare/{key}/" for key in keys])


def _longest_plans(held):
    """Cases whose plan the handler's branch leads and has published more than once."""
    with acting_as(held):
        steps = PlanStep.objects.filter(case_id__in=cases_of(held, 500), plan__versions__number=2)
        steps = steps.values("case_id").annotate(n=Count("pk"))
        return list(steps.order_by("-n").values_list("case_id", flat=True)[:_CASES])


def _begun(held):
    with acting_as(held):
        rows = Activity.objects.filter(case_id__in=cases_of(held, 500), started_on__isnull=False).order_by("started_on")
        return list(rows.values_list("case_id", "pk")[:_CASES])


def _page(cases, client, what, addresses, most=LIST_MS):
    times, _last = timed(client, (list(addresses) * RUNS)[:RUNS])
    Row(cases, f"{what}: median", median(times), most, "ms").say()
    Row(cases, f"{what}: queries", max(queries_of(client, address) for address in addresses), CASE_QUERIES, "").say()


if __name__ == "__main__":
    main(int(sys.argv[1]))
