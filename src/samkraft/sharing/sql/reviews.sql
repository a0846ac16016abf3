-- Releases on other grounds than consent and statutory duty (SEK-04, SEK-07, SEK-09): asked for in writing by who works
-- with the case, answered by another, the branch's legal approver; a harm assessment under the weaker secrecy is the
-- asker's own. What is granted goes to the outbox like everything else, and is judged once more there.

-- What stands against asking: null, or why. samkraft.sharing.ground_rules says the same of classes and kinds.
create function door.against_review(r sharing_groundreview) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_from text := (select secrecy_class from access_branch where id = r.owner_branch_id);
    v_to text := (select secrecy_class from access_branch where id = r.to_branch_id);
    v_found text;
begin
    select case when o.closed then 'closed' when door.is_blocked(o.case_id, o.branch, o.unit) then 'blocked' else coalesce(o.category, (
        select s.category from door.category_of_subject s join people_case c on c.programme_version_id = s.version
        where c.id = r.case_id and s.kind = r.item_kind and s.subject = o.subject limit 1), '') end
    into v_found from door.item_of_file o
    where o.kind = r.item_kind and o.item = r.item_id and o.version = r.version and o.case_id = r.case_id
      and o.branch = r.owner_branch_id limit 1;
    return case
        when r.item_kind not in ('mapping', 'minutes', 'activity', 'benefit', 'follow_up', 'document')
            then 'never_by_review'
        when r.ground is null or r.ground not in ('no_harm_assessed', 'own_task', 'general_clause', 'necessary_help')
            then 'ground_not_open'
        when r.ground = 'general_clause' and v_from in ('SOC', 'HSV') then 'ground_not_for_class'
        when r.ground = 'necessary_help' and not (v_from in ('SOC', 'HSV') and v_to in ('SOC', 'HSV') and v_from <> v_to)
            then 'ground_not_for_class'
        when r.ground = 'necessary_help' and coalesce(r.condition, '') not in ('under_18', 'misuse', 'compulsory')
            then 'no_condition'
        when r.to_branch_id = r.owner_branch_id then 'same_branch'
        when v_to is null then 'receiver_no_file'
        when coalesce(r.reason, '') = '' or r.answer_by is null then 'no_need'
        when v_found is null then 'not_in_file'
        when v_found = 'closed' then 'third_person'  -- SEK-12
        when v_found = 'blocked' then 'blocked'  -- REG-10
        when v_found <> r.category then 'other_category'
        when door.is_protected(r.case_id) then 'protected_no_review'
        when exists (select from people_processingrestriction p where p.owner_branch_id = r.owner_branch_id
                     and p.case_id = r.case_id and p.lifted_on is null) then 'restricted'  -- GDPR-08
        when not exists (select from people_casefile f where f.case_id = r.case_id and f.owner_branch_id = r.to_branch_id
                         and f.closed_on is null) then 'receiver_no_file'
        when exists (select from sharing_release s left join sharing_consentline held
                     on held.owner_branch_id = r.owner_branch_id and held.line = s.line
                     where s.owner_branch_id = r.owner_branch_id and s.item_id = r.item_id and s.version = r.version
                       and s.to_branch_id = r.to_branch_id and s.stopped_at is null and (s.line is null
                           or held.withdrawn_at is null and door.today() between held.valid_from and held.valid_until))
            then 'already_shared'
        end;
end $$;

-- Whether somebody else than the asker may answer for the branch.
create function door.has_approver(p_case uuid, p_branch bigint, p_asker bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return exists (select from access_roleassignment r where r.branch_id = p_branch and r.role = 'legal_approver'
                   and r.staff_id <> p_asker
                   and door.holds_role(p_case, r.staff_id, p_branch, 'legal_approver', door.today()));
end $$;

-- DISC-6: {case, to, category, kind, item, version, title, content, ground, condition, reason, answer_by}; the texts sealed
-- for the branch, "carried" for the receiver where the asker decides. Gives the request.
create function door.ask_review(p_asked jsonb, p_carried jsonb default null) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
    v_class text := (select secrecy_class from access_branch where id = door.acting_branch());
    v_against text;
    r sharing_groundreview;
begin
    r := jsonb_populate_record(null::sharing_groundreview, jsonb_build_object(
        'public_id', gen_random_uuid(), 'owner_branch_id', v_me, 'case_id', p_asked->'case', 'to_branch_id', p_asked->'to',
        'category', p_asked->'category', 'item_kind', p_asked->'kind', 'item_id', p_asked->'item',
        'version', p_asked->'version', 'title', p_asked->'title', 'content', p_asked->'content',
        'ground', p_asked->'ground', 'condition', coalesce(p_asked->>'condition', ''), 'reason', p_asked->'reason',
        'answer_by', p_asked->'answer_by'));
    perform door.must_hold_file(r.case_id);
    if not door.works_with(r.case_id, v_actor, v_me, door.today()) then perform door.refuse('not_your_case'); end if;
    -- Of two who ask at the same moment the second finds the question of the first.
    perform 1 from people_casefile where case_id = r.case_id and owner_branch_id = v_me for update;
    v_against := door.against_review(r);
    if v_against is not null then perform door.refuse(v_against); end if;
    if exists (select from sharing_groundreview g where g.owner_branch_id = v_me and g.item_id = r.item_id
               and g.version = r.version and g.to_branch_id = r.to_branch_id and g.state = 'waiting') then
        perform door.refuse('already_asked');
    end if;
    if not (r.ground = 'no_harm_assessed' and v_class in ('AF', 'FK'))
       and not door.has_approver(r.case_id, v_me, v_actor) then
        perform door.refuse('no_approver');
    end if;
    insert into sharing_groundreview (owner_branch_id, public_id, case_id, programme, to_branch_id, category, item_kind,
        item_id, version, title, content, ground, condition, reason, answer_by, asked_at, asked_by_id, state, decision)
    select v_me, r.public_id, r.case_id, p.slug, r.to_branch_id, r.category, r.item_kind, r.item_id, r.version,
        left(r.title, 200), r.content, r.ground, r.condition, r.reason, r.answer_by, door.moment(), v_actor, 'waiting', ''
    from people_case c join programmes_programme p on p.id = c.programme_id where c.id = r.case_id;
    if r.ground = 'no_harm_assessed' and v_class in ('AF', 'FK') then  -- SEK-04
        select * into r from sharing_groundreview where public_id = r.public_id;
        perform door.release_on_review(r, p_carried, '');
    end if;
    return r.public_id;
end $$;

-- SEK-07: the item goes to the outbox on the ground that was granted, and the receiver's copy will name it. Asked inside.
create function door.release_on_review(r sharing_groundreview, p_carried jsonb, p_decision text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_now timestamptz := door.moment();
    v_against text := door.against_review(r);
    v_release uuid := gen_random_uuid();
begin
    if v_against is not null then perform door.refuse(v_against); end if;
    if p_carried is null then perform door.refuse('not_in_file'); end if;
    insert into sharing_release (owner_branch_id, release, case_id, to_branch_id, category, item_kind, item_id, version,
        title, ground, decided_at, decided_by_id, due_at)
    values (r.owner_branch_id, v_release, r.case_id, r.to_branch_id, r.category, r.item_kind, r.item_id, r.version,
        r.title, r.ground, v_now, door.actor(), v_now + door.outbox_delay());
    insert into sharing_outgoing (owner_branch_id, release, case_id, content)
    values (r.owner_branch_id, v_release, r.case_id, p_carried);
    update sharing_groundreview set state = 'granted', decided_at = v_now, decided_by_id = door.actor(),
        decision = p_decision, release = v_release, content = '{}'
    where id = r.id;
end $$;

-- DISC-7: yes or no, in writing, by a legal approver of the branch who isn't the asker. The second of two is told.
create function door.decide_review(p_review uuid, p_yes boolean, p_decision text, p_carried jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
    r sharing_groundreview;
begin
    select * into r from sharing_groundreview where public_id = p_review and owner_branch_id = v_me for update;
    if r.id is null or door.is_hidden_from(r.case_id, v_actor, v_me) or r.state <> 'waiting' then
        perform door.refuse('decided_already');
    end if;
    if not door.holds_role(r.case_id, v_actor, v_me, 'legal_approver', door.today()) then
        perform door.refuse('not_legal_approver');
    end if;
    if r.asked_by_id = v_actor then perform door.refuse('two_persons'); end if;
    if coalesce(p_decision, '') = '' then perform door.refuse('no_need'); end if;
    if p_yes is null then perform door.refuse('no_answer'); end if;
    if p_yes then
        perform door.release_on_review(r, p_carried, p_decision);
    else
        update sharing_groundreview set state = 'refused', decided_at = door.moment(), decided_by_id = v_actor,
            decision = p_decision, content = '{}'
        where id = r.id;
    end if;
    return r.case_id;
end $$;

-- Whoever works with the case takes the question back while it waits.
create function door.withdraw_review(p_review uuid) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    r sharing_groundreview;
begin
    select * into r from sharing_groundreview where public_id = p_review and owner_branch_id = v_me for update;
    if r.id is null or r.state <> 'waiting' then perform door.refuse('decided_already'); end if;
    if not door.works_with(r.case_id, door.actor(), v_me, door.today()) then perform door.refuse('not_your_case'); end if;
    update sharing_groundreview set state = 'withdrawn', decided_at = door.moment(), decided_by_id = door.actor(),
        content = '{}'
    where id = r.id;
    return r.case_id;
end $$;

-- REG-10: what the acting branch has asked in a case is asked no more once a unit's writing is blocked there; it might be
-- just that, and whoever answers may be of another unit.
create function door.end_own_reviews(p_case uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.must_hold_file(p_case);
    update sharing_groundreview set state = 'stopped', decided_at = door.moment(), content = '{}'
    where owner_branch_id = door.acting_branch() and case_id = p_case and state = 'waiting';
end $$;

-- SKY-02: what was asked for a case that had a name is asked no more. Of every branch; asked inside.
create function door.end_reviews(p_case uuid) returns void
language sql security definer set search_path = public, pg_temp as $$
    update sharing_groundreview set state = 'stopped', decided_at = door.moment(), content = '{}'
    where case_id = p_case and state = 'waiting'
$$;
