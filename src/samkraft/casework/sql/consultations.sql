-- The consultation team and the resources: a queue for all, so that who asks knows the wait (P-021). Numbers only.

-- For each that may be asked: how many questions wait, how many past their day, how many were answered in 90 days, and
-- in how many days half of those were. A question counts from the day that it reached the branch.
create function door.consultation_load(p_programme text) returns table (
    line text, waiting bigint, late bigint, answered bigint, median_days double precision)
language sql stable security definer set search_path = public, pg_temp as $$
    select m.consultation::text, count(*) filter (where a.moment is null),
        count(*) filter (where a.moment is null and m.answer_by < door.today()),
        count(*) filter (where a.moment >= door.moment() - interval '90 days'),
        percentile_cont(0.5) within group (order by extract(epoch from a.moment - r.made_available_at) / 86400)
            filter (where a.moment >= door.moment() - interval '90 days')
    from casework_message m
    join people_case c on c.id = m.case_id and c.closed_on is null
    join programmes_programme p on p.id = c.programme_id and p.slug = p_programme
    cross join lateral (
        select made_available_at from sharing_release s
        where s.owner_branch_id = m.owner_branch_id and s.item_id = m.item and s.made_available_at is not null limit 1) r
    left join lateral (
        select min(x.written_at) as moment from casework_message x
        where x.owner_branch_id = m.to_branch_id and x.case_id = m.case_id and x.thread = m.thread) a on true
    where m.consultation <> '' and m.item = m.thread
      and door.acts_as(array['handler', 'unit_manager', 'project_leader'])
    group by 1
$$;
