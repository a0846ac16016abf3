"""Builds frozen dataclasses from plain data, by their annotations: the one schema of programme files.

Everything that is wrong is reported, not only the first thing. A value that can't be used becomes
`Unknown`, so that the rest is still built and checked; whoever computes with it gets `UnknownValueError`.
"""

import dataclasses
import types
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from functools import cache
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from samkraft.programmes.positions import Path

Report = Callable[[Path, str, str], None]


class UnknownValueError(Exception):
    """Somebody computed with a value that was already reported as wrong."""


class Unknown:
    """Stands where a value was wrong or missing. Any use of it raises `UnknownValueError`."""

    __slots__ = ()
    __hash__ = object.__hash__

    def _refuse(self, *_: object) -> Any:
        raise UnknownValueError

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = _refuse
    __iter__ = __len__ = __bool__ = __getitem__ = _refuse

    def __getattr__(self, name: str) -> Any:
        raise UnknownValueError


UNKNOWN = Unknown()
_NAMES = {
    str: "text inom citattecken",
    int: "ett heltal",
    bool: "true eller false",
    Decimal: "ett tal",
    date: "ett datum (2020-01-31)",
}


@cache
def schema(kind: type) -> dict[str, tuple[dataclasses.Field[Any], Any]]:
    """The fields of a dataclass with their resolved types."""
    hints = get_type_hints(kind)
    return {field.name: (field, hints[field.name]) for field in dataclasses.fields(kind)}


class Builder:
    """Builds values and reports what doesn't fit. `from_json` accepts dates and decimals written as text."""

    def __init__(self, report: Report, *, from_json: bool = False) -> None:
        self.report = report
        self.from_json = from_json

    def build(self, kind: Any, raw: Any, path: Path) -> Any:
        """`raw` as a value of the type `kind`, or `UNKNOWN` after a report."""
        if dataclasses.is_dataclass(kind):
            return self._row(kind, raw, path)
        origin = get_origin(kind)
        if origin is tuple:
            return self._rows(get_args(kind)[0], raw, path)
        if origin in (Union, types.UnionType):
            return self._one_of(get_args(kind), raw, path)
        if origin is Literal:
            return self._word(get_args(kind), raw, path)
        return self._plain(kind, raw, path)

    def _row(self, kind: Any, raw: Any, path: Path) -> Any:
        if not isinstance(raw, dict):
            return self._wrong(path, raw, "en tabell")
        fields = schema(kind)
        for key in raw.keys() - fields.keys():
            self.report((*path, key), "okänd nyckel", _keys_in_words(key, fields))
        values = {}
        for name, (field, hint) in fields.items():
            if name in raw:
                values[name] = self.build(hint, raw[name], (*path, name))
            elif _is_required(field):
                self.report((*path, name), "saknas", f"nyckeln {name}: {describe(hint)}")
                values[name] = UNKNOWN
        return kind(**values)

    def _rows(self, kind: Any, raw: Any, path: Path) -> Any:
        if not isinstance(raw, list):
            return self._wrong(path, raw, f"en lista: {describe(kind)}")
        return tuple(self.build(kind, item, (*path, index)) for index, item in enumerate(raw))

    def _one_of(self, kinds: tuple[Any, ...], raw: Any, path: Path) -> Any:
        if raw is None and types.NoneType in kinds:
            return None
        kinds = tuple(kind for kind in kinds if kind is not types.NoneType)
        for kind in kinds[:-1]:
            found = Builder(lambda *_: None, from_json=self.from_json).build(kind, raw, path)
            if not isinstance(found, Unknown):
                return found
        if len(kinds) == 1 or isinstance(raw, list):
            return self.build(kinds[-1], raw, path)
        return self._wrong(path, raw, " eller ".join(describe(kind) for kind in kinds))

    def _word(self, words: tuple[Any, ...], raw: Any, path: Path) -> Any:
        if raw in words:
            return raw
        return self._wrong(path, raw, _words_in_words(raw, words))

    def _plain(self, kind: Any, raw: Any, path: Path) -> Any:
        if self.from_json and isinstance(raw, str):
            raw = _from_text(kind, raw)
        if kind is Decimal and isinstance(raw, int) and not isinstance(raw, bool):
            return Decimal(raw)
        is_right = isinstance(raw, kind) and not (kind is int and isinstance(raw, bool))
        if is_right and not isinstance(raw, datetime):
            return raw
        return self._wrong(path, raw, describe(kind))

    def _wrong(self, path: Path, raw: Any, expected: str) -> Unknown:
        self.report(path, show(raw), expected)
        return UNKNOWN


def to_plain(value: Any) -> Any:
    """A built value as JSON-ready data; what equals its default is left out of rows."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if _is_required(field) or getattr(value, field.name) != field.default
        }
    if isinstance(value, tuple):
        return [to_plain(item) for item in value]
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def describe(kind: Any) -> str:
    """A type in words, for the reader of a report."""
    origin = get_origin(kind)
    if kind in _NAMES:
        return _NAMES[kind]
    if origin is tuple:
        return f"en lista ({describe(get_args(kind)[0])})"
    if origin is Literal:
        return "ett av orden " + ", ".join(get_args(kind))
    if origin in (Union, types.UnionType):
        return " eller ".join(describe(part) for part in get_args(kind) if part is not types.NoneType)
    return "en tabell"


def show(raw: Any) -> str:
    """A found value, short enough for one line."""
    if isinstance(raw, dict):
        return "en tabell"
    if isinstance(raw, bool):
        return str(raw).lower()
    text = repr(raw) if isinstance(raw, str | list) else str(raw)
    return text if len(text) <= 80 else text[:77] + "…"


def _is_required(field: dataclasses.Field[Any]) -> bool:
    return field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING


def _from_text(kind: Any, text: str) -> Any:
    try:
        if kind is date:
            return date.fromisoformat(text)
        return Decimal(text) if kind is Decimal else text
    except (ValueError, InvalidOperation):
        return text


def _keys_in_words(key: str, fields: dict[str, Any]) -> str:
    close = get_close_matches(key, fields, n=1)
    return f"menade du {close[0]}?" if close else "en av " + ", ".join(fields)


def _words_in_words(raw: Any, words: tuple[Any, ...]) -> str:
    close = get_close_matches(raw, words, n=1) if isinstance(raw, str) else []
    hint = f" (menade du {close[0]}?)" if close else ""
    return "ett av orden " + ", ".join(str(word) for word in words) + hint
