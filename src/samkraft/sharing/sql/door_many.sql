-- The same doors for many at once: the checks of door.sql, all or nothing, in a few statements.

-- door.record_consent for many lines: [{case, consent, from, to, category, purpose, valid_from, valid_until, form,
-- reservation}]. Gives how many lines were recorded.
create function door.record_consents(p_lines jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_count int;
begin
    if exists (select 1 from (select distinct "case" from jsonb_to_recordset(p_lines) l("case" uuid)) c
               where not door.holds_file(c."case", v_me)) then
        perform door.refuse('no_file');
    end if;
    perform door.refuse(case
            when coalesce(l.category, '') !~ '^[a-z][a-z0-9_-]*$' then 'no_category'
            when l.valid_from is null or l.valid_until is null then 'no_end'
            when l.valid_until > l.valid_from + interval '12 months' then 'too_long'
            else 'same_branch' end)
    from jsonb_to_recordset(p_lines) l("from" int, "to" int, category text, valid_from date, valid_until date)
    where coalesce(l.category, '') !~ '^[a-z][a-z0-9_-]*$' or l.valid_from is null or l.valid_until is null
       or l.valid_until > l.valid_from + interval '12 months' or l."from" = l."to";
    with lines as materialized (
        select gen_random_uuid() as line, l.* from jsonb_to_recordset(p_lines) l(
            "case" uuid, consent uuid, "from" int, "to" int, category text, purpose text, valid_from date,
            valid_until date, form text, reservation text))
    insert into sharing_consentline (
        owner_branch_id, line, consent, case_id, from_branch_id, to_branch_id, category, purpose, valid_from,
        valid_until, form, reservation, recorded_by_id, recorded_branch_id, confirmed_at, confirmed_by_id)
    select holder, l.line, l.consent, l."case", l."from", l."to", l.category, l.purpose, l.valid_from, l.valid_until,
        l.form, coalesce(l.reservation, ''), door.actor(), v_me,
        case when l."from" = v_me then door.moment() end, case when l."from" = v_me then door.actor() end
    from lines l cross join lateral (values (l."from"), (l."to")) as holders(holder);
    get diagnostics v_count = row_count;
    return v_count / 2;
end $$;

-- door.release for many items: [{case, to, category, kind, item, version, title, content, ground, addressed_to}].
-- Gives how many copies were made; what this branch has released before, to that branch, is left as it is.
create function door.release_many(p_items jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_mark text := (select secrecy_class from access_branch where id = door.acting_branch());
    v_count int;
begin
    with asked as materialized (
        select gen_random_uuid() as release, i.*,
            case when i."to" <> v_me then door.covering_line(i."case", v_me, i."to", i.category) end as line
        from jsonb_to_recordset(p_items) i(
            "case" uuid, "to" int, category text, kind text, item uuid, version int, title text, content jsonb,
            ground text, addressed_to bigint)
        where not exists (select 1 from sharing_release s where s.owner_branch_id = v_me and s.item_id = i.item
                          and s.version = i.version and s.to_branch_id = i."to" and s.stopped_at is null)
    ), checked as materialized (
        select a.*, case
            when not door.holds_file(a."case", v_me) then 'no_file'
            when a."to" = v_me and a.addressed_to is null then 'same_branch'
            when a."to" <> v_me and a.ground is distinct from 'consent' then 'ground_not_open'
            when a."to" <> v_me and a.line is null then 'no_consent'
            when a."to" <> v_me and a.addressed_to is null and not door.holds_file(a."case", a."to") then
                'receiver_no_file' end as refusal
        from asked a
    ), let_through as materialized (
        select c.* from checked c where c.refusal is null or door.refuse(c.refusal) is null
    ), sent as (
        insert into sharing_release (owner_branch_id, release, case_id, to_branch_id, category, item_kind, item_id,
            version, title, ground, line, decided_at, decided_by_id, due_at, made_available_at)
        select v_me, t.release, t."case", t."to", t.category, t.kind, t.item, t.version, t.title, t.ground, t.line,
            door.moment(), door.actor(), door.moment(), door.moment()
        from let_through t)
    insert into sharing_receivedcopy (owner_branch_id, release, case_id, from_branch_id, category, item_kind, item_id,
        version, title, content, secrecy_mark, ground, line, sent_by_id, addressed_to_id, made_available_at)
    select t."to", t.release, t."case", v_me, t.category, t.kind, t.item, t.version, t.title, t.content, v_mark,
        case when t."to" = v_me then 'no_harm_assessed' else t.ground end, t.line, door.actor(), t.addressed_to,
        door.moment()
    from let_through t;
    get diagnostics v_count = row_count;
    return v_count;
end $$;
