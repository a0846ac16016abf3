"""Model fields whose values lie sealed in the database, with the key of the branch that owns the row (ARK-05, T17).

For free text that is ``sensitive`` in ``personal_fields``, and for what other branches have disclosed. In Python they
hold plain values. What is written is sealed for the branch that acts, as every row is that it may write; what is read
opens with that branch's key alone, so that a row of another branch would not be read even if the database gave it.
The database can't search, sort or count by what it can't read: a query that tries fails (REG-02 forbids it as well).

What the door hands to another branch is sealed for the receiver before: :func:`sealed_for`.
"""

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact

from samkraft.access.acting import current_acting
from samkraft.access.vault import SEALED, open_json, open_text, ring_of, seal_json, seal_text


def sealed_for(branch, content):
    """Text or content as the door takes it for a row of *branch*."""
    keys = ring_of(branch)
    return seal_text(keys, content) if isinstance(content, str) else seal_json(keys, content)


class _Empty(Exact):
    """The one thing that can be asked of a sealed value: whether there is any."""

    def get_prep_lookup(self):
        if self.rhs not in ("", {}, []):
            raise FieldError("A sealed value can't be searched for; ask for the empty one only.")
        return super().get_prep_lookup()


class SealedField:
    """What the sealed fields have in common."""

    sealed_as = "text"

    def deconstruct(self):
        """To a migration it is the plain field: what is written in the column is Python's business."""
        name, _path, arguments, options = super().deconstruct()
        return name, f"django.db.models.{self.plain.__name__}", arguments, options

    def get_lookup(self, name):
        """Whether it is empty; nothing else."""
        if name in ("isnull", "exact"):
            return _Empty if name == "exact" else super().get_lookup(name)
        return None

    def get_transform(self, name):
        """Nothing inside a sealed value can be reached by the database."""
        return None

    def get_db_prep_save(self, value, connection):
        if value and not hasattr(value, "resolve_expression"):
            value = self.sealed(value)
        return super().get_db_prep_save(value, connection)

    def sealed(self, value):
        """The value as it is kept, for the branch that acts."""
        return seal_text(ring_of(current_acting().branch), str(value))


class SealedTextField(SealedField, models.TextField):
    """Free text."""

    plain = models.TextField

    def from_db_value(self, value, expression, connection):
        if value and value.startswith(SEALED):
            return open_text(ring_of(current_acting().branch), value)
        return value


class SealedCharField(SealedField, models.CharField):
    """One line of text; ``max_length`` is what a person may type, and the column takes what that becomes."""

    plain = models.TextField

    def db_type(self, connection):
        return "text"

    def from_db_value(self, value, expression, connection):
        if value and value.startswith(SEALED):
            return open_text(ring_of(current_acting().branch), value)
        return value


class CarriedJSONField(models.JSONField):
    """Content on its way to another branch, sealed for her already: whoever owns the row can't open it."""

    def deconstruct(self):
        name, _path, arguments, options = super().deconstruct()
        return name, "django.db.models.JSONField", arguments, options


class SealedJSONField(SealedField, models.JSONField):
    """Content; kept as one JSON string."""

    plain = models.JSONField
    sealed_as = "json"

    def sealed(self, value):
        return seal_json(ring_of(current_acting().branch), value)

    def from_db_value(self, value, expression, connection):
        value = super().from_db_value(value, expression, connection)
        if isinstance(value, str) and value.startswith(SEALED):
            return open_json(ring_of(current_acting().branch), value)
        return value
