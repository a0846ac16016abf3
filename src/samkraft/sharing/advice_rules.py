"""What may not stand in a question without identity: numbers, addresses, and names that the writer knows (SEK-16)."""

import re
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

# Six figures or more, however they are parted: a personal number, a day of birth, a phone number. The demo's T as well.
_NUMBER = re.compile(r"(?:\d[\s\-+./T]{0,2}){5,}\d")
_CASE_NUMBER = re.compile(r"\b[A-ZÅÄÖ]{2,4}[\s-]?\d{3,}\b")
_EMAIL = re.compile(r"\S+@\S+")
# A shorter name may be a word as well ("Bo", "Stig"): then only as it is written when it is a name.
_LONG = 5


def problems(text: str, names: Iterable[str] = ()) -> list[str]:
    """Sentences on what must go before the text may leave the branch; none when nothing is found.

    names: the full names in the writer's own cases. What the check can't see is on the writer: the page says so.
    """
    found = []
    if _NUMBER.search(text) or _CASE_NUMBER.search(text):
        found.append(_("Ta bort nummer och datum. De kan visa vem det gäller."))
    if _EMAIL.search(text):
        found.append(_("Ta bort e-postadressen."))
    known = sorted(known_names(text, names))
    if known:
        found.append(_("Ta bort namnet: %(names)s. Det finns i ett av dina ärenden.") % {"names": ", ".join(known)})
    return found


def known_names(text: str, names: Iterable[str]) -> Iterator[str]:
    """Words of the text that are parts of these names, as they stand in them."""
    words = {word for name in names for word in re.split(r"[\s\-]+", name) if len(word) > 1}
    # Names stand in the text as words, so that a thousand cases cost one look at each word.
    exact = set(re.findall(r"\w+", text))
    folded = {word.casefold() for word in exact}
    for word in words:
        among = folded if len(word) >= _LONG else exact
        said = word.casefold() if len(word) >= _LONG else word
        if said in among or f"{said}s" in among:
            yield word
