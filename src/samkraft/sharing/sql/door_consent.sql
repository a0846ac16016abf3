-- What follows when consent is given anew, changed, taken back or has run out; and how it was given.

-- Tells every branch concerned, but who acts, that the sharing of a case has changed; never what or why (CON-06).
-- [branches] of a case: told once until they have seen to it, and only where they hold an open file.
create function door.tell_of_change(p_case uuid, p_branches bigint[]) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into sharing_sharingchange (owner_branch_id, case_id, changed_on)
    select distinct f.owner_branch_id, f.case_id, door.today() from people_casefile f
    where f.case_id = p_case and f.owner_branch_id = any (p_branches) and f.closed_on is null
    on conflict do nothing
$$;

-- The lines themselves and those in force beside them for the same thing: a renewal that waits to be confirmed, or what
-- it is to replace. Who takes back one takes back both. Each copy is compared with those of its own holder: there the
-- index finds them, whereas a case alone is what no index begins with.
create function door.lines_for_the_same(p_lines uuid[]) returns uuid[]
language sql stable security definer set search_path = public, pg_temp as $$
    select array_agg(distinct other.line) from sharing_consentline l
    join sharing_consentline other on other.owner_branch_id = l.owner_branch_id and other.case_id = l.case_id
     and other.from_branch_id = l.from_branch_id and other.to_branch_id = l.to_branch_id and other.category = l.category and other.purpose = l.purpose
    where l.line = any (p_lines) and other.withdrawn_at is null
$$;

-- CON-06: any branch with a file may take back lines of one case at the person's word. Gives how many were taken back;
-- none is left to a person who comes second.
create function door.withdraw_consents(p_lines uuid[], p_how text) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_case uuid;
begin
    if (select count(distinct case_id) from sharing_consentline where line = any (p_lines)) <> 1 then
        perform door.refuse('no_line');
    end if;
    select case_id into v_case from sharing_consentline where line = any (p_lines) limit 1;
    perform door.must_hold_file(v_case);
    return door.take_back_lines(v_case, p_lines, p_how);
end $$;

-- The deed itself, for who has been found to be allowed: effect at once on every copy of the lines of a case, and on all
-- that lies in the outbox.
create function door.take_back_lines(p_case uuid, p_lines uuid[], p_how text) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_lines uuid[] := door.lines_for_the_same(p_lines);
    v_told bigint[];
begin
    -- Files before lines, as whoever records a consent takes them: in another order each could wait for the other.
    perform 1 from people_casefile where case_id = p_case order by id for no key update;
    with taken as (
        update sharing_consentline set withdrawn_at = door.moment(), withdrawn_by_id = door.actor(),
            withdrawn_how = coalesce(p_how, '')
        where line = any (v_lines) and withdrawn_at is null
        returning line, owner_branch_id)
    select array_agg(distinct line), array_agg(distinct owner_branch_id) into v_lines, v_told from taken;
    if v_lines is null then perform door.refuse('no_line'); end if;
    perform door.stop_waiting(array(
        select release from sharing_release
        where case_id = p_case and line = any (v_lines) and made_available_at is null and stopped_at is null), 'withdrawn');
    update people_casefile set allows_statistics = false
    where case_id = p_case and exists (
        select 1 from sharing_consentline l where l.line = any (v_lines) and l.purpose = 'evaluation');
    perform door.tell_of_change(p_case, array_remove(v_told, door.acting_branch()));
    return cardinality(v_lines);
end $$;

-- CON-06: everything to and from one branch in a case, also what goes between it and branches that the acting one can't
-- see: the person needn't go from door to door. Gives how many lines.
create function door.withdraw_branch(p_case uuid, p_branch bigint, p_how text) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_lines uuid[];
begin
    perform door.must_hold_file(p_case);
    select array_agg(distinct line) into v_lines from sharing_consentline
    where owner_branch_id = p_branch and case_id = p_case and p_branch in (from_branch_id, to_branch_id)
      and purpose = 'planning'
      and withdrawn_at is null and valid_until >= door.today();
    if v_lines is null then perform door.refuse('no_line'); end if;
    return door.withdraw_consents(v_lines, p_how);
end $$;

-- CON-06: one line; who comes second changes nothing.
create function door.withdraw_consent(p_line uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare v_case uuid := (select case_id from sharing_consentline where line = p_line limit 1);
begin
    if v_case is null then perform door.refuse('no_line'); end if;
    perform door.must_hold_file(v_case);
    if exists (select 1 from sharing_consentline where line = p_line and withdrawn_at is null) then
        perform door.withdraw_consents(array[p_line], '');
    end if;
end $$;

-- The branches whose file would close if these lines were taken back, and whether the process leader works there: told
-- before, in the words of the page, to who may take them back.
create function door.files_that_would_close(p_lines uuid[]) returns table (branch_id bigint, leads boolean)
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
    v_case uuid := (select case_id from sharing_consentline where line = any (p_lines) limit 1);
    v_lines uuid[] := door.lines_for_the_same(p_lines);
begin
    perform door.must_hold_file(v_case);
    return query select f.owner_branch_id::bigint, coalesce(c.leader_branch_id = f.owner_branch_id, false)
    from people_casefile f join people_case c on c.id = f.case_id
    where f.case_id = v_case and f.closed_on is null and not f.is_origin
      and exists (select 1 from sharing_consentline l where l.owner_branch_id = f.owner_branch_id and l.line = any (v_lines))
      and not exists (select 1 from sharing_consentline l
                      where l.owner_branch_id = f.owner_branch_id and l.case_id = v_case and l.purpose = 'planning'
                        and l.withdrawn_at is null and l.confirmed_at is not null
                        and door.today() between l.valid_from and l.valid_until and l.line <> all (v_lines));
end $$;

-- A consent given anew takes the place of the lines for the same thing. What is only longer waits for the from-branch to
-- confirm it (CON-04), so that nobody loses what is agreed meanwhile; what is narrower (a shorter time, another
-- reservation) ends the old line at once. Gives each old line with renewed or changed.
create function door.replace_lines(p_consent uuid) returns table (line uuid, kind text)
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_pair record;
begin
    for v_pair in
        select distinct on (old.line) old.line as old_line, new.line as new_line, new.case_id, new.from_branch_id,
            new.to_branch_id, new.confirmed_at is not null as is_confirmed,
            new.valid_until < old.valid_until or new.reservation <> old.reservation as is_change
        from sharing_consentline new
        join sharing_consentline old on old.owner_branch_id = new.owner_branch_id and old.case_id = new.case_id
         and old.from_branch_id = new.from_branch_id and old.to_branch_id = new.to_branch_id
         and old.category = new.category and old.purpose = new.purpose and old.id < new.id
        where new.consent = p_consent and new.recorded_branch_id = v_me and new.withdrawn_at is null
          and old.consent <> p_consent and old.withdrawn_at is null and old.valid_until >= door.today()
        order by old.line, new.id
    loop
        if v_pair.is_confirmed or v_pair.is_change then
            update sharing_consentline l set withdrawn_at = door.moment(), withdrawn_by_id = door.actor(),
                superseded_by = v_pair.new_line
            where l.line = v_pair.old_line and l.withdrawn_at is null;
        end if;
        if v_pair.is_change then
            perform door.tell_of_change(
                v_pair.case_id, array_remove(array[v_pair.from_branch_id, v_pair.to_branch_id]::bigint[], v_me));
        end if;
        line := v_pair.old_line;
        kind := case when v_pair.is_change then 'changed' else 'renewed' end;
        return next;
    end loop;
end $$;

create function door.confirm_consent(p_line uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if not exists (select 1 from sharing_consentline where line = p_line and withdrawn_at is null
                   and from_branch_id = door.acting_branch()) then
        perform door.refuse('no_line');
    end if;
    update sharing_consentline set confirmed_at = door.moment(), confirmed_by_id = door.actor()
    where line = p_line and confirmed_at is null;
    update sharing_consentline old set withdrawn_at = door.moment(), withdrawn_by_id = door.actor(), superseded_by = p_line
    from sharing_consentline new
    where new.line = p_line and new.owner_branch_id = door.acting_branch()
      and old.owner_branch_id in (new.from_branch_id, new.to_branch_id) and old.case_id = new.case_id
      and old.from_branch_id = new.from_branch_id and old.to_branch_id = new.to_branch_id
      and old.category = new.category and old.purpose = new.purpose and old.id < new.id and old.consent <> new.consent
      and old.recorded_branch_id = new.recorded_branch_id and old.withdrawn_at is null and old.valid_until >= door.today();
end $$;

-- How consents were given, a copy for each branch that a line goes from or to (CON-02 to CON-04, CON-10): what was
-- explained, in which form and language, who spoke. [{case, consent, day, clock, form, spoken_reason, template,
-- template_version, language, interpreter, explained, giver, representative, mandate, mandate_until,
-- is_capacity_doubted, declined, evidence_place, evidence_hash}]. Gives how many copies were made. One line or none is
-- asked for, and not "exists": that the planner may answer by reading every line there is.
create function door.note_consents(p_records jsonb) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_me bigint := door.acting_branch();
    v_count int;
begin
    with records as materialized (
        select r.*, door.day_of(r.day) as given_on from jsonb_to_recordset(p_records) r(
            "case" uuid, consent uuid, day date, clock time, form text, spoken_reason text, template text,
            template_version int, language text, interpreter text, explained jsonb, giver text, representative text,
            mandate text, mandate_until date, is_capacity_doubted boolean, declined jsonb, evidence_place text,
            evidence_hash text)
    ), refused as materialized (
        select case
            when not door.holds_file_on(r."case", v_me, r.given_on) then 'no_file'
            when (select true from sharing_consentline l where l.consent = r.consent
                  and (l.recorded_branch_id <> v_me or l.case_id <> r."case") limit 1) then 'not_your_consent'
            when r.form = 'oral' and btrim(coalesce(r.spoken_reason, '')) = '' then 'no_spoken_reason'
            when r.form <> 'oral' and btrim(coalesce(r.evidence_place, '')) = '' then 'no_evidence'
            when not coalesce(r.explained, '[]') @> '["what", "who", "withdrawal", "consequences"]' then 'not_explained'
            when r.is_capacity_doubted and r.giver <> 'representative' then 'needs_representative'
            when r.giver <> 'self' and (btrim(coalesce(r.representative, '')) = '' or btrim(coalesce(r.mandate, '')) = '')
                then 'needs_representative'
            when r.giver = 'representative' and (r.mandate_until < r.given_on or (
                select true from sharing_consentline l where l.consent = r.consent and l.valid_until > r.mandate_until
                limit 1)) then 'mandate_ends_first' end as why
        from records r
    ), holders as materialized (
        select r.consent, v_me as branch from records r
        union
        select r.consent, l.branch from records r cross join lateral (
            select distinct owner_branch_id as branch from sharing_consentline where consent = r.consent) l
    )
    insert into sharing_consentrecord (owner_branch_id, consent, case_id, given_on, given_at, form, spoken_reason,
        template, template_version, language, interpreter, explained, giver, representative, mandate, mandate_until,
        is_capacity_doubted, declined, recorded_by_id, recorded_branch_id, evidence_place, evidence_hash)
    select h.branch, r.consent, r."case", r.given_on, door.moment_of(r.day, r.clock), r.form, coalesce(r.spoken_reason, ''),
        r.template, r.template_version, r.language, r.interpreter, r.explained, r.giver,
        case when r.representative <> '' and h.branch <> v_me and hides.her then 'skyddad uppgift'
             else coalesce(r.representative, '') end,
        case when r.mandate <> '' and h.branch <> v_me and hides.her then 'skyddad uppgift'
             else coalesce(r.mandate, '') end, r.mandate_until, coalesce(r.is_capacity_doubted, false), coalesce(r.declined, '[]'),
        door.actor(), v_me, coalesce(r.evidence_place, ''), coalesce(r.evidence_hash, '')
    from records r join holders h using (consent)
    -- Who speaks for a protected person would tell who she is (SKY-01).
    cross join lateral (select exists (select from people_casefile f where f.case_id = r."case" and f.is_pseudonymous)) hides(her)
    where (select count(*) filter (where door.refuse(f.why) is null) from refused f where f.why is not null) = 0;
    get diagnostics v_count = row_count;
    return v_count;
end $$;

-- The latest answer of a person about follow-up or evaluation: true, false, or null where nobody has asked (CON-05).
create function door.last_answer(p_case uuid, p_purpose text, p_before bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select not r.declined ? p_purpose from sharing_consentrecord r
    where r.owner_branch_id = any (array(select id from access_branch)) and r.case_id = p_case and r.id < p_before
      and (r.declined ? p_purpose or exists (
        select 1 from sharing_consentline l where l.consent = r.consent and l.purpose = p_purpose))
    order by r.id desc limit 1
$$;

-- Before anything is recorded of answers that a file will heed: whoever merges files of the case, in whichever branch,
-- takes the files first and then the case (T10); in another order each could wait for the other.
create function door.hold_files(p_case uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform door.must_hold_file(p_case);
    perform 1 from people_casefile where case_id = p_case order by id for no key update;
end $$;

-- CON-05: what a consent says of follow-up and evaluation. A no ends the lines for it, keeps the person out of the
-- figures (evaluation), and is counted by sex and start year alone; a yes after a no takes the count back.
create function door.heed_answers(p_consent uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    r sharing_consentrecord;
    v_purpose text;
    v_yes boolean;
    v_before boolean;
begin
    select * into r from sharing_consentrecord
    where consent = p_consent and owner_branch_id = door.acting_branch() and recorded_branch_id = door.acting_branch();
    if r.id is null then perform door.refuse('not_your_consent'); end if;
    foreach v_purpose in array array['follow_up', 'evaluation'] loop
        v_yes := case when r.declined ? v_purpose then false
                      when exists (select 1 from sharing_consentline l
                                   where l.consent = p_consent and l.purpose = v_purpose) then true end;
        continue when v_yes is null;
        v_before := door.last_answer(r.case_id, v_purpose, (select min(id) from sharing_consentrecord where consent = p_consent));
        if not v_yes then
            update sharing_consentline set withdrawn_at = door.moment(), withdrawn_by_id = door.actor()
            where owner_branch_id = any (array(select id from access_branch)) and case_id = r.case_id
              and purpose = v_purpose and withdrawn_at is null;
        end if;
        if v_purpose = 'evaluation' then
            update people_casefile set allows_statistics = v_yes
            where case_id = r.case_id and allows_statistics is distinct from v_yes;
        end if;
        if v_yes is distinct from coalesce(v_before, true) then
            perform door.count_refusal(r.case_id, v_purpose, case when v_yes then -1 else 1 end);
        end if;
    end loop;
end $$;

create function door.count_refusal(p_case uuid, p_purpose text, p_by int) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into sharing_refusalcount as known (programme_id, purpose, sex, year, number)
    select c.programme_id, p_purpose, f.sex, extract(year from c.opened_on)::int, greatest(p_by, 0)
    from people_case c join people_casefile f on f.case_id = c.id and f.is_origin where c.id = p_case
    on conflict (programme_id, purpose, sex, year) do update set number = greatest(known.number + p_by, 0)
$$;

-- How many have said no, by purpose, sex and start year: no person can be told from it (CON-05).
create function door.refusals(p_programme text) returns table (purpose text, sex text, year int, number int)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.purpose::text, r.sex::text, r.year::int, r.number from sharing_refusalcount r
    join programmes_programme p on p.id = r.programme_id and p.slug = p_programme
    where r.number > 0 order by 1, 3, 2
$$;

-- CON-03: a spoken consent that is in writing now, or the fingerprint of a paper that had none; told by the branch that
-- recorded it, in every branch's copy.
create function door.put_in_writing(p_consent uuid, p_place text, p_hash text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if btrim(coalesce(p_place, '')) = '' then perform door.refuse('no_evidence'); end if;
    update sharing_consentrecord set evidence_place = p_place, evidence_hash = coalesce(p_hash, ''),
        in_writing_on = case when form = 'oral' then coalesce(in_writing_on, door.today()) end,
        in_writing_by_id = case when form = 'oral' then coalesce(in_writing_by_id, door.actor()) end
    where consent = p_consent and recorded_branch_id = door.acting_branch()
      and (form = 'oral' and in_writing_on is null or evidence_hash = '' and coalesce(p_hash, '') <> '');
    if not found then perform door.refuse('already_in_writing'); end if;
end $$;

-- CONS-5: the acting branch's lines that have run out since they were last looked at.
create function door.note_expired_lines() returns table (case_id uuid, line uuid)
language sql security definer set search_path = public, pg_temp as $$
    update sharing_consentline l set expiry_noted_on = door.today()
    where l.owner_branch_id = door.acting_branch() and l.withdrawn_at is null and l.valid_until < door.today()
      and l.expiry_noted_on is null
    returning l.case_id, l.line
$$;
