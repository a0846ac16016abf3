-- Who has read of one case, in the acting branch's own log, day by day: roles and events, no person and no text.
-- A search in arrays by index is closed to a table under policies, for its operator might tell of rows that are hidden;
-- the door holds the branch itself.
create function door.readings_of_case(of_case uuid, aliases uuid[])
returns table (day date, role varchar, event varchar, first_at timestamptz, last_at timestamptz, times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select (r.occurred_at at time zone 'Europe/Stockholm')::date, r.role, r.event,
        min(r.occurred_at), max(r.occurred_at), count(*)
    from access_readlog r
    where r.case_ids && (array[of_case] || aliases) and r.branch_id = current_setting('samkraft.branch')::int
      and of_case <> all (door.hidden_cases())
    group by 1, 2, 3 order by 1 desc, 4 desc
$$;

-- SKY-06: what a row of the log holds in place of its cases: the alias of each that is protected. Asked by who writes the
-- row, and answers with nothing that she hasn't said: she can't read which cases are protected.
create function door.as_logged(cases uuid[], aliases uuid[]) returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not exists (select from people_protectedcase where case_id = any (cases)) then return cases; end if;
    return array(
        select case when p.case_id is null then c else a end
        from unnest(cases, aliases) with ordinality u(c, a, n) left join people_protectedcase p on p.case_id = u.c
        order by n);
end $$;

-- SKY-06: the rows behind a finding on a protected case, for the reviewer who has been let in by another and for as long
-- as that lasts. keys: what stands for the case in the log, told by who has the key.
create function door.readings_of_finding(of_finding bigint, keys uuid[])
returns table (id bigint, occurred_at timestamptz, event varchar, staff_id bigint, case_ids uuid[], object_type varchar,
               items jsonb, reason varchar)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.id, r.occurred_at, r.event, r.staff_id, r.case_ids, r.object_type, r.items, r.reason
    from access_logfinding f
    join access_readlog r on r.branch_id = f.owner_branch_id and r.staff_id = f.staff_id
      and r.occurred_at >= f.since::timestamp at time zone 'Europe/Stockholm'
      and r.occurred_at < (f.until + 1)::timestamp at time zone 'Europe/Stockholm'
      and r.case_ids && keys and r.event <> 'LIST-1'
    where f.id = of_finding and f.owner_branch_id = current_setting('samkraft.branch')::int
      and exists (select from access_logopening o
                  where o.finding_id = f.id and o.asked_by_id = current_setting('samkraft.actor')::bigint
                    and o.is_approved and o.decided_by_id <> o.asked_by_id and o.until > now())
    order by r.occurred_at, r.id
$$;

-- What stands in the log for no branch: logins, and what the system did. A log reviewer sees that of her authority's people,
-- never her own; the system manager what concerns nobody known, which is technical (table B).
create function door.events_of_no_branch(since timestamptz, until timestamptz)
returns table (occurred_at timestamptz, event varchar, staff_id bigint, object_type varchar, reason varchar, session varchar)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if door.acts_as(array['log_reviewer']) then
        return query select r.occurred_at, r.event, r.staff_id, r.object_type, r.reason, r.session
            from access_readlog r join access_staff s on s.id = r.staff_id
            where r.branch_id is null and r.occurred_at >= since and r.occurred_at < until
              and r.staff_id <> current_setting('samkraft.actor')::bigint
              and s.authority_id = (select b.authority_id from access_branch b
                                    where b.id = current_setting('samkraft.branch')::int)
            order by r.occurred_at desc, r.id desc limit 5000;
    elsif door.acts_as(array['system_manager']) then
        return query select r.occurred_at, r.event, r.staff_id, r.object_type, r.reason, r.session
            from access_readlog r
            where r.branch_id is null and r.staff_id is null and r.occurred_at >= since and r.occurred_at < until
            order by r.occurred_at desc, r.id desc limit 5000;
    end if;
end $$;
