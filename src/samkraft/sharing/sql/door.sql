-- The door: the only code that writes a row for another branch. Made in the name of samkraft_door.
-- A refusal raises SQLSTATE SK001 with a code that samkraft.sharing.door turns into a Swedish sentence.

create function door.acting_branch() returns bigint language sql stable as
$$ select current_setting('samkraft.branch')::bigint $$;

create function door.actor() returns bigint language sql stable as
$$ select current_setting('samkraft.actor')::bigint $$;

-- The day that counts as today: the demo has its own, production the database's (access/protect.py).
create function door.today() returns date language sql stable as
$$ select public.acting_day() $$;

-- The moment that a consent or a release bears: now, on the day that counts as today.
create function door.moment() returns timestamptz language sql stable as $$
    select case when public.day_is_free() then
        (door.today() + coalesce(nullif(current_setting('samkraft.clock', true), '')::time,
                                 (now() at time zone 'Europe/Stockholm')::time)) at time zone 'Europe/Stockholm'
        else now() end
$$;

create function door.refuse(p_code text) returns void language plpgsql as
$$ begin raise exception using errcode = 'SK001', message = p_code; end $$;

create function door.holds_file(p_case uuid, p_branch bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from people_casefile f
                   where f.case_id = p_case and f.owner_branch_id = p_branch and f.closed_on is null)
$$;

create function door.must_hold_file(p_case uuid) returns void
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not door.holds_file(p_case, door.acting_branch()) then perform door.refuse('no_file'); end if;
end $$;

-- CON-01, CON-02, CON-04: one line, copied to its from-branch and its to-branch. The from-branch confirms before
-- its first release; where the recording branch is itself the from-branch, it has just done so.
create function door.record_consent(
    p_case uuid, p_consent uuid, p_from bigint, p_to bigint, p_category text, p_purpose text,
    p_valid_from date, p_valid_until date, p_form text, p_reservation text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_line uuid := gen_random_uuid();
    v_me bigint := door.acting_branch();
    v_holder bigint;
begin
    perform door.must_hold_file(p_case);
    if coalesce(p_category, '') !~ '^[a-z][a-z0-9_-]*$' then perform door.refuse('no_category'); end if;
    if p_valid_from is null or p_valid_until is null then perform door.refuse('no_end'); end if;
    if p_valid_until > p_valid_from + interval '12 months' then perform door.refuse('too_long'); end if;
    if p_from = p_to then perform door.refuse('same_branch'); end if;
    foreach v_holder in array array[p_from, p_to] loop
        insert into sharing_consentline (
            owner_branch_id, line, consent, case_id, from_branch_id, to_branch_id, category, purpose, valid_from,
            valid_until, form, reservation, recorded_by_id, recorded_branch_id, confirmed_at, confirmed_by_id)
        values (v_holder, v_line, p_consent, p_case, p_from, p_to, p_category, p_purpose, p_valid_from,
            p_valid_until, p_form, coalesce(p_reservation, ''), door.actor(), v_me,
            case when p_from = v_me then door.moment() end, case when p_from = v_me then door.actor() end);
    end loop;
    return v_line;
end $$;

create function door.confirm_consent(p_line uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select 1 from sharing_consentline where line = p_line and withdrawn_at is null
                   and from_branch_id = door.acting_branch()) then
        perform door.refuse('no_line');
    end if;
    update sharing_consentline set confirmed_at = door.moment(), confirmed_by_id = door.actor()
    where line = p_line and confirmed_at is null;
end $$;

-- CON-06: any branch with a file may take back a line at the person's word; effect at once on every copy.
create function door.withdraw_consent(p_line uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_case uuid;
    v_from bigint;
begin
    select case_id, from_branch_id into v_case, v_from from sharing_consentline where line = p_line limit 1;
    if v_case is null then perform door.refuse('no_line'); end if;
    perform door.must_hold_file(v_case);
    update sharing_consentline set withdrawn_at = door.moment(), withdrawn_by_id = door.actor()
    where line = p_line and withdrawn_at is null;
    update sharing_release set stopped_at = door.moment()
    where owner_branch_id = v_from and case_id = v_case and line = p_line and made_available_at is null and stopped_at is null;
end $$;

create function door.covering_line(p_case uuid, p_from bigint, p_to bigint, p_category text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select line from sharing_consentline
    where owner_branch_id = p_from and case_id = p_case and from_branch_id = p_from and to_branch_id = p_to
      and category = p_category and withdrawn_at is null and confirmed_at is not null
      and door.today() between valid_from and valid_until
    order by valid_until desc, id limit 1
$$;

-- SEK-07, ARK-01: a release copies one item, as it stands, to one branch, on a named ground. The receiver's copy
-- is a row of the receiver's own. Inside one branch only something addressed to a named person is copied.
create function door.release(
    p_case uuid, p_to bigint, p_category text, p_kind text, p_item uuid, p_version int, p_title text,
    p_content jsonb, p_ground text, p_addressed_to bigint default null) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_line uuid;
    v_release uuid;
begin
    perform door.must_hold_file(p_case);
    if p_to = v_me and p_addressed_to is null then perform door.refuse('same_branch'); end if;
    if p_to <> v_me then
        if p_ground <> 'consent' then perform door.refuse('ground_not_open'); end if;
        v_line := door.covering_line(p_case, v_me, p_to, p_category);
        if v_line is null then perform door.refuse('no_consent'); end if;
        -- Of a release and a withdrawal at the same moment the withdrawal is waited for, and wins (T24).
        perform 1 from sharing_consentline where owner_branch_id = v_me and line = v_line and withdrawn_at is null
        for share;
        if not found then perform door.refuse('no_consent'); end if;
        if p_addressed_to is null and not door.holds_file(p_case, p_to) then perform door.refuse('receiver_no_file'); end if;
    end if;
    select release into v_release from sharing_release
    where owner_branch_id = v_me and item_id = p_item and version = p_version and to_branch_id = p_to
      and stopped_at is null;
    if v_release is not null then return v_release; end if;
    insert into sharing_release (owner_branch_id, release, case_id, to_branch_id, category, item_kind, item_id,
        version, title, ground, line, decided_at, decided_by_id, due_at, made_available_at)
    values (v_me, gen_random_uuid(), p_case, p_to, p_category, p_kind, p_item, p_version, p_title, p_ground, v_line,
        door.moment(), door.actor(), door.moment(), door.moment())
    returning release into v_release;
    insert into sharing_receivedcopy (owner_branch_id, release, case_id, from_branch_id, category, item_kind, item_id,
        version, title, content, secrecy_mark, ground, line, sent_by_id, addressed_to_id, made_available_at)
    select p_to, v_release, p_case, v_me, p_category, p_kind, p_item, p_version, p_title, p_content, b.secrecy_class,
        case when p_to = v_me then 'no_harm_assessed' else p_ground end, v_line, door.actor(), p_addressed_to, door.moment()
    from access_branch b where b.id = v_me;
    return v_release;
end $$;
