-- Requests about a person's rights to her data.

-- GDPR-02: each controller that may hold data about the person gets the request and answers for itself. It goes to those
-- that hold a file on the case, open or closed, and to those that have referred the person, whom the asking branch must
-- not know of (SEK-05): it is told nothing here. Kind, days and language go along, and no text.
create function door.route_rights_request(p_request uuid, p_keys jsonb) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    r people_rightsrequest;
begin
    select * into r from people_rightsrequest
    where request = p_request and owner_branch_id = v_me and recorded_branch_id = v_me and not is_routed for update;
    if r.id is null then perform door.refuse('no_request'); end if;
    insert into people_rightsrequest (owner_branch_id, request, programme, kind, case_id, referral, received_on, due_on,
        language, recorded_branch_id, is_routed)
    select held.branch, r.request, r.programme, r.kind, (array_agg(held.case_id) filter (where held.case_id is not null))[1],
        (array_agg(held.referral) filter (where held.referral is not null))[1], r.received_on, r.due_on, r.language, v_me, true
    from (
        select f.owner_branch_id as branch, f.case_id, null::uuid as referral
        from people_casefile f where f.case_id = r.case_id
        union all
        select other.branch_id, file.case_id, other.referral
        from people_personkey other
        join programmes_programme p on p.id = other.programme_id and p.slug = r.programme
        left join people_casefile file on file.case_id = other.case_id and file.owner_branch_id = other.branch_id
        where other.key_hash <> '' and (other.key_hash in (select jsonb_array_elements_text(p_keys)) or other.key_hash in (
            select mine.key_hash from people_personkey mine
            where mine.case_id = r.case_id or mine.branch_id = v_me and mine.referral = r.referral))
    ) held
    where held.branch <> v_me
    group by held.branch
    on conflict (owner_branch_id, request) do nothing;
    update people_rightsrequest set is_routed = true where id = r.id;
end $$;

-- How it goes with the others' answers, for the branch that took the request: of those alone that it knows of anyway,
-- because they hold an open file on its case.
create function door.rights_answers(p_request uuid) returns table (branch_id bigint, due_on date, answered_on date)
language sql stable security definer set search_path = public, pg_temp as $$
    select theirs.owner_branch_id::bigint, theirs.due_on, theirs.answered_on
    from people_rightsrequest mine
    join people_rightsrequest theirs on theirs.request = mine.request and theirs.owner_branch_id <> mine.owner_branch_id
    where mine.request = p_request and mine.owner_branch_id = door.acting_branch()
      and mine.recorded_branch_id = door.acting_branch() and mine.case_id is not null
      and door.holds_file(mine.case_id, mine.owner_branch_id) and door.holds_file(mine.case_id, theirs.owner_branch_id)
    order by 1
$$;

-- GDPR-08: what waits in the outbox of a file whose processing has been restricted doesn't leave it.
create function door.stop_restricted(p_case uuid) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count int;
begin
    update sharing_release r set stopped_at = door.moment()
    where r.owner_branch_id = door.acting_branch() and r.case_id = p_case and r.made_available_at is null
      and r.stopped_at is null
      and exists (select 1 from people_processingrestriction x where x.owner_branch_id = r.owner_branch_id
                  and x.case_id = p_case and x.lifted_on is null);
    get diagnostics v_count = row_count;
    return v_count;
end $$;
