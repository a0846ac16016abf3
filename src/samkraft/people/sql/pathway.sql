-- Door functions of discharge and handover.

-- A discharge recorded by mistake is taken back the day it was recorded, by the branch that made it, and only while
-- nobody outside has been told by a handover.
create function door.reopen_case(p_case uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_closed date;
    v_recorded timestamptz;
begin
    perform door.must_hold_file(p_case);
    select closed_on into v_closed from people_case
    where id = p_case and leader_branch_id = door.acting_branch() for update;
    select created_at into v_recorded from people_discharge
    where case_id = p_case and owner_branch_id = door.acting_branch();
    if v_closed is null or v_recorded is null then perform door.refuse('not_discharged'); end if;
    if (v_recorded at time zone 'Europe/Stockholm')::date <> (now() at time zone 'Europe/Stockholm')::date then
        perform door.refuse('not_same_day');
    end if;
    if exists (select 1 from people_handover where case_id = p_case and state in ('sent', 'accepted')) then
        perform door.refuse('handover_sent');
    end if;
    update people_phaseperiod set valid_until = null
    where case_id = p_case and valid_until = v_closed
      and not exists (select 1 from people_phaseperiod later
                      where later.case_id = p_case and later.valid_from > v_closed);
    update people_case set closed_on = null where id = p_case;
end $$;

-- P-038: what became of the handovers addressed to the person who asks; nobody else's.
create function door.handovers_to_me() returns table (
    handover uuid, state text, answered_on date, return_reason text, reminded_on date)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct h.id, h.state::text, h.answered_on, h.return_reason, h.reminded_on
    from sharing_receivedcopy c join people_handover h on h.id = c.item_id and h.owner_branch_id = c.from_branch_id
    where c.item_kind = 'handover' and c.owner_branch_id = door.acting_branch()
      and c.addressed_to_id = door.actor()
$$;

-- SEK-07: a handover outside Samkraft is a disclosure like any other: by who works with the case, inside the own branch,
-- on a line that covers, or on the written assessment in its row. A release is kept, and no copy is made.
create function door.hand_over_outside(p_handover uuid, p_to bigint, p_outside text, p_title text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    h people_handover;
    v_line uuid;
    v_release uuid := gen_random_uuid();
begin
    select * into h from people_handover where id = p_handover and owner_branch_id = v_me and receiver_id is null;
    if h.id is null then perform door.refuse('not_in_file'); end if;
    perform door.must_hold_file(h.case_id);
    if not door.works_with(h.case_id, door.actor(), v_me, door.today()) then
        perform door.refuse('not_your_case');
    end if;
    v_line := door.covering_line(h.case_id, v_me, p_to, 'discharge');
    if v_line is null and p_to is distinct from v_me and btrim(h.assessment) = '' then
        perform door.refuse('no_ground');
    end if;
    insert into sharing_release (owner_branch_id, release, case_id, to_branch_id, to_outside, category, item_kind,
        item_id, version, title, ground, line, reservation, decided_at, decided_by_id, due_at, made_available_at)
    values (v_me, v_release, h.case_id, p_to, p_outside, 'discharge', 'handover', h.id, 1, p_title,
        case when v_line is null then 'no_harm_assessed' else 'consent' end, v_line,
        coalesce((select reservation from sharing_consentline where owner_branch_id = v_me and line = v_line), ''),
        door.moment(), door.actor(), door.moment(), door.moment());
    return v_release;
end $$;

-- P-038: a handover is preset to whoever referred, which the file of the branch that enrolled her alone tells. Those who
-- hold a file on the case may know the way; nothing else of that file.
create function door.referral_way(p_case uuid) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform door.must_hold_file(p_case);
    return coalesce((select referral_way from people_casefile where case_id = p_case and is_origin), '');
end $$;

-- P-038: how many stand where before the programme ends: those who go on, and those who left and need a receiver. For a
-- unit manager those that her branch leads, by process leader; for a project leader all, by team. Counts alone, and none
-- of the protected.
create function door.wind_down(p_programme text, p_needs text[], p_answer_days int, p_by_team boolean) returns table (
    key bigint, people bigint, nobody bigint, returned bigint, late bigint, waiting bigint, accepted bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_since date := door.today() - p_answer_days;
begin
    if not door.acts_as(array[case when p_by_team then 'project_leader' else 'unit_manager' end]) then
        perform door.refuse('not_for_your_role');
    end if;
    return query
    select case when p_by_team then c.team_id else c.leader_id end, count(*),
        count(*) filter (where h.state is null), count(*) filter (where h.state = 'returned'),
        count(*) filter (where h.state = 'sent' and h.sent_on < v_since),
        count(*) filter (where h.state = 'sent' and h.sent_on >= v_since),
        count(*) filter (where h.state = 'accepted')
    from people_case c join programmes_programme p on p.id = c.programme_id and p.slug = p_programme
    left join lateral (select o.state, o.sent_on from people_handover o where o.case_id = c.id
                       order by o.created_at desc, o.id limit 1) h on true
    where (p_by_team or c.leader_branch_id = v_me)
      and (c.closed_on is null or h.state is distinct from 'accepted' and exists (
           select from people_discharge d where d.case_id = c.id and d.reason = any (p_needs)))
      and not exists (select from people_protectedcase k where k.case_id = c.id)
    group by 1;
end $$;
