-- Destroying months of the read log (table D: five years). The log is sealed by month over all branches, so a month goes
-- whole, when every branch with rows in it has decided so: each proposed by one and approved by another (ALL-05).

-- The day from which a month may go: its rule's years, never fewer than five, after its last day. Log times are real, so
-- the day is that of Stockholm and never a programme's demo day.
create function door.log_month_due(p_programme text, p_month date) returns date
language sql stable security definer set search_path = public, pg_temp as $$
    select ((date_trunc('month', p_month) + interval '1 month'
             + make_interval(years => greatest(5, coalesce(max(r.years), 5))))::date)
    from door.retention_rule(p_programme, 'log') r
$$;

create function door.real_day() returns date language sql stable as
$$ select (now() at time zone 'Europe/Stockholm')::date $$;

-- Whose rows a month holds, and whether two people there have agreed that it goes.
create function door.log_shares(p_month date) returns table (branch bigint, rows bigint, agreed boolean, proposal bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.branch_id::bigint, count(*), max(p.id) is not null, max(p.id)
    from access_readlog r
    left join sharing_destructionproposal p on p.owner_branch_id = r.branch_id and p.kind = 'log' and p.month = p_month
        and p.is_approved and p.decided_by_id <> p.proposed_by_id and p.done_at is null
    where r.occurred_at >= p_month::timestamp at time zone 'UTC'
      and r.occurred_at < (p_month + interval '1 month') at time zone 'UTC' and r.branch_id is not null
    group by r.branch_id
$$;

-- The months of the log that still have a part of their own, and what has been decided of those that are out of time.
create function door.log_months(p_programme text) returns table (
    month date, due_on date, ours bigint, with_rows bigint, agreed bigint, proposal uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    with part as (
        select to_date(substr(c.relname, 9), 'YYYY_MM') as month from pg_class c
        join pg_namespace n on n.oid = c.relnamespace and n.nspname = 'logs'
        where c.relkind = 'r' and c.relname ~ '^readlog_[0-9]{4}_[0-9]{2}$'
    ), due as (select p.month, door.log_month_due(p_programme, p.month) as due_on from part p)
    select d.month, d.due_on, coalesce(max(k.rows) filter (where k.branch = door.acting_branch()), 0),
        count(k.branch), count(k.branch) filter (where k.agreed),
        (select public_id from sharing_destructionproposal s
         where s.owner_branch_id = door.acting_branch() and s.kind = 'log' and s.month = d.month
           and s.is_approved is distinct from false)
    from due d left join lateral door.log_shares(d.month) k on d.due_on <= door.real_day()
    group by d.month, d.due_on order by d.month
$$;

-- RET-1: a registrar proposes a month in which her branch has rows and whose time is out.
create function door.propose_log_month(p_programme text, p_decision text, p_month date) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_id uuid := gen_random_uuid();
    m record;
begin
    if not door.acts_as(array['registrar']) then perform door.refuse('not_registrar'); end if;
    if btrim(coalesce(p_decision, '')) = '' then perform door.refuse('no_retention_decision'); end if;
    perform pg_advisory_xact_lock(1936541302, door.acting_branch()::int);
    select * into m from door.log_months(p_programme) k where k.month = p_month;
    if m.month is null or m.due_on > door.real_day() or m.ours = 0 or m.proposal is not null then
        perform door.refuse('not_due');
    end if;
    insert into sharing_destructionproposal (owner_branch_id, public_id, kind, programme, decision, month,
        proposed_by_id, proposed_at, refusal)
    values (door.acting_branch(), v_id, 'log', p_programme, btrim(p_decision), p_month, door.actor(), door.moment(), '');
    return v_id;
end $$;

-- RET-3: a month that all have agreed on goes, with what its review left, and each branch gets its certificate. The seals
-- stay: the chain tells that there were rows, how many, and in which order (verify_log). Gives the number of rows.
create function door.destroy_log_month(p_month date) returns bigint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_end date := (p_month + interval '1 month')::date;
    v_rows bigint;
    v_gone bigint;
    v_counts jsonb := '{}';
    s record;
begin
    if p_month <> date_trunc('month', p_month) or v_end + interval '5 years' > door.real_day() then
        perform door.refuse('too_early');
    end if;
    perform pg_advisory_xact_lock(1936541303);
    perform 1 from sharing_destructionproposal where kind = 'log' and month = p_month order by id for update;
    if not exists (select from door.log_shares(p_month))
       or exists (select from door.log_shares(p_month) k where not k.agreed) then
        perform door.refuse('log_waits');
    end if;
    select count(*) into v_rows from access_readlog
    where occurred_at >= p_month::timestamp at time zone 'UTC' and occurred_at < v_end::timestamp at time zone 'UTC';
    for s in select * from door.log_shares(p_month) loop
        v_counts := jsonb_build_object('access_readlog', s.rows) || door.forget_review(s.branch, p_month, v_end);
        perform door.certify(s.proposal, 'log', v_counts);
    end loop;
    v_gone := drop_read_log_part(p_month, v_rows);
    return v_gone;
end $$;

-- What the review of a month left, of one branch: findings, verdicts, openings, sample and days looked at. A finding that
-- an incident rests on stays with the incident's own time, by its copy there.
create function door.forget_review(p_branch bigint, p_from date, p_end date) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_found bigint[];
    v_count int;
begin
    v_found := array(select id from access_logfinding
                     where owner_branch_id = p_branch and since >= p_from and until < p_end);
    delete from access_logopening where finding_id = any (v_found);
    delete from access_logverdict where finding_id = any (v_found);
    delete from access_logfinding where id = any (v_found);
    get diagnostics v_count = row_count;
    delete from access_rowhistory where table_name = 'access_logopening' and owner_branch_id = p_branch
        and before ->> 'finding_id' = any (v_found::text[]);
    return case when v_count = 0 then '{}' else jsonb_build_object('access_logfinding', v_count) end;
end $$;
