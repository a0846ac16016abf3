"""A file of plain benefits and registrations: one row a period, such as an authority's own system lists them (INT-02).

What is read is kind, days and extent; never an amount, a reason or a decision's text (SEK-11).
"""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.casework.benefits import Kinds
from samkraft.core.clock import today
from samkraft.exchange.layout import tidy_heading
from samkraft.exchange.values import ValueProblem, day, past_day

KIND, SINCE, UNTIL, EXTENT = "ersättning", "från", "till", "omfattning"
HEADINGS = ("Identitetsnummer", "Skyddade personuppgifter", "Ersättning", "Från", "Till", "Omfattning")
CODE = "samkraft_facts"
NAME = gettext_lazy("Samkrafts ersättningsfil")
KNOWN = frozenset(map(tidy_heading, HEADINGS))


def entries(cells: dict[str, str], kinds: Kinds) -> Iterator[dict]:
    """One fact: what the branch may note, from a day, perhaps till another, perhaps less than the whole."""
    since = past_day(cells.get(SINCE, ""), today())
    until = day(cells[UNTIL], today()) if cells.get(UNTIL) else None
    if since is None:
        raise ValueProblem(_("Första dagen saknas."), _("Skriv datumet som ÅÅÅÅ-MM-DD."))
    if until and until < since:
        raise ValueProblem(_("Slutet ligger före början."), _("Rätta dagarna i filen."))
    yield {
        "fact": _kind(cells.get(KIND, ""), kinds), "category": kinds.category, "starts_on": since.isoformat(),
        "ends_on": until.isoformat() if until else "", "extent": _extent(cells.get(EXTENT, "")),
    }  # fmt: skip


def _kind(text: str, kinds: Kinds) -> str:
    word = " ".join(text.casefold().split())
    for code, label in kinds.choices:
        if word in (code, str(label).casefold()):
            return code
    names = ", ".join(str(label) for _code, label in kinds.choices)
    raise ValueProblem(_("Okänd ersättning."), _("Skriv något av: %(names)s.") % {"names": names})


def _extent(text: str) -> str:
    digits = text.removesuffix("%").strip()
    if digits and not (digits.isdecimal() and len(digits) <= 3 and 1 <= int(digits) <= 100):
        raise ValueProblem(_("Omfattningen är ingen procent."), _("Skriv ett heltal från 1 till 100, eller inget."))
    return str(int(digits)) if digits and int(digits) < 100 else ""
