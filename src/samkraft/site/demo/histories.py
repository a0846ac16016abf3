"""What happened before the programme: case histories of some, told by each authority that was there (P-039, P-111)."""

from datetime import date
from random import Random
from typing import NamedTuple
from uuid import UUID

from samkraft.casework.history.happenings import to_content
from samkraft.casework.history_choices import HistorySource
from samkraft.casework.models import HistoryEntry
from samkraft.programmes.months import add_months

_SHARE = 0.12


class Told(NamedTuple):
    """An entry: whose, so many months before the enrolment, how long, what; how well the day is known."""

    branch: str
    before: int
    months: int
    what: str
    title: str
    result: str = ""
    mark: str = ""
    why: str = ""
    known: str = "month"


_LONG_WAY = (
    Told("af", 108, 0, "contact", "Skrev in sig som arbetssökande", known="year"),
    Told("af", 100, 4, "effort:work_practice", "Lager", "nothing"),
    Told("soc", 92, 0, "decision", "Ekonomiskt bistånd beviljat"),
    Told("af", 70, 3, "effort:work_practice", "Butik", "interrupted", "signal", "Tre återbud. Ingen frågade varför."),
    Told("af", 66, 0, "handler", ""),
    Told("af", 60, 0, "handler", ""),
    Told("af", 55, 0, "handler", "", "", "harm", "Fick börja om och berätta allt för fjärde gången."),
    Told("soc", 54, 0, "contact", "Besök, ny handläggare"),
    Told("ama", 30, 6, "effort:work_training", "Kök i stadens regi", "forward", "helped",
         "Handledaren ringde varje morgon den första månaden."),
    Told("af", 18, 0, "decision", "Jobb- och utvecklingsgarantin", known="day"),
    Told("soc", 10, 0, "contact", "Möte om planering", known="day"),
)  # fmt: skip
_NEW_HERE = (
    Told("af", 62, 0, "contact", "Etableringssamtal", known="day"),
    Told("vux", 60, 20, "effort:swedish", "Svenska för invandrare", "forward"),
    Told("af", 40, 3, "effort:job_coaching", "Hos en leverantör", "nothing"),
    Told("soc", 36, 0, "decision", "Ekonomiskt bistånd beviljat"),
    Told("af", 34, 3, "effort:job_coaching", "Hos en annan leverantör", "nothing", "signal",
         "Samma insats igen, fast den första inte hjälpte."),
    Told("af", 30, 0, "gap", "Väntade på kursplats"),
    Told("ama", 8, 4, "effort:work_practice", "Förskola", "forward", "helped", "Fick använda sitt eget språk."),
    Told("soc", 3, 0, "contact", "Besök", known="day"),
)  # fmt: skip
_ILLNESS = (
    Told("fk", 84, 0, "decision", "Sjukpenning beviljad"),
    Told("fk", 72, 12, "effort:rehabilitation", "Arbetsträning hos arbetsgivaren", "interrupted"),
    Told("af", 58, 0, "contact", "Skrev in sig", known="year"),
    Told("af", 56, 2, "effort:assessment", "Hos arbetspsykolog", "nothing"),
    Told("fk", 54, 0, "handler", ""),
    Told("af", 30, 2, "effort:assessment", "Hos arbetsterapeut", "nothing", "signal",
         "Det fanns redan en utredning. Vi läste den inte."),
    Told("soc", 26, 0, "decision", "Ekonomiskt bistånd beviljat"),
    Told("soc", 12, 6, "effort:social_support", "Stöd att få ordning på vardagen", "forward", "helped",
         "Samma person varje vecka."),
    Told("af", 4, 0, "contact", "Trepartssamtal", known="day"),
)  # fmt: skip
_WAYS = (_LONG_WAY, _NEW_HERE, _ILLNESS)


def tell_history(story, definition) -> None:
    """For those with a portrait, those who meet today and some more: entries, and mostly a version that others have."""
    chance = Random(f"history:{story.number}")
    if not (story.portrait or story.meets_today or chance.random() < _SHARE):
        return
    told: dict[str, list] = {}
    for entry in chance.choice(_WAYS):
        if entry.branch in story.staff:
            told.setdefault(entry.branch, []).append(_entry(story, entry, chance))
    for branch, rows in told.items():
        for row in rows:
            story.add("HistoryEntry", branch, **row)
        if chance.random() < 0.7:
            _share(story, branch, rows, definition.case_history, chance)


def _entry(story, told, chance) -> dict:
    starts = _known(add_months(story.opened, -told.before), told.known)
    ends = _known(add_months(story.opened, told.months - told.before), "month") if told.months else None
    kind, _colon, effort = told.what.partition(":")
    return {
        "item": _key(chance), "kind": kind, "starts_on": starts, "starts_as": told.known, "ends_on": ends,
        "ends_as": "month" if ends else "", "effort": effort, "title": told.title, "result": told.result, "note": "",
        "mark": told.mark, "mark_why": told.why, "source": HistorySource.HAND,
        "written_by": story.staff[told.branch].pk, "written_on": _told_on(story, told.branch),
    }  # fmt: skip


def _known(day: date, precision) -> date:
    if precision == "year":
        return day.replace(month=1, day=1)
    return day.replace(day=1) if precision == "month" else day


def _told_on(story, branch):
    return min(max(story.after(8), story.joins[branch]), story.end)


def _key(chance):
    return UUID(int=chance.getrandbits(128), version=4)


def _share(story, branch, rows, rules, chance) -> None:
    staff, on, item = story.staff[branch], _told_on(story, branch), _key(chance)
    entries = [HistoryEntry(**(row | {"written_by": staff})) for row in rows]
    content = {"entries": [to_content(entry, rules) for entry in entries]}
    category = rules.category_of(branch)
    story.add(
        "HistoryVersion", branch, item=item, version=1, category=category, content=content, made_by=staff.pk, made_on=on
    )
    story.release(on, branch, category, "history", item, 1, "Historik", content)
