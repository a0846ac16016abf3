-- A provider's narrow page (table B): the places of a session that she leads, today. A first name stands by a place only
-- where her branch holds the person's file already and has the activity: by its own row, or by a release that a line
-- covers today. Never a case, never why somebody was away. Protected persons are a number (SKY-01).

create function door.leads_session(p_session uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select door.acts_as(array['provider']) and exists (
        select from activities_session s
        join activities_offering o on o.id = s.offering_id and o.provider_branch_id = door.acting_branch()
        join activities_sessionprovider l on l.offering_id = o.id and l.staff_id = door.actor()
        where s.id = p_session and s.cancelled_on is null)
$$;

create function door.places_of_session(p_session uuid, p_from date, p_until date) returns table (
    place int, booking bigint, case_id uuid, name text, since date, day date, came boolean, hours numeric)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not door.leads_session(p_session) then perform door.refuse('not_provider'); end if;
    return query
    select p.number::int, b.id, a.case_id,
        case when (a.owner_branch_id = door.acting_branch() or door.has_covered_copy(a.id))
                  and a.case_id <> all (door.hidden_cases())
             then coalesce(f.first_name, '')::text else '' end,
        a.started_on, t.day, t.came, t.hours
    from activities_place p
    join activities_booking b on b.id = p.booking_id
    join activities_activity a on a.booking_id = b.id and a.state in ('accepted', 'under_way')
    left join people_casefile f on f.case_id = a.case_id and f.owner_branch_id = door.acting_branch()
        and f.closed_on is null and not f.is_pseudonymous
        and not exists (select from people_protectedcase h where h.case_id = a.case_id)
    left join activities_attendance t on t.activity_id = a.id and t.day between p_from and p_until
    where p.session_id = p_session
    order by p.number, t.day;
end $$;

-- Of the sessions that she leads: how many have begun by a day, and of how many of those the day is written.
create function door.written_of_sessions(p_sessions uuid[], p_day date) returns table (
    session uuid, begun int, written int)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.session_id, count(*)::int, count(t.id)::int
    from (select s.id from unnest(p_sessions) s(id) where door.leads_session(s.id)) led
    join activities_place p on p.session_id = led.id
    join activities_activity a on a.booking_id = p.booking_id and a.state = 'under_way' and a.started_on <= p_day
    left join activities_attendance t on t.activity_id = a.id and t.day = p_day
    group by p.session_id
$$;

-- The provider says who came on a day and for how long. Why somebody was away is the placing branch's to know and write:
-- a reason that stands there stays. A day before the start, in the future, or of a place given up is no day of hers.
create function door.confirm_attendance(p_session uuid, p_booking bigint, p_day date, p_came boolean, p_hours numeric)
returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a activities_activity;
begin
    if not door.leads_session(p_session) then perform door.refuse('not_provider'); end if;
    select x.* into a from activities_activity x join activities_place p on p.booking_id = x.booking_id
    where x.booking_id = p_booking and p.session_id = p_session and x.state = 'under_way';
    if a.id is null or p_day < a.started_on or p_day > door.today() or p_day < door.today() - 60 then
        perform door.refuse('no_day_of_hers');
    end if;
    insert into activities_attendance (owner_branch_id, case_id, file_id, activity_id, day, came, hours, reason,
        by_provider, written_by_id)
    values (a.owner_branch_id, a.case_id, a.file_id, a.id, p_day, p_came, case when p_came then p_hours end, '', true,
        door.actor())
    on conflict (activity_id, day) do update set came = excluded.came, hours = excluded.hours, by_provider = true,
        reason = case when excluded.came then '' else activities_attendance.reason end,
        written_by_id = excluded.written_by_id;
end $$;
