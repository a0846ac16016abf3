-- The rules of files, assignments and known people, for one or many: all or nothing. door.sql asks here for one.

-- The minimum for another branch, on its consent line: contact as the sender has it, sex and birth year. The sealed
-- number comes from the caller, sealed with the receiving branch's key. [{case, to, on, sealed (hex), hash, day}].
-- Of a person with protected identity only sex and birth year go out, and what another branch had is emptied (SKY-01).
-- Gives how many files were made or reopened.
create function door.make_files(p_files jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_count int;
begin
    if exists (select 1 from jsonb_to_recordset(p_files) f("case" uuid, day date)
               where not door.holds_file_on(f."case", v_me, door.day_of(f.day))) then
        perform door.refuse('no_file');
    end if;
    if exists (select 1 from jsonb_to_recordset(p_files) f("case" uuid, "to" int, day date)
               where (select true from sharing_consentline l where l.owner_branch_id = v_me and l.case_id = f."case"
                      and l.from_branch_id = v_me and l.to_branch_id = f."to" and l.category = 'identity'
                      and l.purpose = 'planning' and l.withdrawn_at is null and l.confirmed_at is not null
                      and door.day_of(f.day) between l.valid_from and l.valid_until limit 1) is null) then
        perform door.refuse('no_consent');
    end if;
    insert into people_casefile (id, owner_branch_id, case_id, is_origin, is_pseudonymous, identity_kind,
        identity_sealed, identity_hash, first_name, last_name, sort_name, sex, birth_year, phone, email, language,
        needs_interpreter, schooling, referral_way, was_drawn, allows_statistics, opened_on)
    select gen_random_uuid(), f."to", f."case", false, own.is_pseudonymous,
        case when open.ly then own.identity_kind else 'NONE' end, case when open.ly then decode(f.sealed, 'hex') else '' end,
        case when open.ly then f.hash else '' end, case when open.ly then own.first_name else '' end,
        case when open.ly then own.last_name else '' end, case when open.ly then own.sort_name else '' end, own.sex,
        own.birth_year, case when open.ly then own.phone else '' end, case when open.ly then own.email else '' end,
        case when open.ly then own.language else '' end, open.ly and own.needs_interpreter, 'unknown', '', false,
        own.allows_statistics, f."on"
    from jsonb_to_recordset(p_files) f("case" uuid, "to" int, "on" date, sealed text, hash text)
    cross join lateral (select * from people_casefile o where o.case_id = f."case" and o.owner_branch_id = v_me
                        limit 1) own
    cross join lateral (values (not own.is_pseudonymous)) open(ly)
    on conflict (case_id, owner_branch_id) do update set closed_on = null;
    get diagnostics v_count = row_count;
    update people_casefile theirs set is_pseudonymous = true, identity_kind = 'NONE', identity_sealed = '',
        identity_hash = '', first_name = '', last_name = '', sort_name = '', phone = '', email = '', language = '',
        needs_interpreter = false
    from jsonb_to_recordset(p_files) f("case" uuid, "to" int), people_casefile own
    where own.case_id = f."case" and own.owner_branch_id = v_me and own.is_pseudonymous
      and theirs.case_id = f."case" and theirs.owner_branch_id = f."to" and not theirs.is_pseudonymous
      and not theirs.is_origin;
    return v_count;
end $$;

-- IAM-07: only handlers, in the branch and in the case's programme, whose branch holds an open file on the case are
-- assigned to it; they are so on the day that the assignment begins, and still on its last day up to now.
-- [{case, staff, branch, profession, from, until}]; until may be missing.
create function door.assign_many(p_people jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_today date := door.today();
    v_count int;
begin
    -- Each case and day once: "offset 0" keeps the planner from asking the rule of every assignment first.
    if exists (select 1 from (select distinct "case", door.day_of("from") as day
                              from jsonb_to_recordset(p_people) a("case" uuid, "from" date) offset 0) c
               where not door.holds_file_on(c."case", v_me, c.day)) then
        perform door.refuse('no_file');
    end if;
    if exists (select 1 from (select distinct "case", branch, door.day_of("from") as day
                              from jsonb_to_recordset(p_people) a("case" uuid, branch int, "from" date) offset 0) c
               where not door.holds_file_on(c."case", c.branch, c.day)) then
        perform door.refuse('branch_no_file');
    end if;
    perform door.refuse(case when not d.is_handler then 'not_handler' else 'not_in_team' end)
    from (select door.is_handler(a."case", a.staff, a.branch, day) as is_handler,
                 door.may_be_assigned(a."case", a.staff, a.branch, day) as is_ours
          from jsonb_to_recordset(p_people) a("case" uuid, staff bigint, branch int, "from" date, until date)
          cross join lateral (select a."from" union select greatest(a."from", least(a.until, v_today))) days(day)) d
    where not d.is_handler or not d.is_ours;
    insert into people_caseassignment (case_id, staff_id, branch_id, profession, valid_from, valid_until)
    select a."case", a.staff, a.branch, a.profession, a."from", a.until
    from jsonb_to_recordset(p_people) a("case" uuid, staff bigint, branch int, profession text, "from" date, until date)
    where (select true from people_caseassignment e where e.case_id = a."case" and e.staff_id = a.staff
           and e.branch_id = a.branch and (e.valid_until is null or e.valid_until >= a."from") limit 1) is null;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- door.set_leader and door.end_assignment for many cases at once, in one order, so that two never wait for each other.
create function door.set_leaders(p_cases jsonb, p_staff bigint, p_branch bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_case uuid;
begin
    for v_case in select c::uuid from jsonb_array_elements_text(p_cases) c order by 1 loop
        perform door.set_leader(v_case, p_staff, p_branch);
    end loop;
end $$;

create function door.end_assignments(p_cases jsonb, p_staff bigint, p_on date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_case uuid;
begin
    for v_case in select c::uuid from jsonb_array_elements_text(p_cases) c order by 1 loop
        perform door.end_assignment(v_case, p_staff, p_on);
    end loop;
end $$;

-- SEK-05: remember, for the door alone, that a branch referred these people: [{referral, key}]. Only its own referrals;
-- tells the caller nothing.
create function door.note_people(p_programme bigint, p_people jsonb) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into people_personkey (programme_id, branch_id, key_hash, referral)
    select r.programme_id, r.owner_branch_id, p.key, r.id
    from jsonb_to_recordset(p_people) p(referral uuid, key text)
    join people_referral r on r.id = p.referral and r.owner_branch_id = door.acting_branch()
     and r.programme_id = p_programme
    where p.key <> '' and not exists (select 1 from people_personkey k where k.referral = r.id)
$$;
