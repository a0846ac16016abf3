-- P-042: the branch that decides answers on its own copy of the activity; the placing branch's row gets yes or no and
-- the day. Why stays in the deciding branch's own file: no line carries it (SEK-01, SEK-13).

-- By the release, which is found by its item; what a branch has received is kept by case.
create function door.has_covered_copy(p_activity uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (
        select 1 from activities_activity a
        join sharing_release r on r.owner_branch_id = a.owner_branch_id and r.item_id = a.id
        join sharing_receivedcopy c on c.release = r.release and c.item_id = a.id and c.from_branch_id = a.owner_branch_id
        where a.id = p_activity and c.item_kind = 'activity' and c.owner_branch_id = door.acting_branch()
          and door.covering_line(c.case_id, c.from_branch_id, c.owner_branch_id, c.category) is not null)
$$;

-- The number of what an activity becomes: one that it has never had, for what was taken back has its number still.
create function door.next_revision(p_activity uuid) returns int
language sql stable security definer set search_path = public, pg_temp as $$
    select 1 + greatest(a.revision, (select max(m.revision) from activities_activitymove m where m.activity_id = a.id))
    from activities_activity a where a.id = p_activity
$$;

create function door.decide_activity(p_activity uuid, p_granted boolean, p_on date) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare a activities_activity;
begin
    perform door.lock_queue_of(p_activity);
    select * into a from activities_activity where id = p_activity for update;
    if a.id is null or a.deciding_branch_id <> door.acting_branch() or not door.has_covered_copy(p_activity)
       or not door.holds_file(a.case_id, door.acting_branch()) then
        perform door.refuse('not_asked_of_us');
    end if;
    if p_granted is null or p_on is null then perform door.refuse('no_decision'); end if;
    if a.state <> 'asked' then perform door.refuse('activity_answered'); end if;
    if p_on < a.asked_on then perform door.refuse('decided_before_asked'); end if;
    if p_on > door.today() then perform door.refuse('decided_later'); end if;
    update activities_activity
    set state = case when p_granted then 'decided' else 'refused' end, decided_on = p_on,
        revision = door.next_revision(id)
    where id = p_activity;
    perform door.settle_booking(p_activity);
end $$;

-- Which activities of these cases still wait for the acting branch's decision.
create function door.activities_asked_of_us(p_cases uuid[]) returns table (activity uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select a.id from activities_activity a
    where a.case_id = any (p_cases) and a.deciding_branch_id = door.acting_branch() and a.state = 'asked'
      and a.owner_branch_id <> door.acting_branch() and door.has_covered_copy(a.id)
$$;
