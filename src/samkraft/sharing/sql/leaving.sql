-- An authority that leaves takes its own rows with it and has them erased here: on its decision, by two people, after an
-- export that holds them all, with a certificate (ARK-06). Each branch for itself; the rows of the others stay as they are.

-- When the acting branch was exported in the file with this hash, protected cases and all; null where it never was.
create function door.exported_at(p_export text) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
    select max(occurred_at) from access_readlog
    where event = 'OUT-2' and object_type = 'export_authority' and branch_id = door.acting_branch()
      and items @> jsonb_build_array('sha256:' || p_export, 'protected')
$$;

-- What keeps a branch from leaving now: a code, or ''. An open case must be closed or handed over first.
create function door.keeps_from_leaving(p_export text) returns text
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_at timestamptz := door.exported_at(p_export);
begin
    if exists (select from people_casefile f join people_case c on c.id = f.case_id
               where f.owner_branch_id = v_me and least(f.closed_on, c.closed_on) is null) then return 'open_files'; end if;
    if exists (select from people_referral r where r.owner_branch_id = v_me and r.case_id is null
               and r.state not in ('not_eligible', 'declined', 'repeated')) then return 'open_files'; end if;
    if exists (select from sharing_retentionhold h where h.owner_branch_id = v_me and h.lifted_on is null
               and (h.until is null or h.until >= door.today())) then return 'files_on_hold'; end if;
    if v_at is null then return 'not_exported'; end if;
    if exists (select from access_rowhistory where owner_branch_id = v_me and changed_at > v_at
               and table_name not like 'sharing\_destruction%') then return 'changed_since_export'; end if;
    return '';
end $$;

-- Proposed by a registrar, on the authority's decision. Every case of the branch stands on it, and every referral.
create function door.propose_leaving(p_decision text, p_export text) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_why text;
    v_key bigint;
    v_id uuid := gen_random_uuid();
begin
    if not door.acts_as(array['registrar']) then perform door.refuse('not_registrar'); end if;
    if btrim(coalesce(p_decision, '')) = '' then perform door.refuse('no_leaving_decision'); end if;
    perform pg_advisory_xact_lock(1936541302, v_me::int);
    if exists (select from sharing_destructionproposal where owner_branch_id = v_me and done_at is null
               and kind <> 'log' and is_approved is distinct from false) then perform door.refuse('other_proposal'); end if;
    v_why := door.keeps_from_leaving(p_export);
    if v_why <> '' then perform door.refuse(v_why); end if;
    insert into sharing_destructionproposal (owner_branch_id, public_id, kind, programme, decision, proposed_by_id,
        proposed_at, refusal, export_hash)
    values (v_me, v_id, 'leave', '', btrim(p_decision), door.actor(), door.moment(), '', p_export) returning id into v_key;
    insert into sharing_destructionitem (owner_branch_id, proposal_id, subject, is_case, number, rule, counted_on, due_on,
        handed_over, outcome, kept_because)
    select v_me, v_key, s.subject, s.is_case, s.number, 'leave', door.today(), door.today(), '', '', ''
    from (
        select k.case_id as subject, true as is_case, coalesce(max(c.number::text), '') as number
        from (select case_id from people_casefile where owner_branch_id = v_me
              union select case_id from sharing_receivedcopy where owner_branch_id = v_me
              union select case_id from sharing_consentline where owner_branch_id = v_me
              union select case_id from sharing_release where owner_branch_id = v_me) k
        left join people_case c on c.id = k.case_id group by 1
        union all
        select r.id, false, r.pseudonym::text from people_referral r where r.owner_branch_id = v_me and r.case_id is null
    ) s;
    return v_id;
end $$;

-- Carried out once another person has agreed: judged anew, and everything the branch owns goes in one transaction.
create function door.leave(p_proposal uuid) returns uuid
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    p sharing_destructionproposal;
    v_why text;
    v_cases uuid[];
    v_others uuid[];
begin
    perform pg_advisory_xact_lock(1936541302, v_me::int);
    select * into p from sharing_destructionproposal
    where public_id = p_proposal and owner_branch_id = v_me and kind = 'leave' for update;
    if p.id is null then perform door.refuse('no_proposal'); end if;
    if p.done_at is not null then perform door.refuse('proposal_done'); end if;
    if p.is_approved is distinct from true or p.decided_by_id = p.proposed_by_id then
        perform door.refuse('not_approved');
    end if;
    perform 1 from people_casefile f where f.owner_branch_id = v_me order by f.id for update of f;
    v_why := door.keeps_from_leaving(p.export_hash);
    if v_why <> '' then perform door.refuse(v_why); end if;
    update sharing_destructionitem set outcome = 'destroyed', done_on = door.today() where proposal_id = p.id;
    select coalesce(array_agg(subject) filter (where is_case), '{}'),
           coalesce(array_agg(subject) filter (where not is_case), '{}')
    into v_cases, v_others from sharing_destructionitem where proposal_id = p.id;
    return door.certify(p.id, 'leave', door.destroy_branch(v_me, v_cases, v_others));
end $$;

-- Which of these certificates' hashes the database doesn't know: asked by nobody in particular, tells nothing of anybody.
create function door.unknown_certificates(p_hashes text[]) returns table (hash text)
language sql stable security definer set search_path = public, pg_temp as $$
    select u.hash from unnest(p_hashes) with ordinality u(hash, place)
    where not exists (select from sharing_destructioncertificate c where c.hash = u.hash) order by u.place
$$;

-- After a backup has been restored: what a certificate from outside says was destroyed is destroyed again, and the
-- certificate stands where it stood. For who restores (samkraft_owner), never for the site: a statement proves itself by
-- its hash alone. Gives false where the certificate is here already.
create function door.repurge(p_statement text, p_hash text) returns boolean
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    s jsonb := p_statement::jsonb;
    v_me bigint := (select id from access_branch where code = s->>'branch');
    v_key bigint;
    v_cases uuid[];
    v_others uuid[];
begin
    if encode(sha256(convert_to(p_statement, 'UTF8')), 'hex') <> p_hash or v_me is null then
        perform door.refuse('no_such_certificate');
    end if;
    if exists (select from sharing_destructioncertificate where public_id = (s->>'certificate')::uuid) then return false; end if;
    if s->>'kind' not in ('files', 'records', 'leave') then perform door.refuse('other_kind'); end if;
    if s->>'previous' <> coalesce((select c.hash from sharing_destructioncertificate c
                                   where c.owner_branch_id = v_me order by c.number desc limit 1), '') then
        perform door.refuse('not_in_chain');
    end if;
    perform set_config('samkraft.branch', v_me::text, true), set_config('samkraft.actor', s->>'approved_by', true);
    select coalesce(array_agg((i->>0)::uuid) filter (where (i->>1)::boolean), '{}'),
           coalesce(array_agg((i->>0)::uuid) filter (where not (i->>1)::boolean), '{}')
    into v_cases, v_others from jsonb_array_elements(s->'items') i;
    if s->>'kind' = 'files' then perform door.destroy_files(v_me, v_cases, v_others);
    elsif s->>'kind' = 'records' then perform door.destroy_records(v_me, v_cases, v_others);
    else perform door.destroy_branch(v_me, v_cases, v_others); end if;
    insert into sharing_destructionproposal as known (owner_branch_id, public_id, kind, programme, decision, month,
        proposed_by_id, proposed_at, is_approved, decided_by_id, decided_at, refusal, done_at)
    values (v_me, (s->>'proposal')::uuid, s->>'kind', s->>'programme', s->>'decision', (s->>'month')::date,
        (s->>'proposed_by')::bigint, (s->>'made_at')::timestamptz, true, (s->>'approved_by')::bigint,
        (s->>'made_at')::timestamptz, '', (s->>'made_at')::timestamptz)
    on conflict (public_id) do update set is_approved = true, decided_by_id = excluded.decided_by_id,
        decided_at = coalesce(known.decided_at, excluded.decided_at), done_at = excluded.done_at
    returning id into v_key;
    insert into sharing_destructionitem (owner_branch_id, proposal_id, subject, is_case, number, rule, counted_on, due_on,
        handed_over, outcome, kept_because, done_on)
    select v_me, v_key, (i->>0)::uuid, (i->>1)::boolean, i->>2, i->>3, (i->>4)::date, (i->>4)::date, '', 'destroyed', '',
        (s->>'made_at')::date
    from jsonb_array_elements(s->'items') i
    where not exists (select from sharing_destructionitem known
                      where known.proposal_id = v_key and known.subject = (i->>0)::uuid);
    -- The proposal was here before the backup was taken: what the certificate names was destroyed, and nothing else.
    update sharing_destructionitem k set done_on = (s->>'made_at')::date, outcome = case
            when k.subject = any (v_cases || v_others) then 'destroyed' else 'kept' end
    where k.proposal_id = v_key;
    insert into sharing_destructioncertificate (owner_branch_id, public_id, number, proposal_id, made_at, made_by_id,
        destroyed, kept, rows, statement, previous, hash)
    values (v_me, (s->>'certificate')::uuid, (s->>'number')::int, v_key, (s->>'made_at')::timestamptz,
        (s->>'approved_by')::bigint, jsonb_array_length(s->'items'), 0, s->'rows', p_statement, s->>'previous', p_hash);
    return true;
end $$;
