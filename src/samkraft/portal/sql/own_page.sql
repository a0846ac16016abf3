-- The participant's own page (IAM-10). Who has logged in as a citizen stands in samkraft.citizen: the keyed hashes of her
-- number, set for the transaction as the acting branch is for people at work. No branch acts, so that every table is
-- closed to her; these functions are all that she reads by, and each begins with the cases that are hers.

-- Her cases: those that the number leads to, that nobody has protected (SKY-01), and that are open, or have been left and
-- have a consent that she can still take back. A coordination number leads nowhere unless its identity is confirmed and it
-- is in use (PNR-03). Where a branch acts there is no citizen, whatever else is set.
create function door.own_page_cases() returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(array_agg(distinct c.id), '{}')
    from programmes_programme p
    cross join unnest(string_to_array(nullif(current_setting('samkraft.citizen', true), ''), ' ')) as hers(key_hash)
    join people_personkey k on k.programme_id = p.id and k.key_hash = hers.key_hash
    join people_referral r on r.id = k.referral
    join people_case c on c.id = k.case_id
    where coalesce(nullif(current_setting('samkraft.branch', true), ''), '0') = '0'
      and not exists (select from people_protectedcase s where s.case_id = c.id)
      and exists (select from people_casefile f where f.case_id = c.id and f.closed_on is null)
      and (c.closed_on is null or exists (
        select from sharing_consentline l
        where l.case_id = c.id and l.withdrawn_at is null and l.valid_until >= door.today()
          and l.owner_branch_id = any (array(select f.owner_branch_id from people_casefile f where f.case_id = c.id))))
      and (r.identity_kind <> 'SAM' or (
        select n.coordination_level = 'confirmed' and n.coordination_status = 'active' from people_coordinationnumber n
        where n.referral_id = r.id order by n.id desc limit 1))
$$;

-- The day that her programme is on, where the site says it; null in production and for nobody.
create function door.own_page_day() returns date
language sql stable security definer set search_path = public, pg_temp as $$
    select p.demo_day from programmes_programme p
    cross join unnest(string_to_array(nullif(current_setting('samkraft.citizen', true), ''), ' ')) as hers(key_hash)
    join people_personkey k on k.programme_id = p.id and k.key_hash = hers.key_hash
    join people_case c on c.id = k.case_id
    where public.day_is_free() order by c.opened_on desc limit 1
$$;

-- Her cases one by one: what she is called, who leads the work, and by what the log knows the case (SKY-06: also where it
-- was protected once, or was merged into this one).
create function door.own_page_facts() returns table (
    case_id uuid, stubs uuid[], programme_version bigint, first_name text, leader text, phone text, branch text,
    holders bigint[])
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, door.stubs_of(c.id), c.programme_version_id::bigint, coalesce(f.first_name, '')::text,
        coalesce(s.first_name || ' ' || s.last_name, ''), coalesce(s.phone, '')::text, coalesce(b.name, '')::text,
        array(select owner_branch_id::bigint from people_casefile where case_id = c.id order by 1)
    from people_case c
    left join people_casefile f on f.case_id = c.id and f.is_origin
    left join access_staff s on s.id = c.leader_id
    left join access_branch b on b.id = c.leader_branch_id
    where c.id = any (door.own_page_cases()) order by c.opened_on desc, c.id
$$;

-- Who else works with her today, by name and branch.
create function door.own_page_team() returns table (name text, branch text)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct s.first_name || ' ' || s.last_name, b.name::text
    from people_caseassignment a
    join people_case c on c.id = a.case_id
    join access_staff s on s.id = a.staff_id and s.is_active
    join access_branch b on b.id = a.branch_id
    where a.case_id = any (door.own_page_cases()) and a.valid_from <= door.today()
      and (a.valid_until is null or a.valid_until >= door.today()) and a.staff_id is distinct from c.leader_id
    order by 2, 1
$$;

-- The meetings that lie ahead: when, where and whom she meets, never of what kind or about what.
create function door.own_page_meetings() returns table (
    starts_at timestamptz, ends_at timestamptz, place text, room text, with_interpreter boolean, people text[])
language sql stable security definer set search_path = public, pg_temp as $$
    select m.starts_at, m.ends_at, m.place::text, coalesce(concat_ws(', ', r.name, nullif(r.address, '')), ''),
        m.with_interpreter,
        array[s.first_name || ' ' || s.last_name] || array(
            select g_s.first_name || ' ' || g_s.last_name from casework_meetingguest g
            join access_staff g_s on g_s.id = g.staff_id
            where g.meeting_id = m.id and g.answer <> 'no' order by g_s.last_name, g_s.first_name)
    from casework_meeting m
    join people_casefile f on f.id = m.file_id and f.closed_on is null
    join access_staff s on s.id = m.staff_id
    left join casework_room r on r.id = m.room_id
    where m.case_id = any (door.own_page_cases()) and m.state = 'planned' and m.ends_at > door.moment()
    order by m.starts_at, m.id limit 3
$$;

-- What has been put on her page and not been taken back: the newest of each, and of plans the newest of all. Sealed with
-- the key of the branch that put it there.
create function door.own_page_copies() returns table (
    id uuid, branch_id bigint, branch text, item_kind text, version int, title text, content text,
    made_available_at timestamptz, first_read_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select p.id, p.owner_branch_id::bigint, b.name::text, p.item_kind::text, p.version::int, p.title,
        p.content #>> '{}', p.made_available_at, p.first_read_at
    from portal_ownpagecopy p join access_branch b on b.id = p.owner_branch_id
    where p.case_id = any (door.own_page_cases()) and p.taken_back_at is null and p.replaced_at is null
      and (p.item_kind <> 'plan' or not exists (
        select from portal_ownpagecopy newer
        where newer.case_id = p.case_id and newer.item_kind = 'plan' and newer.made_available_at > p.made_available_at
          and newer.taken_back_at is null and newer.replaced_at is null))
    order by p.made_available_at desc, p.id
$$;

-- Every consent of hers that holds or is to hold, once, whichever branches it is between.
create function door.own_page_consents() returns table (
    line uuid, case_id uuid, from_branch text, to_branch text, category text, purpose text, valid_until date)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct on (l.line) l.line, l.case_id, a.name::text, b.name::text, l.category::text, l.purpose::text,
        l.valid_until
    from people_casefile f
    join sharing_consentline l on l.owner_branch_id = f.owner_branch_id and l.case_id = f.case_id
    join access_branch a on a.id = l.from_branch_id join access_branch b on b.id = l.to_branch_id
    where f.case_id = any (door.own_page_cases()) and l.withdrawn_at is null and l.valid_until >= door.today()
    order by l.line, l.id
$$;

-- REG-12: who has read about her, day by day, in the log of each branch that has a file on her: role and branch, no name.
create function door.own_page_readings(p_aliases uuid[], p_first int, p_many int) returns table (
    day date, branch text, role text, events text[], number bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_cases uuid[] := door.own_page_cases();
    v_keys uuid[] := v_cases || array(select stub from unnest(v_cases) c, unnest(door.stubs_of(c)) stub) || p_aliases;
    v_branches bigint[] := array(select f.owner_branch_id from people_casefile f where f.case_id = any (v_cases));
begin
    return query
    -- Given as values, so that each month that has ended is asked by its index on cases, and the month that is written
    -- to, which has none (access.log_protection), by that on branch and time.
    select (r.occurred_at at time zone 'Europe/Stockholm')::date, b.name::text, r.role::text,
        array_agg(distinct r.event::text), count(*) over ()
    from access_readlog r join access_branch b on b.id = r.branch_id
    where r.case_ids && v_keys and r.branch_id = any (v_branches)
    group by 1, 2, 3 order by 1 desc, max(r.occurred_at) desc offset p_first limit p_many;
end $$;

-- Acts as nobody's branch, and by the system's own person: what the participant does is done by no one at work. '0' to
-- begin with, '' when it is done.
create function door.write_as_participant(p_branch text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform set_config('samkraft.branch', p_branch, true), set_config('samkraft.actor', case when p_branch = '' then '' else
        (select id::text from access_staff where username = 'system') end, true);
end $$;

-- That she has read what was put on her page, the first time (beside "made available", as of a release).
create function door.own_page_read(p_copies uuid[]) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count int;
begin
    perform door.write_as_participant('0');
    update portal_ownpagecopy set first_read_at = door.moment()
    where id = any (p_copies) and first_read_at is null and taken_back_at is null
      and case_id = any (door.own_page_cases());
    get diagnostics v_count = row_count;
    perform door.write_as_participant('');
    return v_count;
end $$;

-- CON-06: she takes back lines of her own, with effect at once, as at her word in any branch. A line that isn't hers is
-- not there. Kept in the log of each branch that holds them (CONS-4). Gives how many files closed for lack of a line.
create function door.own_page_withdraw(p_lines uuid[]) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_case uuid;
    v_lines uuid[];
    v_closed int := 0;
begin
    if p_lines = '{}' or exists (
        select from unnest(p_lines) given(line) where not exists (
            select from door.own_page_consents() mine where mine.line = given.line)) then
        perform door.refuse('no_line');
    end if;
    perform door.write_as_participant('0');
    for v_case, v_lines in
        select mine.case_id, array_agg(mine.line) from door.own_page_consents() mine
        where mine.line = any (p_lines) group by 1 order by 1
    loop
        perform 1 from people_casefile where case_id = v_case order by id for no key update;
        v_lines := door.lines_for_the_same(v_lines);  -- a renewal goes with its line, and stands in the log beside it
        perform door.take_back_lines(v_case, v_lines, 'own_page');
        insert into access_readlog (event, branch_id, staff_id, role, programme, case_ids, object_type, items, reason,
            term_hash, request_id, session)
        select 'CONS-4', held.branch, null, 'participant', p.slug, array[v_case], 'consent', held.items, '', '',
            nullif(current_setting('samkraft.request', true), '')::uuid, ''
        from (select l.owner_branch_id as branch, jsonb_agg(distinct 'line:' || l.line) as items
              from sharing_consentline l where l.line = any (v_lines) and l.case_id = v_case group by 1) held,
            people_case c join programmes_programme p on p.id = c.programme_id
        where c.id = v_case;
        v_closed := v_closed + door.close_files(v_case);
    end loop;
    perform door.write_as_participant('');
    return v_closed;
end $$;

-- Who can be tried in the demo, where nobody is real; nobody in production.
create function door.own_page_of_demo() returns table (name text, key_hash text)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct on (c.opened_on, c.id) f.first_name || ' ' || f.last_name, k.key_hash::text
    from (select distinct case_id from portal_ownpagecopy where replaced_at is null and taken_back_at is null) put
    join people_case c on c.id = put.case_id and c.closed_on is null
    join people_casefile f on f.case_id = c.id and f.is_origin and not f.is_pseudonymous
    join people_personkey k on k.case_id = c.id
    where public.day_is_free() order by c.opened_on, c.id, k.id limit 3
$$;
