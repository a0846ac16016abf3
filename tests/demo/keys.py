"""Follow every foreign key of a database by SQL of the tests' own: what is written without triggers is unchecked."""

_KEYS = """select conrelid::regclass::text, confrelid::regclass::text,
    (select array_agg(a.attname order by k.n) from unnest(conkey) with ordinality k(c, n)
        join pg_attribute a on a.attrelid = conrelid and a.attnum = k.c),
    (select array_agg(a.attname order by k.n) from unnest(confkey) with ordinality k(c, n)
        join pg_attribute a on a.attrelid = confrelid and a.attnum = k.c)
    from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace"""


def followed(ask) -> tuple[int, list]:
    """How many keys there are, and which of them lead nowhere: (table, columns, rows)."""
    found = ask(_KEYS)
    lost = [(table, columns, _lost(ask, table, other, columns, theirs)) for table, other, columns, theirs in found]
    return len(found), [row for row in lost if row[2]]


def _lost(ask, table, other, columns, theirs):
    pairs = " and ".join(f'o."{b}" = t."{a}"' for a, b in zip(columns, theirs, strict=True))
    given = " and ".join(f't."{a}" is not null' for a in columns)
    [(lost,)] = ask(
        f"select count(*) from {table} t where {given} and not exists (select from {other} o where {pairs})"
    )
    return lost
