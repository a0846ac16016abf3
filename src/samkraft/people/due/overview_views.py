"""How deadlines stand in a branch or in the programme, for those who see counts only."""

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.choices import Role
from samkraft.access.guard import allow
from samkraft.access.readlog import log_list
from samkraft.people.deadlines import definitions_in
from samkraft.people.due import overview as counted
from samkraft.people.perms import can_see_teams


@require_safe
@allow(can_see_teams)
def overview(request):
    """Counts by team, by process leader and by kind; a unit manager's of her branch, a project leader's of all."""
    acting = request.acting
    branch = None if acting.has_role(Role.PROJECT_LEADER) else acting.branch
    *_earlier, newest = definitions_in(acting.programme).values()
    log_list("deadline_overview", [])
    context = {
        "branch": branch,
        "found": counted.read(acting.programme, newest, branch),
        "team_columns": counted.columns(_("Team")),
        "leader_columns": counted.columns(_("Processledare")),
        "branch_columns": counted.columns(_("Verksamhet")),
        "kind_columns": counted.columns(_("Slag av frist"), with_cases=False),
    }
    return render(request, "people/deadline_overview.html", context)
