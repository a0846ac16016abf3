-- Who else is asked to a meeting, when colleagues are busy, and whose calendar a secret address opens.

-- SEK-07: the day, the place and who asks, in the file of the branch that is asked; never what the meeting is for. Asked
-- only of somebody who works with the case there, and as long as a consent of the person goes from here to there. Moved, it
-- is told anew, and the answer is asked for again when the time is another.
create function door.invite(p_meeting uuid, p_staff bigint, p_branch bigint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    m casework_meeting;
    v_file uuid;
    v_place text;
begin
    select * into m from casework_meeting where id = p_meeting and owner_branch_id = v_me for update;
    if m.id is null or m.state <> 'planned' then perform door.refuse('no_meeting'); end if;
    perform door.must_hold_file(m.case_id);
    if not door.works_with(m.case_id, door.actor(), v_me, door.today()) then perform door.refuse('not_your_case'); end if;
    if p_branch = v_me then perform door.refuse('same_branch'); end if;
    if not door.holds_file(m.case_id, p_branch) then perform door.refuse('receiver_no_file'); end if;
    if not door.works_with(m.case_id, p_staff, p_branch, door.today()) then perform door.refuse('not_assigned'); end if;
    if not exists (select from sharing_consentline l
                   where l.owner_branch_id = v_me and l.case_id = m.case_id and l.from_branch_id = v_me
                     and l.to_branch_id = p_branch and l.purpose = 'planning' and l.withdrawn_at is null
                     and l.confirmed_at is not null and door.today() between l.valid_from and l.valid_until)
    then perform door.refuse('no_consent'); end if;
    if exists (select from people_processingrestriction r
               where r.owner_branch_id = v_me and r.case_id = m.case_id and r.lifted_on is null)
    then perform door.refuse('restricted'); end if;  -- GDPR-08
    select f.id into v_file from people_casefile f where f.case_id = m.case_id and f.owner_branch_id = p_branch;
    select concat_ws(', ', nullif(r.name, ''), nullif(r.address, ''), nullif(m.place, '')) into v_place
    from (select m.room_id as room) x left join casework_room r on r.id = x.room;
    insert into casework_meetinginvitation (id, owner_branch_id, case_id, file_id, meeting_key, staff_id, from_branch_id,
        asked_by_id, starts_at, ends_at, place, state, answer)
    values (gen_random_uuid(), p_branch, m.case_id, v_file, m.id, p_staff, v_me, door.actor(), m.starts_at, m.ends_at,
        v_place, 'planned', 'asked')
    on conflict (owner_branch_id, meeting_key, staff_id) do update set
        starts_at = excluded.starts_at, ends_at = excluded.ends_at, place = excluded.place,
        asked_by_id = excluded.asked_by_id, state = 'planned',
        answer = case when casework_meetinginvitation.state = 'planned'
                       and casework_meetinginvitation.starts_at = excluded.starts_at
                       and casework_meetinginvitation.ends_at = excluded.ends_at
                      then casework_meetinginvitation.answer else 'asked' end;
end $$;

-- The meeting isn't to be, or these are no longer asked: whoever was told is told so, also after a consent has ended.
create function door.end_invitations(p_meeting uuid, p_staff bigint[]) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count int;
begin
    update casework_meetinginvitation i set state = 'cancelled'
    where i.meeting_key = p_meeting and i.from_branch_id = door.acting_branch() and i.staff_id = any(p_staff)
      and exists (select from casework_meeting m where m.id = p_meeting and m.owner_branch_id = door.acting_branch()
                  and door.works_with(m.case_id, door.actor(), door.acting_branch(), door.today()));
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- Yes or no, by the very person who is asked; the branch that asked reads it on its own meeting.
create function door.answer_invitation(p_invitation uuid, p_yes boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    i casework_meetinginvitation;
    v_answer text := case when p_yes then 'yes' else 'no' end;
begin
    select * into i from casework_meetinginvitation
    where id = p_invitation and owner_branch_id = door.acting_branch() and staff_id = door.actor() for update;
    if i.id is null or p_yes is null then perform door.refuse('no_invitation'); end if;
    perform door.must_hold_file(i.case_id);
    if i.state <> 'planned' or (i.starts_at at time zone 'Europe/Stockholm')::date < door.today()
    then perform door.refuse('meeting_over'); end if;
    update casework_meetinginvitation set answer = v_answer where id = i.id;
    update casework_meetingguest set answer = v_answer
    where meeting_id = i.meeting_key and staff_id = i.staff_id and owner_branch_id = i.from_branch_id;
end $$;

-- When colleagues are busy, and with nothing of whom: those of one's own branch and of one's own teams (IAM-07).
create function door.busy_times(p_staff bigint[], p_from timestamptz, p_until timestamptz)
returns table (staff_id bigint, starts_at timestamptz, ends_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    with mine as (
        select m.team_id from programmes_teammember m
        where m.staff_id = door.actor() and m.branch_id = door.acting_branch() and m.valid_from <= door.today()
          and (m.valid_until is null or m.valid_until >= door.today())
    ), colleagues as (
        select distinct m.staff_id from programmes_teammember m
        where m.staff_id = any(p_staff) and m.valid_from <= door.today()
          and (m.valid_until is null or m.valid_until >= door.today())
          and (m.branch_id = door.acting_branch() or m.team_id in (select team_id from mine))
    )
    select m.staff_id, m.starts_at, m.ends_at from casework_meeting m
    where m.staff_id in (select c.staff_id from colleagues c) and m.state = 'planned'
      and m.starts_at < p_until and m.ends_at > p_from
    union
    select g.staff_id, m.starts_at, m.ends_at from casework_meetingguest g join casework_meeting m on m.id = g.meeting_id
    where g.staff_id in (select c.staff_id from colleagues c) and g.answer <> 'no' and m.state = 'planned'
      and m.starts_at < p_until and m.ends_at > p_from
$$;

-- Whose calendar a secret address opens, and for which branch; nobody's when it has ended. Whether she is a handler there
-- still, the site asks of her roles at that moment.
create function door.calendar_of(p_hash text) returns table (staff bigint, branch bigint, programme text)
language sql stable security definer set search_path = public, pg_temp as $$
    select f.staff_id, f.owner_branch_id, f.programme
    from casework_calendarfeed f join access_staff s on s.id = f.staff_id and s.is_active
    where f.secret_hash = p_hash and f.ends_on >= (now() at time zone 'Europe/Stockholm')::date
$$;
