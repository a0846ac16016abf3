-- The rules of consent and release, for one or many: all or nothing, in a few statements. door.sql asks here for one.
-- "(select true … limit 1) is null" instead of "not exists": one index lookup a row, never a join with the whole table.

-- The day and the moment of one item among many: its own where the site says the day (the demo fills years at once),
-- else today and now, whatever the item says.
create function door.day_of(p_day date) returns date language sql stable as
$$ select case when public.day_is_free() then coalesce(p_day, door.today()) else door.today() end $$;

create function door.moment_of(p_day date, p_clock time) returns timestamptz language sql stable as $$
    select case when public.day_is_free() and p_day is not null
        then (p_day + coalesce(p_clock, time '12:00')) at time zone 'Europe/Stockholm' else door.moment() end
$$;

-- Who decides one item among many: in the same way whom it names, else the actor, in production always the actor.
create function door.decider_of(p_by bigint) returns bigint language sql stable as
$$ select case when public.day_is_free() then coalesce(p_by, door.actor()) else door.actor() end $$;

-- CON-01 to CON-04: lines, each copied to its from-branch and its to-branch. The from-branch confirms before its
-- first release; where the recording branch is itself the from-branch, it has just done so. A line for follow-up or
-- evaluation stays in the branch that holds it, and is given in writing (CON-05). [{case, consent, from, to,
-- category, purpose, valid_from, valid_until, form, reservation, day, clock}]. Gives how many lines were recorded.
create function door.record_consents(p_lines jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_actor bigint := door.actor();
begin
    -- T10: a merge of the case at the same moment is waited for, or waits and finds the line.
    perform 1 from people_case where id in (select l."case" from jsonb_to_recordset(p_lines) l("case" uuid)) order by id
    for key share;
    with lines as materialized (
        select gen_random_uuid() as line, l.*, case when l."from" = v_me then door.moment_of(l.day, l.clock) end as confirmed
        from jsonb_to_recordset(p_lines) l(
            "case" uuid, consent uuid, "from" int, "to" int, category text, purpose text, valid_from date,
            valid_until date, form text, reservation text, day date, clock time)
    ), in_writing as materialized (
        select w.version, w.category from door.category_in_writing w
        where w.version in (select c.programme_version_id from lines l join people_case c on c.id = l."case"
                            where l.form = 'oral')
    ), asked_of as materialized (
        -- By itself, or the planner would ask the rule of every line before it makes them one.
        select distinct "case", door.day_of(day) as day from lines
    ), refused as materialized (
        select 'no_file' as why from asked_of c where not door.holds_file_on(c."case", v_me, c.day)
        union all
        select 'not_in_writing' from lines l join people_case c on c.id = l."case"
        join in_writing w on w.version = c.programme_version_id and w.category = l.category
        where l.form = 'oral'
        union all
        select 'not_in_writing' from lines l where l.form = 'oral' and l.purpose in ('follow_up', 'evaluation')
        union all
        select case
            when coalesce(l.category, '') !~ '^[a-z][a-z0-9_-]*$' then 'no_category'
            when l.valid_from is null or l.valid_until is null then 'no_end'
            when l.valid_until > l.valid_from + interval '12 months' then 'too_long'
            else 'same_branch' end
        from lines l
        where coalesce(l.category, '') !~ '^[a-z][a-z0-9_-]*$' or l.valid_from is null or l.valid_until is null
           or l.valid_until > l.valid_from + interval '12 months' or (l."from" = l."to" and l.purpose = 'planning')
    )
    insert into sharing_consentline (
        owner_branch_id, line, consent, case_id, from_branch_id, to_branch_id, category, purpose, valid_from,
        valid_until, form, reservation, recorded_by_id, recorded_branch_id, confirmed_at, confirmed_by_id)
    select holder, l.line, l.consent, l."case", l."from", l."to", l.category, l.purpose, l.valid_from, l.valid_until,
        l.form, coalesce(l.reservation, ''), v_actor, v_me, l.confirmed, case when l."from" = v_me then v_actor end
    from lines l cross join lateral unnest(
        case when l."from" = l."to" then array[l."from"] else array[l."from", l."to"] end) as holder
    where (select count(*) filter (where door.refuse(r.why) is null) from refused r) = 0;
    return jsonb_array_length(p_lines);
end $$;

-- SEK-10: whether the programme file says that a law makes this branch give that one what it owns of a category.
create function door.owes_by_law(p_case uuid, p_from bigint, p_to bigint, p_category text) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select from door.duty_by_law d
        join people_case c on c.programme_version_id = d.version
        join access_branch giver on giver.code = d.from_code join access_branch receiver on receiver.code = d.to_code
        where c.id = p_case and giver.id = p_from and receiver.id = p_to and d.category = p_category)
$$;

-- SEK-07, ARK-01: a release copies one item, as it stands, to branches, on a named ground; the receiver's copy is a row
-- of the receiver's own. The item lies in the acting branch's own file on that case, in that version; its category is
-- what it is about (CON-01). Whoever decides it works with the case for the branch that day (IAM-07): that is the actor,
-- or whom the item says (by) where the site says the day. A handover alone is addressed to a person, a receiver (P-038).
-- [{case, to: [branches], category, kind, item, version, title, content, ground, addressed_to, by, day, clock}].
-- Gives how many releases were made; what this branch has released before, to that branch, on a line that still holds, is
-- left as it is: else the record would name a consent that was taken back (SEK-07). It waits in the outbox first (T23,
-- outbox.sql), but for what is said to have been shared on a day gone by.
-- Unlike door.release it doesn't wait for a withdrawal at the same moment: for registers being filled, not for pages.
create function door.release_many(p_items jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_mark text := (select secrecy_class from access_branch where id = door.acting_branch());
    v_count int;
begin
    -- The content is joined last: it is long, and would be carried through every step, once for each receiver.
    with items as materialized (
        select row_number() over () as n, i.* from jsonb_to_recordset(p_items) i(
            "case" uuid, "to" bigint[], category text, kind text, item uuid, version int, title text, content jsonb,
            ground text, addressed_to bigint, by bigint, day date, clock time)
    ), asked as materialized (
        select gen_random_uuid() as release, i.n, i."case", receiver as "to", i.category, i.kind, i.item, i.version,
            i.title, i.ground, i.addressed_to, door.decider_of(i.by) as by, door.day_of(i.day) as day,
            door.moment_of(i.day, i.clock) as moment,
            case when i.day is not null and public.day_is_free() then interval '0' else door.outbox_delay() end as delay,
            case when receiver <> v_me then (
                select l.line from sharing_consentline l
                where l.owner_branch_id = v_me and l.case_id = i."case" and l.from_branch_id = v_me
                  and l.to_branch_id = receiver and l.category = i.category and l.purpose = 'planning'
                  and l.withdrawn_at is null and l.confirmed_at is not null
                  and door.day_of(i.day) between l.valid_from and l.valid_until
                order by l.valid_until desc, l.id limit 1) end as line
        from items i cross join lateral unnest(i."to") receiver
    ), subjects as materialized (
        select s.* from door.category_of_subject s
        where s.version in (select c.programme_version_id from asked a join people_case c on c.id = a."case")
    ), deciders as materialized (
        select distinct a."case", a.by, a.day from asked a
    ), idle as materialized (
        select w.* from deciders w where not door.works_with(w."case", w.by, v_me, w.day)
    ), lying as materialized (
        select a.*, (
            select case when o.closed then 'closed' when door.is_blocked(o.case_id, o.branch, o.unit) then 'blocked' else coalesce(o.category, (
                select s.category from subjects s join people_case c on c.programme_version_id = s.version
                where c.id = a."case" and s.kind = a.kind and s.subject = o.subject limit 1)) end
            from door.item_of_file o where o.kind = a.kind and o.item = a.item
              and o.version = a.version and o.case_id = a."case" and o.branch = v_me limit 1) as found_category
        from asked a
    ), checked as materialized (
        select a.*, case
            when (select true from people_casefile f where f.case_id = a."case" and f.owner_branch_id = v_me
                  and f.closed_on is null limit 1) is null then 'no_file'
            when (a."case", a.by, a.day) in (select idle."case", idle.by, idle.day from idle) then 'not_your_case'
            when a.found_category is null then 'not_in_file'
            when a.found_category = 'closed' then 'third_person'  -- SEK-12
            when a.found_category = 'blocked' then 'blocked'  -- REG-10: a block outranks consent
            when a.found_category <> a.category then 'other_category'
            when a.addressed_to is not null and (a.kind <> 'handover' or not door.holds_role(
                a."case", a.addressed_to, a."to", 'receiver', a.day)) then 'not_receiver'
            when a.addressed_to is not null and door.is_hidden_from(a."case", a.addressed_to, a."to") then 'receiver_not_named'
            when a."to" = v_me and a.addressed_to is null then 'same_branch'
            when a."to" <> v_me and a.ground = 'statutory_duty' and not door.owes_by_law(
                a."case", v_me, a."to", a.category) then 'no_duty'  -- SEK-10
            when a."to" <> v_me and (a.ground is null or a.ground not in ('consent', 'statutory_duty'))
                then 'ground_not_open'
            when a."to" <> v_me and a.ground = 'consent' and a.line is null then 'no_consent'
            when a."to" <> v_me and a.addressed_to is null and (
                select true from people_casefile f where f.case_id = a."case" and f.owner_branch_id = a."to"
                and f.closed_on is null limit 1) is null then 'receiver_no_file' end as refusal
        from lying a
    ), let_through as materialized (
        select c.* from checked c where c.refusal is null or door.refuse(c.refusal) is null
    ), fresh as materialized (
        select l.* from let_through l
        where (select true from sharing_release s
               left join sharing_consentline held on held.owner_branch_id = v_me and held.line = s.line
               where s.owner_branch_id = v_me and s.item_id = l.item and s.version = l.version
                 and s.to_branch_id = l."to" and s.stopped_at is null and (s.line is null
                     or held.withdrawn_at is null and l.day between held.valid_from and held.valid_until)
               limit 1) is null
    ), sent as (
        insert into sharing_release (owner_branch_id, release, case_id, to_branch_id, category, item_kind, item_id,
            version, title, ground, line, reservation, decided_at, decided_by_id, due_at, made_available_at)
        select v_me, t.release, t."case", t."to", t.category, t.kind, t.item, t.version, t.title, t.ground,
            case when t.ground = 'consent' then t.line end,
            coalesce((select l.reservation from sharing_consentline l
                      where l.owner_branch_id = v_me and l.line = t.line and t.ground = 'consent'), ''),
            t.moment, t.by, t.moment + t.delay, case when t.delay = interval '0' then t.moment end
        from fresh t
    ), waiting as (
        insert into sharing_outgoing (owner_branch_id, release, case_id, content, addressed_to_id)
        select v_me, t.release, t."case", i.content, t.addressed_to from fresh t join items i using (n)
        where t.delay > interval '0'
    ), delivered as (
        insert into sharing_receivedcopy (owner_branch_id, release, case_id, from_branch_id, category, item_kind,
            item_id, version, title, content, secrecy_mark, ground, line, sent_by_id, addressed_to_id,
            made_available_at)
        select t."to", t.release, t."case", v_me, t.category, t.kind, t.item, t.version, t.title, i.content, v_mark,
            case when t."to" = v_me then 'no_harm_assessed' else t.ground end,
            case when t.ground = 'consent' then t.line end, t.by, t.addressed_to, t.moment
        from fresh t join items i using (n)
        where t.delay = interval '0')
    select count(*) into v_count from fresh;
    return v_count;
end $$;
