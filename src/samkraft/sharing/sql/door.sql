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
create function door.moment_on(p_day date) returns timestamptz language sql stable as $$
    select case when public.day_is_free() then
        (p_day + coalesce(nullif(current_setting('samkraft.clock', true), '')::time,
                          (now() at time zone 'Europe/Stockholm')::time)) at time zone 'Europe/Stockholm'
        else now() end
$$;

create function door.moment() returns timestamptz language sql stable as $$ select door.moment_on(door.today()) $$;

create function door.refuse(p_code text) returns void language plpgsql as
$$ begin raise exception using errcode = 'SK001', message = p_code; end $$;

-- REG-10, PDL 4:4: whether the person has blocked what that unit of health care wrote. Nothing of it leaves the branch.
create function door.is_blocked(p_case uuid, p_branch bigint, p_unit bigint) returns boolean
language sql stable as $$
    select p_unit is not null and exists (
        select from public.people_careblock b
        where b.owner_branch_id = p_branch and b.case_id = p_case and b.unit_id = p_unit and b.ended_on is null)
$$;

-- Whether a line to or from a branch holds on a day. Where there never was one (the branch enrolled the person by its
-- own referral, and joined the case) its file doesn't hang on any (CON-01; people.models.CaseFile says the same).
create function door.is_covered(p_case uuid, p_branch bigint, p_on date) returns boolean
language sql stable as $$
    select exists (select 1 from public.sharing_consentline l where l.owner_branch_id = p_branch and l.case_id = p_case
                   and l.purpose = 'planning' and l.withdrawn_at is null and l.confirmed_at is not null
                   and p_on between l.valid_from and l.valid_until)
        or not exists (select 1 from public.sharing_consentline l where l.owner_branch_id = p_branch and l.case_id = p_case)
$$;

create function door.holds_file_on(p_case uuid, p_branch bigint, p_on date) returns boolean
language sql stable as $$
    select exists (select 1 from public.people_casefile f
                   where f.case_id = p_case and f.owner_branch_id = p_branch and f.closed_on is null
                     and (f.is_origin or door.is_covered(p_case, p_branch, p_on)))
       -- SKY-02: who acts is named, or a job, from which nothing is hidden.
       and (p_branch <> door.acting_branch() or current_setting('samkraft.protected', true) = 'on'
            or p_case <> all (door.hidden_cases()))
$$;

create function door.holds_file(p_case uuid, p_branch bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as
$$ select door.holds_file_on(p_case, p_branch, door.today()) $$;

create function door.must_hold_file(p_case uuid) returns void
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if not door.holds_file(p_case, door.acting_branch()) then perform door.refuse('no_file'); end if;
end $$;

-- CON-01, CON-02, CON-04: one line, by the rules of door.record_consents.
create function door.record_consent(
    p_case uuid, p_consent uuid, p_from bigint, p_to bigint, p_category text, p_purpose text,
    p_valid_from date, p_valid_until date, p_form text, p_reservation text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.record_consents(jsonb_build_array(jsonb_build_object(
        'case', p_case, 'consent', p_consent, 'from', p_from, 'to', p_to, 'category', p_category, 'purpose', p_purpose,
        'valid_from', p_valid_from, 'valid_until', p_valid_until, 'form', p_form, 'reservation', p_reservation)));
    return (select line from sharing_consentline
            where owner_branch_id = p_from and case_id = p_case and category = p_category and consent = p_consent
              and to_branch_id = p_to order by id desc limit 1);
end $$;

create function door.covering_line(p_case uuid, p_from bigint, p_to bigint, p_category text) returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select line from sharing_consentline
    where owner_branch_id = p_from and case_id = p_case and from_branch_id = p_from and to_branch_id = p_to
      and category = p_category and purpose = 'planning' and withdrawn_at is null and confirmed_at is not null
      and door.today() between valid_from and valid_until
    order by valid_until desc, id limit 1
$$;

-- SEK-07, ARK-01: one item to one branch, by the rules of door.release_many. Inside one branch only something
-- addressed to a named person is copied. Gives the release, also where this version was released before.
create function door.release(
    p_case uuid, p_to bigint, p_category text, p_kind text, p_item uuid, p_version int, p_title text,
    p_content jsonb, p_ground text, p_addressed_to bigint default null) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    -- Of a release and a withdrawal at the same moment the withdrawal is waited for, and wins; of two presses at the same
    -- moment the second finds the release of the first (T24).
    perform 1 from sharing_consentline
    where owner_branch_id = v_me and case_id = p_case and category = p_category and from_branch_id = v_me
      and to_branch_id = p_to and withdrawn_at is null
    for no key update;
    perform 1 from people_case where id = p_case for key share;  -- T10: of a merge at the same moment likewise
    perform door.release_many(jsonb_build_array(jsonb_build_object(
        'case', p_case, 'to', jsonb_build_array(p_to), 'category', p_category, 'kind', p_kind, 'item', p_item,
        'version', p_version, 'title', p_title, 'content', p_content, 'ground', p_ground,
        'addressed_to', p_addressed_to)));
    return (select release from sharing_release
            where owner_branch_id = v_me and item_id = p_item and version = p_version and to_branch_id = p_to
              and stopped_at is null order by id desc limit 1);
end $$;
