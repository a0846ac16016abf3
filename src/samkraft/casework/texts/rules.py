"""What may not stand in a text that is used for everyone: a person's number, a case's, a name of one's own cases."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

from samkraft.sharing.advice_rules import known_names

_IDENTITY = re.compile(r"\b(?:\d{2})?\d{6}\s?[-+]?\s?[\dT]\d{3}\b")
_CASE_NUMBER = re.compile(r"\b[A-ZÅÄÖ]{2,4}-\d{4}-\d{3,}\b")

MOST = 100


def numbers_in(text: str) -> str:
    """Why the text can't be kept, or nothing."""
    if _IDENTITY.search(text):
        return _("Ta bort personnumret. En textmall används för alla.")
    if _CASE_NUMBER.search(text):
        return _("Ta bort ärendenumret. En textmall används för alla.")
    return ""


def names_in(text: str, names: Iterable[str]) -> str:
    """The question about words that are also names in the writer's own cases, or nothing."""
    known = sorted(set(known_names(text, names)))
    if not known:
        return ""
    return _("%(names)s är namn i dina ärenden. Ta bort det, eller kryssa för att det inte är någon deltagare.") % {
        "names": ", ".join(known[:5])
    }
