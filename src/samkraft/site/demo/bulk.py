"""Many rows in one statement, as the application's role: row-level security, keys and history all at work."""

import json
from functools import lru_cache
from uuid import UUID

from django.db import connection, models
from django.db.models import NOT_PROVIDED
from django.utils import timezone

from samkraft.access.acting import current_acting
from samkraft.access.models import Branch
from samkraft.access.sealed_fields import SealedField


def insert(model, rows: list[dict], branch_ids: dict[str, int]) -> None:
    """Insert rows given by field name. What is left out gets the model's default; branches may be given by code."""
    if not rows:
        return
    fields = _fields(model, tuple(rows[0]))
    names = ", ".join(f'"{field.column}"' for field in fields)
    places = ", ".join(f"%s::{field.db_type(connection)}[]" for field in fields)
    columns = [_array(_column(field, rows, branch_ids), isinstance(field, _NOTHING_TO_QUOTE)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(f"insert into {model._meta.db_table} ({names}) select * from unnest({places})", columns)


@lru_cache(maxsize=256)
def _fields(model, given):
    """The fields to fill: those given, and those that the database wouldn't fill by itself."""
    wanted = [model._meta.get_field(name) for name in given]
    for field in model._meta.concrete_fields:
        by_database = field.db_default is not NOT_PROVIDED or isinstance(field, models.AutoField)
        if field not in wanted and not by_database and not (field.null and not field.has_default()):
            wanted.append(field)
    return wanted


def _column(field, rows, branch_ids):
    """The values of a field, by row; a default where the first row has none."""
    name = field.name
    if name not in rows[0]:
        default = timezone.now if getattr(field, "auto_now", False) else field.get_default
        values = [default() for _ in rows]
    else:
        values = [row[name] for row in rows]
    if isinstance(field, SealedField):
        values = [field.sealed(value) if value else value for value in values]
    if isinstance(field, models.JSONField):
        return [json.dumps(value, ensure_ascii=False) for value in values]
    if field.is_relation and field.related_model is Branch:
        return [branch_ids.get(value, value) for value in values]
    return values


# Keys, numbers, yes or no: nothing in them asks for quotes.
_NOTHING_TO_QUOTE = (models.UUIDField, models.IntegerField, models.BooleanField, models.ForeignKey)


def _array(values, is_plain) -> str:
    """A PostgreSQL array as text: many times faster than to let the driver look at each value.

    The same value comes in many rows (a file's key, a day, an empty text): it is written out once.
    """
    written = _Written(_plain if is_plain else _quoted)
    return "{" + ",".join([written[value] for value in values]) + "}"


class _Written(dict):
    def __init__(self, write):
        super().__init__({None: "null"})
        self._write = write

    def __missing__(self, value):
        self[value] = text = self._write(value)
        return text


def _plain(value) -> str:
    return value.hex if isinstance(value, UUID) else str(value)


def _quoted(value) -> str:
    text = "\\x" + value.hex() if isinstance(value, bytes) else str(value)
    if "\\" in text or '"' in text:
        text = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{text}"'


def at_the_door(function: str, items: list[tuple]) -> None:
    """Call a door function with many, once for each actor: ``items`` are (item with its ``day``, actor or None)."""
    by_actor: dict = {}
    for item, actor in items:
        by_actor.setdefault(str(actor or current_acting().staff.pk), []).append(item)
    calls = [{"actor": actor, "items": mine} for actor, mine in sorted(by_actor.items())]
    if calls:
        _run(
            f"select set_config('samkraft.actor', c.actor, true), door.{function}(c.items)"
            " from jsonb_to_recordset(%s) c(actor text, items jsonb)",
            [json.dumps(calls, ensure_ascii=False, default=str)],
        )


def each_on_its_day(call: str, shape: str, rows: list[dict]) -> list[tuple]:
    """Call a door function once for each row, on the row's ``day`` and as its ``actor`` where it names one.

    call: SQL such as ``door.close_case(r."case", r."on")``; shape: the columns of ``r`` with their types.
    """
    if not rows:
        return []
    return _run(
        "select set_config('samkraft.today', r.day, true), "
        "set_config('samkraft.actor', coalesce(r.actor, current_setting('samkraft.actor')), true), "
        f"{call} from jsonb_to_recordset(%s) r(day text, actor text, {shape})",
        [json.dumps(rows, default=str)],
    )


def _run(sql, parameters):
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('samkraft.today'), current_setting('samkraft.actor')")
        before = cursor.fetchone()
        cursor.execute(sql, parameters)
        rows = cursor.fetchall()
        cursor.execute("select set_config('samkraft.today', %s, true), set_config('samkraft.actor', %s, true)", before)
    return rows
