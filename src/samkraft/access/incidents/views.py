"""Register an incident in a minute; see what is due, judge, report, close; print whom it concerns."""

from django.db.models import Prefetch
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as said
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event, Verdict
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.incidents import actions
from samkraft.access.incidents.affected import affected
from samkraft.access.incidents.choices import EntryKind, IncidentKind
from samkraft.access.incidents.forms import AssessForm, CloseForm, IncidentForm, NoteForm, ReportForm
from samkraft.access.incidents.models import Incident, IncidentEntry
from samkraft.access.incidents.rules import next_clock
from samkraft.access.log_facts import case_facts
from samkraft.access.log_models import LogFinding
from samkraft.access.log_words import told
from samkraft.access.perms import can_handle_incidents, can_register_incident
from samkraft.access.readlog import log_event
from samkraft.core.identifiers import uuid_or_none
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt

MOST_CASES = 500
# What is entered, by the word in its address: form, action, heading, receipt.
ENTRIES = {
    "bedom": (AssessForm, actions.assess, said("Bedöm incidenten"), said("Bedömningen är sparad.")),
    "anmal": (ReportForm, actions.report, said("Anteckna en anmälan"), said("Anmälan är antecknad.")),
    "anteckna": (NoteForm, actions.note, said("Skriv en anteckning"), said("Anteckningen är sparad.")),
    "avsluta": (CloseForm, actions.close, said("Avsluta incidenten"), said("Incidenten är avslutad.")),
}


@require_safe
@allow(can_handle_incidents)
def incidents(request):
    """The branch's incidents, the open ones first, each with the report that is due next."""
    log_event(Event.LOG_VIEWED, object_type="incidents")
    open_ones = {row.pk for row in Incident.objects.open().only("pk")}
    rows = sorted(Incident.objects.prefetch_related("entries"), key=lambda row: (row.pk not in open_ones, -row.number))
    page = paginate(rows, request)
    words = {"page": page, "rows": [_row(row, row.pk in open_ones) for row in page], "open": len(open_ones)}
    late = sum(_is_late(row) for row in rows if row.pk in open_ones)
    return render(request, "access/incidents.html", words | {"late": late, "params": other_params(request)})


def _is_late(incident):
    waiting = next_clock(actions.state_of(incident)[1])
    return waiting is not None and waiting.is_late(timezone.now())


def _row(incident, is_open):
    judged, running = actions.state_of(incident)
    return {"incident": incident, "is_open": is_open, "is_judged": judged is not None, "next": next_clock(running)}


@require_http_methods(["GET", "POST"])
@allow(can_register_incident)
def register(request):
    """Anyone who works here may tell; a reviewer comes from the reading that she judged (LOG-3)."""
    form = IncidentForm(request.POST or None, initial=_today() | _from_finding(request) | _now())
    if request.method == "POST" and form.is_valid():
        made = actions.register(**form.as_facts())
        receipt(request, _("Incident %(number)s är anmäld. Chefen och dataskyddsombudet ser den nu.")
                % {"number": made.number})  # fmt: skip
        return redirect("access:incident", made.public_id) if can_handle_incidents(request) else redirect("people:day")
    return render(request, "access/incident_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _now():
    now = timezone.localtime()
    return {"found_on": now.date(), "found_hour": now.time().replace(second=0, microsecond=0)}


def _today():
    return {"since": timezone.localdate(), "until": timezone.localdate()}


def _from_finding(request):
    """Days, person and case of a reading judged as an incident; nothing when there is none such here."""
    key = uuid_or_none(request.GET.get("granskning"))
    rows = LogFinding.objects.with_verdict().filter(verdict=Verdict.INCIDENT, public_id=key).select_related("staff")
    found = rows.first() if key else None
    if found is None:
        return {}
    number = case_facts().numbers([found.case_id]).get(found.case_id, "") if found.case_id else ""
    about = {"since": found.since, "until": found.until, "person": found.staff.username, "case": number}
    return {"kind": IncidentKind.READING} | about


@require_safe
@allow(can_handle_incidents)
def incident(request, incident):
    """One incident: what is due, what was decided, by whom, when."""
    found = _found(request, incident)
    log_event(Event.LOG_VIEWED, object_type="incident", items=[f"incident:{found.public_id}"])
    return render(request, "access/incident.html", _told(found))


def _found(request, key):
    entries = Prefetch("entries", IncidentEntry.objects.select_related("written_by"))
    rows = Incident.objects.select_related("registered_by", "about_staff", "owner_branch").prefetch_related(entries)
    return found_or_denied(request, rows, rule="incident of another branch", public_id=key)


def _told(found):
    judged, running = actions.state_of(found)
    entries = found.entries.all()
    return {
        "incident": found,
        "judged": judged,
        "clocks": [{"clock": clock, "is_late": clock.is_late(timezone.now())} for clock in running],
        "entries": entries,
        "is_open": not any(entry.kind == EntryKind.CLOSED for entry in entries),
        "case": case_facts().numbers([found.case_id]).get(found.case_id, "") if found.case_id else "",
    }


@require_http_methods(["GET", "POST"])
@allow(can_handle_incidents)
def entry(request, incident, what):
    """Judge, note a report, note what was done, close."""
    found = _found(request, incident)
    if what not in ENTRIES:
        raise Http404
    kind, action, heading, saved = ENTRIES[what]
    form = kind(request.POST or None)
    if request.method == "POST" and form.is_valid() and _entered(found, form, action):
        receipt(request, saved)
        return redirect("access:incident", found.public_id)
    words = {"incident": found, "form": form, "heading": heading}
    return render(request, "access/incident_entry.html", words, status=422 if form.is_bound else 200)


def _entered(found, form, action):
    try:
        action(found, **form.as_facts())
    except actions.IncidentRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


@require_safe
@allow(can_handle_incidents)
@fresh_login_required
def pack(request, incident):
    """The incident pack on paper (SAK-02): what happened when, whom it concerns, who saw what; numbers, no names."""
    found = _found(request, incident)
    rows = affected(found.since, found.until, found.about_staff, found.case_id)
    log_event(Event.PRINTED, [row.case_id for row in rows], "incident", [f"incident:{found.public_id}"])
    cases = [{"row": row, "shown": told(list(row.shown), "")} for row in rows[:MOST_CASES]]
    words = {"cases": cases, "total": len(rows), "viewers": len({name for row in rows for name in row.viewers})}
    return render(request, "access/incident_pack.html", _told(found) | words)
