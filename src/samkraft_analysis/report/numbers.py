"""Numbers as they are written in Swedish and in English."""

from __future__ import annotations

from math import isfinite, isinf

NARROW = "\u202f"
FIXED = "\u00a0"
MINUS = "\u2212"
DASH = "–"


def number(value: float | None, digits: int, language: str) -> str:
    """The value with so many decimals; "–" where there is none.

    >>> number(-1234.5, 1, "en"), number(-1234.5, 1, "sv") == "−1\\u202f234,5"
    ('−1,234.5', True)
    """
    if value is None or value != value:
        return DASH
    if isinf(value):
        return "∞" if value > 0 else MINUS + "∞"
    text = f"{abs(value):,.{digits}f}"
    if language == "sv":
        text = text.replace(",", NARROW).replace(".", ",")
    is_nought = not text.strip("0.,")
    return (MINUS if value < 0 and not is_nought else "") + text


def share(value: float | None, language: str, digits: int = 1) -> str:
    """A share of 0 to 1 as per cent."""
    if value is None or not isfinite(value):
        return number(value, digits, language)
    return number(100 * value, digits, language) + (FIXED + "%" if language == "sv" else "%")


def points(value: float | None, language: str, digits: int = 1) -> str:
    """A difference between shares, in percentage points, with its sign."""
    return signed(None if value is None else 100 * value, digits, language)


def signed(value: float | None, digits: int, language: str) -> str:
    text = number(value, digits, language)
    return "+" + text if value is not None and value > 0 and text.strip("0.,") else text


def interval(lower: float | None, upper: float | None, digits: int, language: str) -> str:
    """The limits, with "to" between them: a dash would be read as a minus."""
    if lower is None or upper is None:
        return DASH
    word = " till " if language == "sv" else " to "
    return number(lower, digits, language) + word + number(upper, digits, language)


def p_value(p: float | None, language: str) -> str:
    if p is None or p != p:
        return DASH
    return "<" + NARROW + number(0.001, 3, language) if p < 0.001 else number(p, 3, language)
