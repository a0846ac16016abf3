-- What a branch and its people may read of their cases. Checked like every function of the door.

-- One row where a branch's file of a case is covered on a day (SEK-01, CON-01): door.is_covered for many, which asked for
-- each row takes longer than all the rest. Not in the door's name, so that the planner can look into it: only the door
-- asks. "offset 0" keeps it from reading all of a branch's consents to look at those of some thousand cases.
create function door.covering(p_branch bigint, p_case uuid, p_is_origin boolean, p_on date) returns setof boolean
language sql stable as $$
    select true
    where p_is_origin
       or exists (select from public.sharing_consentline l
                  where l.owner_branch_id = p_branch and l.case_id = p_case and l.purpose = 'planning'
                    and l.withdrawn_at is null and l.confirmed_at is not null
                    and p_on between l.valid_from and l.valid_until offset 0)
       or not exists (select from public.sharing_consentline l
                      where l.owner_branch_id = p_branch and l.case_id = p_case)
$$;

-- The files of a branch that are open and covered on a day, looked into as above.
create function door.open_files(p_branch bigint, p_on date) returns setof people_casefile
language sql stable as $$
    select f.* from public.people_casefile f, door.covering(p_branch, f.case_id, f.is_origin, p_on)
    where f.owner_branch_id = p_branch and f.closed_on is null
$$;

-- The cases of a person, in a branch and a programme: assigned to her that day, in a team that she hasn't left (IAM-08),
-- with a file of the branch that is open and covered (SEK-01, CON-01). Inside the door only, looked into as above.
create function door.cases_of(
    p_branch bigint, p_staff bigint, p_on date, p_programme text, p_left bigint[], p_hidden uuid[])
returns table (
    case_id uuid, first_name text, last_name text, sort_name varchar, is_pseudonymous boolean, identity_hash text,
    file_closed_on date, number text, opened_on date, closed_on date, next_talk_on date, programme_version_id bigint,
    team text, leader_id bigint, leader_branch_id bigint, leader_first_name text, leader_last_name text,
    leader_branch_name text, is_followed_up boolean, changes bigint)
language sql stable as $$
    select c.id, f.first_name::text, f.last_name::text, f.sort_name, f.is_pseudonymous, f.identity_hash::text,
        f.closed_on, c.number::text, c.opened_on, c.closed_on, c.next_talk_on, c.programme_version_id, t.code::text,
        c.leader_id, c.leader_branch_id::bigint, leader.first_name::text, leader.last_name::text, leads.short_name::text,
        exists (select from public.people_followup u
                where u.owner_branch_id = p_branch and u.case_id = c.id and u.done_on is null),
        coalesce(own.number, 0) + coalesce(shell.number, 0)
    from public.people_caseassignment a
    join public.people_case c on c.id = a.case_id
    join door.open_files(p_branch, p_on) f on f.case_id = c.id
    join public.programmes_programme p on p.id = c.programme_id and p.slug = p_programme
    join public.programmes_team t on t.id = c.team_id
    left join public.access_staff leader on leader.id = c.leader_id
    left join public.access_branch leads on leads.id = c.leader_branch_id
    left join public.access_casechange own on own.case_id = c.id and own.branch = p_branch
    left join public.access_casechange shell on shell.case_id = c.id and shell.branch = 0
    where a.staff_id = p_staff and a.branch_id = p_branch
      and a.valid_from <= p_on and (a.valid_until is null or a.valid_until >= p_on)
      and c.team_id <> all (p_left) and not (f.is_pseudonymous and c.id = any (p_hidden))
$$;

-- The teams of a branch that a person has left.
create function door.teams_left(p_staff bigint, p_branch bigint, p_on date) returns bigint[]
language sql stable as $$
    select array(
        select m.team_id from public.programmes_teammember m where m.staff_id = p_staff and m.branch_id = p_branch
        group by m.team_id
        having not bool_or(m.valid_from <= p_on and (m.valid_until is null or m.valid_until >= p_on)))
$$;

-- The cases of who acts, by name; p_begins: those alone whose name begins so, as names are sorted, for a search wants a
-- handful of hundreds. Each page of a handler's asks for them; through row-level security, that asks anew for every table
-- whether the branch holds a file, they take twice the time. It says what the policies say (people.models.CaseFile,
-- access.protect.shell_rules); a test holds the two against each other.
create function door.own_cases(p_programme text, p_begins text default null) returns table (
    case_id uuid, first_name text, last_name text, sort_name varchar, is_pseudonymous boolean, identity_hash text,
    file_closed_on date, number text, opened_on date, closed_on date, next_talk_on date, programme_version_id bigint,
    team text, leader_id bigint, leader_branch_id bigint, leader_first_name text, leader_last_name text,
    leader_branch_name text, is_followed_up boolean, changes bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_branch bigint := door.acting_branch();
    v_staff bigint := door.actor();
    v_today date := door.today();
    v_hidden uuid[] := door.hidden_cases();
    v_left bigint[] := door.teams_left(v_staff, v_branch, v_today);
begin
    if p_begins is null then
        return query
        select o.* from door.cases_of(v_branch, v_staff, v_today, p_programme, v_left, v_hidden) o
        order by o.sort_name collate "C", o.case_id;
    else
        return query
        select o.* from door.cases_of(v_branch, v_staff, v_today, p_programme, v_left, v_hidden) o
        where o.sort_name collate "C" >= p_begins and o.sort_name collate "C" < p_begins || chr(1114111)
        order by o.sort_name collate "C", o.case_id;
    end if;
end $$;

-- How many open cases the acting branch has in a programme (staff: none), how many of them lack a process leader and a
-- handler of the branch; then how many each handler has, and leads. Counts for whoever answers for the branch (table B).
-- The open files are found first, in one go through two indexes, and asked for their consents after.
create function door.branch_load(p_programme text) returns table (
    staff bigint, cases bigint, leads bigint, unassigned bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_branch bigint := door.acting_branch();
    v_today date := door.today();
    v_programme bigint := (select p.id from programmes_programme p where p.slug = p_programme);
begin
    return query
    with opened as materialized (
        select c.id, c.leader_id, f.is_origin from people_case c join people_casefile f on f.case_id = c.id
        where c.programme_id = v_programme and c.closed_on is null
          and f.owner_branch_id = v_branch and f.closed_on is null and not f.is_pseudonymous),
    mine as materialized (
        select o.id, o.leader_id from opened o, door.covering(v_branch, o.id, o.is_origin, v_today)),
    held as materialized (
        select mine.id, mine.leader_id, a.staff_id from mine left join people_caseassignment a
        on a.case_id = mine.id and a.branch_id = v_branch and a.valid_from <= v_today
           and (a.valid_until is null or a.valid_until >= v_today)),
    loads as (
        select h.staff_id, count(distinct h.id) as cases,
            count(distinct h.id) filter (where h.leader_id = h.staff_id) as leads
        from held h group by h.staff_id)
    select null::bigint, (select count(*) from mine), (select count(*) from mine where leader_id is null),
        coalesce((select l.cases from loads l where l.staff_id is null), 0)
    union all
    select l.staff_id, l.cases, l.leads, 0::bigint from loads l where l.staff_id is not null
    order by 1 nulls first;
end $$;
