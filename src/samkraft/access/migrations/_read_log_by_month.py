"""The read log as a table of many parts, for the migration that made it so and for the one that makes all at once."""

# The parts lie in a schema of their own, where nobody but the owner may look: policies and grants are those of the
# whole, and a part read by its own name would stand outside them.
#
# A row's number is drawn after its transaction has its own (CASE keeps the order). Whoever notes the last number and
# then takes a transaction number knows: once no older transaction runs, no row with a number so far can come.
NUMBERS = """
create schema if not exists logs;
create sequence access_readlog_number as bigint;
grant usage, select on sequence access_readlog_number to samkraft_app, samkraft_door;
"""
TABLE = """
create table access_readlog (
    id bigint not null default case when pg_current_xact_id() is not null then nextval('access_readlog_number') end,
    occurred_at timestamptz not null default statement_timestamp(),
    event varchar(10) not null,
    branch_id integer,
    staff_id bigint,
    role varchar(30) not null,
    programme varchar(60) not null,
    case_ids uuid[] not null,
    object_type varchar(40) not null,
    items jsonb not null,
    reason varchar(300) not null,
    hits integer,
    term_hash varchar(64) not null,
    request_id uuid,
    session varchar(16) not null,
    primary key (id, occurred_at)
) partition by range (occurred_at);
alter sequence access_readlog_number owned by access_readlog.id;
create index readlog_branch_time on access_readlog (branch_id, occurred_at desc);
create index readlog_staff_time on access_readlog (staff_id, occurred_at desc);
alter table access_readlog enable row level security;
alter table access_readlog force row level security;

create table logs.readlog_rest partition of access_readlog default;
"""
