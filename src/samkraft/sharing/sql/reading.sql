-- What a branch may know and note when it reads. Checked like every function of the door.

-- The branches that hold an open file on a case that the acting branch works with: who can receive at all.
create function door.file_holders(p_case uuid) returns table (branch_id bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    perform door.must_hold_file(p_case);
    return query select f.owner_branch_id::bigint from people_casefile f where f.case_id = p_case
                 and f.closed_on is null and (f.is_origin or door.is_covered(p_case, f.owner_branch_id, door.today()))
                 order by 1;
end $$;

-- DISC-4: the first opening of a received copy is part of the read log, so a page that only reads may note it.
-- Only the acting branch's own copies that it may read now (CON-06), and only once. Gives the releases that were unread.
create function door.note_first_read(p_copies bigint[]) returns table (release uuid)
language sql security definer set search_path = public, pg_temp as $$
    update sharing_receivedcopy c set first_read_at = door.moment(), first_read_by_id = door.actor()
    where c.id = any (p_copies) and c.owner_branch_id = door.acting_branch() and c.first_read_at is null
      and (c.addressed_to_id is null or c.addressed_to_id = door.actor())
      and (c.ground <> 'consent'
           or door.covering_line(c.case_id, c.from_branch_id, c.owner_branch_id, c.category) is not null)
    returning c.release
$$;

-- The demo fills years at once: what came before a day was read the day after it came, by whom it is addressed to or
-- by who acts. Nowhere else does anybody say when something was read.
create function door.note_readings(p_cases uuid[], p_before date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not public.day_is_free() then perform door.refuse('day_not_free'); end if;
    update sharing_receivedcopy c set first_read_at = c.made_available_at + interval '20 hours',
        first_read_by_id = coalesce(c.addressed_to_id, door.actor())
    where c.owner_branch_id = door.acting_branch() and c.case_id = any (p_cases) and c.first_read_at is null
      and c.made_available_at < p_before;
end $$;

-- ARK-07: what has come in to the acting branch, for its registrar: when it was made available, from whom, of what kind, on
-- which ground, when first read. No content and no title; of a protected case neither number nor key (SKY-02).
create function door.received_register(p_programme text, p_from date, p_until date, p_first int, p_many int)
returns table (case_id uuid, number text, came_at timestamptz, from_branch text, mark text, kind text, version int,
    ground text, read_at timestamptz, is_wrong boolean, total bigint)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare v_hidden uuid[] := door.hidden_cases();
begin
    if not door.acts_as(array['registrar']) then perform door.refuse('not_registrar_here'); end if;
    return query
    select case when c.id <> all (v_hidden) then c.id end, case when c.id <> all (v_hidden) then c.number::text else '' end,
        r.made_available_at, b.name::text, b.mark::text, r.item_kind::text, r.version::int, r.ground::text,
        r.first_read_at, r.wrong_at is not null, count(*) over ()
    from sharing_receivedcopy r
    join people_case c on c.id = r.case_id join programmes_programme p on p.id = c.programme_id and p.slug = p_programme
    join access_branch b on b.id = r.from_branch_id
    where r.owner_branch_id = door.acting_branch() and r.from_branch_id <> r.owner_branch_id
      and r.made_available_at >= p_from::timestamp at time zone 'Europe/Stockholm'
      and r.made_available_at < (p_until + 1)::timestamp at time zone 'Europe/Stockholm'
    order by r.made_available_at desc, r.id desc
    offset p_first limit p_many;
end $$;
