"""Files that a history can be read from: Samkraft's own layout, and the employment service's list (AIS); and that of
benefits (``fact_layout``), which is staged in the same way.

Of AIS only days that say when somebody registered, was in contact, entered and left a programme are read; what tells of
health (SIUS, sickness benefits, kinds of support) never is.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from samkraft.casework.history.days import About, parse_about
from samkraft.casework.history_choices import EffortResult, HistoryKind
from samkraft.core.clock import today
from samkraft.exchange import fact_layout
from samkraft.exchange.ais_layout import HEADINGS as AIS_HEADINGS
from samkraft.exchange.layout import tidy_heading
from samkraft.exchange.values import ValueProblem, day
from samkraft.programmes.information import HistoryRules

Cells = dict[str, str]


@dataclass(frozen=True)
class HistoryLayout:
    """A layout: who the row is about, what says that she is protected, and the entries that the row tells of."""

    code: str
    name: Any
    identity: str
    protection: tuple[str, ...]
    needed: tuple[str, ...]
    known: frozenset[str]
    entries: Callable[[Cells, Any], Iterator[dict]]
    is_of_facts: bool = False


WHEN, TILL, KIND, WORDS, RESULT = "från", "till", "slag", "beskrivning", "resultat"
HEADINGS = ("Identitetsnummer", "Skyddade personuppgifter", "Från", "Till", "Slag", "Beskrivning", "Resultat")


def _own_entries(cells: Cells, rules: HistoryRules) -> Iterator[dict]:
    """One entry: the kind is a word of the list, or the name of an effort."""
    starts, ends = _when(cells.get(WHEN, "")), _when(cells[TILL]) if cells.get(TILL) else None
    kind, effort = _kind(cells.get(KIND, ""), rules)
    words = cells.get(WORDS, "")
    if len(words) > 160:
        raise ValueProblem(_("Beskrivningen är längre än 160 tecken."), _("Korta den i filen."))
    if ends and ends.last < starts.first:
        raise ValueProblem(_("Slutet ligger före början."), _("Rätta dagarna i filen."))
    yield _entry(kind, starts, ends, effort, words, _result(cells.get(RESULT, ""), kind))


def _entry(kind, starts: About, ends: About | None, effort="", title="", result="") -> dict:
    last = max(ends.first, starts.first) if ends else None
    return {
        "kind": str(kind), "starts_on": starts.first.isoformat(), "starts_as": str(starts.precision),
        "ends_on": last.isoformat() if last else "", "ends_as": str(ends.precision) if ends else "", "effort": effort,
        "title": title, "result": str(result),
    }  # fmt: skip


def _when(text: str) -> About:
    about = parse_about(text)
    if about is None:
        raise ValueProblem(_("Dagen går inte att läsa."), _("Skriv ett år, en månad eller en dag: 2014-03."))
    if about.first > today():
        raise ValueProblem(_("Dagen ligger i framtiden."), _("Kontrollera året i källan."))
    return about


def _kind(text: str, rules: HistoryRules) -> tuple[str, str]:
    word = " ".join(text.casefold().split())
    kinds = {str(label).casefold(): value for value, label in HistoryKind.choices}
    if word in kinds:
        return kinds[word], ""
    for effort in rules.efforts:
        if word in (effort.code, effort.name.casefold()):
            return HistoryKind.EFFORT, effort.code
    raise ValueProblem(_("Okänt slag."), _("Skriv kontakt, beslut, byte av handläggare eller insatsens namn."))


def _result(text: str, kind: str) -> str:
    word = " ".join(text.casefold().split())
    if not word or kind != HistoryKind.EFFORT:
        return ""
    found = next((value for value, label in EffortResult.choices if str(label).casefold() == word), None)
    if found is None:
        raise ValueProblem(_("Okänt resultat."), _("Lämna cellen tom, eller skriv till exempel Ledde inte vidare."))
    return found


# Days of AIS: (heading, kind, words, heading of the last day).
_AIS_DAYS = (
    ("aktuell_sedan", HistoryKind.CONTACT, _("Inskriven som arbetssökande"), ""),
    ("etablsamtal_datum", HistoryKind.CONTACT, _("Etableringssamtal"), ""),
    ("aktivitetsgaranti_from_datum", HistoryKind.DECISION, _("Jobb- och utvecklingsgarantin"),
     "aktivitetsgaranti_tom_datum"),
    ("senaste_kontaktdatum", HistoryKind.CONTACT, _("Senaste kontakten i listan"), ""),
    ("avakt_datum", HistoryKind.DECISION, _("Avskriven som arbetssökande"), ""),
)  # fmt: skip


def _ais_entries(cells: Cells, rules: HistoryRules) -> Iterator[dict]:
    for heading, kind, words, last in _AIS_DAYS:
        starts = _ais_day(cells.get(heading, ""))
        if starts and starts.first <= today():
            ends = _ais_day(cells.get(last, "")) if last else None
            yield _entry(kind, starts, ends if ends and ends.first >= starts.first else None, title=str(words))


def _ais_day(text: str) -> About | None:
    found = day(text, today()) if text else None
    return About(found) if found else None


OWN = HistoryLayout(
    "samkraft_history", _("Samkrafts historikfil"), "identitetsnummer", ("skyddade personuppgifter",), (WHEN, KIND),
    frozenset(map(tidy_heading, HEADINGS)), _own_entries,
)  # fmt: skip
AIS = HistoryLayout(
    "ais", _("Arbetsförmedlingens lista"), "personnr", ("sekretess_fbf", "skyddad_fbf"), ("aktuell_sedan",),
    frozenset(map(tidy_heading, AIS_HEADINGS)), _ais_entries,
)  # fmt: skip
FACTS = HistoryLayout(
    fact_layout.CODE, fact_layout.NAME, "identitetsnummer", ("skyddade personuppgifter",),
    (fact_layout.KIND, fact_layout.SINCE), fact_layout.KNOWN, fact_layout.entries, is_of_facts=True,
)  # fmt: skip
LAYOUTS = (OWN, AIS, FACTS)
# What may be read for all of a branch's people: benefits, and of the employment service's list the section codes.
FOR_BRANCH = (FACTS, AIS)
