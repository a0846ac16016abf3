-- Destroying by rule (ALL-05, table D): proposed by one, approved by another, destroyed with a certificate. Each branch of
-- its own rows alone; the rows of the others stay as they are, byte for byte. docs/decisions/0011-destruction.md.

-- Whether the actor has one of these roles for the acting branch today, in any programme.
create function door.acts_as(p_roles text[]) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select 1 from access_roleassignment r join access_staff s on s.id = r.staff_id and s.is_active
                   where r.staff_id = door.actor() and r.branch_id = door.acting_branch() and r.role = any (p_roles)
                     and r.valid_from <= door.today() and (r.valid_until is null or r.valid_until >= door.today()))
$$;

-- What the programme file in force today says of a key, for the acting branch: the rule of the day, not of the case's own
-- version, for a decision on retention holds for what there is already.
create function door.retention_rule(p_programme text, p_key text) returns table (
    code text, counted_from text, years int, months int, days int, from_year_end boolean, exempt_days int[])
language sql stable security definer set search_path = public, pg_temp as $$
    select r->>'code', r->>'counted_from', coalesce((r->>'years')::int, 0), coalesce((r->>'months')::int, 0),
        coalesce((r->>'days')::int, 0), coalesce((r->>'from_year_end')::boolean, false),
        array(select jsonb_array_elements_text(coalesce(r->'exempt_birth_days', '[]'))::int)
    from access_branch b, (
        select v.content from programmes_programmeversion v join programmes_programme p on p.id = v.programme_id
        where p.slug = p_programme and v.valid_from <= door.today() order by v.number desc limit 1) newest
    cross join lateral jsonb_array_elements(newest.content->'retention') r
    where b.id = door.acting_branch() and r->>'key' = p_key
      and (coalesce(jsonb_array_length(r->'owners'), 0) = 0 or r->'owners' ? b.code)
    limit 1
$$;

create function door.due_on(p_from date, p_years int, p_months int, p_days int, p_year_end boolean) returns date
language sql immutable as $$
    select (case when p_year_end then make_date(extract(year from p_from)::int, 12, 31) else p_from end
            + make_interval(years => p_years, months => p_months, days => p_days))::date
$$;

-- Consent and release records go five years after the last copy of theirs, and never before the branch's own file: a file
-- whose lines are gone would stand as one that never hung on any (people.models.CaseFile).
create function door.record_clocks(p_programme text) returns table (
    subject uuid, is_case boolean, number text, rule text, counted_on date, due_on date, blocked text,
    exempt_days int[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    return query
    with gone as materialized (
        select i.subject as case_id, max(i.number::text) as number, max(i.done_on) as day
        from sharing_destructionitem i join sharing_destructionproposal p on p.id = i.proposal_id
        where i.owner_branch_id = v_me and i.is_case and i.outcome = 'destroyed' and p.kind = 'files'
          and p.programme = p_programme
        group by 1
    ), known as materialized (
        select g.case_id, g.number, g.day, l.day as line_day, r.day as release_day, r.lives
        from gone g
        left join lateral (select max(least(valid_until, withdrawn_at::date)) as day from sharing_consentline
                           where owner_branch_id = v_me and case_id = g.case_id) l on true
        left join lateral (
            select max(greatest(s.decided_at::date, e.ended_on)) as day, bool_or(c.release is not null) as lives
            from sharing_release s left join sharing_copyend e on e.release = s.release
            left join sharing_receivedcopy c on c.release = s.release
            where s.owner_branch_id = v_me and s.case_id = g.case_id) r on true
        where (l.day is not null or r.day is not null)
          and not exists (select 1 from people_casefile f where f.owner_branch_id = v_me and f.case_id = g.case_id)
    )
    select k.case_id, true, k.number, rule.code, greatest(k.day, k.line_day, k.release_day),
        door.due_on(greatest(k.day, k.line_day, k.release_day), rule.years, rule.months, rule.days, rule.from_year_end),
        case when coalesce(k.lives, false) then 'copy_lives' else '' end, '{}'::int[]
    from known k cross join door.retention_rule(p_programme, 'consent') rule;
end $$;

-- What the acting branch has in a programme whose time runs or is out, and what holds it back: '' or held (the hold list),
-- other_data (another file on the same person, SoL), copy_lives, proposed. Open cases have no clock.
create function door.retention_clocks(p_kind text, p_programme text) returns table (
    subject uuid, is_case boolean, number text, rule text, counted_on date, due_on date, blocked text,
    exempt_days int[])
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare v_me bigint := door.acting_branch();
begin
    return query
    with clocks as materialized (
        select * from door.file_clocks(p_programme) where p_kind = 'files'
        union all select * from door.record_clocks(p_programme) where p_kind = 'records')
    select c.subject, c.is_case, c.number, c.rule, c.counted_on, c.due_on,
        case when p_kind = 'files' and exists (
                 select 1 from sharing_retentionhold h where h.owner_branch_id = v_me and h.case_id = c.subject
                   and h.lifted_on is null and (h.until is null or h.until >= door.today())) then 'held'
             when c.blocked <> '' then c.blocked
             when exists (
                 select 1 from sharing_destructionitem i join sharing_destructionproposal p on p.id = i.proposal_id
                 where i.owner_branch_id = v_me and i.subject = c.subject and p.kind = p_kind and p.done_at is null
                   and p.is_approved is distinct from false) then 'proposed'
             else '' end, c.exempt_days
    from clocks c order by c.due_on, c.number, c.subject;
end $$;

-- RET-1: a registrar proposes what is due, or will be within sixty days. [{subject, handed_over}].
create function door.propose_destruction(p_kind text, p_programme text, p_decision text, p_items jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_key bigint;
    v_id uuid := gen_random_uuid();
    v_count int;
begin
    if not door.acts_as(array['registrar']) then perform door.refuse('not_registrar'); end if;
    if btrim(coalesce(p_decision, '')) = '' then perform door.refuse('no_retention_decision'); end if;
    -- Two who propose at the same moment: the second finds what the first has proposed.
    perform pg_advisory_xact_lock(1936541302, v_me::int);
    insert into sharing_destructionproposal (owner_branch_id, public_id, kind, programme, decision, proposed_by_id,
        proposed_at, refusal)
    values (v_me, v_id, p_kind, p_programme, btrim(p_decision), door.actor(), door.moment(), '') returning id into v_key;
    insert into sharing_destructionitem (owner_branch_id, proposal_id, subject, is_case, number, rule, counted_on,
        due_on, handed_over, outcome, kept_because)
    select v_me, v_key, c.subject, c.is_case, c.number, c.rule, c.counted_on, c.due_on, coalesce(i.handed_over, ''),
        '', ''
    from jsonb_to_recordset(p_items) i(subject uuid, handed_over text)
    join door.retention_clocks(p_kind, p_programme) c on c.subject = i.subject
    where c.blocked = '' and c.due_on <= door.today() + 60;
    get diagnostics v_count = row_count;
    if v_count = 0 or v_count <> jsonb_array_length(p_items) then perform door.refuse('not_due'); end if;
    return v_id;
end $$;

-- RET-2: another person than who proposed, registrar or manager of the branch, says yes or no. The proposer may only take
-- it back.
create function door.decide_destruction(p_proposal uuid, p_yes boolean, p_reason text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare p sharing_destructionproposal;
begin
    select * into p from sharing_destructionproposal
    where public_id = p_proposal and owner_branch_id = door.acting_branch() for update;
    if p.id is null then perform door.refuse('no_proposal'); end if;
    if not door.acts_as(array['registrar', 'unit_manager']) then perform door.refuse('not_approver'); end if;
    if p.done_at is not null or p.is_approved is not null then perform door.refuse('proposal_decided'); end if;
    if p_yes is null then perform door.refuse('no_yes_or_no'); end if;
    if p_yes and p.proposed_by_id = door.actor() then perform door.refuse('same_person'); end if;
    if not p_yes and btrim(coalesce(p_reason, '')) = '' then perform door.refuse('no_refusal_reason'); end if;
    update sharing_destructionproposal set is_approved = p_yes, decided_by_id = door.actor(), decided_at = door.moment(),
        refusal = case when p_yes then '' else btrim(p_reason) end
    where id = p.id;
end $$;

-- RET-3: what was approved by two goes, and each line is judged once more: what isn't due any longer, is held back or is
-- open again stays. Asks nothing of who calls, as the decision has been taken. Gives the certificate.
create function door.destroy(p_proposal uuid) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_today date := door.today();
    p sharing_destructionproposal;
    v_cases uuid[];
    v_others uuid[];
    v_rows jsonb;
begin
    perform pg_advisory_xact_lock(1936541302, v_me::int);
    select * into p from sharing_destructionproposal
    where public_id = p_proposal and owner_branch_id = v_me for update;
    if p.id is null or p.kind not in ('files', 'records') then perform door.refuse('no_proposal'); end if;
    if p.done_at is not null then perform door.refuse('proposal_done'); end if;
    if p.is_approved is distinct from true or p.decided_by_id = p.proposed_by_id then
        perform door.refuse('not_approved');
    end if;
    if exists (select 1 from sharing_destructionitem where proposal_id = p.id and due_on > v_today) then
        perform door.refuse('too_early');
    end if;
    -- Whoever opens a file again meanwhile, or shares into it, waits until it is gone; and we for them.
    perform 1 from people_casefile f join sharing_destructionitem i on i.subject = f.case_id and i.proposal_id = p.id
    where f.owner_branch_id = v_me order by f.id for update of f;
    update sharing_destructionitem i set done_on = v_today, outcome = case when c.why = '' then 'destroyed' else 'kept' end,
        kept_because = c.why
    from (select i.id, case when c.subject is null then 'open' when c.blocked not in ('', 'proposed') then c.blocked
                            when c.due_on > v_today then 'not_due' else '' end as why
          from sharing_destructionitem i left join door.retention_clocks(p.kind, p.programme) c on c.subject = i.subject
          where i.proposal_id = p.id) c
    where i.id = c.id;
    -- The stubs of cases that were merged into one that goes now go with it, and stand on the certificate.
    insert into sharing_destructionitem (owner_branch_id, proposal_id, subject, is_case, number, rule, counted_on, due_on,
        handed_over, outcome, kept_because, done_on)
    select v_me, p.id, m.other_case, true, m.other_number, i.rule, i.counted_on, i.due_on, i.handed_over, 'destroyed', '',
        v_today
    from sharing_destructionitem i
    join people_casemerge m on m.case_id = i.subject and m.owner_branch_id = v_me and m.state = 'merged'
    where p.kind = 'files' and i.proposal_id = p.id and i.outcome = 'destroyed';
    select coalesce(array_agg(subject) filter (where is_case), '{}'),
           coalesce(array_agg(subject) filter (where not is_case), '{}')
    into v_cases, v_others from sharing_destructionitem where proposal_id = p.id and outcome = 'destroyed';
    if p.kind = 'files' then v_rows := door.destroy_files(v_me, v_cases, v_others);
    else v_rows := door.destroy_records(v_me, v_cases, v_others); end if;
    return door.certify(p.id, p.kind, v_rows);
end $$;

-- The certificate: a statement in words that any copy gives alike, and a hash that binds it to the one before.
create function door.certify(p_proposal bigint, p_kind text, p_rows jsonb) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_id uuid := gen_random_uuid();
    v_previous text := '';
    v_number int := 1;
    v_now timestamptz := door.moment();
    v_statement text;
    p sharing_destructionproposal;
begin
    update sharing_destructionproposal set done_at = v_now where id = p_proposal returning * into p;
    select c.hash, c.number + 1 into v_previous, v_number from sharing_destructioncertificate c
    where c.owner_branch_id = p.owner_branch_id order by c.number desc limit 1;
    v_statement := jsonb_build_object(
        'certificate', v_id, 'number', coalesce(v_number, 1), 'proposal', p.public_id, 'kind', p_kind,
        'branch', (select code from access_branch where id = p.owner_branch_id), 'programme', p.programme,
        'decision', p.decision, 'month', p.month, 'proposed_by', p.proposed_by_id, 'approved_by', p.decided_by_id,
        'made_at', to_char(v_now at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), 'rows', p_rows,
        'items', (select coalesce(jsonb_agg(jsonb_build_array(i.subject, i.is_case, i.number, i.rule, i.due_on)
                                            order by i.id), '[]')
                  from sharing_destructionitem i where i.proposal_id = p.id and i.outcome = 'destroyed'),
        'previous', coalesce(v_previous, ''))::text;
    insert into sharing_destructioncertificate (owner_branch_id, public_id, number, proposal_id, made_at, made_by_id,
        destroyed, kept, rows, statement, previous, hash)
    select p.owner_branch_id, v_id, coalesce(v_number, 1), p.id, v_now, door.actor(),
        count(*) filter (where i.outcome = 'destroyed'), count(*) filter (where i.outcome = 'kept'), p_rows, v_statement,
        coalesce(v_previous, ''), encode(sha256(convert_to(v_statement, 'UTF8')), 'hex')
    from sharing_destructionitem i where i.proposal_id = p.id;
    return v_id;
end $$;
