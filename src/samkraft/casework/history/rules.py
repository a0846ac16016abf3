"""What a review of the history looks for: long silence, the same effort again, many caseworkers (P-039, P-111). Pure.

Of a day that is known by month or year the kindest reading counts: a silence is only as long as it must have been.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.casework.history.happenings import Happening, in_order
from samkraft.casework.history_choices import EffortResult, HistoryKind
from samkraft.core.words import joined, swedish_date
from samkraft.programmes.information import HistoryRules

SILENCE, REPEATED, HANDLERS = "silence", "repeated", "handlers"
Days = tuple[date, date]
_LED_ON = {EffortResult.WORK, EffortResult.STUDIES, EffortResult.FORWARD}


@dataclass(frozen=True)
class Finding:
    """Something to talk of: what it is, in words, between which days. ``branch`` is empty for what concerns all."""

    kind: str
    words: str
    first: date
    last: date
    branch: str = ""
    branch_name: str = ""
    branch_mark: str = ""


def findings(happenings: Sequence[Happening], rules: HistoryRules, until: date) -> list[Finding]:
    """All that the limits of the programme point out, in order of time. *until*: the day up to which it is told."""
    joint = silences(happenings, rules.silence_days, until)
    found = [_nobody(*span) for span in joint]
    for mine in _by_branch(happenings):
        found += [_silent(mine[0], *span) for span in _alone(mine, rules.silence_days, joint)]
        found += many_handlers(mine, rules)
    found += repeated_efforts(happenings, rules)
    return sorted(found, key=lambda one: (one.first, one.kind, one.branch))


def _by_branch(happenings: Iterable[Happening]) -> list[list[Happening]]:
    told: dict[str, list[Happening]] = defaultdict(list)
    for one in happenings:
        told[one.branch].append(one)
    return [in_order(mine) for _branch, mine in sorted(told.items())]


def silences(happenings: Iterable[Happening], days: int, until: date) -> list[Days]:
    """Spans of at least so many days without anything; a gap that is told of is no contact, and ends none."""
    spans = sorted((one.first, _until(one, until)) for one in happenings if one.kind != HistoryKind.GAP)
    found: list[Days] = []
    heard: date | None = None
    for first, last in spans:
        if heard and (first - heard).days > days:
            found.append((heard + timedelta(days=1), first - timedelta(days=1)))
        heard = max(heard or last, last)
    if heard and (until - heard).days > days:
        found.append((heard + timedelta(days=1), until))
    return found


def _until(one: Happening, until: date) -> date:
    return max(until, one.last) if one.result == EffortResult.GOING_ON else one.last


def _alone(mine: Sequence[Happening], days: int, joint: Sequence[Days]) -> Iterator[Days]:
    """Silences of one branch between its own first and last, but not those when nobody at all was heard."""
    last = max(_until(one, one.last) for one in mine)
    for first, end in silences(mine, days, last):
        covered = sum(max(0, (min(end, b) - max(first, a)).days + 1) for a, b in joint)
        if covered * 2 < (end - first).days + 1:
            yield first, end


def _nobody(first: date, last: date) -> Finding:
    words = _("Ingen har antecknat något på %(long)s: %(first)s till %(last)s.")
    return Finding(SILENCE, words % _span(first, last), first, last)


def _silent(one: Happening, first: date, last: date) -> Finding:
    words = _("Ingenting hände här på %(long)s: %(first)s till %(last)s.") % _span(first, last)
    return Finding(SILENCE, words, first, last, one.branch, one.branch_name, one.branch_mark)


def _span(first: date, last: date) -> dict[str, str]:
    return {"long": long_words((last - first).days + 1), "first": swedish_date(first), "last": swedish_date(last)}


def long_words(days: int) -> str:
    """How long, as one says it: months up to two years, then years."""
    months = round(days / 30.44)
    if months < 24:
        return ngettext("%(n)s månad", "%(n)s månader", max(months, 1)) % {"n": max(months, 1)}
    years = round(months / 12)
    return ngettext("%(n)s år", "%(n)s år", years) % {"n": years}


def repeated_efforts(happenings: Iterable[Happening], rules: HistoryRules) -> list[Finding]:
    """The same effort, at any authority, so many times without leading on; what led on starts the count anew."""
    by_effort: dict[str, list[Happening]] = defaultdict(list)
    for one in in_order(happenings):
        if one.kind == HistoryKind.EFFORT and one.effort:
            by_effort[one.effort].append(one)
    found = []
    for again in by_effort.values():
        for row in _without_leading_on(again):
            if len(row) >= max(rules.same_effort_times, 2):
                found.append(_repeated(row))
    return found


def _without_leading_on(efforts: Iterable[Happening]) -> Iterator[list[Happening]]:
    row: list[Happening] = []
    for one in efforts:
        if one.result in _LED_ON:
            yield row
            row = []
        else:
            row.append(one)
    yield row


def _repeated(row: Sequence[Happening]) -> Finding:
    years = joined(dict.fromkeys(str(one.first.year) for one in row))
    where = joined(dict.fromkeys(one.branch_name for one in row))
    words = _("%(what)s %(n)s gånger utan att det är antecknat att det ledde vidare: %(years)s, hos %(where)s.")
    said = words % {"what": row[0].effort_name, "n": len(row), "years": years, "where": where}
    return Finding(REPEATED, said, row[0].first, max(one.last for one in row))


def many_handlers(mine: Sequence[Happening], rules: HistoryRules) -> list[Finding]:
    """More changes of caseworker at one branch than the limit, within its months: the same run is told once."""
    changes = [one for one in mine if one.kind == HistoryKind.HANDLER]
    window = timedelta(days=round(rules.handler_changes_months * 30.44))
    found: list[Finding] = []
    after = date.min
    for place, one in enumerate(changes):
        near = [other for other in changes[place:] if other.first <= one.first + window]
        if one.first > after and len(near) > rules.handler_changes:
            found.append(_many(near, rules.handler_changes_months))
            after = near[-1].first
    return found


def _many(near: Sequence[Happening], months: int) -> Finding:
    words = _("Handläggaren byttes %(n)s gånger inom %(months)s månader, med början %(first)s.")
    said = words % {"n": len(near), "months": months, "first": near[0].starts.words}
    one = near[0]
    return Finding(HANDLERS, said, one.first, near[-1].last, one.branch, one.branch_name, one.branch_mark)
