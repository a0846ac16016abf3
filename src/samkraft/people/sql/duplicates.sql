-- One person, two cases of one branch (T10, M14): tried, proposed by one, decided by another, and undone within 30 days.
-- Rows of other branches are never touched: they must have left the case that is closed.

-- The cases that have been merged into a case: their shells stay, closed, and follow it in protection and in extracts.
create function door.stubs_of(p_case uuid) returns uuid[]
language sql stable security definer set search_path = public, pg_temp as
$$ select array(select other_case from people_casemerge where case_id = p_case and state = 'merged' order by other_case) $$;

-- Why two cases of the acting branch can't be made one, or ''. SKY-05: nothing is merged where anybody is protected.
create function door.against_merge(p_kept uuid, p_other uuid) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_today date := door.today();
begin
    if p_kept = p_other then return 'merge_same'; end if;
    if door.is_protected(p_kept) or door.is_protected(p_other) then return 'merge_no_file'; end if;
    if not door.holds_file(p_kept, v_me) or not door.holds_file(p_other, v_me) then return 'merge_no_file'; end if;
    if (select count(distinct programme_id) from people_case where id in (p_kept, p_other)) <> 1 then
        return 'merge_no_file';
    end if;
    if exists (select from people_case where id in (p_kept, p_other) and closed_on is not null) then
        return 'merge_closed';
    end if;
    if exists (select from people_casefile where case_id = p_other and owner_branch_id <> v_me and closed_on is null) then
        return 'merge_others';
    end if;
    if exists (select from sharing_consentline where case_id = p_other and withdrawn_at is null and valid_until >= v_today)
    then return 'merge_consent'; end if;
    -- Of the own branch's rows alone: what others have said of the person is not for this branch to learn here (SEK-05).
    if exists (select from sharing_release where owner_branch_id = v_me and case_id = p_other
               and made_available_at is null and stopped_at is null)
       or exists (select from sharing_groundreview where owner_branch_id = v_me and case_id = p_other and state = 'waiting')
    then return 'merge_waiting'; end if;
    if exists (select from people_processingrestriction where owner_branch_id = v_me and case_id in (p_kept, p_other)
               and lifted_on is null) then return 'merge_restricted'; end if;
    -- REG-10: a block is of a unit in a case; what it hides would be read where it has gone.
    if exists (select from people_careblock where owner_branch_id = v_me and case_id in (p_kept, p_other)
               and ended_on is null) then return 'merge_blocked'; end if;
    if exists (select from sharing_retentionhold where owner_branch_id = v_me and case_id = p_other and lifted_on is null
               and (until is null or until >= v_today)) then return 'merge_on_hold'; end if;
    if exists (select from people_rightsrequest where owner_branch_id = v_me and case_id = p_other and answered_on is null)
    then return 'merge_request'; end if;
    -- What was drawn for the evaluation is never changed afterwards: that case is the one to keep (P-013).
    if exists (select from people_referral where case_id = p_other and draw_id is not null) then
        return case when exists (select from people_referral where case_id = p_kept and draw_id is not null)
                    then 'merge_both_drawn' else 'merge_drawn' end;
    end if;
    return '';
end $$;

-- The deed itself. Who writes in the other file at this moment is waited for; who comes after finds no such file, for the
-- stub gets a new key, and is told. Gives what was moved and what it takes to undo it.
create function door.join_files(p_kept uuid, p_other uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_today date := door.today();
    v_why text;
    v_kept people_casefile;
    v_other people_casefile;
    v_shell people_case;
    v_done jsonb;
    v_ids jsonb;
begin
    perform 1 from people_casefile where case_id in (p_kept, p_other) and owner_branch_id = v_me order by id for update;
    perform 1 from people_case where id in (p_kept, p_other) order by id for update;
    v_why := door.against_merge(p_kept, p_other);
    if v_why <> '' then perform door.refuse(v_why); end if;
    select * into v_kept from people_casefile where case_id = p_kept and owner_branch_id = v_me;
    select * into v_other from people_casefile where case_id = p_other and owner_branch_id = v_me;
    select * into v_shell from people_case where id = p_other;
    v_done := door.move_file(v_me, v_other.id, v_kept.id, p_kept)
        || jsonb_build_object('file', v_other.id, 'was_origin', v_other.is_origin, 'next_talk_on', v_shell.next_talk_on);
    with m as (update people_casemerge set case_id = p_kept, file_id = v_kept.id
               where file_id = v_other.id and state = 'merged' returning id)
    select coalesce(jsonb_agg(id), '[]') into v_ids from m;
    v_done := v_done || jsonb_build_object('merges', v_ids);
    update people_casemerge set state = 'taken_back', decided_by_id = door.actor(), decided_at = door.moment()
    where owner_branch_id = v_me and state = 'proposed' and p_other in (case_id, other_case)
      and p_kept not in (case_id, other_case);
    with r as (update people_referral set state = 'repeated', case_id = p_kept
               where owner_branch_id = v_me and case_id = p_other and state = 'enrolled' returning id)
    select coalesce(jsonb_agg(id), '[]') into v_ids from r;
    v_done := v_done || jsonb_build_object('referrals', v_ids);
    insert into people_referralmove (owner_branch_id, referral_id, from_state, to_state, moved_on, moved_by_id, reason)
    select v_me, k::uuid, 'enrolled', 'repeated', v_today, door.actor(), '' from jsonb_array_elements_text(v_ids) k;
    update people_personkey set case_id = p_kept where branch_id = v_me and case_id = p_other;
    -- What somebody has begun to write, and has no like of in the case that is kept, is there when she goes on.
    with d as (update people_draft d set case_id = p_kept, key = replace(d.key, p_other::text, p_kept::text)
               where d.owner_branch_id = v_me and d.case_id = p_other and not exists (
                   select from people_draft e where e.owner_branch_id = v_me and e.author_id = d.author_id
                     and e.key = replace(d.key, p_other::text, p_kept::text)) returning id)
    select coalesce(jsonb_agg(id), '[]') into v_ids from d;
    v_done := v_done || jsonb_build_object('drafts', v_ids);
    v_done := v_done || door.follow_work(p_kept, p_other);
    update people_caseopening set until = least(until, now()) where owner_branch_id = v_me and case_id = p_other;
    with p as (update people_phaseperiod set valid_until = greatest(valid_from, v_today)
               where case_id = p_other and valid_until is null returning id)
    select coalesce(jsonb_agg(id), '[]') into v_ids from p;
    v_done := v_done || jsonb_build_object('phases', v_ids);
    update people_case set closed_on = v_today, next_talk_on = null where id = p_other;
    update people_casefile set id = gen_random_uuid(), closed_on = v_today, is_origin = false where id = v_other.id;
    return v_done;
end $$;

-- Who works with the case that is closed goes on in the one that is kept, where she is a handler in its team.
create function door.follow_work(p_kept uuid, p_other uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_today date := door.today();
    v_new jsonb;
    v_out jsonb;
begin
    with theirs as materialized (
        select distinct on (a.staff_id) a.staff_id, a.profession,
            door.is_handler(p_kept, a.staff_id, v_me, v_today)
            and not door.has_left_team(p_kept, a.staff_id, v_me, v_today) as may
        from people_caseassignment a
        where a.case_id = p_other and a.branch_id = v_me and a.valid_from <= v_today
          and (a.valid_until is null or a.valid_until >= v_today)
          and not exists (select from people_caseassignment b where b.case_id = p_kept and b.branch_id = v_me
                          and b.staff_id = a.staff_id and (b.valid_until is null or b.valid_until >= v_today))
        order by a.staff_id, a.valid_from desc
    ), made as (
        insert into people_caseassignment (case_id, staff_id, branch_id, profession, valid_from)
        select p_kept, t.staff_id, v_me, t.profession, v_today from theirs t where t.may returning id)
    select (select coalesce(jsonb_agg(id), '[]') from made),
           (select coalesce(jsonb_agg(staff_id), '[]') from theirs where not may)
    into v_new, v_out;
    return jsonb_build_object('assigned', v_new, 'left_out', v_out);
end $$;

-- What would happen: the deed, done and taken back by the database, so that it can't tell of anything else.
create function door.try_merge(p_kept uuid, p_other uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    if not door.acts_as(array['unit_manager', 'project_administrator']) and not (
        door.works_with(p_kept, door.actor(), v_me, door.today())
        and door.works_with(p_other, door.actor(), v_me, door.today())) then
        perform door.refuse('merge_no_file');
    end if;
    perform door.only_tried(door.join_files(p_kept, p_other));
end $$;

create function door.only_tried(p_done jsonb) returns void language plpgsql as $$
begin
    raise exception using errcode = 'SK002', message = (jsonb_build_object(
        'moved', (select coalesce(jsonb_object_agg(k, case jsonb_typeof(v) when 'array' then jsonb_array_length(v)
                                                      else v::int end), '{}')
                  from jsonb_each(coalesce(p_done->'moved', p_done)) e(k, v)),
        'stays', coalesce(p_done->'stays', '{}'), 'left_out', coalesce(p_done->'left_out', '[]'),
        'assigned', jsonb_array_length(coalesce(p_done->'assigned', '[]'))))::text;
end $$;

-- T10: another person than who proposed, unit manager or project administrator of the branch, merges.
create function door.merge(p_merge uuid) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    m people_casemerge;
    v_done jsonb;
begin
    m := door.merge_to_decide(p_merge);
    if m.proposed_by_id = door.actor() then perform door.refuse('merge_two_persons'); end if;
    v_done := door.join_files(m.case_id, m.other_case);
    update people_casemerge set state = 'merged', decided_by_id = door.actor(), decided_at = door.moment(),
        result = v_done where id = m.id;
    return m.case_id;
end $$;

-- A no: they are two persons (and the pair isn't asked of again), or the proposal is only taken back. Who proposed may.
create function door.refuse_merge(p_merge uuid, p_not_same boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare m people_casemerge;
begin
    m := door.merge_to_decide(p_merge);
    update people_casemerge set state = case when p_not_same then 'not_same' else 'taken_back' end,
        decided_by_id = door.actor(), decided_at = door.moment() where id = m.id;
end $$;

create function door.merge_to_decide(p_merge uuid) returns people_casemerge
language plpgsql security definer set search_path = public, pg_temp as $$
declare m people_casemerge;
begin
    select * into m from people_casemerge where public_id = p_merge and owner_branch_id = door.acting_branch() for update;
    if m.id is null then perform door.refuse('merge_no_file'); end if;
    if not door.acts_as(array['unit_manager', 'project_administrator']) and m.proposed_by_id <> door.actor() then
        perform door.refuse('merge_not_decider');
    end if;
    if m.state <> 'proposed' then perform door.refuse('merge_decided'); end if;
    return m;
end $$;

-- What was moved goes back, with what hangs on it; what else was written since stays in the case that was kept.
create function door.part_files(m people_casemerge) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_today date := door.today();
    v_stub people_casefile;
    v_moved jsonb;
begin
    perform 1 from people_casefile where case_id in (m.case_id, m.other_case) and owner_branch_id = v_me order by id
    for update;
    perform 1 from people_case where id in (m.case_id, m.other_case) order by id for update;
    if m.decided_at < door.moment() - interval '30 days' then perform door.refuse('unmerge_late'); end if;
    select * into v_stub from people_casefile where case_id = m.other_case and owner_branch_id = v_me;
    if v_stub.id is null or not exists (select from people_casefile where id = m.file_id and closed_on is null) then
        perform door.refuse('unmerge_closed');
    end if;
    if door.is_protected(m.case_id) or door.is_protected(m.other_case) or exists (
        select from people_protection where case_id = m.case_id and set_at >= m.decided_at) then
        perform door.refuse('unmerge_closed');
    end if;
    if exists (select from people_careblock where owner_branch_id = v_me and case_id = m.case_id and ended_on is null) then
        perform door.refuse('merge_blocked');
    end if;
    -- Where the case that was kept has itself been merged since, that is undone first.
    if exists (select from people_casemerge later where later.owner_branch_id = v_me and later.state = 'merged'
               and later.result->'merges' @> to_jsonb(m.id)) then
        perform door.refuse('unmerge_later_first');
    end if;
    update people_casefile set id = (m.result->>'file')::uuid, closed_on = null,
        is_origin = (m.result->>'was_origin')::boolean where id = v_stub.id;
    update people_case set closed_on = null, next_talk_on = (m.result->>'next_talk_on')::date where id = m.other_case;
    update people_phaseperiod set valid_until = null
    where id in (select k::bigint from jsonb_array_elements_text(m.result->'phases') k);
    v_moved := door.move_back(v_me, m.file_id, (m.result->>'file')::uuid, m.other_case, m.result->'moved');
    update people_draft d set case_id = m.other_case, key = replace(d.key, m.case_id::text, m.other_case::text)
    where d.owner_branch_id = v_me and d.case_id = m.case_id
      and d.id in (select k::bigint from jsonb_array_elements_text(m.result->'drafts') k)
      and not exists (select from people_draft e where e.owner_branch_id = v_me and e.author_id = d.author_id
                      and e.key = replace(d.key, m.case_id::text, m.other_case::text));
    update people_casemerge set case_id = m.other_case, file_id = (m.result->>'file')::uuid
    where id in (select k::bigint from jsonb_array_elements_text(m.result->'merges') k) and state = 'merged';
    update people_personkey set case_id = m.other_case where branch_id = v_me and case_id = m.case_id
      and referral in (select k::uuid from jsonb_array_elements_text(m.result->'referrals') k);
    insert into people_referralmove (owner_branch_id, referral_id, from_state, to_state, moved_on, moved_by_id, reason)
    select v_me, r.id, 'repeated', 'enrolled', v_today, door.actor(), '' from people_referral r
    where r.state = 'repeated' and r.id in (select k::uuid from jsonb_array_elements_text(m.result->'referrals') k);
    update people_referral set state = 'enrolled', case_id = m.other_case
    where state = 'repeated' and id in (select k::uuid from jsonb_array_elements_text(m.result->'referrals') k);
    delete from people_caseassignment where valid_from >= v_today
      and id in (select k::bigint from jsonb_array_elements_text(m.result->'assigned') k);
    update people_caseassignment set valid_until = v_today - 1 where (valid_until is null or valid_until >= v_today)
      and id in (select k::bigint from jsonb_array_elements_text(m.result->'assigned') k);
    -- Who came along and has led since, leads no more where she works no more.
    update people_case c set leader_id = null, leader_branch_id = null
    where c.id = m.case_id and c.leader_branch_id = v_me and not exists (
        select from people_caseassignment a where a.case_id = c.id and a.branch_id = v_me and a.staff_id = c.leader_id
          and (a.valid_until is null or a.valid_until >= v_today));
    return v_moved;
end $$;

create function door.merge_to_undo(p_merge uuid) returns people_casemerge
language plpgsql security definer set search_path = public, pg_temp as $$
declare m people_casemerge;
begin
    select * into m from people_casemerge where public_id = p_merge and owner_branch_id = door.acting_branch() for update;
    if m.id is null then perform door.refuse('merge_no_file'); end if;
    if not door.acts_as(array['unit_manager', 'project_administrator']) then perform door.refuse('merge_not_decider'); end if;
    if m.state <> 'merged' then perform door.refuse('merge_decided'); end if;
    return m;
end $$;

create function door.try_unmerge(p_merge uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as
$$ begin perform door.only_tried(jsonb_build_object('moved', door.part_files(door.merge_to_undo(p_merge)))); end $$;

-- Undoing needs one person alone: it only puts back what was.
create function door.unmerge(p_merge uuid) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare m people_casemerge;
begin
    m := door.merge_to_undo(p_merge);
    perform door.part_files(m);
    update people_casemerge set state = 'undone', undone_by_id = door.actor(), undone_at = door.moment() where id = m.id;
    return m.case_id;
end $$;

-- How a name sounds, roughly: as it is misheard, misspelt or written in another alphabet. Of "last first" as names sort.
create function door.sounds(p_name text) returns text language sql immutable as $$
    select regexp_replace(translate(lower(p_name), 'cqzwdhyjaeiouåäöéü{|}-', 'kksvt'), '(.)\1+', '\1', 'g')
$$;

-- Pairs of the acting branch's open cases that may be one person's (T10): of one year of birth and sex, with names that
-- sound alike, also first name last; or with the same telephone or e-mail and half the name. Never of the protected
-- (SKY-05), never twice what somebody has said no to, and of no other branch (SEK-05). mine: only pairs of these cases.
create function door.alike_files(p_programme text, p_mine uuid[], p_most int) returns table (
    kept uuid, other uuid, number text, other_number text, file uuid, other_file uuid)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    if p_mine is null and not door.acts_as(array['unit_manager', 'project_administrator']) then
        perform door.refuse('merge_not_decider');
    end if;
    return query
    with known as materialized (
        select f.case_id, f.id, c.number::text as number, f.birth_year, f.sex, f.phone, f.email, f.identity_hash,
            door.sounds(f.sort_name) as sounds, door.sounds(f.first_name || ' ' || f.last_name) as turned,
            door.sounds(f.last_name) as last, door.sounds(f.first_name) as first
        from door.open_files(v_me, door.today()) f
        join people_case c on c.id = f.case_id and c.closed_on is null
        join programmes_programme p on p.id = c.programme_id and p.slug = p_programme
        where not f.is_pseudonymous and f.sort_name <> '' and (p_mine is null or f.case_id = any (p_mine))
    ), alike as (
        select a.case_id as one, b.case_id as two from known a join known b
          on b.birth_year = a.birth_year and b.sex = a.sex and b.sounds = a.sounds and b.case_id > a.case_id
        union select a.case_id, b.case_id from known a join known b
          on b.birth_year = a.birth_year and b.sex = a.sex and b.sounds = a.turned and b.case_id <> a.case_id
        union select a.case_id, b.case_id from known a join known b
          on b.phone = a.phone and a.phone <> '' and b.case_id > a.case_id
         and (b.last = a.last or b.first = a.first) and b.birth_year = a.birth_year
        union select a.case_id, b.case_id from known a join known b
          on b.email = a.email and a.email <> '' and b.case_id > a.case_id and (b.last = a.last or b.first = a.first)
        union select a.case_id, b.case_id from known a join known b
          on b.identity_hash = a.identity_hash and a.identity_hash <> '' and b.case_id > a.case_id
    ), pairs as (select distinct least(one, two) as one, greatest(one, two) as two from alike)
    select a.case_id, b.case_id, a.number, b.number, a.id, b.id
    from pairs p join known a on a.case_id = p.one join known b on b.case_id = p.two
    where not door.is_protected(a.case_id) and not door.is_protected(b.case_id)
      and not exists (select from people_casemerge m where m.owner_branch_id = v_me
                      and m.state in ('proposed', 'not_same', 'undone')
                      and (m.case_id, m.other_case) in ((p.one, p.two), (p.two, p.one)))
    order by a.number, b.number limit p_most;
end $$;
