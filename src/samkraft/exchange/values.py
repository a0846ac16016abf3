"""Cells to values: yes/no, days, numbers, codes, contact. A cell that can't be read says why."""

import re
from datetime import date

from django.utils.translation import gettext_lazy as _

from samkraft.people.choices import CoordinationLevel, CoordinationStatus

_YES = {"ja", "j", "1", "true", "sant", "x", "y", "yes"}
_NO = {"nej", "n", "0", "00", "false", "falskt", "no", "-"}
_DAY = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)(?:[ T]\d\d[:.]?\d\d.*)?")
_NO_DAY = {"00010101", "99991231", "00000000"}
_EMAIL = re.compile(r"[^@\s<>\"]+@[^@\s<>\"]+\.[^@\s<>\".]{2,}")
_PHONE = re.compile(r"\+?[\d\s()/-]+")
_SUN_LEVELS = dict.fromkeys("012", "compulsory") | {"3": "upper_secondary"} | dict.fromkeys("456", "other")
_SCHOOLING_WORDS = {
    "grundskola": "compulsory",
    "högst grundskola": "compulsory",
    "gymnasium": "upper_secondary",
    "annan": "other",
    "annan utbildning": "other",
    "eftergymnasial": "other",
    "okänd": "unknown",
}


class ValueProblem(ValueError):
    """Why a cell can't be used, in Swedish. ``blocking`` = the row can't be taken with it."""

    def __init__(self, rule, remedy, blocking: bool = True) -> None:
        self.rule, self.remedy, self.blocking = rule, remedy, blocking
        super().__init__(rule)


def yes_no(text: str, on: date) -> bool:
    """Ja or nej, in the spellings that systems export."""
    word = text.casefold()
    if word in _YES:
        return True
    if word in _NO:
        return False
    raise ValueProblem(_("Värdet ska vara ja eller nej."), _("Skriv ja eller nej, eller lämna cellen tom."))


def says_no(text: str) -> bool:
    """Whether a protection flag says no. Anything unknown counts as protected: better one too many."""
    return not text or text.casefold() in _NO


def day(text: str, on: date) -> date | None:
    """A day as ÅÅÅÅ-MM-DD or ÅÅÅÅMMDD, a time after it passed over. Systems' "no day" values give None."""
    match = _DAY.fullmatch(text)
    if match is None:
        raise ValueProblem(_("Värdet är inget datum."), _("Skriv datumet som ÅÅÅÅ-MM-DD."))
    if "".join(match.groups()) in _NO_DAY:
        return None
    try:
        return date(*map(int, match.groups()))
    except ValueError:
        raise ValueProblem(_("Datumet finns inte."), _("Rätta datumet i källan.")) from None


def past_day(text: str, on: date) -> date | None:
    """A day that can't lie after today."""
    found = day(text, on)
    if found and found > on:
        raise ValueProblem(_("Datumet ligger i framtiden."), _("Kontrollera året i källan."))
    return found


def number(text: str, on: date) -> int:
    """A whole number from 0 upwards."""
    digits = re.sub(r"[.,]0+$", "", text.replace(" ", "").replace("\N{NO-BREAK SPACE}", ""))
    if not re.fullmatch(r"\d{1,6}", digits):
        raise ValueProblem(_("Värdet är inget helt antal."), _("Skriv ett heltal, 0 eller mer."))
    return int(digits)


def municipality(text: str, on: date) -> str:
    """A municipality code of four digits; a name after it is passed over, a lost leading zero put back."""
    match = re.fullmatch(r"(\d{3,4})(\s.*)?", text)
    if match is None:
        raise ValueProblem(_("Kommunkoden ska ha fyra siffror."), _("Skriv koden, till exempel 1280 för Malmö."))
    return match[1].zfill(4)


def section(text: str, on: date) -> str:
    """A section code, whichever: which of them marks the programme's people the programme file says (P-063)."""
    if not re.fullmatch(r"\w{1,12}", text):
        raise ValueProblem(
            _("Sektionskoden kan inte läsas. Raden tas in utan den."), _("Rätta koden i källan."), blocking=False
        )
    return text


def seeker_category(text: str, on: date) -> str:
    """A SKAT code of two digits."""
    if not re.fullmatch(r"\d{1,2}", text):
        raise ValueProblem(_("Sökandekategorin ska ha två siffror."), _("Rätta sökandekategorin i källan."))
    return text.zfill(2)


def sex(text: str, on: date) -> str:
    """K or M, or the words."""
    word = text.casefold()
    if word in {"k", "kvinna"}:
        return "woman"
    if word in {"m", "man"}:
        return "man"
    raise ValueProblem(_("Kön ska vara K eller M."), _("Rätta uppgiften i källan."))


def schooling_level(text: str, on: date) -> str:
    """AF's education level 0–10 to the groups of P-014; what isn't a level of schooling is unknown."""
    return _SUN_LEVELS.get(text.removesuffix(".0").lstrip("0") or "0", "unknown")


def schooling_word(text: str, on: date) -> str:
    found = _SCHOOLING_WORDS.get(text.casefold())
    if found is None:
        raise ValueProblem(
            _("Okänd utbildning. Raden tas in med utbildning okänd."),
            _("Skriv grundskola, gymnasium, annan eller okänd."),
            blocking=False,
        )
    return found


def coordination_level(text: str, on: date) -> str:
    """How sure the identity behind a coordination number is (PNR-03)."""
    return _of_number(text, CoordinationLevel, _("Skriv styrkt, sannolik eller osäker."))


def coordination_status(text: str, on: date) -> str:
    """Whether a coordination number is in use (PNR-03)."""
    return _of_number(text, CoordinationStatus, _("Skriv aktivt, vilandeförklarat eller avregistrerat."))


def _of_number(text, choices, remedy):
    found = next((value for value, label in choices.choices if str(label).casefold() == text.casefold()), None)
    if found is None:
        raise ValueProblem(_("Okänt om samordningsnumret. Raden tas in utan det."), remedy, blocking=False)
    return found


def name(text: str, on: date) -> str:
    """A name as it stands, without doubled spaces."""
    if len(text) > 80:
        raise ValueProblem(_("Namnet är längre än 80 tecken."), _("Kontrollera att kolumnerna inte är förskjutna."))
    if re.search(r"\d{6}", text):
        raise ValueProblem(_("Namnet innehåller ett nummer."), _("Kontrollera att kolumnerna inte är förskjutna."))
    return " ".join(text.split())


def short_text(text: str, on: date) -> str:
    if len(text) > 40:
        raise ValueProblem(
            _("Texten är längre än 40 tecken. Raden tas in utan den."),
            _("Korta texten i källan."),
            blocking=False,
        )
    return " ".join(text.split())


def code_word(text: str, on: date) -> str:
    """A code of the programme file, such as a referral way."""
    word = text.casefold()
    if not re.fullmatch(r"[a-z0-9_-]{1,50}", word):
        raise ValueProblem(_("Värdet är ingen kod."), _("Skriv koden som den står i programfilen."))
    return word


def phone(text: str, on: date) -> str:
    digits = sum(sign.isdigit() for sign in text)
    if not _PHONE.fullmatch(text) or digits > 15 or len(text) > 30:
        raise ValueProblem(
            _("Det är inget telefonnummer. Raden tas in utan telefon."), _("Fyll i senare."), blocking=False
        )
    if digits < 8:
        raise ValueProblem(_("Numret är för kort. Raden tas in utan telefon."), _("Fyll i senare."), blocking=False)
    return " ".join(text.split())


def email(text: str, on: date) -> str:
    if len(text) > 254 or not _EMAIL.fullmatch(text):
        raise ValueProblem(
            _("Det är ingen e-postadress. Raden tas in utan e-post."), _("Fyll i senare."), blocking=False
        )
    return text
