-- P-042: places are few. Whoever takes, answers, leaves, opens or closes one holds the offering's row meanwhile, so that
-- of many who want the last place one gets it, and the others stand in the queue in the order in which they came.
-- The offering is always locked before any activity: two who act at once wait for each other and never for ever.

create function door.lock_queue(p_offering uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform 1 from activities_offering where id = p_offering for update;
end $$;

-- The queue of an activity, before its row is changed. Nothing where it has no booking.
create function door.lock_queue_of(p_activity uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.lock_queue((select b.offering_id from activities_activity a
                             join activities_booking b on b.id = a.booking_id where a.id = p_activity));
end $$;

-- The own branch's activity with its booking, for a change by who works with the case.
create function door.own_booked(p_activity uuid) returns activities_activity
language plpgsql security definer set search_path = public, pg_temp as $$
declare a activities_activity;
begin
    select * into a from activities_activity where id = p_activity and owner_branch_id = door.acting_branch() for update;
    if a.id is null or not door.works_with(a.case_id, door.actor(), door.acting_branch(), door.today()) then
        perform door.refuse('not_assigned');
    end if;
    return a;
end $$;

-- Each free place goes to the first in the queue who is ready for it: by rank, then by the day and order of entering.
-- The activity is another branch's as often as not: it gets the offer, and its branch answers for it.
create function door.fill_places(p_offering uuid) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_place record;
    v_booking activities_booking;
    v_days int := (select answer_days from activities_offering where id = p_offering and closed_on is null);
    v_offered int := 0;
begin
    if v_days is null or not exists (select from activities_booking where offering_id = p_offering
                                     and state = 'waiting' and ready_on is not null) then
        return 0;
    end if;
    for v_place in
        select p.id, p.session_id, s.starts_on, s.ends_on from activities_place p
        join activities_session s on s.id = p.session_id
        where s.offering_id = p_offering and p.state = 'free' and s.cancelled_on is null
          and (s.open_until is null or s.open_until >= door.today())
        order by s.starts_on, s.id, p.number for update of p
    loop
        select b.* into v_booking from activities_booking b
        join activities_activity a on a.booking_id = b.id and a.state = 'decided'
        join people_case c on c.id = a.case_id and c.closed_on is null
        join people_casefile f on f.id = a.file_id and f.closed_on is null
        where b.offering_id = p_offering and b.state = 'waiting' and b.ready_on is not null
          and (b.session_id is null or b.session_id = v_place.session_id)
        order by b.rank, b.entered_on, b.id limit 1;
        continue when v_booking.id is null;
        update activities_place set state = 'offered', booking_id = v_booking.id where id = v_place.id;
        update activities_booking set state = 'offered', held_id = v_place.session_id,
            first_offered_on = coalesce(first_offered_on, door.today()), answer_by = door.today() + v_days
        where id = v_booking.id;
        update activities_activity set state = 'offered', offered_on = door.today(), notice = '',
            planned_from = greatest(v_place.starts_on, door.today(), planned_from),
            planned_until = coalesce(v_place.ends_on, planned_until), revision = door.next_revision(id)
        where booking_id = v_booking.id;
        v_offered := v_offered + 1;
    end loop;
    return v_offered;
end $$;

-- A booking gives back what it holds. A place that is more than the session shall have goes for good.
create function door.free_place(p_booking bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_session uuid;
begin
    update activities_place set state = 'free', booking_id = null where booking_id = p_booking
    returning session_id into v_session;
    update activities_place set state = 'closed' where id in (
        select p.id from activities_place p where p.session_id = v_session and p.state = 'free'
        order by p.number desc
        limit greatest(0, (select count(*) from activities_place o where o.session_id = v_session and o.state <> 'closed')
                          - (select s.capacity from activities_session s where s.id = v_session)));
end $$;

-- Whether the person already waits in the offering's queue, is offered a place or has said yes to one that hasn't begun,
-- by another activity than this: asked for by the own branch, or by another whose activity the own branch has been given
-- and may still see (SEK-01). What a branch hasn't been told of is not said by a refusal either. True only for whoever
-- holds the queue.
create function door.is_booked_by_another(a activities_activity, p_offering uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from activities_activity o join activities_booking b on b.id = o.booking_id
        where o.case_id = a.case_id and o.id <> a.id and b.offering_id = p_offering
          and (b.state in ('waiting', 'offered') or o.state = 'accepted')
          and (o.owner_branch_id = door.acting_branch() or door.has_covered_copy(o.id)))
$$;

-- The person stands in the queue from today. Where the activity is decided already a free place is offered at once.
create function door.book(p_activity uuid, p_offering uuid, p_session uuid, p_priority text, p_rank int) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    a activities_activity;
    v_booking bigint;
begin
    perform door.lock_queue(p_offering);
    a := door.own_booked(p_activity);
    if a.booking_id is not null or a.state not in ('asked', 'decided') then perform door.refuse('booked_already'); end if;
    if door.is_booked_by_another(a, p_offering) then perform door.refuse('waits_already'); end if;
    if not exists (select from activities_offering o join people_case c on c.programme_id = o.programme_id
                   where o.id = p_offering and o.closed_on is null and o.type = a.type and c.id = a.case_id) then
        perform door.refuse('offering_closed');
    end if;
    if p_session is not null and not exists (
        select from activities_session s where s.id = p_session and s.offering_id = p_offering
          and s.cancelled_on is null and (s.open_until is null or s.open_until >= door.today())) then
        perform door.refuse('session_closed');
    end if;
    insert into activities_booking (offering_id, session_id, state, priority, rank, entered_on, ready_on, left_how)
    values (p_offering, p_session, 'waiting', p_priority, p_rank, door.today(),
            case when a.state = 'decided' then door.today() end, '')
    returning id into v_booking;
    update activities_activity set booking_id = v_booking where id = a.id;
    perform door.fill_places(p_offering);
    return (select state from activities_activity where id = a.id);
end $$;

-- What is decided can be offered a place; a refusal, a no or an end gives the place to the next.
create function door.settle_booking(p_activity uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    a activities_activity;
    b activities_booking;
begin
    select * into a from activities_activity where id = p_activity;
    select * into b from activities_booking where id = a.booking_id;
    if b.id is null or b.state = 'left' then return; end if;
    if a.state in ('refused', 'declined', 'interrupted', 'completed') then
        perform door.free_place(b.id);
        update activities_booking set state = 'left', left_on = door.today(), left_how = a.state, answer_by = null
        where id = b.id;
    elsif a.state = 'decided' then
        update activities_booking set ready_on = coalesce(ready_on, door.today()) where id = b.id;
    elsif a.state = 'accepted' then
        update activities_booking set state = 'taken', answer_by = null where id = b.id;
        update activities_place set state = 'taken' where booking_id = b.id;
    elsif a.state = 'under_way' then
        update activities_booking set started_on = a.started_on where id = b.id;
    end if;
    perform door.fill_places(b.offering_id);
end $$;

-- The own branch has written its activity anew: the queue follows.
create function door.follow_booking(p_activity uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.lock_queue_of(p_activity);
    perform door.own_booked(p_activity);
    perform door.settle_booking(p_activity);
end $$;

-- The own branch has taken a move back and written its activity as it stood before: the booking stands so too. A place
-- that was given up is had again only while one of its session is free: what was offered onward is the next one's.
create function door.restore_booking(p_activity uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    a activities_activity;
    b activities_booking;
    v_holds boolean;
begin
    perform door.lock_queue_of(p_activity);
    a := door.own_booked(p_activity);
    select * into b from activities_booking where id = a.booking_id;
    if b.id is null then return; end if;
    v_holds := a.state in ('offered', 'accepted', 'under_way');
    if a.state in ('asked', 'decided', 'offered') and door.is_booked_by_another(a, b.offering_id) then
        perform door.refuse('waits_already');
    end if;
    if v_holds and not exists (select from activities_place where booking_id = b.id) then
        update activities_place set booking_id = b.id, state = 'taken' where id = (
            select p.id from activities_place p join activities_session s on s.id = p.session_id
            where p.session_id = b.held_id and p.state = 'free' and s.cancelled_on is null
            order by p.number limit 1);
        if not found then perform door.refuse('place_passed_on'); end if;
    end if;
    update activities_place set state = case when a.state = 'offered' then 'offered' else 'taken' end
    where booking_id = b.id;
    update activities_booking set left_on = null, left_how = '',
        started_on = case when a.state = 'under_way' then a.started_on end,
        ready_on = case when a.state <> 'asked' then ready_on end,
        state = case when a.state = 'offered' then 'offered' when v_holds then 'taken' else 'waiting' end,
        answer_by = case when a.state = 'offered' then greatest(door.today(), a.offered_on + (
            select answer_days from activities_offering where id = b.offering_id)) end
    where id = b.id;
    perform door.fill_places(b.offering_id);
end $$;

-- Back into the queue: paused until the branch says that the person still wants a place, or first in turn.
create function door.put_back(p_booking bigint, p_notice text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.free_place(p_booking);
    update activities_booking set state = 'waiting', held_id = null, answer_by = null,
        ready_on = case when p_notice = 'displaced' then ready_on end,
        priority = case when p_notice = 'displaced' then 'displaced' else priority end,
        rank = case when p_notice = 'displaced' then 1 else rank end,
        session_id = case when p_notice = 'displaced' then null else session_id end
    where id = p_booking;
    update activities_activity set state = 'decided', notice = p_notice, offered_on = null, answered_on = null,
        planned_from = null, planned_until = null, revision = door.next_revision(id)
    where booking_id = p_booking;
end $$;

-- The person still wants a place after an offer that went out.
create function door.resume_booking(p_activity uuid) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare a activities_activity;
begin
    perform door.lock_queue_of(p_activity);
    a := door.own_booked(p_activity);
    if a.booking_id is null or a.state <> 'decided' or a.notice = '' then perform door.refuse('not_paused'); end if;
    update activities_activity set notice = '' where id = a.id;
    perform door.settle_booking(p_activity);
    return (select state from activities_activity where id = a.id);
end $$;

-- Who plans the places of an offering: the providing branch's manager or project administrator.
create function door.must_plan(p_offering uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not door.acts_as(array['unit_manager', 'project_administrator']) or not exists (
        select from activities_offering where id = p_offering and provider_branch_id = door.acting_branch()) then
        perform door.refuse('not_planner');
    end if;
end $$;

-- So many places as the session shall have. Fewer than are taken: the planner has said which bookings go back first in
-- the queue, or that places go as they are freed; else nothing is changed.
create function door.resize_session(p_session uuid, p_capacity int, p_displaced bigint[], p_as_freed boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_offering uuid := (select offering_id from activities_session where id = p_session);
    v_booking bigint;
    v_more int;
begin
    perform door.lock_queue(v_offering);
    perform door.must_plan(v_offering);
    if exists (select from unnest(p_displaced) d where d not in (
            select p.booking_id from activities_place p join activities_activity a on a.booking_id = p.booking_id
            where p.session_id = p_session and a.state in ('offered', 'accepted'))) then
        perform door.refuse('booking_moved');
    end if;
    if not p_as_freed and p_capacity < (select count(*) from activities_place where session_id = p_session
                      and booking_id is not null) - cardinality(p_displaced) then
        perform door.refuse('too_few_places');
    end if;
    update activities_session set capacity = p_capacity where id = p_session;
    foreach v_booking in array p_displaced loop perform door.put_back(v_booking, 'displaced'); end loop;
    v_more := p_capacity - (select count(*) from activities_place where session_id = p_session and state <> 'closed');
    update activities_place set state = 'closed' where id in (
        select id from activities_place where session_id = p_session and state = 'free' order by number desc
        limit greatest(0, -v_more));
    update activities_place set state = 'free' where id in (
        select id from activities_place where session_id = p_session and state = 'closed' order by number
        limit greatest(0, v_more));
    v_more := p_capacity - (select count(*) from activities_place where session_id = p_session and state <> 'closed');
    insert into activities_place (session_id, number, state)
    select p_session, coalesce((select max(number) from activities_place where session_id = p_session), 0) + n, 'free'
    from generate_series(1, v_more) n;
    perform door.fill_places(v_offering);
end $$;

-- Each night: offers that went out are taken back, what waits for a closed case leaves, free places are offered.
create function door.turn_queues() returns table (offering uuid, went_out int, gone int, offered int)
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_booking bigint;
begin
    for offering in select o.id from activities_offering o
                    where exists (select from activities_booking b where b.offering_id = o.id and b.state <> 'left')
                    order by o.id loop
        perform door.lock_queue(offering);
        went_out := 0; gone := 0;
        for v_booking in
            select b.id from activities_booking b join activities_activity a on a.booking_id = b.id
            join people_case c on c.id = a.case_id join people_casefile f on f.id = a.file_id
            where b.offering_id = offering and b.state in ('waiting', 'offered', 'taken')
              and (c.closed_on is not null or f.closed_on is not null) order by b.id loop
            perform door.free_place(v_booking);
            update activities_booking set state = 'left', left_on = door.today(), left_how = 'case_closed',
                answer_by = null where id = v_booking;
            gone := gone + 1;
        end loop;
        for v_booking in
            select b.id from activities_booking b
            where b.offering_id = offering and b.state = 'offered' and b.answer_by < door.today() order by b.id loop
            perform door.put_back(v_booking, 'expired');
            went_out := went_out + 1;
        end loop;
        offered := door.fill_places(offering);
        return next;
    end loop;
end $$;

-- Activities that were asked for before they stood in a catalogue are laid into it: a branch its own, each from the day
-- when it was asked for. Who has a place keeps it; who waits, waits on where she stood.
create function door.lay_in_catalogue(p_items jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_laid int;
begin
    perform 1 from activities_offering where id in (select (i ->> 'offering')::uuid from jsonb_array_elements(p_items) i)
    order by id for update;
    with laid as materialized (
        select nextval(pg_get_serial_sequence('activities_booking', 'id')) as booking, own.* from (
            select i.session, o.id as offering, a.id, a.state, a.asked_on, a.decided_on, a.started_on, a.ended_on
            from jsonb_to_recordset(p_items) i(activity uuid, offering uuid, session uuid)
            join activities_activity a on a.id = i.activity and a.owner_branch_id = door.acting_branch()
                and a.booking_id is null
            join activities_offering o on o.id = i.offering and o.type = a.type and o.closed_on is null
            join activities_session s on s.id = i.session and s.offering_id = o.id
            order by a.asked_on, a.id) own
    ), booked as (
        insert into activities_booking (id, offering_id, held_id, state, priority, rank, entered_on, ready_on,
            first_offered_on, started_on, left_on, left_how)
        select booking, offering, case when started_on is not null then session end,
            case when state in ('completed', 'interrupted', 'refused') then 'left'
                 when state = 'under_way' then 'taken' else 'waiting' end,
            '', 9, asked_on, decided_on, case when started_on is not null then greatest(decided_on, started_on - 7) end,
            started_on, case when state in ('completed', 'interrupted', 'refused') then coalesce(ended_on, decided_on) end,
            case when state in ('completed', 'interrupted', 'refused') then state else '' end
        from laid
    )
    update activities_activity a set booking_id = l.booking from laid l where a.id = l.id;
    get diagnostics v_laid = row_count;
    with unplaced as (
        select b.id, b.held_id, row_number() over (partition by b.held_id order by b.id) as n
        from activities_booking b
        where b.state = 'taken' and not exists (select from activities_place p where p.booking_id = b.id)
    ), free as (
        select id, session_id, row_number() over (partition by session_id order by number) as n
        from activities_place where state = 'free'
    )
    update activities_place p set state = 'taken', booking_id = u.id
    from free f join unplaced u on u.held_id = f.session_id and u.n = f.n where p.id = f.id;
    if exists (select from activities_booking b where b.state = 'taken'
               and not exists (select from activities_place p where p.booking_id = b.id)) then
        perform door.refuse('too_few_places');
    end if;
    return v_laid;
end $$;
