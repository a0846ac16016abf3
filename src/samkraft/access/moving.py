"""What it takes to move one file's rows into another, and back: statements made of what the models say (T10, M14).

Where a branch has two files on one person, one is kept and gets the other's rows. What a file can have one of only (its
plan, an area of the mapping) stays in the closed file when both have it, with all that hangs on it, and so does what
tells of the closed case's own shell. Nothing here names a table: a new one comes along by what it says of itself.
"""

from collections.abc import Iterator
from functools import cached_property

from django.db import models

from samkraft.access.destroying import FILE, owned_models
from samkraft.access.owned import OwnedModel

_OF_THE_FILE = {"file", "case", "owner_branch"}
# All versions of a thing stay together.
_VERSION = "version"


def file_models() -> list[type[OwnedModel]]:
    """The tables whose rows lie in a file, the rows that others hang on first."""
    found = [m for m in owned_models(FILE) if {"file_id", "case_id"} <= {field.column for field in m._meta.fields}]
    return sorted(found, key=lambda model: (_depth(model, found), model._meta.db_table))


def _depth(model, among):
    return 1 + max((_depth(other, among) for _column, other in _wholes(model, among)), default=0)


def _wholes(model, among) -> list[tuple[str, type[OwnedModel]]]:
    """What a row hangs on: the column that holds its key, and the table."""
    keys = [(f.column, f.related_model) for f in model._meta.fields if isinstance(f, models.ForeignKey)]
    labels = {other._meta.label: other for other in among}
    keys += [(model._meta.get_field(name).column, labels[label]) for name, label in model.hangs_on.items()]
    return [(column, other) for column, other in keys if other in among and other is not model]


def moving_statements() -> Iterator[str]:
    """Made in the door's name, before its other functions."""
    found = file_models()
    tables = [_Table(model, found) for model in found]
    keys = "".join(f"    {t.keys} text[];\n" for t in tables)
    yield _MOVE.format(keys=keys, steps="\n    ".join(step for t in tables for step in (t.find_staying(), t.move())))
    yield _MOVE_BACK.format(
        keys=keys, steps="\n    ".join(step for t in tables for step in (t.find_moved(), t.move_back()))
    )


class _Table:
    """One table: which rows stay, which go, and which follow back."""

    def __init__(self, model, among):
        self.model, self.among = model, among
        self.table, self.key = model._meta.db_table, model._meta.pk.column
        self.keys = f"k_{self.table}"

    @cached_property
    def once(self) -> list[list[models.Field]]:
        """By which fields two rows are one and the same thing: a file has it once."""
        return [fields for names, fields in self._unique() if _OF_THE_FILE & names]

    @cached_property
    def versions(self) -> list[list[models.Field]]:
        """By which fields rows are versions of one thing."""
        return [fields for names, fields in self._unique() if _VERSION in names]

    def _unique(self):
        for constraint in self.model._meta.constraints:
            if isinstance(constraint, models.UniqueConstraint):
                names = set(constraint.fields)
                left = [name for name in constraint.fields if name not in _OF_THE_FILE | {_VERSION}]
                yield names, [self.model._meta.get_field(name) for name in left]

    def find_staying(self):
        if self.model.stays_in_file:
            return f"{self.keys} := array(select {self.key}::text from {self.table} where file_id = p_from);"
        return f"{self.keys} := array({' union '.join([*self._met(), *self._hanging('p_from')]) or _NONE});"

    def _met(self):
        for fields in self.once:
            yield (
                f"select a.{self.key}::text from {self.table} a join {self.table} b on {_same(fields)}"
                " where a.file_id = p_from and b.file_id = p_to"
            )

    def _hanging(self, file):
        for column, whole in _wholes(self.model, self.among):
            yield (
                f"select {self.key}::text from {self.table}"
                f" where file_id = {file} and {column}::text = any (k_{whole._meta.db_table})"
            )

    def move(self):
        return (
            f"with gone as (update {self.table} set file_id = p_to, case_id = p_to_case"
            f" where file_id = p_from and owner_branch_id = p_branch and {self.key}::text <> all ({self.keys})"
            f" returning {self.key}::text as key) select array_agg(key) into v_keys from gone;"
            f" if v_keys is not null then v_moved := v_moved || jsonb_build_object('{self.table}', v_keys); end if;"
            f" if cardinality({self.keys}) > 0 then v_stays := v_stays ||"
            f" jsonb_build_object('{self.table}', cardinality({self.keys})); end if;"
        )

    def find_moved(self):
        said = f"(select jsonb_array_elements_text(p_moved -> '{self.table}'))"
        mine = f"select {self.key}::text from {self.table} where file_id = p_from and {self.key}::text in {said}"
        newer = (
            f"select a.{self.key}::text from {self.table} a join {self.table} b on {_same(fields)}"
            f" where a.file_id = p_from and b.file_id = p_from and b.{self.key}::text in {said}"
            for fields in self.versions
        )
        return f"{self.keys} := array({' union '.join([mine, *newer, *self._hanging('p_from')])});"

    def move_back(self):
        return (
            f"update {self.table} set file_id = p_to, case_id = p_to_case where file_id = p_from"
            f" and owner_branch_id = p_branch and {self.key}::text = any ({self.keys});"
            f" get diagnostics v_count = row_count; if v_count > 0 then"
            f" v_moved := v_moved || jsonb_build_object('{self.table}', v_count); end if;"
        )


def _same(fields):
    """Rows that are the same thing; an empty word is the name of nothing."""
    told = [f"a.{field.column} = b.{field.column}" for field in fields]
    told += [f"a.{field.column} <> ''" for field in fields if isinstance(field, models.CharField)]
    return " and ".join(told) or "true"


_NONE = "select null::text where false"

_MOVE = """
create function door.move_file(p_branch bigint, p_from uuid, p_to uuid, p_to_case uuid) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_moved jsonb := '{{}}';
    v_stays jsonb := '{{}}';
    v_keys text[];
{keys}begin
    {steps}
    return jsonb_build_object('moved', v_moved, 'stays', v_stays);
end $$"""

# What was made since of a thing that goes back goes with it: a step of its plan, a new version of its text.
_MOVE_BACK = """
create function door.move_back(p_branch bigint, p_from uuid, p_to uuid, p_to_case uuid, p_moved jsonb) returns jsonb
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    v_moved jsonb := '{{}}';
    v_count int;
{keys}begin
    {steps}
    return v_moved;
end $$"""
