"""Statements that are composed once in a process, not at every call.

Django takes longer to compose a statement than PostgreSQL to answer it. What a page asks each time is the same but for
a few values: :class:`Composed` keeps what Django made of the queryset, and sends it with the values of the call. It is
the queryset's own SQL, through the same row-level security; only the composing is saved.
"""

from collections.abc import Callable
from inspect import signature
from typing import Any

from django.db import connections
from django.db.models import Expression, QuerySet


class Given(Expression):
    """Where a value of the call stands in a composed queryset."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        """The value's place, to be filled at the call."""
        return "%s", [self]


class Composed:
    """``Composed(compose)``: *compose* makes a queryset of values that it may compare with, and nothing else.

    Its parameters name the values, each a :class:`Given`: they may stand where a lookup takes a value that is never
    None. Use it where the statement has the same shape at every call. ::

        _PLANS = Composed(lambda case: PlanVersion.objects.filter(case=case).order_by("-number")[:1])
        plans = _PLANS(case=key)
    """

    def __init__(self, compose: Callable[..., QuerySet]) -> None:
        self._compose = compose
        self._made: tuple | None = None

    def __call__(self, **values: Any) -> list:
        """The rows, in the shape that the queryset gives. Keys and days are given as such, never a model's object."""
        if self._made is None:
            self._made = self._make()
        queryset, compiler, sql, places, converters = self._made
        statement = _twin(compiler)
        statement.connection = connections[queryset.db]
        given = tuple(values[place.name] if isinstance(place, Given) else place for place in places)
        statement.as_sql = lambda *_limits, **_aliases: (sql, given)
        statement.get_converters = lambda _columns: converters
        asked = _twin(queryset)
        asked._query = _twin(queryset._query)
        asked._query.get_compiler = lambda *_using, **_connection: statement
        return list(asked._iterable_class(asked))

    def first(self, **values: Any) -> Any:
        """The first row, or None. The queryset says itself how many it takes."""
        return next(iter(self(**values)), None)

    def _make(self) -> tuple:
        queryset = self._compose(*map(Given, signature(self._compose).parameters))
        compiler = queryset.query.get_compiler(using=queryset.db)
        sql, places = compiler.as_sql()
        columns = [column for column, _sql, _alias in compiler.select[: compiler.col_count]]
        return queryset, compiler, sql, places, compiler.get_converters(columns)


def _twin(thing: Any) -> Any:
    """Another with the same attributes; ``copy`` would ask a queryset for its rows."""
    twin = object.__new__(type(thing))
    twin.__dict__.update(thing.__dict__)
    return twin
