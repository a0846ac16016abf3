"""Pure decisions of casework: what to read once more in a text before it is shared, how long a draft is kept."""

import re
from collections.abc import Iterable
from datetime import date, timedelta

from django.utils.translation import gettext as _

DRAFT_DAYS = 14
DRAFT_WARN_DAYS = 10

# Beginnings of words that often tell a medical or social reason. Advice, never a stop: the writer decides.
_REASON_WORDS = (
    "adhd", "alkohol", "anhörig", "ångest", "asperger", "autism", "barn", "beroende", "bipolär", "brott", "cancer",
    "depress", "diagnos", "drog", "dömd", "fibromyalgi", "fängelse", "graviditet", "hustru", "läkarintyg", "make",
    "maka", "medicin", "migrän", "misshandel", "missbruk", "narkotika", "panik", "psykiatri", "psykisk", "psykos",
    "ptsd", "rygg", "schizofren", "sjuk", "skilsmässa", "skuld", "smärt", "sorg", "stress", "terapi", "trauma",
    "utbränd", "utmattning", "vräk", "värk", "våld",
)  # fmt: skip
_WORD = re.compile(r"[^\W\d_]+")
_NUMBER = re.compile(r"(?<!\d)(?:\d{2})?\d{6}[-+ ]?[\dT]\d{3}(?!\d)")
_WHOLE = {"make", "maka", "barn", "sorg"}  # also beginnings of harmless words


def reason_words(text: str) -> list[str]:
    """Words in a text that may tell a medical or social reason, each once, as written."""
    found: dict[str, str] = {}
    for word in _WORD.findall(text):
        low = word.lower()
        if any(low == stem if stem in _WHOLE else low.startswith(stem) for stem in _REASON_WORDS):
            found.setdefault(low, word)
    return list(found.values())


def holds_identity_number(text: str) -> bool:
    """Whether something that looks like a personal number stands in the text."""
    return bool(_NUMBER.search(text))


def remarks(texts: Iterable[str], is_plan: bool = False) -> list[str]:
    """What to look at once more before a text is shared; local, by rule, and only advice."""
    whole = "\n".join(texts)
    said = []
    words = reason_words(whole)
    if words and is_plan:
        said.append(
            _("Planen nämner: %(words)s. Ett steg säger vad, vem och när, aldrig en orsak som rör hälsa eller vardag.")
            % {"words": ", ".join(words)}
        )
    elif words:
        said.append(
            _("Texten nämner: %(words)s. Behöver mottagarna veta det för sitt arbete?") % {"words": ", ".join(words)}
        )
    if holds_identity_number(whole):
        said.append(_("Texten ser ut att innehålla ett personnummer. Det behövs inte: ärendet säger vem det gäller."))
    return said


def draft_goes_on(updated_on: date) -> date:
    """The day when an autosaved text is taken away."""
    return updated_on + timedelta(days=DRAFT_DAYS)
