"""What a branch's rows on a person said before they were changed or removed: it is held as well (GDPR 15, GDPR-07)."""

import json
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection
from django.db.models import BinaryField, Field, JSONField, Model
from django.db.models.fields.json import KT

from samkraft.access.acting import Acting
from samkraft.access.models import RowHistory
from samkraft.access.record_words import is_told
from samkraft.access.records import models_of_people
from samkraft.access.sealed_fields import SealedField

EARLIER = "access.RowHistory"


def earlier_of(found, subject, acting: Acting) -> Iterator[tuple[type[Model], dict]]:
    """Earlier states of the rows *found*, and removed rows of the case: (model, what was other than it became)."""
    now = {(model._meta.db_table, str(raw[model._meta.pk.attname])): (model, raw) for model, raw in found}
    states = defaultdict(list)
    for row in _changes(now, acting):
        states[row.table_name, row.row_key].append(row)
    for place, rows in states.items():
        model, current = now[place]
        after = [*(_as_raw(model, row.before) for row in rows[1:]), current]
        for row, then in zip(rows, after, strict=True):
            was = _as_raw(model, row.before)
            changed = {name for name, value in was.items() if value != then.get(name)}
            if any(is_told(each) for each in model._meta.concrete_fields if each.attname in changed):
                yield model, _only(model, was, changed, row)
    yield from _removed(subject, acting)


def _changes(now, acting):
    tables = {table for table, _key in now}
    rows = RowHistory.objects.filter(owner_branch=acting.branch, operation="U", table_name__in=tables)
    rows = rows.filter(row_key__in={key for _table, key in now}).order_by("changed_at", "pk")
    return (row for row in rows if (row.table_name, row.row_key) in now)


def _removed(subject, acting):
    if not subject.case:
        return
    models = {model._meta.db_table: model for model in models_of_people()}
    rows = RowHistory.objects.filter(owner_branch=acting.branch, operation="D")
    rows = rows.annotate(of_case=KT("before__case_id")).filter(of_case__in=[str(case) for case in subject.cases])
    for row in rows.order_by("changed_at", "pk"):
        model = models.get(row.table_name)
        if model:
            was = _as_raw(model, row.before)
            yield model, _only(model, was, set(was), row)


def _only(model, was, changed, row):
    """A state with its own key, so that its texts have a place of their own, and what it said of the person."""
    names = {each.attname for each in model._meta.concrete_fields}
    kept = {name: was.get(name) if name in changed else None for name in names}
    return kept | {model._meta.pk.attname: f"{row.row_key}@{row.pk}", "created_at": row.changed_at}


def _as_raw(model: type[Model], before: dict) -> dict:
    return {each.attname: _value(each, before.get(each.column)) for each in model._meta.concrete_fields}


def _value(each: Field, value):
    """As the ORM would have read it: the history keeps a row as JSON."""
    if value is None:
        return None
    if isinstance(each, BinaryField):
        return bytes.fromhex(value.removeprefix("\\x"))
    if isinstance(each, JSONField):
        return each.from_db_value(json.dumps(value), None, connection)
    if isinstance(each, SealedField):
        return each.from_db_value(value, None, connection)
    return each.target_field.to_python(value) if each.is_relation else each.to_python(value)
