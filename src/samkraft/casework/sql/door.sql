-- What becomes of the plan when a branch leaves a case.

-- Withdrawal (design "Withdrawal"): the steps that a branch was to do, and hasn't done, wait for a new owner in the draft
-- of the branch that leads. The draft counts as changed, so that who has it open is told. Asked by door.close_files.
create function door.steps_wait(p_cases uuid[], p_branches bigint[]) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_count int;
begin
    with left_behind as (
        update casework_planstep s set responsible_branch_id = null, responsible_staff_id = null
        from unnest(p_cases, p_branches) as gone(case_id, branch)
        where s.case_id = gone.case_id and s.responsible_branch_id = gone.branch
          and s.state not in ('done', 'interrupted', 'not_wanted')
        returning s.plan_id
    ), told as (
        update casework_plan p set revision = revision + 1, changed_since_published = true, changed_on = door.today()
        where p.id in (select plan_id from left_behind))
    select count(*) into v_count from left_behind;
    return v_count;
end $$;
