"""Scorecard, one indicator, values entered by hand, the flow."""

import csv
from io import StringIO

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.guard import Denied, allow
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.core.spreadsheets import harmless
from samkraft.people.models import Case, CaseFile
from samkraft.programmes.models import Programme
from samkraft.steering import employment_tables, pages, telling
from samkraft.steering.cuts import divided
from samkraft.steering.flow import flow
from samkraft.steering.forms import ValueForm
from samkraft.steering.measures import own_cases
from samkraft.steering.models import ManualValue
from samkraft.steering.perms import (
    can_enter_values,
    can_open_own_cases,
    can_report_counts,
    can_see_scorecard,
    sees_the_day,
)
from samkraft.steering.scorecard import remembered, scorecard, whole_trend
from samkraft.steering.snapshots import published_day, version_for


def _card(request):
    programme = _programme(request)
    return scorecard(programme, _day(request, programme), kept=not sees_the_day(request))


def _day(request, programme):
    """The day whose figures the reader sees: today, or the latest month end."""
    definition = version_for(programme, today()).definition
    return today() if sees_the_day(request) else published_day(definition, today())


def _programme(request):
    programme = Programme.objects.filter(slug=request.acting.programme).first()
    if programme is None:
        raise Denied
    return programme


@require_safe
@allow(can_see_scorecard)
def scorecard_page(request):
    card = _card(request)
    context = {
        "lede": telling.lede(card),
        "sees": pages.SEES,
        "decide": telling.to_decide(card),
        "chain": pages.chain(card),
        "levels": pages.levels(card),
        "on": card.on,
        "reports_counts": can_report_counts(request),
    }
    return render(request, "steering/scorecard.html", context)


@require_safe
@allow(can_see_scorecard)
def scorecard_csv(request):
    """The table as a file, the same figures as on the page: what is hidden there is empty here."""
    card = _card(request)
    out = StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow([_("Nivå"), _("Indikator"), _("Mål hittills"), _("Utfall"), _("Kvinnor"), _("Män"), _("Signal"),
                     _("Gäller"), _("Källa"), _("Definition")])  # fmt: skip
    names = {level.code: level.name for level in card.definition.theory}
    for row in card.rows:
        shown = pages.table_rows(row)
        day = row.measured_on.isoformat() if row.measured_on else ""
        cells = [names[row.indicator.level], row.indicator.name, shown["target"], shown["value"], shown["women"],
                 shown["men"], shown["word"], day, telling.source_text(row), row.indicator.definition]  # fmt: skip
        writer.writerow([harmless(str(cell).replace("\u00a0", " ")) for cell in cells])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="styrkort-{card.programme.slug}-{card.on}.csv"'
    return response


@require_safe
@allow(can_see_scorecard)
def indicator_page(request, code):
    return render(request, "steering/indicator.html", _indicator_context(request, code))


@require_POST
@allow(can_enter_values)
def enter_value(request, code):
    card = _card(request)
    row = _row(card, code)
    if not row.indicator.can_be_entered:
        raise Denied
    form = ValueForm(request.POST, indicator=row.indicator, first_day=card.definition.start)
    if not form.is_valid():
        return render(request, "steering/indicator.html", _indicator_context(request, code, form), status=422)
    ManualValue.objects.create(programme=card.programme, indicator=code, entered_by=request.user, **form.values())
    receipt(request, _("Värdet är sparat."))
    return redirect("steering:indicator", code=code)


def _row(card, code):
    found = [row for row in card.rows if row.indicator.code == code]
    if not found:
        raise Denied
    return found[0]


def _indicator_context(request, code, form=None):
    card = _card(request)
    row = _row(card, code)
    context = {
        "crumbs": [{"url": reverse("steering:scorecard"), "label": _("Styrkort")}],
        "row": pages.table_rows(row),
        "indicator": row.indicator,
        "formula": telling.formula(row),
        "facts": pages.facts(card, row),
        "sees": pages.SEES,
        "trend": pages.trend_chart(row, whole_trend(card, code)),
        "sex_columns": pages.sex_columns(row),
        "sex_rows": pages.sex_rows(row) if row.indicator.by_sex and row.value is not None else [],
        "has_hidden": bool(row.hidden),
        "cuts": _cut_tables(card, row),
        "own": _own(request, card, row),
        "form": None,
        "history": _history(card, row),
    }
    if row.indicator.can_be_entered and can_enter_values(request):
        context["form"] = form or ValueForm(
            indicator=row.indicator, first_day=card.definition.start, initial={"on": today()}
        )
    return context


def _cut_tables(card, row):
    if row.indicator.figures_from != "cases" or row.kind == "days" or row.hidden:
        return []
    cuts = [cut for cut in card.definition.cuts if cut.code in row.indicator.cuts]
    return [pages.cut_table(row.indicator, row, cut, _divided(card, row.indicator, cut)) for cut in cuts]


def _divided(card, indicator, cut):
    """Counted anew from live rows; beside a snapshot's figures, once for the snapshot."""
    if card.snapshot_at is None:
        return divided(card, indicator, cut)
    what = f"cut:{indicator.code}:{cut.code}"
    return remembered(
        what, card.programme, card.counted_on, lambda: divided(card, indicator, cut), snapshot_at=card.snapshot_at
    )


def _own(request, card, row):
    """The handler's own cases behind the figure, where its definition opens to cases; logged as a list."""
    opens = row.indicator.opens_to == "cases" and row.indicator.figures_from == "cases"
    if not opens or not can_open_own_cases(request):
        return None
    branch = request.acting.branch
    assigned = Case.objects.visible_to(request).assigned_to(request.user, branch).values_list("pk", flat=True)
    ids = own_cases(card.programme.pk, card.definition, card.on, row.indicator, branch.pk, assigned)
    files = CaseFile.objects.of(branch).filter(case__in=ids).select_related("case").order_by("sort_name", "case_id")
    page = paginate(files, request)
    log_list(f"scorecard:{row.indicator.code}", [file.case_id for file in page])
    return {"count": len(ids), "page": page, "params": other_params(request), "waits": row.kind == "days"}


def _history(card, row):
    if not row.indicator.can_be_entered:
        return []
    values = ManualValue.objects.filter(programme=card.programme, indicator=row.indicator.code)
    values = values.select_related("entered_by").order_by("-on", "-pk")[:20]
    return [pages.history_row(row, value) for value in values]


@require_safe
@allow(can_see_scorecard)
def flow_page(request):
    programme = _programme(request)
    shown = flow(programme, _day(request, programme), kept=not sees_the_day(request))
    definition = programme.version_on(today()).definition
    context = {
        "lede": pages.flow_lede(definition, shown),
        "sees": pages.SEES,
        "on": shown.on,
        "stock": pages.stock_chart(definition, shown),
        "intake": pages.intake_chart(shown),
        "teams": pages.team_rows(shown),
        "waits": pages.wait_rows(definition, shown),
        "stock_page": pages.opens_to(definition, "stock"),
        "intake_page": pages.opens_to(definition, "enrolled"),
    }
    return render(request, "steering/flow.html", context)


@require_safe
@allow(can_see_scorecard)
def employments(request):
    """Municipal employments by form and sex, and what came 90 days after they ended (P-083, P-084)."""
    programme = _programme(request)
    on = _day(request, programme)
    definition = programme.version_on(today()).definition
    years = list(range(on.year, definition.start.year - 1, -1))
    asked = request.GET.get("ar", "")
    year = next((year for year in years if str(year) == asked), on.year)
    begun = employment_tables.begun(programme, definition, year, on)
    after = employment_tables.day_90(programme, definition, year, on) if employment_tables.checks(definition) else None
    context = {
        "year": year,
        "on": on,
        "years": [{"url": f"?ar={n}", "label": str(n), "current": n == year} for n in years],
        "begun": pages.employment_table(begun, _("Form av stöd")),
        "after": after and pages.employment_table(after, _("Vad det blev")),
        "has_hidden": begun.has_hidden or bool(after and after.has_hidden),
        "sees": pages.SEES,
    }
    return render(request, "steering/employments.html", context)
