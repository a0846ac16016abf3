"""What a manager of a branch and a leader of the project see of deadlines: last night's counts, added up."""

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext as _

from samkraft.core.words import thousands
from samkraft.people.models import DeadlineCount

_SUMS = ("cases", "still", "over", "soon", "put_off")


@dataclass(frozen=True)
class Overview:
    """The counts of a night, in the ways that they are looked at. Every table is a list of rows of texts."""

    counted_on: object
    stats: list
    by_team: list
    by_leader: list
    by_branch: list
    by_kind: list


def read(programme, definition, branch=None) -> Overview | None:
    """Last night's counts of a branch, or of the whole programme; None before the first night. One statement."""
    rows = DeadlineCount.objects.filter(programme__slug=programme).select_related("team", "branch", "leader")
    rows = list(rows.filter(branch=branch) if branch else rows)
    if not rows:
        return None
    return Overview(
        counted_on=min(row.counted_on for row in rows),
        stats=_stats(_added(rows, lambda row: "")[""]),
        by_team=_table(rows, lambda row: row.team.name, key=lambda row: row.team_id),
        by_leader=_table(rows, _leader_name) if branch else [],
        by_branch=[] if branch else _table(rows, lambda row: row.branch.name),
        by_kind=_kinds(rows, definition),
    )


def _added(rows, key):
    sums: dict = defaultdict(lambda: dict.fromkeys(_SUMS, 0))
    for row in rows:
        for name in _SUMS:
            sums[key(row)][name] += getattr(row, name)
    return sums


def _stats(sums):
    return [
        {"label": _("Ärenden som leds"), "value": thousands(sums["cases"])},
        {"label": _("Står still"), "value": thousands(sums["still"]), "sub": _("ärenden")},
        {"label": _("Försenade frister"), "value": thousands(sums["over"])},
        {"label": _("Nära sin dag"), "value": thousands(sums["soon"])},
        {"label": _("Uppskjutna"), "value": thousands(sums["put_off"])},
    ]


def columns(first, with_cases=True):
    """The heads of a table of counts."""
    cases = [{"label": _("Leder"), "number": True}, {"label": _("Står still"), "number": True}] if with_cases else []
    rest = [_("Försenade"), _("Nära sin dag"), _("Uppskjutna")]
    return [{"label": first}, *cases, *({"label": label, "number": True} for label in rest)]


def _table(rows, name, key=None):
    """A row for each name, in order of *key*, else where most stands still or is over first."""
    names = {(key or name)(row): name(row) for row in rows}
    sums = _added(rows, key or name)
    order = sorted(sums) if key else sorted(sums, key=lambda one: (-sums[one]["still"], -sums[one]["over"], one))
    return [[names[one], *(thousands(sums[one][name]) for name in _SUMS)] for one in order]


def _leader_name(row):
    """Who leads; deadlines of a branch's handlers fall on no single person."""
    if row.leader_id is not None:
        return row.leader.name
    return str(_("Ingen processledare eller flera handläggare"))


def _kinds(rows, definition):
    """Each kind of deadline that is open, in the order of the file; the sensitive ones by the name that lists use.

    Those that lists call the same are one line: two with one name could not be told apart.
    """
    names = {row.code: row.list_name or row.name for row in definition.deadlines}
    sums = _added([row for row in rows if row.code], lambda row: names.get(row.code, row.code))
    ours = [name for name in dict.fromkeys(names.values()) if name in sums]
    order = ours + sorted(sums.keys() - set(ours))
    return [[name, *(thousands(sums[name][each]) for each in _SUMS[2:])] for name in order]
