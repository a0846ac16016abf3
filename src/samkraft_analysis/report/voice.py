"""One of the report's languages: its sentences, and how it writes numbers and days."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from samkraft_analysis.report import numbers
from samkraft_analysis.report.toml_reading import Words

LANGUAGES = ("sv", "en")
Block = dict[str, Any]


class Voice:
    """Sentences and numbers in ``language``.

    >>> Voice("en").say("flow_rows", n=12)
    '12 rows read'
    """

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(f"There is no language {language!r} here; choose one of {', '.join(LANGUAGES)}.")
        self.language = language
        self.sentences = sentences(language)

    def say(self, key: str, **values: Any) -> str:
        return self.sentences[key].format(**values)

    def has(self, key: str) -> bool:
        return key in self.sentences

    def of(self, words: Words) -> str:
        return words.in_language(self.language)

    def number(self, value: float | None, digits: int = 0) -> str:
        return numbers.number(value, digits, self.language)

    def share(self, value: float | None, digits: int = 1) -> str:
        return numbers.share(value, self.language, digits)

    def signed(self, value: float | None, digits: int = 3) -> str:
        return numbers.signed(value, digits, self.language)

    def points(self, value: float | None) -> str:
        return numbers.points(value, self.language)

    def interval(self, lower: float | None, upper: float | None, digits: int = 3) -> str:
        return numbers.interval(lower, upper, digits, self.language)

    def p(self, value: float | None) -> str:
        return numbers.p_value(value, self.language)

    def effect(self, value: float | None, is_share: bool) -> str:
        return self.points(value) if is_share else self.signed(value)

    def effect_interval(self, part: dict[str, Any], is_share: bool) -> str:
        lower, upper = part["lower"], part["upper"]
        if not is_share or lower is None or upper is None:
            return self.interval(lower, upper)
        return self.interval(100 * lower, 100 * upper, 1)

    def day(self, day: date) -> str:
        return day.isoformat()


@cache
def sentences(language: str) -> dict[str, str]:
    with (Path(__file__).parent / f"words_{language}.toml").open("rb") as file:
        return tomllib.load(file)


def heading(text: str) -> Block:
    return {"kind": "heading", "text": text}


def paragraph(text: str) -> Block:
    return {"kind": "text", "text": text}


def fact(term: str, text: str) -> Block:
    return {"kind": "fact", "term": term, "text": text}


def bullets(items: list[str]) -> Block:
    return {"kind": "list", "items": items}


def box(items: list[str]) -> Block:
    return {"kind": "box", "items": items}


def table(caption: str, head: list[str], rows: list[list[str]], texts: int = 1) -> Block:
    """A table whose first ``texts`` columns are words, the others numbers."""
    return {"kind": "table", "caption": caption, "head": head, "rows": rows, "texts": texts}


def figure(svg: str, alt: str, caption: str) -> Block:
    return {"kind": "figure", "svg": svg, "alt": alt, "caption": caption}
