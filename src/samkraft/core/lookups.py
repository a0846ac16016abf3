"""Lookups of our own, for what Django lacks."""

from django.db.models import ForeignKey, Lookup, UUIDField


@UUIDField.register_lookup
@ForeignKey.register_lookup
class Among(Lookup):
    """``case__among=keys``: one of many keys, sent as one array.

    The statement stays the same for any number of keys, and neither Django nor the database takes apart hundreds of
    parameters. Give a list or set of plain keys, never a queryset.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler, connection):
        left, params = self.process_lhs(compiler, connection)
        return f"{left} = any(%s)", [*params, list(self.rhs)]
