"""Days of attendance: some activities are written of nearly every day, of others nobody has written anything.

A day is a working day between an activity's start and its end or today, once for each activity. Who leads the sessions
has written half the days of those who hold a place there (by the door, as ``door.confirm_attendance`` writes).
"""

from samkraft.site.demo.attendance import AWAY, HOURS

TABLE = "activities_attendance"

# An activity's own luck, a case's and a day's: so long as rows are missing, the likeliest day is written next.
_CHOSEN = """
    create temporary table chosen on commit drop as
    select a.id as activity_id, d.day::date as day, pg_temp.chance(a.id, 0, 11) as habit
    from activities_activity a join people_case c on c.id = a.case_id and c.programme_id = %(programme)s
    cross join generate_series(a.started_on, least(coalesce(a.ended_on, %(day)s), %(day)s), interval '1 day') d (day)
    where a.started_on is not null and extract(isodow from d.day) < 6 and not exists (
        select from activities_attendance t where t.activity_id = a.id and t.day = d.day::date)
    order by 0.5 * pg_temp.chance(a.case_id, 0, 10) + 0.4 * pg_temp.chance(a.id, 0, 12)
        + 0.3 * pg_temp.chance(a.id, extract(julian from d.day)::bigint, 13), a.id, d.day
    limit %(missing)s"""
_LEADERS = """
    create temporary table leader on commit drop as
    select b.id as booking_id, min(l.staff_id) as staff_id from activities_booking b
    join activities_sessionprovider l on l.offering_id = b.offering_id group by b.id"""
_WRITTEN = """
    with told as (
        select a.*, d.day, l.staff_id, pg_temp.chance(a.id, julian, 14) < 0.74 + 0.24 * d.habit as came,
            l.staff_id is not null and pg_temp.chance(a.id, julian, 15) < 0.5 as by_provider,
            pg_temp.chance(a.id, julian, 16) as chance
        from chosen d join activities_activity a on a.id = d.activity_id
        left join leader l on l.booking_id = a.booking_id
        cross join lateral (select extract(julian from d.day)::bigint as julian) j
    ), made as (
        insert into activities_attendance (created_at, day, came, hours, reason, by_provider, activity_id, case_id,
            file_id, owner_branch_id, written_by_id, unit_id)
        select day + time '15:30', day, came,
            case when came then pg_temp.one_of(%(hours)s::text[], chance)::numeric end,
            case when came or by_provider then '' else pg_temp.one_of(%(away)s::text[], chance) end, by_provider,
            id, case_id, file_id, owner_branch_id, case when by_provider then staff_id else placed_by_id end, unit_id
        from told returning id, owner_branch_id, written_by_id, created_at
    )
    insert into access_rowhistory (changed_at, table_name, row_key, operation, actor_id, owner_branch_id, before)
    select created_at, 'activities_attendance', id::text, 'I', written_by_id, owner_branch_id, null::jsonb from made"""


def write(admin, facts) -> None:
    """Make so many days as are ``missing``, and their history."""
    admin.execute(_CHOSEN, facts)
    admin.execute(_LEADERS)
    admin.execute("analyze chosen, leader")
    admin.execute(_WRITTEN, {"hours": [str(hours) for hours in HOURS], "away": list(AWAY)})
