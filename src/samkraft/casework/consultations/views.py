"""The queue of the consultation team and the resources: how long it is, and one's own part of it (P-021, P-026)."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from samkraft.access.choices import Role
from samkraft.access.guard import allow
from samkraft.access.readlog import log_list
from samkraft.casework.consultations import loads
from samkraft.casework.consultations.perms import can_see_load
from samkraft.casework.dialogue.dialogues import my_dialogues
from samkraft.casework.dialogue.list_views import items_of, sorted_by_day
from samkraft.casework.dialogue.rules import THEM, US
from samkraft.people.deadlines import definitions_in

SHOWN = 50


@require_safe
@allow(can_see_load)
def consultations(request):
    """The load of each line; what waits in one's own cases; who of the branch has how many."""
    programme = request.acting.programme
    definition = list(definitions_in(programme).values())[-1]
    works = request.acting.has_role(Role.HANDLER)
    asked = [pair for pair in my_dialogues(request) if pair[1].is_consultation] if works else []
    ours = items_of(sorted_by_day([pair for pair in asked if pair[1].waits_for == US])[:SHOWN]) if asked else []
    theirs = items_of(sorted_by_day([pair for pair in asked if pair[1].waits_for == THEM])[:SHOWN]) if asked else []
    log_list("consultations", {item["case_id"] for item in (*ours, *theirs)})
    in_branch = request.acting.has_role(Role.HANDLER, Role.UNIT_MANAGER)
    context = {
        "loads": loads.loads(definition, programme),
        "ours": ours,
        "theirs": theirs,
        "works": works,
        "colleagues": loads.by_colleague() if in_branch else [],
        "branch": request.acting.branch,
    }
    return render(request, "casework/consultations.html", context)
