"""Sessions of the size of a group: the catalogue of a register is one programme's at any size, and so are its sessions.

A register eighteen times as large has eighteen times as many groups, not groups eighteen times as large (``crew`` says
so of the staff). Places beyond a group's move to sessions of the same offering and time, with who holds them.
"""

TABLES = ("activities_session", "activities_place", "activities_booking")
_GROUP = 20
_DEALT = """
    create temporary table dealt on commit drop as
    select p.id as place_id, p.booking_id, p.session_id, (p.nth - 1) / {group} as part,
        overlay(md5('part:' || p.session_id || ':' || (p.nth - 1) / {group})::text placing '8' from 13)::uuid as to_id
    from (select *, row_number() over (partition by session_id order by number) as nth from activities_place) p
    where p.nth > {group};
    analyze dealt;
    insert into activities_session select part.* from (select distinct session_id, to_id from dealt) d
    join activities_session s on s.id = d.session_id
    cross join lateral jsonb_populate_record(s, jsonb_build_object('id', d.to_id)) part;
    update activities_place p set session_id = d.to_id from dealt d where p.id = d.place_id;
    update activities_booking b set held_id = d.to_id, session_id = case when b.session_id = b.held_id then d.to_id
        else b.session_id end from dealt d where b.id = d.booking_id;
    update activities_session s set capacity = n.places from (
        select session_id, count(*) filter (where state <> 'closed') as places from activities_place group by 1) n
    where n.session_id = s.id and (s.id in (select to_id from dealt) or s.id in (select session_id from dealt))"""


def write(admin) -> None:
    """Part the sessions that hold more than a group."""
    admin.execute(_DEALT.format(group=_GROUP))
