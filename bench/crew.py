"""As many who work with people as a register of the size needs: the demo has one programme's crew at any size.

A register eighteen times as large belongs to eighteen times the staff. Each handler and receiver of the demo gets
colleagues, and her cases are dealt among them by their keys, so that nobody carries more than at 5,600 cases.
"""

import psycopg

CASES_OF_ONE_CREW = 5600
_ROLES = "('handler', 'receiver')"
_MADE = "select count(*) from access_staff where username like 'crew%'"
_COLLEAGUES = """
    create temporary table crew on commit drop as
    select s.id as first_id, n, nextval(pg_get_serial_sequence('access_staff', 'id')) as id
    from access_staff s cross join generate_series(1, {crews} - 1) n
    where exists (select 1 from access_roleassignment r where r.staff_id = s.id and r.role in ('handler', 'receiver'))
"""
_WRITE = (
    """insert into access_staff select (jsonb_populate_record(s, jsonb_build_object('id', c.id, 'public_id',
        gen_random_uuid(), 'username', 'crew' || c.n || '-' || s.username, 'last_name', s.last_name || ' ' || c.n,
        'try_this', ''))).*
    from crew c join access_staff s on s.id = c.first_id""",
    f"""insert into access_roleassignment select (jsonb_populate_record(r, jsonb_build_object('id',
        nextval(pg_get_serial_sequence('access_roleassignment', 'id')), 'staff_id', c.id))).*
    from crew c join access_roleassignment r on r.staff_id = c.first_id and r.role in {_ROLES}""",
    """insert into programmes_teammember select (jsonb_populate_record(m, jsonb_build_object('id',
        nextval(pg_get_serial_sequence('programmes_teammember', 'id')), 'staff_id', c.id))).*
    from crew c join programmes_teammember m on m.staff_id = c.first_id""",
)
# Whose each row is: the case's key deals it, so that all that belongs to a case goes to the same person.
_DEALT = (
    ("people_caseassignment", "staff_id", "case_id"),
    ("people_case", "leader_id", "id"),
    ("people_handover", "receiver_id", "case_id"),
    ("casework_meeting", "staff_id", "case_id"),
    ("casework_task", "assigned_to_id", "case_id"),
    ("sharing_receivedcopy", "addressed_to_id", "case_id"),
    ("people_draft", "author_id", "case_id"),
    ("access_readlog", "staff_id", "request_id"),
)


def spread(address: str, cases: int) -> None:
    """Make the colleagues and deal the cases, once."""
    crews = round(cases / CASES_OF_ONE_CREW)
    with psycopg.connect(address) as connection:
        if crews < 2 or connection.execute(_MADE).fetchone()[0]:
            return
        # Who works with whom is dealt afresh, not changed by anybody: no history of it.
        connection.execute("set session_replication_role = replica")
        _hire(connection, crews)
        for table, person, key in _DEALT:
            connection.execute(
                f"update {table} t set {person} = c.id from crew c where c.first_id = t.{person}"
                f" and c.n = mod(abs(hashtextextended(t.{key}::text, 0)), {crews})"
            )
    with psycopg.connect(address, autocommit=True) as connection:
        for table, _person, _key in _DEALT:
            connection.execute(f"vacuum analyze {table}")


def _hire(connection, crews):
    connection.execute(_COLLEAGUES.format(crews=crews))
    for statement in _WRITE:
        connection.execute(statement)
