"""Identity numbers: which kind, how it is written for keeps, and which a mode takes (PNR-01 to PNR-07).

Pure: no database. What a person reads is a Swedish sentence without the number itself (GDPR-12).
"""

import re
from bisect import bisect_left
from calendar import monthrange
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _

TEST_LIST = Path(__file__).parent / "data" / "test_identities.sha256.bin"
_HASH_BYTES = 8

_SPACES = re.compile(r"\s+")
_DASHES = str.maketrans("‐‑‒–—−", "------")
_NUMBER = re.compile(r"(?P<century>18|19|20)?(?P<date>\d{6})(?P<sign>[-+]?)(?P<last>\d{4})")
_LETTERED = re.compile(r"(?P<date>(?:18|19|20)\d{6})-?(?P<last>[0-9A-Z]{4})")
_NATIONAL = re.compile(r"[A-Z]\d{3}")
_DEMO = re.compile(r"T\d{3}")


class IdentityType(TextChoices):
    """Kinds of identity (PNR-04). DEMO is no personal number and can't be one."""

    PNR = "PNR", _("Personnummer")
    SAM = "SAM", _("Samordningsnummer")
    RES_SKANE = "RES-SKANE", _("Reservnummer Skåne")
    RES_NAT = "RES-NAT", _("Nationellt reservnummer")
    DEMO = "DEMO", _("Demonummer")
    NONE = "NONE", _("Inget nummer")


class IdentityError(ValueError):
    """What is wrong with a number and what to do, in Swedish, without it. ``code`` is for programs."""

    def __init__(self, code: str, sentence, remedy) -> None:
        self.code, self.sentence, self.remedy = code, sentence, remedy
        super().__init__(sentence)

    def __str__(self) -> str:
        return str(self.sentence)


@dataclass(frozen=True, slots=True)
class Identity:
    """An identity number in its canonical form of twelve characters.

    ``birth_date`` is None when the number doesn't tell one; ``sex`` is "woman", "man" or None.
    ``century_guessed``: ten digits were given, so the person who wrote them should confirm the year.
    """

    type: IdentityType
    canonical: str
    birth_date: date | None = None
    sex: str | None = None
    century_guessed: bool = False

    @property
    def masked(self) -> str:
        """What may stand in a list or an error: the shape of the number, without its digits (GDPR-12)."""
        return mask(self.canonical)

    @property
    def written(self) -> str:
        """The number as people write it, with a hyphen. Shown only on purpose, and logged."""
        return f"{self.canonical[:8]}-{self.canonical[8:]}"

    def __repr__(self) -> str:
        """Without the number: a repr ends up in logs and error pages."""
        return f"<Identity {self.type.value} {self.masked}>"

    __str__ = __repr__


def mask(text: str) -> str:
    """The shape of a text that may be an identity number: each letter and digit becomes a dot.

    >>> mask("19850312-T014")
    '••••••••-••••'
    """
    shape = "".join("•" if sign.isalnum() else sign for sign in text.strip())
    return shape if len(shape) <= 20 else shape[:19] + "…"


def luhn_digit(digits: str) -> int:
    """Check digit of the nine digits before it, weights 2,1,2… (PNR-01)."""
    total = 0
    for place, sign in enumerate(digits):
        product = int(sign) * (2 - place % 2)
        total += product - 9 if product > 9 else product
    return -total % 10


def parse_identity(text: str, on: date) -> Identity:
    """Read a number in any written shape; ``on`` is today, which decides the century of ten digits.

    Takes personal and coordination numbers with 10 or 12 digits, "-", "+" (from the year a person turns 100)
    and spaces; reserve numbers; demo identities. Raises :class:`IdentityError`.
    """
    tidy = _SPACES.sub("", text.translate(_DASHES)).upper()
    if not tidy:
        raise IdentityError("empty", _("Identitetsnumret saknas."), _("Fyll i numret i filen eller systemet."))
    if not tidy.isascii():
        raise _shape_error()
    if match := _NUMBER.fullmatch(tidy):
        return _numbered(match, on)
    if (match := _LETTERED.fullmatch(tidy)) and not match["last"].isdigit():
        return _lettered(match["date"], match["last"], on)
    raise _shape_error(tidy)


def allowed_in(identity: Identity, mode: str, accept_test_numbers: bool = False) -> bool:
    """Whether a mode ("demo", "test", "production") takes the number (PNR-07)."""
    return why_refused(identity, mode, accept_test_numbers) is None


def why_refused(identity: Identity, mode: str, accept_test_numbers: bool = False):
    """The sentence that says why a mode refuses the number, or None when it takes it (PNR-07).

    Production refuses demo identities and the Tax Agency's test numbers; ``accept_test_numbers`` lets the
    latter in for acceptance tests. Demo and test refuse everything else, so that no real person gets there.
    """
    if mode not in ("demo", "test", "production"):
        raise ValueError(f"There is no mode {mode!r}; it is demo, test or production.")
    is_demo, is_listed = identity.type == IdentityType.DEMO, is_test_number(identity.canonical)
    if mode == "production":
        if is_demo:
            return _("Numret är ett demonummer. Riktiga ärenden kräver ett riktigt nummer.")
        if is_listed and not accept_test_numbers:
            return _("Numret är ett av Skatteverkets testnummer. Riktiga ärenden kräver ett riktigt nummer.")
        return None
    if is_demo or is_listed:
        return None
    return _("Här får bara påhittade personer finnas. Använd ett demonummer eller Skatteverkets testnummer.")


def is_test_number(canonical: str) -> bool:
    """Whether the Tax Agency lists the number for tests (PNR-06): "safe" is the list, not a range."""
    hashes = _test_hashes()
    wanted = _short_hash(canonical)
    place = bisect_left(hashes, wanted)
    return place < len(hashes) and hashes[place] == wanted


def pack_test_list(numbers: Iterable[str]) -> bytes:
    """The content of the shipped list: sorted, shortened SHA-256 of each number, end to end."""
    return b"".join(sorted({_short_hash(number) for number in numbers}))


def _short_hash(canonical: str) -> bytes:
    return sha256(canonical.encode()).digest()[:_HASH_BYTES]


@lru_cache(maxsize=1)
def _test_hashes() -> list[bytes]:
    packed = TEST_LIST.read_bytes()
    return [packed[i : i + _HASH_BYTES] for i in range(0, len(packed), _HASH_BYTES)]


def _numbered(match: re.Match[str], on: date) -> Identity:
    """A personal or coordination number: the day tells which (PNR-01, PNR-02)."""
    six, last = match["date"], match["last"]
    if luhn_digit(six + last[:3]) != int(last[3]):
        raise IdentityError(
            "check_digit",
            _("Kontrollsiffran stämmer inte."),
            _("Jämför numret med ett intyg och rätta det i källan."),
        )
    kind = IdentityType.SAM if int(six[4:]) >= 60 else IdentityType.PNR
    guessed = match["century"] is None
    year = _century(six, match["sign"], kind, on) if guessed else int(match["century"] + six[:2])
    born = _birth_date(year, int(six[2:4]), int(six[4:]), kind)
    if (born or date(year, 1, 1)) > on:
        raise _future_error()
    return Identity(kind, f"{year:04d}{six[2:]}{last}", born, _sex(last[2]), guessed)


def _century(six: str, sign: str, kind: IdentityType, on: date) -> int:
    """The year of ten digits: the latest possible, with "+" the latest that makes the person 100 or more."""
    latest = on.year - 100 if sign == "+" else on.year
    year = latest - (latest - int(six[:2])) % 100
    if sign == "+":
        return year
    try:
        born = _birth_date(year, int(six[2:4]), int(six[4:]), kind)
    except IdentityError:
        born = None  # 29 February of a year without one, perhaps: the caller says what is wrong
    return year - 100 if born and born > on else year


def _birth_date(year: int, month: int, day: int, kind: IdentityType) -> date | None:
    """The day of birth. Coordination numbers may leave out month or day, or name a day that month hasn't."""
    if kind == IdentityType.SAM:
        day -= 60
        if month > 12 or day > 31:
            raise _date_error()
        known = month and day and day <= monthrange(year, month)[1]
        return date(year, month, day) if known else None
    try:
        return date(year, month, day)
    except ValueError:
        raise _date_error() from None


def _lettered(eight: str, last: str, on: date) -> Identity:
    """A demo identity or a reserve number: a date and four characters with a letter among them (PNR-04).

    A letter at once after the date and then three digits is the national form; everything else Region
    Skåne's. The letter T in that place belongs to demo identities alone.
    """
    born = _birth_date(int(eight[:4]), int(eight[4:6]), int(eight[6:]), IdentityType.PNR)
    if born and born > on:
        raise _future_error()
    if _DEMO.fullmatch(last):
        return Identity(IdentityType.DEMO, eight + last, born, _sex(last[3]))
    kind = IdentityType.RES_NAT if _NATIONAL.fullmatch(last) else IdentityType.RES_SKANE
    return Identity(kind, eight + last, born)


def _sex(digit: str) -> str:
    return "man" if int(digit) % 2 else "woman"


def _shape_error(tidy: str = "") -> IdentityError:
    """Says too short or too long when the text is digits enough to tell."""
    signs = tidy.replace("-", "").replace("+", "")
    remedy = _("Skriv tio eller tolv tecken, till exempel ÅÅÅÅMMDD-NNNN.")
    if signs and signs[0].isdigit() and signs.isalnum():
        if len(signs) < 10 or len(signs) == 11:
            return IdentityError("too_short", _("Identiteten är för kort."), remedy)
        if len(signs) > 12:
            return IdentityError("too_long", _("Identiteten är för lång."), remedy)
    return IdentityError("shape", _("Det här är inget identitetsnummer som vi känner igen."), remedy)


def _date_error() -> IdentityError:
    return IdentityError("date", _("Födelsedatumet i numret finns inte."), _("Kontrollera år, månad och dag i källan."))


def _future_error() -> IdentityError:
    return IdentityError(
        "future",
        _("Födelsedatumet i numret ligger i framtiden."),
        _("Kontrollera år, månad och dag i källan."),
    )
