-- The outbox (T23, ARK-07): what is decided waits, can be stopped, and is judged once more before it is delivered.
-- Whoever writes here has locked the consent line first and the release after it, as a withdrawal does: of a delivery
-- and a withdrawal, or a stop, at the same moment one is waited for, and what is stopped is never delivered.

-- How long everything waits. The site says it; in production it is never shorter than five minutes.
create function door.outbox_delay() returns interval language sql stable as $$
    select make_interval(mins => case when public.day_is_free()
        then coalesce(nullif(current_setting('samkraft.outbox', true), '')::int, 0)
        else greatest(coalesce(nullif(current_setting('samkraft.outbox', true), '')::int, 10), 5) end)
$$;

-- Stops what of these waits in an outbox; what was to be sent goes with it. Gives how many. Asked inside only.
create function door.stop_waiting(p_releases uuid[], p_why text) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count int;
begin
    with stopped as (
        update sharing_release set stopped_at = door.moment(), stopped_by_id = door.actor(), stopped_why = p_why
        where release = any (p_releases) and made_available_at is null and stopped_at is null
        returning release
    ), emptied as (
        delete from sharing_outgoing o using stopped s where o.release = s.release)
    select count(*) into v_count from stopped;
    return v_count;
end $$;

-- DISC-2: whoever works with the case stops what her branch has in the outbox, however decided it. Gives how many; none
-- when all of it has gone out.
create function door.stop_releases(p_case uuid, p_releases jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    if not door.works_with(p_case, door.actor(), v_me, door.today()) then perform door.refuse('not_your_case'); end if;
    return door.stop_waiting(array(
        select release from sharing_release
        where owner_branch_id = v_me and case_id = p_case and p_releases ? release::text), 'person');
end $$;

-- What of the acting branch's outbox has waited long enough, each with the day that its programme is on. Where that is a
-- day of its own, the clock begins anew each midnight; the row knows how long it has really waited.
create function door.releases_due() returns table (
    release uuid, case_id uuid, item_kind text, to_branch bigint, day date)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.release, r.case_id, r.item_kind::text, r.to_branch_id::bigint, p.demo_day
    from sharing_release r
    join people_case c on c.id = r.case_id join programmes_programme p on p.id = c.programme_id
    where r.owner_branch_id = door.acting_branch() and r.made_available_at is null and r.stopped_at is null
      and (r.created_at + (r.due_at - r.decided_at) <= now()
           or r.due_at <= door.moment_on(coalesce(p.demo_day, door.today())))
    order by r.due_at, r.id
$$;

-- What stands against delivering a release now: null, or why. The same rules as when it was decided (SEK-07, CON-06).
create function door.against_delivery(r sharing_release, p_addressed_to bigint) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    return case
        when not exists (select from people_casefile f where f.case_id = r.case_id
                         and f.owner_branch_id = r.owner_branch_id and f.closed_on is null) then 'no_file'
        when not exists (select from door.item_of_file o where o.kind = r.item_kind and o.item = r.item_id
                         and o.version = r.version and o.case_id = r.case_id and o.branch = r.owner_branch_id)
            then 'not_in_file'
        when exists (select from door.item_of_file o where o.kind = r.item_kind and o.item = r.item_id
                     and o.version = r.version and o.case_id = r.case_id and o.branch = r.owner_branch_id and o.closed)
            then 'third_person'
        when exists (select from door.item_of_file o where o.kind = r.item_kind and o.item = r.item_id
                     and o.version = r.version and o.case_id = r.case_id and o.branch = r.owner_branch_id
                     and door.is_blocked(o.case_id, o.branch, o.unit)) then 'blocked'  -- REG-10
        when p_addressed_to is not null and not door.holds_role(
            r.case_id, p_addressed_to, r.to_branch_id, 'receiver', door.today()) then 'not_receiver'
        when r.ground = 'consent' and r.to_branch_id <> r.owner_branch_id and not exists (
            select from sharing_consentline l
            where l.owner_branch_id = r.owner_branch_id and l.line = r.line and l.case_id = r.case_id
              and l.from_branch_id = r.owner_branch_id and l.to_branch_id = r.to_branch_id
              and l.category = r.category and l.purpose = 'planning' and l.withdrawn_at is null
              and l.confirmed_at is not null and door.today() between l.valid_from and l.valid_until) then 'no_consent'
        when p_addressed_to is null and not exists (
            select from people_casefile f where f.case_id = r.case_id and f.owner_branch_id = r.to_branch_id
            and f.closed_on is null) then 'receiver_no_file' end;
end $$;

-- Delivers one release of the acting branch that is due: 'delivered', or why it was stopped instead; null when there is
-- nothing to do. Anybody may ask, for it does only what was decided.
create function door.deliver(p_release uuid) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    r sharing_release;
    o sharing_outgoing;
    v_line uuid;
    v_next uuid;
    v_against text;
begin
    if not exists (select from door.releases_due() d where d.release = p_release) then return null; end if;
    select l.line, l.superseded_by into v_line, v_next from sharing_consentline l
    where l.owner_branch_id = v_me and l.line = (select line from sharing_release where release = p_release)
    for no key update;
    if v_next is not null then  -- said anew meanwhile: the new line decides, and is what the record names
        select l.line into v_line from sharing_consentline l where l.owner_branch_id = v_me and l.line = v_next
          and l.reservation = (select reservation from sharing_release where release = p_release)
        for no key update;
    end if;
    select * into r from sharing_release
    where owner_branch_id = v_me and release = p_release and made_available_at is null and stopped_at is null
    for update;
    if r.id is null then return null; end if;
    r.line := v_line;
    select * into o from sharing_outgoing where owner_branch_id = v_me and release = p_release;
    v_against := case when o.id is null then 'not_in_file' else door.against_delivery(r, o.addressed_to_id) end;
    if v_against is not null then
        perform door.stop_waiting(array[p_release], v_against);
        return v_against;
    end if;
    -- By branch in one order, as the changes of a case are counted: else two who write to each other could wait for ever.
    if r.to_branch_id < v_me then perform door.copy_to_receiver(r, o); end if;
    update sharing_release set made_available_at = door.moment(), line = v_line where id = r.id;
    delete from sharing_outgoing where id = o.id;
    if r.to_branch_id >= v_me then perform door.copy_to_receiver(r, o); end if;
    return 'delivered';
end $$;

-- ARK-07, SEK-13: the receiver's own row, with secrecy mark, ground and version. Asked inside only.
create function door.copy_to_receiver(r sharing_release, o sharing_outgoing) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into sharing_receivedcopy (owner_branch_id, release, case_id, from_branch_id, category, item_kind, item_id,
        version, title, content, secrecy_mark, ground, line, sent_by_id, addressed_to_id, made_available_at)
    select r.to_branch_id, r.release, r.case_id, r.owner_branch_id, r.category, r.item_kind, r.item_id, r.version,
        r.title, o.content, b.secrecy_class,
        case when r.to_branch_id = r.owner_branch_id then 'no_harm_assessed' else r.ground end, r.line,
        r.decided_by_id, o.addressed_to_id, door.moment()
    from access_branch b where b.id = r.owner_branch_id
$$;

-- DISC-5: what has gone out can't be called back (ARK-07); whoever works with the case marks it as wrong, and the mark
-- stands on every copy. What of it still waits is stopped. Gives how many copies.
create function door.mark_wrong(p_case uuid, p_item uuid, p_version int, p_why text) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_now timestamptz := door.moment();
    v_count int;
begin
    if not door.works_with(p_case, door.actor(), v_me, door.today()) then perform door.refuse('not_your_case'); end if;
    if p_why not in ('fact', 'person', 'receiver', 'too_much') then perform door.refuse('no_answer'); end if;
    perform 1 from sharing_release
    where owner_branch_id = v_me and case_id = p_case and item_id = p_item and version = p_version order by id for update;
    perform door.stop_waiting(array(
        select release from sharing_release
        where owner_branch_id = v_me and case_id = p_case and item_id = p_item and version = p_version), 'wrong');
    with marked as (
        update sharing_release set wrong_at = v_now, wrong_by_id = door.actor(), wrong_why = p_why
        where owner_branch_id = v_me and case_id = p_case and item_id = p_item and version = p_version
          and made_available_at is not null
        returning release)
    update sharing_receivedcopy c set wrong_at = v_now, wrong_why = p_why
    from marked m where c.release = m.release and c.from_branch_id = v_me;
    get diagnostics v_count = row_count;
    return v_count;
end $$;
