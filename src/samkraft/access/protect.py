"""Turn what guarded models declare into database rules: row-level security, grants and history triggers.

Runs as samkraft_owner after every migrate and can be repeated. The rules stand next to the models and not in
migrations, so that a new reader finds them where she expects them and a changed rule needs no new migration.
Comparison with ``current_setting('samkraft.branch')::int`` raises when nobody acts: reading then fails loudly.
"""

import os

from django.apps import apps
from django.conf import settings
from django.db import connection

from samkraft.access.destroying import case_column, destroying_grants
from samkraft.access.door_functions import door_functions
from samkraft.access.duty_protection import duty_statements
from samkraft.access.log_protection import read_log_statements
from samkraft.access.owned import AppendOnlyModel, DoorOnlyModel, OwnedModel, ShellModel, guarded_models, has_unit

ACTING_BRANCH = "current_setting('samkraft.branch')::int"
# Who renews what lies sealed (``rotate_keys``) is logged in as the owner and says so; nobody else can say it.
RESEALING = "current_setting('samkraft.resealing', true) = 'on'"
_ROLES = "samkraft_app, samkraft_door, samkraft_figures"


def protect_after_migrate(sender, **_unused):
    """Signal receiver: once all apps are migrated, put every rule in place."""
    last_app = [app for app in apps.get_app_configs() if app.models_module][-1]
    if sender is last_app and os.environ.get("SAMKRAFT_DB_ROLE") == "owner":
        protect_database()


def protect_database():
    """Put every rule in place. Idempotent."""
    with connection.cursor() as cursor:
        for statement in all_statements():
            cursor.execute(statement)


def all_statements():
    """Every statement, in order: tables by kind, the logs, the door's functions."""
    yield from _day_rules()
    yield from _protection_rules()
    for model in guarded_models(OwnedModel):
        yield from owned_rules(model)
    for model in guarded_models(ShellModel):
        yield from shell_rules(model)
    for model in guarded_models(AppendOnlyModel):
        yield from log_rules(model)
    for model in guarded_models(DoorOnlyModel):
        yield from door_only_rules(model)
    yield from _fixed_rules()
    yield from duty_statements()
    yield from read_log_statements()
    yield from destroying_grants()
    yield from door_functions()


def _day_rules():
    """The day that the database holds consents against: the site says it in the demo and the tests, and nowhere else.

    In production the database knows the day, so that nobody's setting brings an ended consent back.
    """
    free = "false" if settings.IS_PRODUCTION else "true"
    yield f"create or replace function day_is_free() returns boolean language sql immutable as $$ select {free} $$"
    yield """create or replace function acting_day() returns date language sql stable as $$
        select case when public.day_is_free() then current_setting('samkraft.today')::date
                    else (now() at time zone 'Europe/Stockholm')::date end $$"""


def _protection_rules():
    """SKY-02, SKY-04: the protected cases that who acts may not read of; every policy on a case's rows asks for them.

    Few in all, and asked once a statement. Kept when the door's other functions are made anew: policies hang on it.
    """
    yield "set role samkraft_door"
    yield _HIDDEN_CASES
    yield _BLOCKED_HERE
    yield _BLOCKED_ITEMS
    yield "revoke execute on function door.hidden_cases(), door.blocked_here(), door.blocked_items() from public"
    yield "reset role"


_HIDDEN_CASES = """
create or replace function door.hidden_cases() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if current_setting('samkraft.protected', true) = 'on' then return '{}'; end if;
    return array(
        select p.case_id from people_protectedcase p
        where not exists (
            select from people_namedperson n
            where n.case_id = p.case_id and n.owner_branch_id = current_setting('samkraft.branch')::bigint
              and n.staff_id = current_setting('samkraft.actor')::bigint and n.ended_at is null
              and (n.approved_at is not null or n.provisional_until >= acting_day())));
end $$"""


# REG-10, PDL 4:4–5: "case:unit" of what other units of the acting branch have blocked, but for what who acts may read
# for a while. The system's own person, who belongs to no authority, is stopped by none: jobs show nothing to anybody.
_BLOCKED_HERE = """
create or replace function door.blocked_here() returns text[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
    if current_setting('samkraft.protected', true) = 'on' or current_setting('samkraft.blocked', true) = 'on'
       or exists (select from access_staff s where s.id = current_setting('samkraft.actor')::bigint
                  and s.authority_id is null)
    then return '{}'; end if;
    return array(
        select b.case_id || ':' || b.unit_id from people_careblock b
        where b.owner_branch_id = current_setting('samkraft.branch')::bigint and b.ended_on is null
          and b.unit_id is distinct from nullif(current_setting('samkraft.unit', true), '')::bigint
          and not exists (
            select from people_blocklift l
            where l.owner_branch_id = b.owner_branch_id and l.block_id = b.id and l.until > now()
              and l.staff_id = current_setting('samkraft.actor')::bigint));
end $$"""


# REG-10: the items themselves, for rows that tell of one without being in a file: its releases, their titles.
_BLOCKED_ITEMS = """
create or replace function door.blocked_items() returns uuid[]
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare v_blocked text[] := door.blocked_here();
begin
    if v_blocked = '{}' then return '{}'; end if;
    return array(
        select o.item from door.item_of_file o
        where o.branch = current_setting('samkraft.branch')::bigint and o.unit is not null
          and o.case_id = any (array(select split_part(b, ':', 1)::uuid from unnest(v_blocked) b))
          and o.case_id || ':' || o.unit = any (v_blocked));
end $$"""


def _behind_block(model):
    """What a unit has blocked is read by that unit alone, whichever page, list, count or export asks (REG-10)."""
    if has_unit(model):
        table = model._meta.db_table
        yield _drop(table, "behind_block")
        yield (
            f"create policy behind_block on {table} as restrictive for select to samkraft_app using ({table}.unit_id is"
            f" null or {table}.case_id || ':' || {table}.unit_id <> all ((select door.blocked_here())::text[]))"
        )


def _behind_protection(model):
    """Nothing of a protected case is read by who isn't named, whichever page, list, count or export asks (SKY-02)."""
    table, case = model._meta.db_table, case_column(model)
    yield _drop(table, "behind_protection")
    if case and not model.stands_before_protection:
        null = next(field for field in model._meta.fields if field.column == case).null
        condition = f"{table}.{case} <> all ((select door.hidden_cases())::uuid[])"
        condition = f"({table}.{case} is null or {condition})" if null else condition
        for_reading = "as restrictive for select to samkraft_app"
        yield f"create policy behind_protection on {table} {for_reading} using ({condition})"


def _fixed_rules():
    """The read log and the history are open to add to (a trigger does the latter) and closed to change; a role ends."""
    yield "revoke update, delete on access_readlog, access_rowhistory from samkraft_app, samkraft_door"
    yield "revoke insert on access_rowhistory from samkraft_app, samkraft_door"
    yield "revoke delete on access_roleassignment from samkraft_app"  # who was given what stays on record (IAM-07)
    yield from _policies("access_readlog", f"branch_id = {ACTING_BRANCH}", check=_LOGS_ITSELF)
    yield _drop("access_readlog", "behind_protection")
    for_reading = "as restrictive for select to samkraft_app"
    yield f"create policy behind_protection on access_readlog {for_reading} using ({_READS})"
    yield from _policies("access_rowhistory", f"owner_branch_id = {ACTING_BRANCH}")
    yield _drop("access_rowhistory", "behind_protection")
    yield (
        "create policy behind_protection on access_rowhistory as restrictive for select to samkraft_app using"
        " (before is null or before ->> 'case_id' is null"
        " or (before ->> 'case_id')::uuid <> all ((select door.hidden_cases())::uuid[]))"
    )
    yield _drop("access_rowhistory", "behind_block")
    yield (
        "create policy behind_block on access_rowhistory as restrictive for select to samkraft_app using"
        " (before is null or before ->> 'unit_id' is null or table_name = 'people_careblock'"
        " or (before ->> 'case_id') || ':' || (before ->> 'unit_id') <> all ((select door.blocked_here())::text[]))"
    )
    yield _drop("access_rowhistory", "behind_block_of_item")
    yield (
        "create policy behind_block_of_item on access_rowhistory as restrictive for select to samkraft_app using (case"
        " when table_name = 'sharing_release' and before is not null"
        " then (before ->> 'item_id')::uuid <> all ((select door.blocked_items())::uuid[]) else true end)"
    )
    yield _drop("access_rowhistory", "of_referrals_seen")
    yield (
        "create policy of_referrals_seen on access_rowhistory as restrictive for select to samkraft_app using (case"
        " when table_name = 'people_referral' and before is not null"
        " then exists (select from people_referral r where r.id = row_key::uuid) else true end)"
    )
    yield _policy("access_rowhistory", "history_writer", "samkraft_owner", "insert", check="true")
    yield from _resealing("access_rowhistory")
    # What was removed from a case is looked up by it: in a person's own copy, and when a case's time is out.
    removed = "create index if not exists history_of_removed on access_rowhistory ((before->>'case_id'))"
    yield f"{removed} where operation = 'D'"
    yield "create sequence if not exists access_change_number"
    yield "revoke insert, update, delete on access_casechange from samkraft_app, samkraft_door"
    yield from _policies("access_casechange", f"branch in (0, {ACTING_BRANCH})")
    yield (
        f"{_drop('access_casechange', 'history_writer')}; create policy history_writer on access_casechange"
        " to samkraft_owner using (true) with check (true)"
    )


# A row of the read log says who acts now, for the branch that she acts for (or none, before she has chosen), and when.
_LOGS_ITSELF = """
    (branch_id is null or branch_id = nullif(current_setting('samkraft.branch', true), '')::int)
    and staff_id is not distinct from nullif(current_setting('samkraft.actor', true), '')::bigint
    and occurred_at between now() and clock_timestamp()"""


# SKY-06: what was read of a protected case is seen by who read it, by those who are named for the case, and by jobs.
# Its rows lie sealed; what was logged before the mark was set lies in clear and is hidden by the case that it names.
_READS = """
    staff_id = nullif(current_setting('samkraft.actor', true), '')::bigint
    or current_setting('samkraft.protected', true) = 'on'
    or jsonb_typeof(items) <> 'string' and not case_ids && ((select door.hidden_cases())::uuid[])"""


def owned_rules(model):
    """One equality on every personal table: the row's branch is the acting branch (SEK-01)."""
    table = model._meta.db_table
    yield from _policies(table, f"owner_branch_id = {ACTING_BRANCH}")
    yield from _resealing(table)
    for name, condition in model.restrictions.items():
        yield _drop(table, name)
        yield f"create policy {name} on {table} as restrictive for select to samkraft_app using ({condition})"
    yield from _behind_protection(model)
    yield from _behind_block(model)
    yield from _history_triggers(model, "owner_branch_id", model.not_in_history)
    yield from _figure_rules(model)
    yield from model.kind_rules()
    yield from model.database_rules


def shell_rules(model):
    """The case shell: seen by branches that hold a file on the case, written by the door only."""
    table = model._meta.db_table
    has_file = (
        f"exists (select 1 from people_casefile f where f.case_id = {table}.{model.case_column}"
        f" and f.owner_branch_id = {ACTING_BRANCH})"
    )
    yield from _policies(table, has_file)
    yield f"revoke insert, update, delete on {table} from samkraft_app"
    yield f"grant delete on {table} to samkraft_door"
    yield from _history_triggers(model, None)
    yield from _figure_rules(model)


def log_rules(model):
    """Add and read one's own; never change."""
    table = model._meta.db_table
    yield from _policies(table, f"owner_branch_id = {ACTING_BRANCH}")
    yield f"revoke update, delete on {table} from samkraft_app, samkraft_door"
    yield from _figure_rules(model)
    yield from model.database_rules


def door_only_rules(model):
    """Nobody but the door: no grant, and no policy for anyone else."""
    table = model._meta.db_table
    yield f"revoke all on {table} from samkraft_app, samkraft_figures"
    yield f"grant delete on {table} to samkraft_door"
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
    yield _drop(table, "door")
    yield f"create policy door on {table} to samkraft_door using (true) with check (true)"
    yield from _resealing(table)


def _resealing(table):
    """Keys are rotated over all owners' rows, and the history of rows keeps no trace of it (ASVS 11.2.2)."""
    for verb in ("select", "update"):
        yield _drop(table, f"resealing_{verb}")
        yield f"create policy resealing_{verb} on {table} for {verb} to samkraft_owner using ({RESEALING})"


def _policies(table, condition, check=None):
    yield f"alter table {table} enable row level security"
    yield f"alter table {table} force row level security"
    yield _drop(table, "acting_branch")
    yield (
        f"create policy acting_branch on {table} to samkraft_app using ({condition}) with check ({check or condition})"
    )
    yield _drop(table, "door")
    yield f"create policy door on {table} to samkraft_door using (true) with check (true)"


def _policy(table, name, role, action, check):
    drop = _drop(table, name)
    return f"{drop}; create policy {name} on {table} for {action} to {role} with check ({check})"


def _drop(table, name):
    return f"drop policy if exists {name} on {table}"


def _history_triggers(model, branch, left_out=()):
    """Statement-level, so that one statement over many rows costs one insert of many rows.

    A function for each table and verb: its statements are planned once for a session, not at every call.
    """
    table, key, case = model._meta.db_table, model._meta.pk.column, case_column(model)
    for verb, reference in (("insert", "new"), ("update", "old"), ("delete", "old")):
        function = f"keep_history_of_{table}_{verb}"
        yield _HISTORY.format(
            function=function,
            resealing=RESEALING,
            table=table,
            key=key,
            branch=f"rows.{branch}" if branch else "null",
            letter=verb[0].upper(),
            count=_COUNT_CHANGE.format(case=case, branch=f"rows.{branch}" if branch else "0") if case else "",
            before="null" if verb == "insert" else "to_jsonb(rows)" + "".join(f" - '{name}'" for name in left_out),
        )
        yield f"drop trigger if exists history_{verb} on {table}"
        yield (
            f"create trigger history_{verb} after {verb} on {table} referencing {reference} table as rows"
            f" for each statement execute function {function}()"
        )


def _figure_rules(model):
    table = model._meta.db_table
    yield f"revoke all on {table} from samkraft_figures"
    yield _drop(table, "figures")
    if model.figure_columns:
        columns = ", ".join(model._meta.get_field(name).column for name in model.figure_columns)
        yield f"grant select ({columns}) on {table} to samkraft_figures"
        yield f"create policy figures on {table} for select to samkraft_figures using (true)"


# A write without an actor fails: current_setting raises, or '' can't be read as a number. An insert leaves its
# actor and no content, for the row itself is the content.
_HISTORY = """
create or replace function {function}() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if session_user = 'samkraft_owner' and {resealing} then return null; end if;
    insert into access_rowhistory
        (table_name, row_key, owner_branch_id, operation, actor_id, request_id, before)
    select '{table}', rows."{key}"::text, {branch}, '{letter}', current_setting('samkraft.actor')::bigint,
        nullif(current_setting('samkraft.request', true), '')::uuid, {before} from rows;{count}
    return null;
end $$;
revoke execute on function {function}() from public"""

# In one order, so that two who change the same cases wait for each other and never for ever.
_COUNT_CHANGE = """
    insert into access_casechange as known (case_id, branch, number)
    select changed.case_id, changed.branch, nextval('access_change_number') from (
        select distinct rows.{case} as case_id, {branch} as branch from rows where rows.{case} is not null
        order by 1, 2) changed
    on conflict (case_id, branch) do update set number = excluded.number;"""
