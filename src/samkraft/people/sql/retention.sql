-- When the time of a branch's own files begins to run, and when it is out (table D). Before enrolment: of its referrals.
-- A file has a clock when it is closed, or its case is; one that is open has none.
create function door.file_clocks(p_programme text) returns table (
    subject uuid, is_case boolean, number text, rule text, counted_on date, due_on date, blocked text,
    exempt_days int[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_today date := door.today();
begin
    return query
    with rule as materialized (
        select * from door.retention_rule(p_programme, 'case')
    ), mine as materialized (
        select f.case_id, c.number::text as number, f.identity_hash, least(f.closed_on, c.closed_on) as ended
        from people_casefile f join people_case c on c.id = f.case_id
        join programmes_programme p on p.id = c.programme_id and p.slug = p_programme
        where f.owner_branch_id = v_me and least(f.closed_on, c.closed_on) is not null
          -- What was merged into another case goes with that one.
          and not exists (select from people_casemerge m where m.owner_branch_id = v_me and m.other_case = f.case_id
                          and m.state = 'merged')
        union all
        -- What was sent to a branch without a file, such as a handover to a receiver.
        select distinct r.case_id, c.number::text, '', c.closed_on
        from sharing_receivedcopy r join people_case c on c.id = r.case_id and c.closed_on is not null
        join programmes_programme p on p.id = c.programme_id and p.slug = p_programme
        where r.owner_branch_id = v_me
          and not exists (select 1 from people_casefile f where f.owner_branch_id = v_me and f.case_id = r.case_id)
    ), entries as materialized (
        select e.case_id, max(e.day) as day from door.entry_of_case e
        where e.branch = v_me and e.case_id in (select m.case_id from mine m) group by 1
    ), later as materialized (
        -- What is to be followed up after discharge belongs to the case: it ends with that.
        select u.case_id, max(coalesce(u.done_on, u.due_on)) as day from people_followup u
        where u.owner_branch_id = v_me and u.case_id in (select m.case_id from mine m) group by 1
    ), counted as materialized (
        select m.case_id as key, true as is_case, m.number, m.identity_hash,
            case rule.counted_from when 'last_entry' then coalesce(e.day, m.ended)
                                   when 'case_closed' then greatest(m.ended, l.day)
                                   when 'plan_closed' then m.ended end as day
        from mine m cross join rule left join entries e on e.case_id = m.case_id left join later l on l.case_id = m.case_id
        union all
        -- Who was never enrolled: from the last move, once there is none to come.
        select r.id, false, r.pseudonym::text, '', greatest(r.referred_on, v.day)
        from people_referral r join programmes_programme p on p.id = r.programme_id and p.slug = p_programme
        left join lateral (select max(v.moved_on) as day from people_referralmove v where v.referral_id = r.id) v on true
        where r.owner_branch_id = v_me and r.case_id is null and r.state in ('not_eligible', 'declined', 'repeated')
    ), due as materialized (
        select c.*, rule.code, rule.counted_from, rule.exempt_days as exempt,
            door.due_on(c.day, rule.years, rule.months, rule.days, rule.from_year_end) as due
        from counted c cross join rule where c.day is not null
    )
    select d.key, d.is_case, d.number, d.code, d.day, d.due,
        -- SoL: not while other data on the person remain.
        case when d.counted_from = 'last_entry' and d.identity_hash <> '' and exists (
            select 1 from people_casefile o where o.owner_branch_id = v_me and o.identity_hash = d.identity_hash
              and o.case_id <> d.key
              and not exists (select 1 from due other where other.key = o.case_id and other.due <= v_today))
        then 'other_data' else '' end,
        d.exempt
    from due d;
end $$;
