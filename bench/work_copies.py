"""What was published once more goes to the branches that had it: released again, sealed for each receiver (ARK-05)."""

import json

from samkraft.access.models import Branch
from samkraft.access.vault import ring_of, seal_text

TABLES = ("sharing_release", "sharing_receivedcopy")
_PLANS_AT_A_TIME = 1000

# The line that covered the version before covers this one, an hour later.
_RELEASES = """
    create temporary table new_release on commit drop as
    select v.plan_id, v.number, v.newest_number, r.id as before_id, r.release as before, r.owner_branch_id,
        r.decided_by_id, r.decided_at, nextval(pg_get_serial_sequence('sharing_release', 'id')) as id,
        overlay(md5('again:' || r.release)::text placing '8' from 13)::uuid as release
    from new_version v join sharing_release r on r.owner_branch_id = v.owner_branch_id and r.item_id = v.plan_id
        and r.item_kind = 'plan' and r.version = v.newest_number
    where r.made_available_at is not null and r.to_branch_id is not null;
    create index on new_release (plan_id);
    analyze new_release;
    insert into sharing_release select again.* from new_release n join sharing_release r on r.id = n.before_id
    cross join lateral jsonb_populate_record(r, jsonb_build_object('id', n.id, 'release', n.release,
        'version', n.number, 'title', regexp_replace(r.title, '\\d+$', n.number::text),
        'created_at', r.created_at + interval '1 minute', 'decided_at', r.decided_at + interval '1 hour',
        'due_at', r.due_at + interval '1 hour', 'made_available_at', r.made_available_at + interval '1 hour')) again;
    create temporary table new_copy on commit drop as
    select again.* from new_release n join sharing_receivedcopy c on c.release = n.before
    cross join lateral jsonb_populate_record(c, jsonb_build_object('release', n.release, 'version', n.number,
        'id', nextval(pg_get_serial_sequence('sharing_receivedcopy', 'id')), 'content', '',
        'title', regexp_replace(c.title, '\\d+$', n.number::text), 'created_at', c.created_at + interval '1 minute',
        'made_available_at', c.made_available_at + interval '1 hour',
        'first_read_at', c.first_read_at + interval '1 hour')) again;
    create index on new_copy (item_id);
    create temporary table sealed (id bigint, content jsonb) on commit drop;
    analyze new_copy;
    insert into access_rowhistory (changed_at, table_name, row_key, operation, actor_id, owner_branch_id, before)
    select decided_at, 'sharing_release', id::text, 'I', decided_by_id, owner_branch_id, null::jsonb from new_release
    union all
    select made_available_at, 'sharing_receivedcopy', id::text, 'I', sent_by_id, owner_branch_id, null::jsonb
    from new_copy"""
_SOME = """select v.plan_id, v.content::text, array_agg(c.id), array_agg(c.owner_branch_id)
    from new_version v join new_copy c on c.item_id = v.plan_id
    where v.plan_id > coalesce(%s, '00000000-0000-0000-0000-000000000000'::uuid)
    group by v.plan_id, v.content order by v.plan_id limit %s"""
_SENT = """insert into sharing_receivedcopy select sent.* from sealed s join new_copy c on c.id = s.id
    cross join lateral jsonb_populate_record(c, jsonb_build_object('content', s.content)) sent"""


def write(admin) -> None:
    """Release what ``work_steps`` has published, and write each receiver's copy."""
    admin.execute(_RELEASES)
    rings = {branch.pk: ring_of(branch) for branch in Branch.objects.all()}
    last = None
    while plans := admin.execute(_SOME, [last, _PLANS_AT_A_TIME]).fetchall():
        _send(admin, rings, plans)
        last = plans[-1][0]


def _send(admin, rings, plans):
    with admin.cursor().copy("copy sealed from stdin") as copy:
        for _plan, content, keys, owners in plans:
            for key, owner in zip(keys, owners, strict=True):
                copy.write_row((key, json.dumps(seal_text(rings[owner], content))))
    admin.execute(_SENT)
    admin.execute("truncate sealed")
