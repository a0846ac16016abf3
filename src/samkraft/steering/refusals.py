"""How many have said no to follow-up and evaluation: sex and start year, and nothing else is known of them (CON-05)."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.guard import allow
from samkraft.people.choices import Sex
from samkraft.sharing import door
from samkraft.sharing.choices import Purpose
from samkraft.steering.disclosure import is_small
from samkraft.steering.perms import can_see_scorecard


@require_safe
@allow(can_see_scorecard)
def refusals(request):
    """The counts of the programme, small ones hidden; no person can be reached from here."""
    counted: dict[tuple, dict] = {}
    for purpose, sex, year, number in door.rows("refusals", request.acting.programme):
        counted.setdefault((purpose, year), {})[sex] = number
    return render(request, "steering/refusals.html", {"table": refusal_table(counted)})


def refusal_table(counted):
    """A row for each purpose and year. Where one sex is few, neither is told: the rest of a sum would tell it."""
    columns = [{"label": _("Till vad")}, {"label": _("Startår"), "number": True}]
    columns += [{"label": label, "number": True} for label in (_("Alla"), _("Kvinnor"), _("Män"))]
    rows = []
    for (purpose, year), by_sex in sorted(counted.items()):
        women, men = by_sex.get(Sex.WOMAN, 0), by_sex.get(Sex.MAN, 0)
        hides_sexes = is_small(women) or is_small(men)
        parts = [_("visas inte")] * 2 if hides_sexes else [str(women), str(men)]
        total = _("färre än fem") if is_small(women + men) else str(women + men)
        rows.append([str(Purpose(purpose).label).capitalize(), str(year), total, *parts])
    return {"columns": columns, "rows": rows}
