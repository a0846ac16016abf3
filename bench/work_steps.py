"""More steps in the plans of a register: each goes on from a step that the plan has, as the work does.

Plans differ much in length. A step is put in some weeks before it begins, and moves on its days; how it stands follows
from them. Who is responsible is who was for the step it goes on from, so that all is of the plan's own branch and case.
"""

TABLES = ("casework_planstep", "casework_stepmove")
LOOKED_UP = ("casework_planversion", "casework_plan")  # their indexes are of use meanwhile

_GROWN = """
    create temporary table grown on commit drop as
    with plan as (
        select p.id, p.case_id, c.opened_on, c.closed_on, coalesce(c.closed_on, %(day)s + 45) as ends_on,
            max(s.position) as last, count(*) filter (where s.title !~ ', omgång \\d+$') as own
        from casework_plan p join people_case c on c.id = p.case_id and c.programme_id = %(programme)s
        join casework_planstep s on s.plan_id = p.id group by p.id, c.id
    ), upto as (
        select *, sum((ends_on - opened_on + 30) * (-ln(pg_temp.chance(id, 0, 1))) ^ 0.7) over (order by id) as weight
        from plan where own > 0
    ), dealt as (
        select *, round(%(missing)s * weight / max(weight) over ())::int as through from upto
    )
    select *, through - lag(through, 1, 0) over (order by id) as more from dealt"""

# Which step each new one goes on from, and when it begins and ends within the stay.
_GOING_ON = """
    create temporary table going_on on commit drop as
    with own as (
        select id, plan_id, row_number() over (partition by plan_id order by position, id) as number
        from casework_planstep where title !~ ', omgång \\d+$'
    ), step as (
        select overlay(md5('step:' || g.id || ':' || position)::text placing '8' from 13)::uuid as id, position,
            g.id as plan_id, 1 + (position - 1) %% g.own as number, 1 + (position - 1) / g.own as round,
            g.opened_on, g.closed_on, g.ends_on as last_on
        from grown g cross join generate_series(g.last + 1, g.last + g.more) position
    ), begun as (
        select *, least(last_on, opened_on + 10
            + floor(pg_temp.chance(id, 0, 2) * greatest(last_on - opened_on - 20, 1))::int) as starts_on from step
    )
    select b.id, b.position, b.plan_id, o.id as before_id, b.round, b.opened_on, b.closed_on, b.starts_on,
        least(b.starts_on + 5 + floor(pg_temp.chance(b.id, 0, 3) ^ 2 * 80)::int,
            greatest(b.closed_on, b.starts_on)) as ends_on, coalesce(b.closed_on, %(day)s) as seen_on
    from begun b join own o on o.plan_id = b.plan_id and o.number = b.number"""

_STEPS = """
    insert into new_step (created_at, id, position, title, why, activity_type, by_participant, starts_on, ends_on,
        state, state_since, reason, case_id, file_id, owner_branch_id, plan_id, responsible_branch_id,
        responsible_staff_id, unit_id)
    select greatest(g.opened_on, g.starts_on - 21) + time '10:00', g.id, g.position,
        left(s.title, 140) || ', omgång ' || g.round, s.why, s.activity_type, s.by_participant, g.starts_on, g.ends_on,
        stands.state, case stands.state
            when 'agreed' then null when 'under_way' then g.starts_on when 'not_wanted' then g.starts_on
            when 'done' then g.ends_on when 'interrupted' then g.ends_on
            else greatest(g.opened_on, g.seen_on - floor(pg_temp.chance(g.id, 0, 5) * 50)::int) end,
        pg_temp.one_of(case stands.state when 'waiting' then %(waiting)s::text[]
            when 'interrupted' then %(interrupted)s::text[] when 'not_wanted' then %(not_wanted)s::text[] end,
            pg_temp.chance(g.id, 0, 6)),
        p.case_id, p.file_id, p.owner_branch_id, p.id, s.responsible_branch_id, s.responsible_staff_id, p.unit_id
    from going_on g join casework_planstep s on s.id = g.before_id join casework_plan p on p.id = g.plan_id
    cross join lateral (select pg_temp.chance(g.id, 0, 4) as chance) c
    cross join lateral (select case
        when g.starts_on > g.seen_on
            then case when chance < 0.6 then 'agreed' when chance < 0.9 then 'waiting' else 'proposed' end
        when g.ends_on > g.seen_on then 'under_way'
        else case when chance < 0.82 then 'done' when chance < 0.94 then 'interrupted' else 'not_wanted' end
        end as state) stands"""

# Who worked with the plan: its publisher, or somebody of its branch who has the case; and when it was published.
_WORKED = """
    create temporary table worked on commit drop as
    select p.id as plan_id, coalesce(
        (select v.published_by_id from casework_planversion v where v.plan_id = p.id order by v.number desc limit 1),
        (select a.staff_id from people_caseassignment a where a.case_id = p.case_id and a.branch_id = p.owner_branch_id
            order by a.id limit 1), c.leader_id) as staff_id,
        array(select v.published_on from casework_planversion v where v.plan_id = p.id) as published
    from casework_plan p join people_case c on c.id = p.case_id where p.id in (select id from grown where more > 0)"""

_MOVES = """
    create temporary table new_move on commit drop as
    select nextval(pg_get_serial_sequence('casework_stepmove', 'id')) as id, s.id as step_id, m.*, w.staff_id,
        (select count(*) from unnest(w.published) day where day <= m.moved_on) as after_version
    from new_step s join worked w on w.plan_id = s.plan_id
    cross join lateral (values
        ('agreed', 'waiting', s.state_since, null::date, s.state = 'waiting'),
        ('agreed', 'not_wanted', s.starts_on, null, s.state = 'not_wanted'),
        ('agreed', 'under_way', s.starts_on, null, s.state in ('under_way', 'done', 'interrupted')),
        ('under_way', s.state, s.ends_on, s.starts_on, s.state in ('done', 'interrupted'))
    ) m (from_state, to_state, moved_on, since_before, is_made) where m.is_made;
    insert into casework_stepmove (created_at, id, from_state, to_state, reason, moved_on, since_before, after_version,
        case_id, file_id, moved_by_id, owner_branch_id, step_id, unit_id)
    select m.moved_on + time '11:00', m.id, m.from_state, m.to_state,
        case when m.to_state = s.state then s.reason else '' end, m.moved_on, m.since_before, m.after_version,
        s.case_id, s.file_id, m.staff_id, s.owner_branch_id, s.id, s.unit_id
    from new_move m join new_step s on s.id = m.step_id"""

_HISTORY = """
    insert into access_rowhistory (changed_at, table_name, row_key, operation, actor_id, owner_branch_id, before)
    select s.created_at, 'casework_planstep', s.id::text, 'I', w.staff_id, s.owner_branch_id, null::jsonb
    from new_step s join worked w on w.plan_id = s.plan_id
    union all
    select m.moved_on + time '11:00', 'casework_planstep', s.id::text, 'U', m.staff_id, s.owner_branch_id,
        to_jsonb(s) || jsonb_build_object('state', m.from_state, 'state_since', m.since_before, 'reason', '')
    from new_move m join new_step s on s.id = m.step_id
    union all
    select m.moved_on + time '11:00', 'casework_stepmove', m.id::text, 'I', m.staff_id, s.owner_branch_id, null
    from new_move m join new_step s on s.id = m.step_id"""

# The newest version once more, with the new steps in it as they stood that day: a version is never changed.
_VERSIONS = """
    create temporary table newest on commit drop as
    select distinct on (v.plan_id) v.* from casework_planversion v
    where v.plan_id in (select id from grown where more > 0) order by v.plan_id, v.number desc;
    create temporary table new_version on commit drop as
    with kept as (
        select n.plan_id, n.published_on, step, (step ->> 'id')::uuid as id
        from newest n cross join jsonb_array_elements(n.content -> 'steps') step
    ), more as (
        select k.plan_id, jsonb_agg(k.step || jsonb_build_object('id', s.id, 'title', s.title, 'starts', s.starts_on,
            'ends', s.ends_on, 'state', then_stood.state,
            'reason', case when then_stood.state = s.state then s.reason else '' end,
            'since', case when then_stood.state = s.state then s.state_since end) order by s.position) as steps
        from kept k join going_on g on g.before_id = k.id join new_step s on s.id = g.id
        cross join lateral (select case when s.starts_on > k.published_on then 'agreed'
            when s.ends_on > k.published_on then 'under_way' else s.state end as state) then_stood
        group by k.plan_id
    )
    select nextval(pg_get_serial_sequence('casework_planversion', 'id')) as id, n.id as newest_id, n.plan_id,
        n.number + 1 as number, n.number as newest_number, n.owner_branch_id, n.published_by_id, n.created_at,
        n.content || jsonb_build_object('number', n.number + 1, 'steps', (n.content -> 'steps') || m.steps) as content
    from newest n join more m on m.plan_id = n.plan_id;
    insert into casework_planversion (created_at, id, number, content, published_on, person_was_present, review_on,
        case_id, file_id, owner_branch_id, plan_id, published_by_id, unit_id)
    select v.created_at + interval '1 minute', v.id, v.number, v.content, n.published_on, n.person_was_present,
        n.review_on, n.case_id, n.file_id, n.owner_branch_id, n.plan_id, n.published_by_id, n.unit_id
    from new_version v join newest n on n.id = v.newest_id;
    insert into access_rowhistory (changed_at, table_name, row_key, operation, actor_id, owner_branch_id, before)
    select v.created_at + interval '1 minute', 'casework_planversion', v.id::text, 'I', v.published_by_id,
        v.owner_branch_id, null::jsonb from new_version v
    union all
    select v.created_at + interval '1 minute', 'casework_plan', p.id::text, 'U', v.published_by_id, p.owner_branch_id,
        to_jsonb(p) from new_version v join casework_plan p on p.id = v.plan_id;
    update casework_plan set revision = revision + 1 where id in (select plan_id from new_version)"""


def write(admin, facts) -> None:
    """Make so many steps as are ``missing``, with their moves and history, and publish the plans that had been."""
    for statement in (_GROWN, _GOING_ON):
        admin.execute(statement, facts)
    admin.execute("create index on going_on (before_id); analyze grown, going_on")
    admin.execute("create temporary table new_step (like casework_planstep) on commit drop")
    admin.execute(_STEPS, facts)
    admin.execute("insert into casework_planstep select * from new_step")
    admin.execute("create index on new_step (id); analyze new_step")
    admin.execute(_WORKED)
    admin.execute("analyze worked")
    for statements in (_MOVES, _HISTORY, _VERSIONS):
        admin.execute(statements)
