-- Protected personal data (SKY-01 to SKY-05): the door alone sets and removes marks and says who may open a case.

create function door.is_protected(p_case uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$ select exists (select from people_protectedcase where case_id = p_case) $$;

-- Who decides for a branch on its protected cases: its unit manager or access administrator (SKY-02, table B).
create function door.decides_protection(p_case uuid, p_staff bigint, p_branch bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select door.holds_role(p_case, p_staff, p_branch, 'unit_manager', door.today())
        or door.holds_role(p_case, p_staff, p_branch, 'access_administrator', door.today())
$$;

-- Identity and contact leave a file, and the referral that it came from, for a row of their own (SKY-04); sex and birth
-- year stay. The files of every branch, so that what others received is behind the same protection.
create function door.put_identity_away(p_case uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    insert into people_protectedidentity (owner_branch_id, case_id, identity_kind, identity_sealed, identity_hash,
        first_name, last_name, sort_name, phone, email, language, needs_interpreter)
    select f.owner_branch_id, f.case_id, f.identity_kind, f.identity_sealed, f.identity_hash, f.first_name, f.last_name,
        f.sort_name, f.phone, f.email, f.language, f.needs_interpreter
    from people_casefile f where f.case_id = p_case and not f.is_pseudonymous
    on conflict (owner_branch_id, case_id) do nothing;
    update people_casefile set is_pseudonymous = true, identity_kind = 'NONE', identity_sealed = '', identity_hash = '',
        first_name = '', last_name = '', sort_name = '', phone = '', email = '', language = '', needs_interpreter = false
    where case_id = p_case;
    update people_referral set identity_kind = 'NONE', identity_sealed = '', identity_hash = '', first_name = '',
        last_name = '', sort_name = '', phone = '', email = '', language = '', needs_interpreter = false
    where case_id = p_case;
    -- What a merged case was called before, by number or name, is kept by nobody (SKY-05).
    update people_casemerge set remembered = '{}' where case_id = p_case;
    -- Who speaks for her would tell who she is: no other branch than the one that asked keeps the name (CON-10).
    update sharing_consentrecord set representative = 'skyddad uppgift', mandate = 'skyddad uppgift'
    where owner_branch_id = any (array(select id from access_branch)) and case_id = p_case and representative <> ''
      and owner_branch_id <> recorded_branch_id;
end $$;

-- SKY-04: any handler who works with the case marks it, and it holds at once: for every branch, file and copy. She who
-- sets it goes on for two weeks; everyone else waits for the list of named persons.
create function door.protect(p_case uuid, p_level text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
begin
    perform door.must_hold_file(p_case);
    if not door.works_with(p_case, v_actor, v_me, door.today()) then perform door.refuse('not_your_case'); end if;
    if p_level is null or p_level not in ('mark', 'registration') then perform door.refuse('no_level'); end if;
    if exists (select from people_protection
               where case_id = p_case and owner_branch_id = v_me and removed_at is null) then
        perform door.refuse('already_protected');
    end if;
    insert into people_protectedcase (case_id) values (p_case) on conflict do nothing;
    insert into people_protection (public_id, owner_branch_id, case_id, level, set_at, set_by_id)
    values (gen_random_uuid(), v_me, p_case, p_level, door.moment(), v_actor);
    perform door.put_identity_away(p_case);
    -- The closed stubs of cases that were merged into this one are hidden with it, and nobody is named for them.
    insert into people_protectedcase (case_id) select unnest(door.stubs_of(p_case)) on conflict do nothing;
    perform door.put_identity_away(stub) from unnest(door.stubs_of(p_case)) stub;
    -- What waits in an outbox was written for a case that had a name.
    perform door.stop_waiting(array(
        select release from sharing_release
        where case_id = p_case and made_available_at is null and stopped_at is null), 'protected');
    perform door.end_reviews(p_case);
    insert into people_namedperson (public_id, owner_branch_id, case_id, staff_id, reason, proposed_at, proposed_by_id,
        provisional_until)
    values (gen_random_uuid(), v_me, p_case, v_actor, '', door.moment(), v_actor, door.today() + 14)
    on conflict do nothing;
    update people_caseopening set until = least(until, now()) where case_id = p_case;
end $$;

-- SKY-02: one more name for the acting branch. Proposed by a named person or by who decides; three at most in each
-- authority, those who wait counted. The one proposed is a handler, or a receiver of handovers, for the branch.
create function door.propose_named(p_case uuid, p_staff bigint, p_reason text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
    v_key uuid := gen_random_uuid();
begin
    perform 1 from people_protectedcase where case_id = p_case for update;
    if not found then perform door.refuse('not_protected'); end if;
    if not door.decides_protection(p_case, v_actor, v_me) and (
        door.is_hidden_from(p_case, v_actor, v_me) or not door.works_with(p_case, v_actor, v_me, door.today())) then
        perform door.refuse('not_named');
    end if;
    if not door.is_handler(p_case, p_staff, v_me, door.today())
       and not door.holds_role(p_case, p_staff, v_me, 'receiver', door.today())
       and not door.holds_role(p_case, p_staff, v_me, 'data_protection_officer', door.today()) then
        perform door.refuse('not_handler');
    end if;
    if btrim(coalesce(p_reason, '')) = '' then perform door.refuse('no_need'); end if;
    update people_namedperson set ended_at = door.moment(), ended_by_id = v_actor
    where case_id = p_case and owner_branch_id = v_me and ended_at is null and approved_at is null
      and provisional_until < door.today();
    if exists (select from people_namedperson where case_id = p_case and owner_branch_id = v_me and staff_id = p_staff
               and ended_at is null) then
        perform door.refuse('already_named');
    end if;
    if (select count(*) from people_namedperson n join access_branch b on b.id = n.owner_branch_id
        where n.case_id = p_case and n.ended_at is null
          and b.authority_id = (select authority_id from access_branch where id = v_me)) >= 3 then
        perform door.refuse('three_named');
    end if;
    insert into people_namedperson (public_id, owner_branch_id, case_id, staff_id, reason, proposed_at, proposed_by_id)
    values (v_key, v_me, p_case, p_staff, p_reason, door.moment(), v_actor);
    return v_key;
end $$;

-- SKY-02: the second person says yes or no: neither who proposed nor who is to be named. A yes gives a handler the case.
create function door.decide_named(p_key uuid, p_yes boolean) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
    n people_namedperson;
begin
    select * into n from people_namedperson where public_id = p_key and owner_branch_id = v_me for update;
    if n.id is null or n.ended_at is not null or n.approved_at is not null then perform door.refuse('decided_already'); end if;
    if not door.decides_protection(n.case_id, v_actor, v_me) then perform door.refuse('not_decider'); end if;
    if v_actor in (n.proposed_by_id, n.staff_id) then perform door.refuse('two_persons'); end if;
    if not p_yes then
        update people_namedperson set ended_at = door.moment(), ended_by_id = v_actor where id = n.id;
        return n.case_id;
    end if;
    update people_namedperson set approved_at = door.moment(), approved_by_id = v_actor where id = n.id;
    if door.holds_file(n.case_id, v_me) and door.is_handler(n.case_id, n.staff_id, v_me, door.today())
       and not door.has_left_team(n.case_id, n.staff_id, v_me, door.today()) then
        insert into people_caseassignment (case_id, staff_id, branch_id, profession, valid_from)
        select n.case_id, n.staff_id, v_me, '', door.today()
        where not exists (select from people_caseassignment e where e.case_id = n.case_id and e.staff_id = n.staff_id
                          and e.branch_id = v_me and (e.valid_until is null or e.valid_until >= door.today()));
    end if;
    return n.case_id;
end $$;

-- Taking somebody off the list needs one person alone: it only closes. A leader who is taken off leads no more.
create function door.end_named(p_key uuid) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
    n people_namedperson;
begin
    select * into n from people_namedperson where public_id = p_key and owner_branch_id = v_me and ended_at is null for update;
    if n.id is null then perform door.refuse('decided_already'); end if;
    if door.is_hidden_from(n.case_id, v_actor, v_me) and not door.decides_protection(n.case_id, v_actor, v_me) then
        perform door.refuse('not_named');
    end if;
    update people_namedperson set ended_at = door.moment(), ended_by_id = v_actor where id = n.id;
    update people_case set leader_id = null, leader_branch_id = null
    where id = n.case_id and leader_id = n.staff_id and leader_branch_id = v_me;
    return n.case_id;
end $$;

-- SKY-04: removal is asked for by a named person of the branch whose mark it is, with a reason.
create function door.ask_removal(p_case uuid, p_reason text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    perform door.must_hold_file(p_case);
    if btrim(coalesce(p_reason, '')) = '' then perform door.refuse('no_need'); end if;
    update people_protection set removal_asked_at = door.moment(), removal_asked_by_id = door.actor(),
        removal_reason = p_reason
    where case_id = p_case and owner_branch_id = v_me and removed_at is null and removal_asked_at is null;
    if not found then perform door.refuse('no_own_mark'); end if;
end $$;

-- SKY-04: another person decides: named in the branch, or who decides for it. A no leaves the mark. With the last mark
-- gone each branch's file gets back what it knew, and the list is over.
create function door.decide_removal(p_key uuid, p_yes boolean) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
    m people_protection;
begin
    select * into m from people_protection where public_id = p_key and owner_branch_id = v_me for update;
    if m.id is null or m.removed_at is not null or m.removal_asked_at is null then
        perform door.refuse('decided_already');
    end if;
    if not door.decides_protection(m.case_id, v_actor, v_me) and door.is_hidden_from(m.case_id, v_actor, v_me) then
        perform door.refuse('not_named');
    end if;
    if v_actor = m.removal_asked_by_id then perform door.refuse('two_persons'); end if;
    if not p_yes then
        update people_protection set removal_asked_at = null, removal_asked_by_id = null, removal_reason = ''
        where id = m.id;
        return m.case_id;
    end if;
    perform 1 from people_protectedcase where case_id = m.case_id for update;
    if exists (select from people_protectedcase where case_id = m.case_id and ended_on is not null) then
        perform door.refuse('ended_for_good');
    end if;
    update people_protection set removed_at = door.moment(), removed_by_id = v_actor where id = m.id;
    if not exists (select from people_protection where case_id = m.case_id and removed_at is null) then
        perform door.put_identity_back(m.case_id);
    end if;
    return m.case_id;
end $$;

create function door.put_identity_back(p_case uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    update people_casefile set is_pseudonymous = false where case_id = p_case;
    update people_casefile f set identity_kind = i.identity_kind, identity_sealed = i.identity_sealed,
        identity_hash = i.identity_hash, first_name = i.first_name, last_name = i.last_name, sort_name = i.sort_name,
        phone = i.phone, email = i.email, language = i.language, needs_interpreter = i.needs_interpreter
    from people_protectedidentity i
    where i.case_id = p_case and f.case_id = p_case and f.owner_branch_id = i.owner_branch_id;
    update people_referral r set identity_kind = i.identity_kind, identity_sealed = i.identity_sealed,
        identity_hash = i.identity_hash, first_name = i.first_name, last_name = i.last_name, sort_name = i.sort_name,
        phone = i.phone, email = i.email, language = i.language, needs_interpreter = i.needs_interpreter
    from people_protectedidentity i
    where i.case_id = p_case and r.case_id = p_case and r.owner_branch_id = i.owner_branch_id
      and r.state <> 'repeated' and not exists (select from people_referral other where other.owner_branch_id = r.owner_branch_id
                      and other.programme_id = r.programme_id and other.identity_hash = i.identity_hash
                      and i.identity_hash <> '');
    update people_namedperson set ended_at = door.moment(), ended_by_id = door.actor()
    where case_id = p_case and ended_at is null;
    delete from people_protectedidentity where case_id = p_case;
    delete from people_protectedcase where case_id = p_case;
    perform door.put_identity_back(stub) from unnest(door.stubs_of(p_case)) stub;
end $$;

-- SKY-01: enrolment of a protected person: a case of sex and birth year, protected from its first moment. No number is
-- known, so no other referral meets it (SEK-05, SKY-05).
create function door.open_protected_case(p_referral uuid, p_on date, p_prefix text, p_first_phase text, p_level text)
returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_case uuid;
begin
    if exists (select from people_referral where id = p_referral and (identity_hash <> '' or last_name <> ''
               or first_name <> '' or phone <> '' or email <> '')) then
        perform door.refuse('has_identity');
    end if;
    v_case := door.open_case(p_referral, p_on, p_prefix, p_first_phase);
    insert into people_caseassignment (case_id, staff_id, branch_id, profession, valid_from)
    values (v_case, door.actor(), door.acting_branch(), '', p_on);
    update people_case set leader_id = door.actor(), leader_branch_id = door.acting_branch() where id = v_case;
    perform door.protect(v_case, p_level);
    return v_case;
end $$;

-- SKY-05: the person gets a new identity. The case ends, is tied to nobody who comes after, and keeps no number by which
-- the old and the new could meet: no key, no number, no name. It stays protected for good.
create function door.close_without_successor(p_case uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.must_lead(p_case);
    if not door.works_with(p_case, door.actor(), door.acting_branch(), door.today()) then
        perform door.refuse('not_your_case');
    end if;
    update people_protectedcase set ended_on = door.today() where case_id = p_case and ended_on is null;
    if not found then perform door.refuse('not_protected'); end if;
    update people_protectedcase set ended_on = door.today() where case_id = any (door.stubs_of(p_case));
    delete from people_protectedidentity where case_id = any (door.stubs_of(p_case) || p_case);
    delete from people_personkey where case_id = any (door.stubs_of(p_case) || p_case)
        or referral in (select id from people_referral where case_id = p_case);
    update people_phaseperiod set valid_until = greatest(valid_from, door.today())
    where case_id = p_case and valid_until is null;
    update people_case set closed_on = door.today(), next_talk_on = null where id = p_case;
end $$;

-- SKY-01, and the joint follow-up's rule for anonymous participants: how many women and men a year, of the acting branch,
-- who are protected or refuse statistics: counts only.
create function door.anonymous_counts(p_programme text) returns table (
    year int, sex text, protected bigint, refused bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select extract(year from f.opened_on)::int, f.sex::text, count(*) filter (where f.is_pseudonymous),
        count(*) filter (where not f.is_pseudonymous)
    from people_casefile f join people_case c on c.id = f.case_id
    join programmes_programme p on p.id = c.programme_id and p.slug = p_programme
    where f.owner_branch_id = door.acting_branch() and f.is_origin and (f.is_pseudonymous or not f.allows_statistics)
    group by 1, 2 order by 1 desc, 2
$$;

-- What waits for who decides in the acting branch: its protected cases by number, and nothing else of them.
create function door.protected_cases(p_programme text) returns table (
    case_id uuid, number text, is_open boolean, named bigint, waiting bigint, removal boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    return query
    select c.id, c.number::text, c.closed_on is null and p.ended_on is null,
        (select count(*) from people_namedperson n where n.case_id = c.id and n.owner_branch_id = v_me
            and n.ended_at is null and n.approved_at is not null),
        (select count(*) from people_namedperson n where n.case_id = c.id and n.owner_branch_id = v_me
            and n.ended_at is null and n.approved_at is null),
        exists (select from people_protection m where m.case_id = c.id and m.owner_branch_id = v_me
            and m.removed_at is null and m.removal_asked_at is not null)
    from people_protectedcase p join people_case c on c.id = p.case_id
    join programmes_programme g on g.id = c.programme_id and g.slug = p_programme
    where (exists (select from people_casefile f where f.case_id = c.id and f.owner_branch_id = v_me)
           or exists (select from sharing_receivedcopy r where r.case_id = c.id and r.owner_branch_id = v_me))
      and not exists (select from people_casemerge m where m.other_case = c.id and m.state = 'merged')
    order by c.number;
end $$;
