"""Whom an incident concerns: participants, what of theirs was shown, and who saw it (GDPR-13).

Read from the read log of the acting branch, by the database: a few seconds for a month, whatever the log holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from samkraft.access.acting import behind_protection, current_acting
from samkraft.access.log_facts import case_facts
from samkraft.access.models import Staff
from samkraft.access.sealed_log import alias_of, is_alias
from samkraft.core.clock import midnight


@dataclass(frozen=True)
class AffectedCase:
    """One case: its number (of those that the branch has a file on), who has seen it, and the codes of what.

    Of a protected case that it was shown, how often and when, and no more (SKY-06): who looks after it is asked.
    """

    case_id: UUID
    number: str
    viewers: tuple[str, ...]
    times: int
    first: datetime
    last: datetime
    shown: tuple[str, ...]
    is_protected: bool = False


def affected(since: date, until: date, staff: Staff | None = None, case_id: UUID | None = None) -> list[AffectedCase]:
    """Every case that was shown in the acting branch between two days, to a person or to all; or that case alone."""
    rows = _seen(midnight(since), midnight(until + timedelta(days=1)), staff, case_id)
    numbers = case_facts().numbers([row[0] for row in rows])
    names = _names({person for row in rows for person in row[1]})
    found = [_told(row, numbers, names) for row in rows]
    return sorted(found, key=lambda each: (each.number, each.first))


def _told(row, numbers, names):
    case, viewers, times, first, last, shown, hidden = row
    if hidden or is_alias(case):
        return AffectedCase(case, "", (), times, first, last, (), is_protected=True)
    people = tuple(names.get(person, "") for person in viewers)
    return AffectedCase(case, numbers.get(case, ""), people, times, first, last, tuple(filter(None, shown)))


# A list shows names side by side: they have been seen as much as a page has.
_SEEN = """
    select c, array_agg(distinct r.staff_id order by r.staff_id), count(distinct r.id), min(r.occurred_at),
        max(r.occurred_at), array_agg(distinct coalesce(nullif(split_part(i, ':', 1), ''), r.object_type)),
        c = any (%(hidden)s::uuid[])
    from access_readlog r
    cross join unnest(r.case_ids) c
    left join jsonb_array_elements_text(
        case when jsonb_typeof(r.items) = 'array' then r.items else '[]' end) i on true
    where r.branch_id = %(branch)s and r.occurred_at >= %(first)s and r.occurred_at < %(end)s
      and r.staff_id is not null
      and (%(staff)s::bigint is null or r.staff_id = %(staff)s)
      and (%(case)s::uuid is null or r.case_ids && %(keys)s::uuid[] and c = any (%(keys)s::uuid[]))
    group by c"""


def _seen(first, end, staff, case_id):
    branch = current_acting().branch
    words = {"branch": branch.pk, "first": first, "end": end, "staff": staff.pk if staff else None, "case": case_id}
    keys = [case_id, alias_of(branch, case_id)] if case_id else []
    with connection.cursor() as cursor:
        cursor.execute("select door.hidden_cases()")
        ((hidden,),) = cursor.fetchall()
        with behind_protection():  # what was shown of a protected case counts as well (GDPR-13)
            cursor.execute(_SEEN, words | {"keys": keys, "hidden": hidden})
            return cursor.fetchall()


def _names(keys: Iterable[int]) -> dict[int, str]:
    return {person.pk: person.name for person in Staff.objects.filter(pk__in=keys)}
