-- SEK-16: advice without identity. Two rows, one in each branch, each sealed with its own key; no case in any of them.

create function door.ask_advice(p_to bigint, p_programme text, p_own text, p_theirs text, p_answer_by date) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_key uuid := gen_random_uuid();
begin
    if not door.acts_as(array['handler']) then perform door.refuse('not_handler_here'); end if;
    if p_to = v_me then perform door.refuse('same_branch'); end if;
    if not exists (select from access_roleassignment r where r.branch_id = p_to and r.role = 'handler'
                   and r.programme in ('', p_programme) and r.valid_from <= door.today()
                   and (r.valid_until is null or r.valid_until >= door.today())) then
        perform door.refuse('nobody_to_ask');
    end if;
    if coalesce(p_own, '') = '' or coalesce(p_theirs, '') = '' or p_answer_by is null then perform door.refuse('no_need'); end if;
    insert into sharing_advice (owner_branch_id, advice, programme, asking_branch_id, answering_branch_id, question,
        asked_at, asked_by_id, answer_by, answer)
    select b.id, v_key, p_programme, v_me, p_to, case when b.id = v_me then p_own else p_theirs end, door.moment(),
        case when b.id = v_me then door.actor() end, p_answer_by, ''
    from access_branch b where b.id in (v_me, p_to) order by b.id;
    return v_key;
end $$;

-- Answered once, by a handler of the branch that was asked. Of two the second is told.
create function door.answer_advice(p_advice uuid, p_own text, p_theirs text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    perform door.open_advice(p_advice);
    if not exists (select from sharing_advice where advice = p_advice and owner_branch_id = v_me
                   and answering_branch_id = v_me) then
        perform door.refuse('decided_already');
    end if;
    if coalesce(p_own, '') = '' or coalesce(p_theirs, '') = '' then perform door.refuse('no_need'); end if;
    update sharing_advice set answer = case when owner_branch_id = v_me then p_own else p_theirs end,
        answered_at = door.moment(), answered_by_id = case when owner_branch_id = v_me then door.actor() end
    where advice = p_advice;
end $$;

create function door.withdraw_advice(p_advice uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    perform door.open_advice(p_advice);
    if not exists (select from sharing_advice where advice = p_advice and owner_branch_id = v_me
                   and asking_branch_id = v_me) then
        perform door.refuse('decided_already');
    end if;
    update sharing_advice set withdrawn_at = door.moment() where advice = p_advice;
end $$;

-- Both copies locked in one order, and still open; by a handler. Asked inside only.
create function door.open_advice(p_advice uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not door.acts_as(array['handler']) then perform door.refuse('not_handler_here'); end if;
    perform 1 from sharing_advice where advice = p_advice order by owner_branch_id for update;
    if not exists (select from sharing_advice where advice = p_advice and owner_branch_id = door.acting_branch()
                   and answered_at is null and withdrawn_at is null) then
        perform door.refuse('decided_already');
    end if;
end $$;
