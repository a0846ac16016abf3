"""Signs that somebody who reached the goal may be without work again, found in the branch's own rows (P-036, M15).

Facts of benefits and registrations, referrals (also those that came in a file), answers of later follow-ups. Nothing is
asked of another branch. Each is told once; what turns out to be wrong before anybody has answered goes again.
"""

from django.db import connection, transaction

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.people.benefit_models import LISTS
from samkraft.people.deadlines import definitions_in
from samkraft.programmes.models import Programme

_FOLLOW_UPS = "discharge_follow_up_outcomes"

# Who reached the goal, by the branch's own discharge; where it holds none it can't know, and every closed case counts.
_LEFT = """
with gone as materialized (
    select c.id as case_id, f.id as file_id, f.owner_branch_id, f.identity_hash, c.closed_on
    from people_case c join people_casefile f on f.case_id = c.id and f.owner_branch_id = %(branch)s
    left join people_discharge d on d.case_id = c.id and d.owner_branch_id = %(branch)s
    where c.programme_id = %(programme)s and c.closed_on is not null and f.closed_on is null
      and (d.id is null or d.reason = any (%(goal)s))
), found as (
    select g.*, 'fact' as source, b.item::text as source_key, b.kind, b.valid_from as since
    from gone g join people_benefitfact b on b.case_id = g.case_id and b.owner_branch_id = g.owner_branch_id
    where b.valid_from > g.closed_on and b.category || ':' || b.kind = any (%(facts)s)
    union all
    select g.*, 'follow_up', u.item::text, u.outcome, u.done_on
    from gone g join people_followup u on u.case_id = g.case_id and u.owner_branch_id = g.owner_branch_id
    where u.done_on is not null and u.outcome = any (%(outcomes)s)
    union all
    select g.*, 'referral', r.id::text, '', r.referred_on
    from gone g join people_referral r on r.identity_hash = g.identity_hash and r.owner_branch_id = g.owner_branch_id
    where g.identity_hash <> '' and r.referred_on > g.closed_on and r.case_id is distinct from g.case_id
)"""
_TELL = f"""{_LEFT}
insert into people_returnsignal
    (owner_branch_id, case_id, file_id, source, source_key, kind, since, found_on, answer, note)
select owner_branch_id, case_id, file_id, source, source_key, kind, since, %(today)s, '', '' from found
on conflict do nothing"""
_TAKE_BACK = f"""{_LEFT}
delete from people_returnsignal s using gone g where s.case_id = g.case_id and s.owner_branch_id = g.owner_branch_id
  and s.answer = '' and s.source in ('fact', 'follow_up', 'referral')
  and not exists (select from found x where x.source = s.source and x.source_key = s.source_key)"""


@transaction.atomic
def find_returns() -> int:
    """Tell of every new sign in the acting branch's files; how many."""
    return sum(_in_programme(programme) for programme in Programme.objects.all())


def _in_programme(programme):
    definition = list(definitions_in(programme.slug).values())[-1]
    if definition.afterwards is None:
        return 0
    values = _values(definition) | {"programme": programme.pk}
    with connection.cursor() as cursor:
        cursor.execute(_TAKE_BACK, values)
        cursor.execute(_TELL, values)
        return cursor.rowcount


# Each file of the branch at most once: the same people come in the file of every month.
_IN_FILE = """
insert into people_returnsignal
    (owner_branch_id, case_id, file_id, source, source_key, kind, since, found_on, answer, note)
select f.owner_branch_id, f.case_id, f.id, 'file', f.id::text, '', %(today)s, %(today)s, '', ''
from people_casefile f join people_case c on c.id = f.case_id
left join people_discharge d on d.case_id = c.id and d.owner_branch_id = f.owner_branch_id
where f.owner_branch_id = %(branch)s and f.identity_hash = any (%(hashes)s) and f.closed_on is null
  and c.programme_id = %(programme)s and c.closed_on < %(today)s and (d.id is null or d.reason = any (%(goal)s))
on conflict do nothing"""


def tell_of_file(programme, definition, hashes) -> None:
    """Of those whom an arriving file names again, who had reached the goal and left: registered anew (P-036)."""
    if definition.afterwards is None or not hashes:
        return
    with connection.cursor() as cursor:
        cursor.execute(_IN_FILE, _values(definition) | {"programme": programme.pk, "hashes": list(hashes)})


def _values(definition):
    signs = definition.afterwards.return_signs
    return {
        "branch": current_acting().branch.pk,
        "today": today(),
        "goal": [reason.code for reason in definition.discharge_reasons if reason.goal_reached],
        "facts": [f"{category}:{kind}" for category, name in LISTS.items() for kind in _kinds(signs, name)],
        "outcomes": _kinds(signs, _FOLLOW_UPS),
    }


def _kinds(signs, name):
    return [kind for sign in signs if sign.code_list == name for kind in sign.kinds]
