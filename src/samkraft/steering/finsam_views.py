"""The counts for the coordination association's follow-up: a page to type from, and the same as a file (INT-04)."""

import csv
from io import StringIO

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import Denied, allow
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.spreadsheets import harmless
from samkraft.programmes.models import Programme
from samkraft.steering import finsam
from samkraft.steering.perms import can_report_counts
from samkraft.steering.snapshots import version_for


def _programme(request):
    programme = Programme.objects.filter(slug=request.acting.programme).first()
    if programme is None:
        raise Denied
    return programme, version_for(programme, today()).definition


def _quarter(definition, code):
    """The quarter with that code, the latest where none is said; 404 for one that isn't over."""
    found = finsam.quarters(definition.start, today())
    chosen = next((one for one in found if code in ("", one.code)), None)
    if chosen is None and (code or found):
        raise Http404
    return found, chosen


@require_safe
@allow(can_report_counts)
def counts(request):
    """A quarter's numbers by effort and sex, as they are typed in."""
    programme, definition = _programme(request)
    found, chosen = _quarter(definition, request.GET.get("kvartal", ""))
    lines = finsam.lines(programme.pk, definition, chosen, today()) if chosen else []
    few = _("visas inte")
    rows = [
        [finsam.effort_name(line.effort, programme, definition), str(finsam.STATES[line.state]),
         *(few if number is None else str(number) for number in (line.total, *line.sexes.values()))]
        for line in lines
    ]  # fmt: skip
    columns = [{"label": _("Insats")}, {"label": _("Läge")}]
    columns += [{"label": label, "number": True} for label in (_("Alla"), _("Kvinnor"), _("Män"))]
    views = [{"url": f"?kvartal={one.code}", "label": one.name, "current": one == chosen} for one in found[:8]]
    context = {"programme": programme, "quarter": chosen, "views": views, "columns": columns, "rows": rows}
    return render(request, "steering/finsam.html", context)


@require_safe
@allow(can_report_counts)
def counts_file(request, quarter):
    """The same with age bands, as a file; taken out by name in the log (OUT-2)."""
    programme, definition = _programme(request)
    _found, chosen = _quarter(definition, quarter)
    if chosen is None:
        raise Http404
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    lines = finsam.lines(programme.pk, definition, chosen, today())
    writer.writerows(
        [harmless(cell) for cell in row] for row in finsam.rows_of_file(lines, programme, definition, chosen)
    )
    log_event(Event.EXPORTED, object_type="finsam", items=[f"finsam:{chosen.code}"])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="finsam-{programme.slug}-{chosen.code}.csv"'
    return response
