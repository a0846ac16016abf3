"""Fill the read log as thirty months of sixty people fill it: 200 views a day each, a fifth of them lists of fifty.

The rows name cases and staff of the register. They are made by the administrator, backwards in time, which the site
itself can't do; months get their parts and their indexes on cases as every night.
"""

import sys

import psycopg

ROWS = 7_600_000
MONTHS = 30

_MADE = "select count(*) from access_readlog where session = 'bench'"
_PEOPLE = """create temporary table reader as
    select row_number() over (order by s.id) - 1 as n, s.id, r.branch_id from access_staff s
    join access_roleassignment r on r.staff_id = s.id and r.role = 'handler' order by s.id limit 60"""
_CASES = "create temporary table seen as select row_number() over (order by id) - 1 as n, id from people_case"
# Each reader has a stretch of the register that is hers; a list is fifty of it.
_LISTS = """create temporary table shown as
    select p.n as reader, l as list, array_agg(c.id) as cases from reader p, generate_series(0, 9) l, seen c,
        (select count(*) as cases, (select count(*) from reader) as readers from seen) size
    where c.n between (p.n * size.cases / size.readers + l * 5) % size.cases
        and (p.n * size.cases / size.readers + l * 5) % size.cases + 49
    group by 1, 2"""
_MONTH = """insert into logs.{part} (occurred_at, event, branch_id, staff_id, role, programme, case_ids, object_type,
        items, reason, term_hash, session, request_id)
    select %(since)s::timestamptz + (%(until)s::timestamptz - %(since)s) * ((v.n - 1)::float8 / %(rows)s),
        case when v.n %% 5 = 0 then 'LIST-1' when v.n %% 25 = 1 then 'SRCH-1' else 'ACC-1' end, p.branch_id, p.id,
        'handler', 'malmokraften-2.0', case when v.n %% 5 = 0 then l.cases else array[c.id] end,
        case when v.n %% 5 = 0 then 'cases:alla' else '' end, '["plan"]', '', '', 'bench', gen_random_uuid()
    from generate_series(1, %(rows)s) v(n)
    join reader p on p.n = v.n %% (select count(*) from reader)
    join shown l on l.reader = p.n and l.list = (v.n / 7) %% 10
    join seen c on c.n = (p.n * 93 + (v.n::bigint * 7919) %% 93) %% (select count(*) from seen)"""


def fill(address: str, rows: int = ROWS) -> None:
    """Make the rows, once."""
    with psycopg.connect(address, autocommit=True) as admin:
        if admin.execute(_MADE).fetchone()[0]:
            return
        print(f"Read log of {rows:,} rows …", file=sys.stderr, flush=True)
        for statement in (_PEOPLE, _CASES, _LISTS):
            admin.execute(statement)
        for since, until in _months(admin):
            part = f"readlog_{since:%Y_%m}"
            admin.execute("set role samkraft_owner")
            admin.execute("select make_read_log_part(%s, %s, %s) where to_regclass(%s) is null",
                          [part, since, until, f"logs.{part}"])  # fmt: skip
            admin.execute("reset role")
            admin.execute(_MONTH.format(part=part), {"since": since, "until": until, "rows": rows // MONTHS})
        admin.execute("select prepare_read_log(3)")
        admin.execute("vacuum analyze access_readlog")


def _months(admin):
    """Each month's first moment and that of the next, in universal time; the current one is left to the site."""
    admin.execute("set timezone to 'UTC'")
    return admin.execute(
        "select m, m + interval '1 month' from generate_series(date_trunc('month', now()) - %s * interval '1 month',"
        " date_trunc('month', now()) - interval '1 month', interval '1 month') m", [MONTHS],
    ).fetchall()  # fmt: skip
