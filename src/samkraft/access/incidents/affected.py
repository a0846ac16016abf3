"""Whom an incident concerns: participants, what of theirs was shown, and who saw it (GDPR-13).

Read from the read log of the acting branch, by the database: a few seconds for a month, whatever the log holds.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import connection

from samkraft.access.acting import current_acting
from samkraft.access.log_facts import case_facts
from samkraft.access.models import Staff
from samkraft.core.clock import midnight


@dataclass(frozen=True)
class AffectedCase:
    """One case: its number (of those that the branch has a file on), who has seen it, and the codes of what."""

    case_id: UUID
    number: str
    viewers: tuple[str, ...]
    times: int
    first: datetime
    last: datetime
    shown: tuple[str, ...]


def affected(since: date, until: date, staff: Staff | None = None, case_id: UUID | None = None) -> list[AffectedCase]:
    """Every case that was shown in the acting branch between two days, to a person or to all; or that case alone."""
    rows = _seen(midnight(since), midnight(until + timedelta(days=1)), staff, case_id)
    numbers = case_facts().numbers([row[0] for row in rows])
    names = _names({person for row in rows for person in row[1]})
    found = [
        AffectedCase(case, numbers.get(case, ""), tuple(names.get(person, "") for person in viewers), *rest,
                     tuple(filter(None, shown)))
        for case, viewers, *rest, shown in rows
    ]  # fmt: skip
    return sorted(found, key=lambda each: (each.number, each.first))


# A list shows names side by side: they have been seen as much as a page has.
_SEEN = """
    select c, array_agg(distinct r.staff_id order by r.staff_id), count(distinct r.id), min(r.occurred_at),
        max(r.occurred_at), array_agg(distinct coalesce(nullif(split_part(i, ':', 1), ''), r.object_type))
    from access_readlog r
    cross join unnest(r.case_ids) c
    left join jsonb_array_elements_text(r.items) i on true
    where r.branch_id = %(branch)s and r.occurred_at >= %(first)s and r.occurred_at < %(end)s
      and r.staff_id is not null
      and (%(staff)s::bigint is null or r.staff_id = %(staff)s)
      and (%(case)s::uuid is null or r.case_ids @> array[%(case)s::uuid] and c = %(case)s)
    group by c"""


def _seen(first, end, staff, case_id):
    words = {"branch": current_acting().branch.pk, "first": first, "end": end, "case": case_id}
    with connection.cursor() as cursor:
        cursor.execute(_SEEN, words | {"staff": staff.pk if staff else None})
        return cursor.fetchall()


def _names(keys: Iterable[int]) -> dict[int, str]:
    return {person.pk: person.name for person in Staff.objects.filter(pk__in=keys)}
