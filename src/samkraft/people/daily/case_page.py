"""What the overview of a case shows beside what other rooms bring: who sees what, who works here, what happened."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import CharField, F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.core.clock import today
from samkraft.core.composed import Composed
from samkraft.core.words import as_date, joined
from samkraft.people.models import CaseAssignment, ExtensionDecision, LeaderChange, PhaseMove
from samkraft.sharing.models import ReceivedCopy, Release

RECENT = 6


@dataclass(frozen=True)
class Happening:
    """One line of the history."""

    moment: date | datetime
    text: str
    who: str = ""


def people_of(opened):
    """Who works with the case today, own branch first, with phone: whom to call."""
    names = {row.code: row.name for row in opened.definition.professions}
    people = [
        {
            "assignment": row,
            "name": row.staff.name,
            "staff_id": row.staff.public_id,
            "title": names.get(row.profession, row.staff.title),
            "phone": row.staff.phone,
            "branch": row.branch,
            "is_leader": row.staff_id == opened.case.leader_id,
        }
        for row in _PEOPLE(case=opened.case.pk, on=today())
    ]
    return sorted(people, key=lambda person: person["branch"].pk != opened.file.owner_branch_id)


_PEOPLE = Composed(
    lambda case, on: CaseAssignment.objects.filter(case=case).in_force(on).select_related("staff", "branch")
    .order_by("branch_id", "staff__last_name", "pk")
)  # fmt: skip


def matrix(opened, branch, facts):
    """Branch by category: owns, sees, doesn't see. Only what the branch's own lines tell; None when there are none."""
    lines = [line for line, until in facts.lines if until >= today()]
    if not lines:
        return None
    held = {line.category for line in lines}
    known = {row.code: row.short_name for row in opened.definition.data_categories}
    codes = [code for code in known if code in held] + sorted(held - known.keys())
    others = [row for row in opened.definition.branches if row.code != branch.code and _concerns(row.code, lines)]
    rows = [{"name": row.name, "cells": [_cell(row.code, code, lines) for code in codes]} for row in [branch, *others]]
    until = min(until for _line, until in facts.lines if until >= today())
    return {"columns": [known.get(code, code) for code in codes], "rows": rows, "until": until}


def _concerns(branch_code, lines):
    return any(branch_code in (line.from_branch, line.to_branch) for line in lines)


def _cell(branch_code, category, lines):
    """What a branch holds of a category, as far as lines from or to the own branch tell."""
    given = [line for line in lines if line.category == category]
    if any(line.from_branch == branch_code for line in given):
        return "own"
    return "see" if any(line.to_branch == branch_code and line.is_confirmed for line in given) else "no"


def recent(opened, facts):
    """The latest of what happened, for the overview: phases and what was shared; one query beyond the copies."""
    got = (
        (copy.made_available_at, copy.title, copy.from_branch.short_name, copy.sent_by.first_name,
         copy.sent_by.last_name, "got")
        for copy in opened.received()
    )  # fmt: skip
    return _newest([*_phases(opened, facts), *_told([*_SENT(case=opened.case.pk), *got])])[:RECENT]


def whole_history(opened, facts):
    """All that the branch holds of what happened: phases with reasons, people, leaders, what was shared."""
    return _newest([*_phases(opened, facts), *_shared(opened), *_own_decisions(opened), *_staff(opened)])


def _newest(happenings):
    return sorted(happenings, key=lambda row: as_date(row.moment), reverse=True)


def _phases(opened, facts):
    for index, (code, day) in enumerate(facts.phases):
        name = next((row.name for row in opened.definition.phases if row.code == code), code)
        text = _("Inskriven. %(phase)s började") if index == 0 else _("%(phase)s började")
        yield Happening(day, text % {"phase": name})
    if opened.case.closed_on:
        yield Happening(opened.case.closed_on, _("Utskriven"))


def _shared(opened):
    """Releases and received copies of every version, in one query; what is for one person is told her alone (P-038)."""
    mine = Q(addressed_to=None) | Q(addressed_to=current_acting().staff)
    got = ReceivedCopy.objects.filter(mine, case_id=opened.case.pk).values_list(
        "made_available_at", "title", F("from_branch__short_name"), F("sent_by__first_name"),
        F("sent_by__last_name"), Value("got", CharField()),
    )  # fmt: skip
    yield from _told(_sent(opened.case.pk).union(got.order_by(), all=True))


def _sent(case):
    sent = Release.objects.filter(case_id=case, made_available_at__isnull=False).order_by()
    return sent.values_list(
        "made_available_at", "title", Coalesce("to_branch__short_name", "to_outside"), F("decided_by__first_name"),
        F("decided_by__last_name"), Value("sent", CharField()),
    )  # fmt: skip


_SENT = Composed(_sent)


def _told(rows):
    """The same item to several branches is one line."""
    grouped = {}
    for moment, title, branch, first, last, way in rows:
        key = (moment.replace(second=0, microsecond=0), title, f"{first} {last}", way)
        grouped.setdefault(key, []).append(branch)
    for (moment, title, who, way), branches in grouped.items():
        words = _("delade %(what)s med %(names)s") if way == "sent" else _("(%(names)s) delade %(what)s")
        yield Happening(moment, words % {"what": title, "names": joined(sorted(set(branches)))}, who)


def _own_decisions(opened):
    """Reasons that stand in the own file."""
    for move in PhaseMove.objects.filter(file=opened.file).exclude(reason="").select_related("moved_by"):
        yield Happening(move.moved_on, _("skrev skäl till bytet: %(why)s") % {"why": move.reason}, move.moved_by.name)
    for row in ExtensionDecision.objects.filter(file=opened.file).select_related("decided_by"):
        text = _("förlängde tiden till %(day)s: %(why)s") % {"day": row.until, "why": row.reason}
        yield Happening(row.decided_on, text, row.decided_by.name)
    for change in LeaderChange.objects.filter(file=opened.file).select_related("to_staff", "changed_by"):
        text = _("lämnade över processledningen till %(name)s: %(note)s")
        values = {"name": change.to_staff.name, "note": change.note}
        yield Happening(change.changed_on, text % values, change.changed_by.name)


def _staff(opened):
    rows = CaseAssignment.objects.filter(case=opened.case).select_related("staff", "branch")
    for row in rows:
        values = {"branch": row.branch.short_name}
        yield Happening(row.valid_from, _("(%(branch)s) började arbeta med ärendet") % values, row.staff.name)
        if row.valid_until and row.valid_until < today():
            ended = row.valid_until + timedelta(days=1)
            yield Happening(ended, _("(%(branch)s) arbetar inte längre med ärendet") % values, row.staff.name)
