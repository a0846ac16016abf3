"""The programme in force, as a page that can be read."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.guard import Denied, allow
from samkraft.core.clock import today
from samkraft.core.words import DASH, short_date, swedish_date, thousands
from samkraft.programmes.models import Programme
from samkraft.programmes.perms import can_read_programme, can_see_changes


@require_safe
@allow(can_read_programme)
def programme_page(request):
    programme = Programme.objects.filter(slug=request.acting.programme).first()
    version = programme and programme.version_on(today())
    if version is None:
        raise Denied
    definition = version.definition
    context = {
        "definition": definition,
        "sees_changes": can_see_changes(request),
        "facts": _facts(definition),
        "sections": [
            _parties(definition),
            _phases(definition),
            _deadlines(definition),
            _teams(definition),
            _activities(definition),
            _indicators(definition),
            _versions(programme),
        ],
    }
    return render(request, "programmes/programme.html", context)


def _facts(definition):
    end = swedish_date(definition.end) if definition.end else _("tills vidare")
    people = thousands(definition.volume.participants)
    if definition.volume.at_least:
        people = f"{thousands(definition.volume.at_least)}{DASH}{people}"
    told = [
        {"label": _("Pågår"), "value": f"{swedish_date(definition.start)}{DASH}{end}"},
        {"label": _("Deltagare"), "value": people},
    ]
    if definition.stock:
        span = f"{thousands(definition.stock.low)}{DASH}{thousands(definition.stock.high)}"
        told.append({"label": _("Samtidigt"), "value": span})
    return [*told, {"label": _("Målgrupp"), "value": definition.eligibility.words}]


def _section(code, title, heads, rows):
    columns = [{"label": label, "number": number} for label, number in heads]
    columns[-1]["whole"] = True  # numbers of sources are read as one word
    return {"code": code, "title": title, "columns": columns, "rows": rows}


def _origin(row):
    """Where a rule comes from: a fact of the sources, or our own assumption."""
    if row.assumption:
        return _("antagande") + (f" ({row.source})" if row.source else "")
    return row.source


def _name(definition, code):
    return definition.branch(code).name if code in {branch.code for branch in definition.branches} else ""


def _parties(definition):
    rows = [[_name(definition, party.branch), party.words, _origin(party)] for party in definition.parties]
    return _section("parties", _("Parter"), [(_("Part"), False), (_("Uppgift"), False), (_("Källa"), False)], rows)


def _phases(definition):
    rows = [[f"{phase.number}. {phase.name}", phase.words, _origin(phase)] for phase in definition.phases]
    rows += [[_("Tidsgräns"), limit.words, _origin(limit)] for limit in definition.phase_limits]
    title = _("Deltagarens väg")
    return _section("way", title, [(_("Steg"), False), (_("Vad som händer"), False), (_("Källa"), False)], rows)


def _deadlines(definition):
    rows = [[row.name, row.words, _origin(row)] for row in definition.deadlines]
    return _section(
        "deadlines", _("Frister"), [(_("Frist"), False), (_("Vad den säger"), False), (_("Källa"), False)], rows
    )


def _teams(definition):
    heads = [(_("Team"), False), (_("Från"), False), (_("Till"), False), (_("Tak"), True), (_("Källa"), False)]
    rows = [
        [
            team.name,
            short_date(team.start),
            short_date(team.end) if team.end else DASH,
            thousands(team.limit),
            _origin(team),
        ]
        for team in definition.teams
    ]
    return _section("teams", _("Team"), heads, rows)


def _activities(definition):
    heads = [(_("Aktivitet"), False), (_("Ordnas av"), False), (_("Bestäms genom"), False), (_("Källa"), False)]
    rows = [
        [
            kind.name,
            _name(definition, kind.provider) or _("den som leder ärendet"),
            _decision(definition, kind),
            _origin(kind),
        ]
        for kind in definition.activity_types
    ]
    return _section("activities", _("Aktiviteter"), heads, rows)


def _decision(definition, kind):
    return f"{kind.decision}, {_name(definition, kind.decides)}" if kind.decides else kind.decision


def _indicators(definition):
    names = {level.code: level.name for level in definition.theory}
    heads = [(_("Indikator"), False), (_("Nivå"), False), (_("Definition"), False), (_("Källa"), False)]
    rows = [[row.name, names[row.level], row.definition, _origin(row)] for row in definition.indicators]
    return _section("indicators", _("Indikatorer"), heads, rows)


def _versions(programme):
    heads = [(_("Version"), False), (_("Gäller från"), False), (_("Fil"), False), (_("Kontrollsumma"), False)]
    rows = [
        [str(version.number), swedish_date(version.valid_from), version.file_name, version.content_hash[:12]]
        for version in programme.versions.defer("content").order_by("-number")
    ]
    return _section("versions", _("Versioner"), heads, rows)
