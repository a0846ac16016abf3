"""Lookups of our own, for what Django lacks."""

from collections.abc import Iterable
from functools import cached_property

from django.db.models import BigAutoField, ForeignKey, Lookup, UUIDField


class Keys(list):
    """Keys that a request asks for again and again: written out as an array once."""

    @cached_property
    def as_array(self) -> str:
        """As PostgreSQL writes an array."""
        return "{" + ",".join(map(str, self)) + "}"


def as_array(keys: Iterable) -> str:
    """Many keys as one text, to be read as an array: the driver takes ten times as long over a list of them."""
    return keys.as_array if isinstance(keys, Keys) else Keys(keys).as_array


@BigAutoField.register_lookup
@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """``case__among=keys``: one of many keys, sent as one array.

    The statement stays the same for any number of keys, and neither Django nor the database takes apart hundreds of
    parameters. Give a list or set of plain keys, never a queryset; a composed statement gives the text of
    :func:`as_array`.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        keys = self.rhs if hasattr(self.rhs, "as_sql") else as_array(self.rhs)
        kind = self.lhs.output_field.db_type(connection)
        return f"{left} = any(%s::{kind}[])", [*params, keys]
