-- Who has read of one case, in the acting branch's own log, day by day: roles and events, no person and no text.
-- A search in arrays by index is closed to a table under policies, for its operator might tell of rows that are hidden;
-- the door holds the branch itself.
create function door.readings_of_case(of_case uuid)
returns table (day date, role varchar, event varchar, first_at timestamptz, last_at timestamptz, times bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select (r.occurred_at at time zone 'Europe/Stockholm')::date, r.role, r.event,
        min(r.occurred_at), max(r.occurred_at), count(*)
    from access_readlog r
    where r.case_ids @> array[of_case] and r.branch_id = current_setting('samkraft.branch')::int
    group by 1, 2, 3 order by 1 desc, 4 desc
$$;
