"""PNR-06: nothing in this repository looks like the number of a real person.

Any string of ten or twelve digits that has a possible date and a true check digit must be on the Tax
Agency's list of test numbers. Identities of the demo register have a letter in them: they are never taken
for one.
"""

import re

import pytest

from tests.architecture.repository import ROOT, files

LISTS = ROOT / "tests" / "data" / "identity"
# Not inside a longer word, a hash, a uuid or a decimal number.
LOOKS_LIKE_ONE = re.compile(
    r"(?<![\w-])(?<!\d[.,])(?P<century>1[89]|20)?(?P<date>\d{6})(?:[-+]|&#45;)?(?P<number>\d{4})(?!\w|-\w|\.\d)"
)


@pytest.fixture(scope="module")
def published():
    """The listed numbers, each with its century and without."""
    whole = {line for path in LISTS.glob("*.txt") for line in path.read_text("ascii").split()}
    return whole | {number[2:] for number in whole}


def test_no_file_holds_a_personal_number_that_is_not_a_published_test_number(published):
    found = [
        f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, match.start()) + 1}"
        for path, text in texts()
        for match in suspects(text, published)
    ]
    assert found == [], "use a number from tests/data/identity, or a DEMO identity"


@pytest.mark.parametrize("shape", ["19{}{}", "19{}-{}", "{}{}", "{}-{}", "{}+{}"])
def test_a_number_that_is_not_published_is_found_in_every_shape(published, shape):
    date, number = unpublished(published)
    assert list(suspects(f"pnr,{shape.format(date, number)},x", published))


@pytest.mark.parametrize("around", ["0.{}", "ab{}", "{}f0", "1-{}", "1,{}"])
def test_decimals_hashes_and_longer_words_are_left_alone(published, around):
    assert not list(suspects(around.format("".join(unpublished(published))), published))


def test_published_numbers_and_wrong_check_digits_are_left_alone(published):
    date, number = unpublished(published)
    wrong = f"{number[:3]}{(int(number[3]) + 1) % 10}"
    assert not list(suspects(f"{min(published)} {date}-{wrong}", published))


def suspects(text, published):
    """The matches that could be a person's number and are not on the list."""
    for match in LOOKS_LIKE_ONE.finditer(text):
        digits = match["date"] + match["number"]
        listed = (match["century"] or "") + digits in published
        if not listed and is_possible_date(match["date"]) and passes_luhn(digits):
            yield match


def is_possible_date(date):
    """Coordination numbers add 60 to the day; month 00 and day 60 occur among them."""
    month, day = int(date[2:4]), int(date[4:])
    return month <= 12 and (1 <= day <= 31 or 60 <= day <= 91)


def passes_luhn(digits):
    doubled = (int(digit) * (2 - place % 2) for place, digit in enumerate(digits))
    return sum(value // 10 + value % 10 for value in doubled) % 10 == 0


def unpublished(published):
    """Made here, so that this file holds none: a true check digit, not on the list."""
    numbers = (f"{serial:03}{check}" for serial in range(1000) for check in range(10))
    date = "850312"
    return date, next(n for n in numbers if passes_luhn(date + n) and f"19{date}{n}" not in published)


def texts():
    for path in files():
        if path.parent != LISTS or path.suffix != ".txt":
            raw = path.read_bytes()
            if b"\0" not in raw[:8000]:
                yield path, raw.decode("utf-8", errors="replace")
