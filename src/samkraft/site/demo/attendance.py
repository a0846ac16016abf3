"""Who came in the last weeks, for some of those who are under way in the demo, and why not on the other days; and
what has been registered in the authorities' own systems."""

import random
from datetime import timedelta

from django.db import connection

from samkraft.access.acting import acting
from samkraft.activities.models import Activity, Attendance
from samkraft.people.registering import systems_of
from samkraft.site.demo import bulk, plan
from samkraft.site.demo.staff import FIRST

_DAYS = 15
# The branch's own, by row-level security.
_REGISTER = """insert into activities_activityregistration
        (owner_branch_id, case_id, file_id, activity_id, system, revision, noted_on, noted_by_id)
    select owner_branch_id, case_id, file_id, id, %s, revision, %s, placed_by_id from activities_activity
    where greatest(decided_on, started_on, ended_on) <= %s order by id"""
HOURS = (2, 3, 4, 6)
AWAY = ("sick", "sick", "sick", "sick_child", "private", "not_told")


def write_attendance(register) -> None:
    """Every fourth activity that somebody has a place in; each branch writes its own."""
    chance = random.Random(f"{register.seed}:attendance")
    for code, branch in sorted(register.roster.branches.items()):
        clerks = register.roster.in_team("team-1", code)
        if not clerks:
            continue
        with acting(branch, clerks[0], programme=FIRST, day=plan.DAY):
            begun = Activity.objects.under_way().filter(booking__isnull=False).order_by("started_on", "pk")
            rows = begun.values_list("pk", "case", "file", "started_on", "placed_by")[::4]
            bulk.insert(Attendance, [day for row in rows for day in _days(branch, row, chance)], {})


def write_registrations(register) -> None:
    """What was settled three weeks ago or more stands in the system of the branch's own authority (P-063)."""
    for code, branch in sorted(register.roster.branches.items()):
        systems = systems_of(register.definition, branch)
        clerks = register.roster.in_team("team-1", code)
        if not systems or not clerks:
            continue
        settled, noted = plan.DAY - timedelta(days=21), plan.DAY - timedelta(days=14)
        with acting(branch, clerks[0], programme=FIRST, day=plan.DAY), connection.cursor() as cursor:
            cursor.execute(_REGISTER, [systems[0].code, noted, settled])


def _days(branch, row, chance):
    key, case, file, started_on, placed_by = row
    for ago in range(1, _DAYS):
        day = plan.DAY - timedelta(days=ago)
        if day < started_on or day.weekday() > 4:
            continue
        came = chance.random() < 0.86
        yield {
            "owner_branch": branch.pk, "case": case, "file": file, "activity": key, "day": day, "came": came,
            "hours": chance.choice(HOURS) if came else None, "reason": "" if came else chance.choice(AWAY),
            "by_provider": chance.random() < 0.5, "written_by": placed_by,
        }  # fmt: skip
