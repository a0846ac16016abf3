-- P-050: how many are invited to a recruitment meeting, over all branches: sums and never who.

create function door.invited_to_meetings(p_meetings uuid[])
returns table (meeting uuid, invited bigint, accepted bigint, came bigint, offered bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select i.meeting_id,
        count(distinct i.case_id) filter (where i.state <> 'declined'),
        count(distinct i.case_id) filter (where i.state in ('accepted', 'came')),
        count(distinct i.case_id) filter (where i.state = 'came'),
        count(distinct i.case_id) filter (where i.outcome in ('offer', 'hired'))
    from employers_invitation i where i.meeting_id = any (p_meetings) group by i.meeting_id
$$;
