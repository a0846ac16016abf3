"""What a layout of a referral file is: its headings, which of them are read, and into what."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

Parse = Callable[[str, date], Any]


@dataclass(frozen=True, slots=True)
class Column:
    """One heading that is read. ``field`` is a field of the row, or a fact (``is_fact``)."""

    heading: str
    field: str
    parse: Parse | None = None
    is_fact: bool = False
    required: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Layout:
    """``protection`` names the columns of protected identity, ``known`` every heading that may be there.

    ``conclude`` works out the facts that follow from those read.
    """

    code: str
    name: str
    columns: tuple[Column, ...]
    protection: tuple[str, ...]
    known: frozenset[str]
    conclude: Callable[[dict[str, Any], date], None]

    @property
    def required(self) -> list[str]:
        return [column.heading for column in self.columns if column.required] + list(self.protection)


def tidy_heading(text: str) -> str:
    """A heading as it is compared: case, padding and a star for "required" don't count."""
    return re.sub(r"\s+", " ", text.replace("\ufeff", "").replace("*", "").strip()).casefold()
