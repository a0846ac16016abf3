-- History of guarded rows, written by the database and never by the application.
-- Arguments: the primary key's column; the owner branch's column or ''.
-- A write without an actor fails: current_setting raises, or '' can't be read as a number.
create or replace function keep_history() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    actor bigint := current_setting('samkraft.actor')::bigint;
    request uuid := nullif(current_setting('samkraft.request', true), '')::uuid;
    content text := case when TG_OP = 'INSERT' then 'null::jsonb' else 'to_jsonb(rows)' end;
    branch text := case when TG_ARGV[1] = '' then 'null::int' else format('rows.%I', TG_ARGV[1]) end;
begin
    execute format(
        'insert into access_rowhistory (table_name, row_key, owner_branch_id, operation, actor_id, request_id, before)
         select %L, rows.%I::text, %s, %L, $1, $2, %s from rows',
        TG_TABLE_NAME, TG_ARGV[0], branch, left(TG_OP, 1), content)
    using actor, request;
    return null;
end $$;
revoke execute on function keep_history() from public;
