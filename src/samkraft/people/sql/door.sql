-- The door's functions on the case shell and on files of other branches.

-- Whether a case is protected and a person not among the named of a branch (SKY-02).
create function door.is_hidden_from(p_case uuid, p_staff bigint, p_branch bigint) returns boolean
language sql stable as $$
    select exists (select from public.people_protectedcase p where p.case_id = p_case and not exists (
        select from public.people_namedperson n
        where n.case_id = p_case and n.owner_branch_id = p_branch and n.staff_id = p_staff and n.ended_at is null
          and (n.approved_at is not null or n.provisional_until >= public.acting_day())))
$$;

-- SEK-05: one referral, by the rules of door.note_people; tells the caller nothing.
create function door.note_person(p_programme bigint, p_key_hash text, p_referral uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.note_people(
        p_programme, jsonb_build_array(jsonb_build_object('referral', p_referral, 'key', p_key_hash)));
end $$;

create function door.next_number(p_programme bigint, p_prefix text, p_on date) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_year int := extract(year from p_on);
    v_last int;
begin
    insert into people_casecounter (programme_id, year, last) values (p_programme, v_year, 1)
    on conflict (programme_id, year) do update set last = people_casecounter.last + 1
    returning last into v_last;
    return format('%s-%s-%s', p_prefix, v_year, lpad(v_last::text, greatest(4, length(v_last::text)), '0'));
end $$;

-- Enrolment of a called person: the shell, its first phase, the referring branch's own file. If another branch's
-- referral of the same person is enrolled already, the two meet here: the file joins that case (SEK-05).
create function door.open_case(p_referral uuid, p_on date, p_prefix text, p_first_phase text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    r people_referral;
    v_case uuid;
    v_key text;
    v_joined boolean;
begin
    select * into r from people_referral where id = p_referral and owner_branch_id = v_me for update;
    if r.id is null or r.state <> 'called' or r.team_id is null then perform door.refuse('not_called'); end if;
    select key_hash into v_key from people_personkey where referral = p_referral;
    -- Two branches that enrol the same person at the same moment wait for each other: one case, not two.
    perform 1 from people_personkey where programme_id = r.programme_id and key_hash = v_key order by id for update;
    select other.case_id into v_case
    from people_personkey other
    join people_case c on c.id = other.case_id and c.closed_on is null
    where other.programme_id = r.programme_id and other.key_hash = v_key and other.case_id is not null limit 1;
    v_joined := v_case is not null;
    -- SKY-05: a case under protection is joined by nobody; the manager knows whom to ask.
    if door.is_protected(v_case) then perform door.refuse('ask_manager'); end if;
    if not v_joined then
        v_case := gen_random_uuid();
        insert into people_case (id, programme_id, programme_version_id, number, team_id, opened_on)
        values (v_case, r.programme_id, r.programme_version_id,
                door.next_number(r.programme_id, p_prefix, p_on), r.team_id, p_on);
        insert into people_phaseperiod (case_id, phase, valid_from) values (v_case, p_first_phase, p_on);
    end if;
    insert into people_casefile (id, owner_branch_id, case_id, is_origin, is_pseudonymous, identity_kind,
        identity_sealed, identity_hash, first_name, last_name, sort_name, sex, birth_year, phone, email, language,
        needs_interpreter, schooling, referral_way, referred_on, was_drawn, allows_statistics, opened_on)
    values (gen_random_uuid(), v_me, v_case, not v_joined, false, r.identity_kind, r.identity_sealed, r.identity_hash,
        r.first_name, r.last_name, r.sort_name, r.sex, r.birth_year, r.phone, r.email, r.language,
        r.needs_interpreter, r.schooling, r.way, r.referred_on, r.draw_id is not null, true, p_on)
    on conflict (case_id, owner_branch_id) do nothing;
    update people_referral set state = 'enrolled', case_id = v_case where id = p_referral;
    update people_personkey set case_id = v_case where referral = p_referral;
    return v_case;
end $$;

-- One file for another branch, by the rules of door.make_files.
create function door.make_file(p_case uuid, p_to bigint, p_on date, p_sealed bytea, p_hash text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.make_files(jsonb_build_array(jsonb_build_object(
        'case', p_case, 'to', p_to, 'on', p_on, 'sealed', encode(p_sealed, 'hex'), 'hash', p_hash)));
    return (select id from people_casefile where case_id = p_case and owner_branch_id = p_to);
end $$;

-- The rules asked for each of many, here and in sharing's door.sql, are no functions in the door's name: only the door
-- asks them (access.protect), and so the planner can look into them and ask the tables once.

-- Whether a person had a place in the case's team for a branch, and hasn't it on a day (IAM-08).
create function door.has_left_team(p_case uuid, p_staff bigint, p_branch bigint, p_on date) returns boolean
language sql stable as $$
    select exists (select from public.programmes_teammember m join public.people_case c on c.team_id = m.team_id
                   where c.id = p_case and m.staff_id = p_staff and m.branch_id = p_branch)
       and not exists (select from public.programmes_teammember m join public.people_case c on c.team_id = m.team_id
                       where c.id = p_case and m.staff_id = p_staff and m.branch_id = p_branch
                         and m.valid_from <= p_on and (m.valid_until is null or m.valid_until >= p_on))
$$;

-- A branch gives a case to its own people; of other branches' people only to those in the case's team for them that day:
-- who in a branch reads its file is not for another branch to choose.
create function door.may_be_assigned(p_case uuid, p_staff bigint, p_branch bigint, p_on date) returns boolean
language sql stable as $$
    select p_branch = door.acting_branch() and not door.has_left_team(p_case, p_staff, p_branch, p_on) or exists (
        select 1 from public.programmes_teammember m join public.people_case c on c.team_id = m.team_id
        where c.id = p_case and m.staff_id = p_staff and m.branch_id = p_branch and m.valid_from <= p_on
          and (m.valid_until is null or m.valid_until >= p_on))
$$;

-- Whether a person has a role for a branch, in the programme of a case, on a day: an account, and that role (IAM-07).
create function door.holds_role(p_case uuid, p_staff bigint, p_branch bigint, p_role text, p_on date) returns boolean
language sql stable as $$
    select exists (
        select 1 from public.access_roleassignment r
        join public.access_staff s on s.id = r.staff_id and s.is_active
        join public.people_case c on c.id = p_case
        join public.programmes_programme p on p.id = c.programme_id
        where r.staff_id = p_staff and r.branch_id = p_branch and r.role = p_role and r.programme in ('', p.slug)
          and r.valid_from <= p_on and (r.valid_until is null or r.valid_until >= p_on))
$$;

create function door.is_handler(p_case uuid, p_staff bigint, p_branch bigint, p_on date) returns boolean
language sql stable as
$$ select door.holds_role(p_case, p_staff, p_branch, 'handler', p_on) $$;

-- Whether a person works with a case for a branch on a day: assigned to it, and a handler and in the team still (IAM-07).
create function door.works_with(p_case uuid, p_staff bigint, p_branch bigint, p_on date) returns boolean
language sql stable as $$
    select door.is_handler(p_case, p_staff, p_branch, p_on) and not door.has_left_team(p_case, p_staff, p_branch, p_on)
      and (current_setting('samkraft.protected', true) = 'on' or not door.is_hidden_from(p_case, p_staff, p_branch))
      and exists (
        select 1 from public.people_caseassignment a
        where a.case_id = p_case and a.staff_id = p_staff and a.branch_id = p_branch
          and a.valid_from <= p_on and (a.valid_until is null or a.valid_until >= p_on))
$$;

-- One assignment, by the rules of door.assign_many.
create function door.assign(p_case uuid, p_staff bigint, p_branch bigint, p_profession text, p_from date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.assign_many(jsonb_build_array(jsonb_build_object(
        'case', p_case, 'staff', p_staff, 'branch', p_branch, 'profession', p_profession, 'from', p_from)));
end $$;

-- A branch ends its own staff's assignments; the last day is the day before, so that access is gone at once.
create function door.end_assignment(p_case uuid, p_staff bigint, p_on date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.must_hold_file(p_case);
    delete from people_caseassignment where case_id = p_case and staff_id = p_staff
        and branch_id = door.acting_branch() and valid_from >= p_on;
    update people_caseassignment set valid_until = p_on - 1 where case_id = p_case and staff_id = p_staff
        and branch_id = door.acting_branch() and (valid_until is null or valid_until >= p_on);
    update people_case set leader_id = null, leader_branch_id = null
    where id = p_case and leader_id = p_staff and leader_branch_id = door.acting_branch();
end $$;

create function door.set_leader(p_case uuid, p_staff bigint, p_branch bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_now bigint;
begin
    perform door.must_hold_file(p_case);
    select leader_branch_id into v_now from people_case where id = p_case for update;
    if v_now is not null and v_now <> door.acting_branch() then perform door.refuse('not_leader'); end if;
    if not exists (select 1 from people_caseassignment where case_id = p_case and staff_id = p_staff
                   and branch_id = p_branch and (valid_until is null or valid_until >= door.today())) then
        perform door.refuse('not_assigned');
    end if;
    update people_case set leader_id = p_staff, leader_branch_id = p_branch where id = p_case;
end $$;

create function door.must_lead(p_case uuid) returns void
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform door.must_hold_file(p_case);
    if not exists (select 1 from people_case where id = p_case and leader_branch_id = door.acting_branch()
                   and closed_on is null) then
        perform door.refuse('not_leader');
    end if;
end $$;

-- P-032: one phase at a time; the old one ends the day before the new one begins.
create function door.move_phase(p_case uuid, p_phase text, p_on date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_from date;
begin
    perform door.must_lead(p_case);
    select valid_from into v_from from people_phaseperiod where case_id = p_case and valid_until is null for update;
    if v_from >= p_on then perform door.refuse('phase_not_after'); end if;
    update people_phaseperiod set valid_until = p_on - 1 where case_id = p_case and valid_until is null;
    insert into people_phaseperiod (case_id, phase, valid_from) values (p_case, p_phase, p_on);
end $$;

create function door.set_next_talk(p_case uuid, p_on date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.must_hold_file(p_case);
    update people_case set next_talk_on = p_on where id = p_case;
end $$;

-- Discharge: the shell is closed and tells nothing of why. Assignments stay, for follow-ups and signs of a return (P-036);
-- who reads the case while it asks for nothing is flagged in the log review (REG-07).
create function door.close_case(p_case uuid, p_on date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.must_lead(p_case);
    if p_on is null or p_on > door.today() then perform door.refuse('closed_later'); end if;
    if p_on < (select coalesce(max(p.valid_from), max(c.opened_on)) from people_case c
               left join people_phaseperiod p on p.case_id = c.id where c.id = p_case) then
        perform door.refuse('closed_before_phase');
    end if;
    update people_phaseperiod set valid_until = p_on where case_id = p_case and valid_until is null;
    update people_case set closed_on = p_on, next_talk_on = null where id = p_case;
end $$;

-- Withdrawal (design "Withdrawal"): a branch without any line in force, to or from it, closes its file for work,
-- its staff's assignments end, and a process leader there is replaced.
create function door.close_uncovered_files(p_case uuid) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    -- An open file is enough: the line just taken back may have been the one that it hung on.
    if not exists (select 1 from people_casefile f where f.case_id = p_case and f.closed_on is null
                   and f.owner_branch_id = door.acting_branch()) then
        perform door.refuse('no_file');
    end if;
    return door.close_files(p_case);
end $$;

-- Each night: files whose last line has ended are closed as after a withdrawal (CON-01), and who no longer is a handler
-- for the branch, or has left the team, has left its cases, so that a role given back later brings none back (IAM-08).
-- Asks nothing of who calls: it ends only what has ended. Gives how many files and assignments.
create function door.end_what_has_ended() returns table (files int, assignments int)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    return query select door.close_files(null), door.end_former_assignments(null);
end $$;

create function door.close_files(p_case uuid) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_today date := door.today();
    v_cases uuid[];
    v_branches bigint[];
begin
    with uncovered as (
        update people_casefile f set closed_on = v_today
        where (p_case is null or f.case_id = p_case) and f.closed_on is null and not f.is_origin
          and not door.is_covered(f.case_id, f.owner_branch_id, v_today)
        returning f.case_id, f.owner_branch_id
    ), unled as (
        update people_case c set leader_id = null, leader_branch_id = null from uncovered u
        where c.id = u.case_id and c.leader_branch_id = u.owner_branch_id
    ), begun_today as (
        delete from people_caseassignment a using uncovered u
        where a.case_id = u.case_id and a.branch_id = u.owner_branch_id and a.valid_from >= v_today
    ), ended as (
        update people_caseassignment a set valid_until = v_today - 1 from uncovered u
        where a.case_id = u.case_id and a.branch_id = u.owner_branch_id and a.valid_from < v_today
          and (a.valid_until is null or a.valid_until >= v_today))
    select array_agg(case_id), array_agg(owner_branch_id) into v_cases, v_branches from uncovered;
    if v_cases is null then return 0; end if;
    -- Who stays is told that the sharing has changed; the leader's branch finds the steps that wait for a new owner.
    perform door.tell_of_change(case_id, array(
        select f.owner_branch_id from people_casefile f where f.case_id = gone.case_id and f.closed_on is null
          and (p_case is null or f.owner_branch_id <> door.acting_branch())))
    from (select distinct unnest(v_cases) as case_id) gone;
    perform door.steps_wait(v_cases, v_branches);
    return cardinality(v_cases);
end $$;

-- The assignments of one person, or of everybody, who no longer works with such cases (IAM-08); a leader is replaced.
create function door.end_former_assignments(p_staff bigint) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_today date := door.today();
    v_count int;
begin
    with held as materialized (
        select a.id, a.case_id, a.staff_id, a.branch_id, a.valid_from, c.team_id, c.programme_id
        from people_caseassignment a join people_case c on c.id = a.case_id
        where (p_staff is null or a.staff_id = p_staff) and (a.valid_until is null or a.valid_until >= v_today)
          and a.valid_from <= v_today
    ), gone as materialized (
        select g.* from (
            select h.staff_id, h.branch_id, h.team_id, h.programme_id, (array_agg(h.case_id))[1] as one_case
            from held h group by 1, 2, 3, 4) g
        -- An account that rests (unused, IAM-08) keeps its cases until somebody gives them to another, or its role lapses.
        where not door.is_handler(g.one_case, g.staff_id, g.branch_id, v_today)
              and not exists (select from access_staff s where s.id = g.staff_id and s.lapsed_on is not null)
           or door.has_left_team(g.one_case, g.staff_id, g.branch_id, v_today)
    ), former as materialized (
        select h.* from held h join gone g using (staff_id, branch_id, team_id, programme_id)
    ), unled as (
        update people_case c set leader_id = null, leader_branch_id = null from former f
        where c.id = f.case_id and c.leader_id = f.staff_id and c.leader_branch_id = f.branch_id
    ), begun_today as (
        delete from people_caseassignment a using former f where a.id = f.id and f.valid_from >= v_today
    ), ended as (
        update people_caseassignment a set valid_until = v_today - 1 from former f
        where a.id = f.id and f.valid_from < v_today)
    select count(*) into v_count from former;
    return v_count;
end $$;

-- Before enrolment the rest of the team sees only how many are expected.
create function door.expected_people(p_team bigint) returns bigint
language sql stable security definer set search_path = public, pg_temp as $$
    select count(*) from people_referral where team_id = p_team and state = 'called'
$$;

-- P-038: the named receiver, acting for the branch that holds the copy, accepts or returns.
create function door.answer_handover(p_handover uuid, p_state text, p_reason text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select 1 from sharing_receivedcopy c join people_handover h on h.id = c.item_id
                   where c.item_id = p_handover and c.item_kind = 'handover' and c.from_branch_id = h.owner_branch_id
                     and c.owner_branch_id = door.acting_branch() and c.addressed_to_id = door.actor()) then
        perform door.refuse('not_addressed');
    end if;
    if p_state not in ('accepted', 'returned') then perform door.refuse('no_answer'); end if;
    if p_state = 'returned' and btrim(coalesce(p_reason, '')) = '' then perform door.refuse('no_reason'); end if;
    update people_handover set state = p_state, answered_on = door.today(), return_reason = coalesce(p_reason, ''),
        answered_how = 'i Samkraft'
    where id = p_handover and state = 'sent';
    if not found then perform door.refuse('already_answered'); end if;
end $$;

-- Load per team for the placing: open cases and expected people, by sex; counts only, and nobody who is protected (SKY-02).
create function door.team_loads(p_programme bigint) returns table (team_id bigint, women bigint, men bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select team_id, count(*) filter (where sex = 'woman'), count(*) filter (where sex = 'man') from (
        select c.team_id, f.sex from people_case c join people_casefile f on f.case_id = c.id and f.is_origin
        where c.programme_id = p_programme and c.closed_on is null and not f.is_pseudonymous
        union all
        select r.team_id, r.sex from people_referral r
        where r.programme_id = p_programme and r.state = 'called' and r.team_id is not null) x
    group by team_id
$$;
