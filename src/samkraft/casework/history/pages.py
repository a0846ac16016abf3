"""The joint history, worked out once for its page, its print and the overview of a meeting."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.casework.history import actions
from samkraft.casework.history.happenings import Happening, in_order, of_copy, of_entry
from samkraft.casework.history.made_here import MadeHere, as_happenings, contacts_made_here
from samkraft.casework.history.rules import SILENCE, Finding, findings, long_words
from samkraft.casework.history_choices import HistoryKind
from samkraft.core.clock import today
from samkraft.core.journey import Journey, Lane, journey
from samkraft.core.words import joined
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy, Release


@dataclass
class JointHistory:
    """What one branch holds of a history: its own entries and what the others have shared."""

    happenings: list[Happening]
    own: list
    copies: list[ReceivedCopy]
    findings: list[Finding]
    enrolled: date
    here: list[MadeHere]

    @property
    def marked(self):
        """The moments that somebody has pointed out."""
        return [one for one in self.happenings if one.mark]

    @property
    def years(self):
        """(year, what happened), in order of time: a way is read from its beginning."""
        return [(year, list(mine)) for year, mine in groupby(self.happenings, key=lambda one: one.first.year)]

    @property
    def lede(self):
        """The state of things in one or two sentences."""
        if not self.happenings:
            return _("Inget är skrivet än.")
        first = self.happenings[0]
        says = _("Första kontakten som är känd: %(when)s, hos %(where)s.")
        told = [says % {"when": first.starts.words, "where": first.branch_name}]
        number = len(self.happenings)
        many = ngettext(
            "%(n)s händelse på %(long)s, från %(names)s.", "%(n)s händelser på %(long)s, från %(names)s.", number
        )
        names = joined(dict.fromkeys(one.branch_name for one in self.happenings))
        told.append(many % {"n": number, "long": long_words(max((today() - first.first).days, 1)), "names": names})
        return " ".join(told)


def joint_history(opened, branch) -> JointHistory:
    """Three statements: one's own entries, contacts made here, and the copies that the page reads anyhow."""
    rules = opened.definition.case_history
    own = list(actions.own_entries(opened))
    copies = opened.received(ItemKind.HISTORY)
    told = [of_entry(entry, branch, rules) for entry in own]
    told = in_order([*told, *(one for copy in copies for one in of_copy(copy))])
    enrolled = opened.case.opened_on
    _note_shown(opened, own, copies, rules.category_of(branch.code))
    here = contacts_made_here(opened, own)
    found = findings([*told, *as_happenings(here, branch)], rules, enrolled)
    return JointHistory(told, own, copies, found, enrolled, here)


def _note_shown(opened, own, copies, category):
    """ACC-2: what the page shows, for the read log."""
    if own:
        opened.shows(category, "history:own")
    for copy in copies:
        opened.shows(copy.category, f"copy:{copy.item_kind}:{copy.item_id}:{copy.version}")


def picture(history: JointHistory, branch) -> Journey | None:
    """The history in time, a lane for each branch in the order that they came in; nothing where nothing is written."""
    if not history.happenings:
        return None
    here = [(one.day, "contact") for one in history.here]
    by_branch = _by_branch(history.happenings)
    lanes = [_lane(mine, here if code == branch.code else []) for code, mine in by_branch.items()]
    if here and branch.code not in by_branch:
        lanes.append(Lane(branch.name, branch.mark, _spoken([], here), signs=here))
    silent = [(one.first, one.last, one.words) for one in history.findings if one.kind == SILENCE and not one.branch]
    return journey(lanes, today(), silent, history.enrolled)


def _by_branch(told):
    mine: dict[str, list[Happening]] = {}
    for one in told:
        mine.setdefault(one.branch, []).append(one)
    return mine


_SIGNS = {HistoryKind.CONTACT: "contact", HistoryKind.DECISION: "decision", HistoryKind.HANDLER: "handler"}


def _lane(mine, here):
    first = mine[0]
    return Lane(
        first.branch_name, first.branch_mark, _spoken(mine, here),
        spans=[(one.first, max(one.last, one.first)) for one in mine if one.kind == HistoryKind.EFFORT],
        signs=[(one.first, _SIGNS[one.kind]) for one in mine if one.kind in _SIGNS] + here,
        flags=[(one.first, one.mark) for one in mine if one.mark],
    )  # fmt: skip


def _spoken(mine, here):
    days = [*(one.first for one in mine), *(one.last for one in mine), *(day for day, _sign in here)]
    words = _("%(n)s händelser, %(first)s till %(last)s.")
    return words % {"n": len(mine) + len(here), "first": min(days).year, "last": max(days).year}


@dataclass(frozen=True)
class SharedState:
    """What the others have got: their names, and whether something is new since then."""

    names: str = ""
    day: date | None = None
    is_behind: bool = False


def shared_state(opened, history: JointHistory) -> SharedState:
    """Of the newest version; two statements, none where nothing is written."""
    version = actions.newest_version(opened) if history.own else None
    if version is None:
        return SharedState()
    mine = Release.objects.filter(item_id=version.item, version=version.version, stopped_at=None)
    names = [release.receiver_name for release in mine.select_related("to_branch").order_by("to_branch_id", "pk")]
    rules = opened.definition.case_history
    now = actions.content_of(history.own, rules)
    return SharedState(joined(dict.fromkeys(names)), version.made_on, version.content != now)
