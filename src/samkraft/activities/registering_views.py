"""What is left to register in the outer systems, with text ready to copy (P-061, P-063)."""

from functools import partial

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.activities.attendance.actions import note_registered
from samkraft.activities.models import Activity
from samkraft.activities.perms import can_work_with_people
from samkraft.activities.registering import sections_left
from samkraft.core.pages import other_params, paginate
from samkraft.people.case_access import open_case_for_work
from samkraft.people.deadlines import definitions_in
from samkraft.people.links import first_url
from samkraft.people.own_cases import keys_of_own_cases, own_cases
from samkraft.people.registering import Left, left_to_register, note_unless_changed, read_left, systems_of


@require_safe
@allow(can_work_with_people)
def registering(request):
    """What of the person's own cases an outer system doesn't know as it stands, of all rooms, oldest first."""
    definition = list(definitions_in(request.acting.programme).values())[-1]
    systems = systems_of(definition, request.acting.branch)
    page = paginate(left_to_register(systems, keys_of_own_cases(request)), request, per_page=20)
    cases = own_cases(request)
    told = read_left(page)
    shown = [_row(left, cases[left.case_id], definition, systems) for left in told]
    sections = sections_left(request, definition, systems)
    log_list("registering", {left.case_id for left in told} | {row.case.pk for row in sections})
    context = {"rows": shown, "page": page, "params": other_params(request), "systems": systems}
    context |= {"sections": sections, "mark": definition.section_mark, "file_url": first_url(["exchange:history_new"])}
    return render(request, "activities/registering.html", context)


@require_POST
@allow(can_work_with_people)
def registered(request, case, activity, system):
    """It stands in the outer system now; if it has changed since the text was copied, the person is told."""
    opened = open_case_for_work(request, case, f"activity:{activity}")
    found = found_or_denied(request, Activity.objects.filter(case=opened.case), rule="not our activity", pk=activity)
    changed = _("Aktiviteten har ändrats sedan du läste texten. Kopiera den nya.")
    note = partial(note_registered, opened.case.pk, opened.file, found, system)
    note_unless_changed(request, opened, found, system, changed, note)
    back = "activities:show" if "one" in request.POST else "activities:registering"
    return HttpResponseRedirect(reverse(back, args=[opened.case.pk, found.pk] if "one" in request.POST else []))


def _row(left: Left, case, definition, systems):
    text = "\n".join(left.lines(definition, case))
    return {
        "name": case.name,
        "number": case.number,
        "title": left.title,
        "state": left.state,
        "url": left.url,
        "text": text,
        "lines": text.count("\n") + 1,
        "revision": left.revision,
        "left": [
            {"name": system.name, "is_changed": system.code in left.done, "url": left.to(system.code)}
            for system in systems
            if left.is_left_in(system)
        ],
    }
