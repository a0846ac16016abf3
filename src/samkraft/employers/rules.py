"""Pure decisions that the whole room shares: numbers of organisations, words in lists. No database."""

from collections.abc import Iterable

from samkraft.people.identity import luhn_digit


class NumberProblem(ValueError):
    """Why a text is no organisation number: ``length``, ``person`` or ``check``."""


def organisation_number(text: str) -> str:
    """The ten figures of an organisation number in any written shape. Raises :class:`NumberProblem`.

    The third figure of an organisation's number is 2 or more; else it is a day of birth, and the number a person's.
    """
    digits = "".join(sign for sign in text if sign.isdigit())
    if len(digits) == 12 and digits.startswith("16"):
        digits = digits[2:]
    if len(digits) == 12 and digits[:2] in ("18", "19", "20"):
        raise NumberProblem("person")
    if len(digits) != 10 or any(not (sign.isdigit() or sign in "- ") for sign in text.strip()):
        raise NumberProblem("length")
    if int(digits[2]) < 2:
        raise NumberProblem("person")
    if luhn_digit(digits[:9]) != int(digits[9]):
        raise NumberProblem("check")
    return digits


def words_of(text: str) -> list[str]:
    """The words between commas or on lines of their own, each once, in the order written."""
    parts = (" ".join(part.split()) for line in text.splitlines() for part in line.split(","))
    found: dict[str, str] = {}
    for part in parts:
        if part:
            found.setdefault(part.casefold(), part)
    return list(found.values())


def same_words(wanted: Iterable[str], given: Iterable[str]) -> list[str]:
    """Those of the wanted words that are among the given, whatever their case."""
    known = {word.casefold() for word in given}
    return [word for word in wanted if word.casefold() in known]
