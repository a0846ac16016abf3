"""Database rules of the read log: its monthly parts, and who may seal it.

Run as samkraft_owner after every migrate, with the other rules (``protect``).
"""

from samkraft.access.models import ReadLog

# How many months ahead have a part of their own. Without one a row is kept all the same, among the rest.
MONTHS_AHEAD = 3


def read_log_statements():
    """Every statement: the parts, then the rights of the job that seals."""
    yield _PREPARE
    yield "revoke execute on function prepare_read_log(int) from public"
    yield "grant execute on function prepare_read_log(int) to samkraft_app"
    yield f"select prepare_read_log({MONTHS_AHEAD})"
    yield from _adding_rules()
    yield from _sealing_rules()
    yield from _destroying_rules()


def _adding_rules():
    """The site adds rows and can't choose their numbers, so that none slips in where the seals have passed."""
    given = ", ".join(field.column for field in ReadLog._meta.concrete_fields if not field.primary_key)
    yield "revoke insert on access_readlog from samkraft_app, samkraft_door"
    yield f"grant insert ({given}) on access_readlog to samkraft_app, samkraft_door"
    # What a participant does on her own page concerns several branches; the door adds that and nothing else (CON-06).
    yield "drop policy if exists by_the_participant on access_readlog"
    yield (
        "create policy by_the_participant on access_readlog as restrictive for insert to samkraft_door"
        " with check (staff_id is null and role = 'participant')"
    )


def _sealing_rules():
    """The sealer reads the log and adds seals and anchors; nobody changes or removes one, and nobody else adds one."""
    for table in ("access_logseal", "access_loganchor", "access_logmark"):
        yield f"alter table {table} enable row level security"
        yield f"alter table {table} force row level security"
        yield f"revoke insert, update, delete on {table} from samkraft_app, samkraft_door"
        yield f"drop policy if exists sealer on {table}"
        yield f"create policy sealer on {table} to samkraft_sealer using (true) with check (true)"
    for table in ("access_logseal", "access_loganchor"):
        yield f"grant select, insert on {table} to samkraft_sealer"
        yield f"drop policy if exists seen on {table}"
        yield f"create policy seen on {table} for select to samkraft_app using (true)"
    yield "revoke all on access_logmark from samkraft_app, samkraft_door"
    yield "grant select, insert, delete on access_logmark to samkraft_sealer"
    yield "grant select on access_readlog, access_readlog_number to samkraft_sealer"
    yield "drop policy if exists sealer on access_readlog"
    yield "create policy sealer on access_readlog for select to samkraft_sealer using (true)"


def _destroying_rules():
    """A month goes as one part, by the owner's function that the door alone calls, once all have agreed (table D)."""
    yield "alter table access_logmonthgone enable row level security"
    yield "alter table access_logmonthgone force row level security"
    yield "revoke insert, update, delete on access_logmonthgone from samkraft_app, samkraft_door"
    for role, verb in (("samkraft_app", "select"), ("samkraft_sealer", "select"), ("samkraft_owner", "insert")):
        yield f"drop policy if exists {role} on access_logmonthgone"
        condition = "with check (true)" if verb == "insert" else "using (true)"
        yield f"create policy {role} on access_logmonthgone for {verb} to {role} {condition}"
    yield "grant select on access_logmonthgone to samkraft_app, samkraft_sealer"
    yield _DROP
    yield "revoke execute on function drop_read_log_part(date, bigint) from public"
    yield "grant execute on function drop_read_log_part(date, bigint) to samkraft_door"
    yield "grant delete on access_logopening, access_logverdict, access_logfinding to samkraft_door"


# Attaching locks out neither readers nor writers of the log, as making a part in place would. Rows that came before
# their month had a part are moved there. A month that has ended gets its index on cases: while it is written to it
# has none, for that would cost every page; the lists of fifty cases most of all.
_PREPARE = """
create or replace function prepare_read_log(ahead int) returns int
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    first timestamptz := date_trunc('month', now(), 'UTC');
    month timestamptz;
    part text;
    made int := 0;
begin
    perform pg_advisory_xact_lock(1936541300);
    for month in
        select (first at time zone 'UTC' + n * interval '1 month') at time zone 'UTC'
            from generate_series(0, least(ahead, 12)) n
        union select date_trunc('month', occurred_at, 'UTC') from logs.readlog_rest order by 1
    loop
        part := 'readlog_' || to_char(month at time zone 'UTC', 'YYYY_MM');
        continue when to_regclass('logs.' || part) is not null;
        perform make_read_log_part(part, month, (month at time zone 'UTC' + interval '1 month') at time zone 'UTC');
        made := made + 1;
    end loop;
    for part in
        select relname from pg_class c where relnamespace = 'logs'::regnamespace and relkind = 'r'
            and relname ~ '^readlog_[0-9]{4}_[0-9]{2}$'
            and relname < 'readlog_' || to_char((now() - interval '1 day') at time zone 'UTC', 'YYYY_MM')
            and to_regclass('logs.' || relname || '_cases') is null
    loop
        execute format('create index %I on logs.%I using gin (case_ids)', part || '_cases', part);
    end loop;
    return made;
end $$;
create or replace function make_read_log_part(part text, since timestamptz, until timestamptz) returns void
language plpgsql set search_path = public, pg_temp as $$
begin
    lock table logs.readlog_rest in access exclusive mode;
    execute format('create table logs.%I (like public.access_readlog including defaults including constraints)', part);
    execute format('with moved as (delete from logs.readlog_rest where occurred_at >= %L and occurred_at < %L'
        ' returning *) insert into logs.%I select * from moved', since, until, part);
    execute format('alter table public.access_readlog attach partition logs.%I for values from (%L) to (%L)',
        part, since, until);
end $$;
revoke execute on function make_read_log_part(text, timestamptz, timestamptz) from public"""

# Whoever reads the log waits while the part goes, and it for them: not for ever. Nothing younger than five years goes.
_DROP = """
create or replace function drop_read_log_part(of_month date, counted bigint) returns bigint
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '20s' as $$
declare part text := 'readlog_' || to_char(of_month, 'YYYY_MM');
begin
    if (of_month + interval '1 month' + interval '5 years') > now() then raise 'too young: %', part; end if;
    if to_regclass('logs.' || part) is null then raise 'no such part: %', part; end if;
    insert into access_logmonthgone (month, rows) values (of_month, counted);
    execute format('drop table logs.%I', part);
    return counted;
end $$"""
