"""Who still has no receiver when the programme ends: one's own people by name, the others' as counts (P-038)."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.choices import Role
from samkraft.access.models import Staff
from samkraft.core.clock import today
from samkraft.core.words import thousands
from samkraft.people.models import Discharge, Handover
from samkraft.people.own_cases import is_closed, kept_of_own
from samkraft.people.pathway.winding_rules import Sent, Stand, stand_of
from samkraft.programmes.models import Team
from samkraft.sharing import door

WORDS = {
    Stand.NOBODY: gettext_lazy("Ingen mottagare"),
    Stand.RETURNED: gettext_lazy("Återlämnad, ingen ny mottagare"),
    Stand.LATE: gettext_lazy("Inget svar i tid"),
    Stand.WAITING: gettext_lazy("Väntar på svar"),
    Stand.ACCEPTED: gettext_lazy("Mottagen"),
}
_MOST_URGENT = list(WORDS)


class Led(NamedTuple):
    """One of the person's own led cases, and where its handover is."""

    case: object
    stand: Stand
    sent: Sent | None


def led_by_me(request, definition) -> list[Led]:
    """The people whose process leader one is and who go on, or who left and need a receiver: the most urgent first."""
    mine, on, days = request.user.pk, today(), definition.handover.answer_days
    sent = {case.pk: row for case, row in kept_of_own(request, "handover_sent", _read_sent)}
    left = kept_of_own(request, "left_to_others", _read_left, is_closed)
    needs = {case.pk for case, reason in left if definition.discharge_reason(reason).needs_handover}
    own = [case for case in request.own_cases.values() if case.leader_id == mine and (case.is_open or case.pk in needs)]
    found = [Led(case, stand_of(sent.get(case.pk), days, on), sent.get(case.pk)) for case in own]
    return sorted(found, key=lambda led: _MOST_URGENT.index(led.stand))


def _read_sent(keys):
    rows = Handover.objects.filter(case__among=keys).order_by("case_id", "-created_at", "pk").distinct("case_id")
    for row in rows.defer("content", "assessment"):
        told = Sent(row.pk, row.state, row.receiver_name, row.sent_on, row.reminded_on, row.receiver_id is not None)
        yield row.case_id, told


def _read_left(keys):
    return Discharge.objects.filter(case__among=keys).values_list("case_id", "reason")


def counts(request, definition):
    """How many stand where: for a unit manager by her branch's process leaders, for a project leader by team."""
    acting = request.acting
    if not acting.has_role(Role.UNIT_MANAGER, Role.PROJECT_LEADER):
        return None
    by_team = acting.has_role(Role.PROJECT_LEADER)
    needs = [reason.code for reason in definition.discharge_reasons if reason.needs_handover]
    rows = door.rows("wind_down", acting.programme, needs, definition.handover.answer_days, by_team)
    names = _team_names(acting.programme) if by_team else _staff_names([key for key, *_numbers in rows])
    columns = [{"label": _("Team") if by_team else _("Processledare")}]
    columns += [{"label": word, "number": True} for word in (_("Kvar"), *WORDS.values())]
    shown = sorted(
        ((names.get(key, _("Ingen processledare")), numbers) for key, *numbers in rows), key=lambda row: row[0]
    )
    return {
        "columns": columns,
        "rows": [[name, *map(thousands, numbers)] for name, numbers in shown],
        "without": sum(numbers[1] + numbers[2] for _name, numbers in shown),
        "all": sum(numbers[0] for _name, numbers in shown),
    }


def _team_names(programme):
    return dict(Team.objects.filter(programme__slug=programme).values_list("pk", "name"))


def _staff_names(keys):
    return {person.pk: person.name for person in Staff.objects.filter(pk__in=[key for key in keys if key])}
