"""A TOML file read to the last key: every mistake is told with file, key and what is expected."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from os import PathLike
from pathlib import Path
from typing import Any

_NOTHING = object()


class PlanError(ValueError):
    """The file can't be used; ``problems`` has one sentence per mistake, with file and key."""

    def __init__(self, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(problems))


@dataclass(frozen=True)
class Words:
    """One text in the report's two languages."""

    sv: str
    en: str

    def in_language(self, language: str) -> str:
        return self.sv if language == "sv" else self.en


@dataclass
class Keys:
    """One table of the file. Each method takes one key; what is wrong is gathered, not raised at once.

    >>> keys = Keys("plan.toml", {"title": "A", "numbr": 3})
    >>> keys.text("title"), keys.whole("number", at_least=1)
    ('A', 0)
    >>> keys.finish(); print("\\n".join(keys.problems))
    plan.toml: number is missing; a whole number of at least 1 is expected.
    plan.toml: numbr is not a key that is known here; the keys are: number, title.
    """

    file: str
    content: dict[str, Any]
    prefix: str = ""
    problems: list[str] = field(default_factory=list)
    asked: set[str] = field(default_factory=set)

    def text(self, key: str, default: Any = _NOTHING) -> Any:
        return self._take(key, default, "", "a text", lambda value: isinstance(value, str) and value.strip() != "")

    def words(self, key: str, default: Any = _NOTHING) -> Any:
        """A text, or a table with one text per language: { sv = "…", en = "…" }."""
        expected = 'a text, or one per language as { sv = "…", en = "…" },'
        value = self._take(key, default, "", expected, _is_words)
        if isinstance(value, dict):
            return Words(value["sv"], value["en"])
        return Words(value, value) if isinstance(value, str) else value

    def day(self, key: str, default: Any = _NOTHING) -> Any:
        return self._take(key, default, date.min, "a date such as 2021-06-30", _is_day)

    def whole(self, key: str, default: Any = _NOTHING, at_least: int = 0) -> Any:
        expected = f"a whole number of at least {at_least}"
        return self._take(key, default, 0, expected, lambda value: _is_whole(value) and value >= at_least)

    def number(
        self, key: str, default: Any = _NOTHING, above: float | None = None, at_most: float | None = None
    ) -> Any:
        expected = "a number" + _limits(above, at_most)
        return self._take(
            key,
            default,
            0.0,
            expected,
            lambda value: (
                _is_number(value) and (above is None or value > above) and (at_most is None or value <= at_most)
            ),
        )

    def truth(self, key: str, default: Any = _NOTHING) -> Any:
        return self._take(key, default, False, "true or false", lambda value: isinstance(value, bool))

    def choice(self, key: str, of: Iterable[str], default: Any = _NOTHING) -> Any:
        known = tuple(of)
        return self._take(key, default, known[0], "one of " + ", ".join(known), lambda value: value in known)

    def choices(self, key: str, of: Iterable[str], default: Any = _NOTHING) -> Any:
        known = tuple(of)
        value = self._take(
            key, default, [], "a list with some of " + ", ".join(known), lambda got: _is_list(got, known)
        )
        return tuple(value)

    def texts(self, key: str, default: Any = _NOTHING) -> Any:
        return tuple(self._take(key, default, [], "a list of texts", lambda value: _all(value, str)))

    def numbers(self, key: str, default: Any = _NOTHING) -> Any:
        expected = "a list of numbers, rising"
        return tuple(self._take(key, default, [], expected, lambda got: _is_numbers(got) and sorted(set(got)) == got))

    def scalar(self, key: str, default: Any = _NOTHING) -> Any:
        expected = "a number, a text, or true or false"
        return self._take(key, default, "", expected, lambda value: isinstance(value, (str, int, float, bool)))

    def scalars(self, key: str, default: Any = _NOTHING) -> Any:
        return tuple(
            self._take(key, default, [], "a list of numbers or texts", lambda got: _all(got, (str, int, float)))
        )

    def table(self, key: str) -> Keys:
        """The sub-table. When it is missing that is one mistake, not one per key that it should have held."""
        found = self._take(key, _NOTHING, None, f"a table [{self.prefix}{key}]", _is_table)
        below = f"{self.prefix}{key}."
        return Keys(self.file, {}, below) if found is None else self._below(found, below)

    def optional_table(self, key: str) -> Keys | None:
        """The sub-table, or None when it isn't there."""
        return self.table(key) if key in self.content else self._take(key, None, None, "", None)

    def tables(self, key: str, optional: bool = False) -> list[Keys]:
        """The list of tables [[key]]; their keys are named as key[1].name and so on."""
        expected = f"one or more tables [[{self.prefix}{key}]]"
        value = self._take(key, [] if optional else _NOTHING, [], expected, lambda got: _all(got, dict) and got)
        return [self._below(one, f"{self.prefix}{key}[{place}].") for place, one in enumerate(value, 1)]

    def wrong(self, key: str, expected: str) -> None:
        """Note a mistake that only the reader of several keys can see."""
        self.problems.append(f"{self.file}: {self.prefix}{key} {expected}.")

    def finish(self) -> None:
        """Note the keys that nobody asked for: a misspelt key must not be passed over in silence."""
        known = ", ".join(sorted(self.asked))
        for key in self.content:
            if key not in self.asked:
                self.wrong(key, f"is not a key that is known here; the keys are: {known}")

    def raise_problems(self) -> None:
        if self.problems:
            raise PlanError(self.problems)

    def _take(self, key: str, default: Any, instead: Any, expected: str, fits: Any) -> Any:
        self.asked.add(key)
        if key not in self.content:
            if default is not _NOTHING:
                return default
            self.wrong(key, f"is missing; {expected} is expected")
            return instead
        value = self.content[key]
        if fits(value):
            return value
        self.wrong(key, f"is {_shown(value)}; {expected} is expected")
        return instead

    def _below(self, content: dict[str, Any], prefix: str) -> Keys:
        return Keys(self.file, content, prefix, self.problems)


def open_file(path: str | PathLike[str]) -> tuple[Keys, str]:
    """The file's keys, and the SHA-256 of its bytes as they lie on the disk."""
    file = Path(path)
    try:
        content = file.read_bytes()
    except OSError as problem:
        raise PlanError([f"{file}: the file can't be read ({problem.strerror}); a TOML file is expected."]) from None
    try:
        parsed = tomllib.loads(content.decode("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise PlanError([f"{file}: this isn't TOML ({problem}); mend the file and try again."]) from None
    return Keys(file.name, parsed), hashlib.sha256(content).hexdigest()


def _limits(above: float | None, at_most: float | None) -> str:
    parts = [f" above {above:g}"] if above is not None else []
    parts += [f" and at most {at_most:g}" if parts else f" of at most {at_most:g}"] if at_most is not None else []
    return "".join(parts)


def _is_words(value: Any) -> bool:
    if isinstance(value, dict):
        return set(value) == {"sv", "en"} and all(isinstance(text, str) and text.strip() for text in value.values())
    return isinstance(value, str) and value.strip() != ""


def _is_day(value: Any) -> bool:
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


def _is_numbers(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(map(_is_number, value))


def _is_table(value: Any) -> bool:
    return isinstance(value, dict)


def _all(value: Any, kind: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, kind) for one in value)


def _is_list(value: Any, known: tuple[str, ...]) -> bool:
    return isinstance(value, list) and all(one in known for one in value) and len(set(value)) == len(value)


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
