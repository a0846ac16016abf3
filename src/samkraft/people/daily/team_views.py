"""The teams of the programme, and who may join them: project leaders propose, unit managers approve (table B)."""

from django import forms
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Role
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.models import RoleAssignment
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, posted_text
from samkraft.core.receipts import problem, receipt
from samkraft.people.daily import team_actions
from samkraft.people.deadlines import definitions_in
from samkraft.people.perms import can_manage_branch, can_see_teams
from samkraft.programmes.models import Team, TeamMember, TeamProposal


class ProposeForm(Form):
    """Who is to join which team, in which profession, between which days."""

    team = forms.ChoiceField(label=gettext_lazy("Team"))
    person = forms.CharField(
        label=gettext_lazy("Handläggare"),
        max_length=100,
        help_text=gettext_lazy("Namn eller inloggningsnamn. Personen behöver rollen handläggare i programmet."),
    )
    profession = forms.ChoiceField(label=gettext_lazy("Yrke i teamet"))
    valid_from = DateField(label=gettext_lazy("Från och med"))
    valid_until = DateField(label=gettext_lazy("Till och med"), required=False)

    def __init__(self, *args, acting, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.acting = acting
        self.teams = {str(team.pk): team for team in _teams(acting)}
        self.fields["team"].choices = [("", _("Välj")), *((key, team.name) for key, team in self.teams.items())]
        professions = [(row.code, row.name) for row in definition.professions]
        self.fields["profession"].choices = [("", _("Välj")), *professions]

    def clean_team(self):
        return self.teams[self.cleaned_data["team"]]

    def clean_person(self):
        """Her role as handler: a unit manager names her own branch's people, a project leader anybody's."""
        rows = RoleAssignment.objects.in_force().filter(role=Role.HANDLER, programme=self.acting.programme)
        if not self.acting.has_role(Role.PROJECT_LEADER):
            rows = rows.filter(branch=self.acting.branch)
        name = self.cleaned_data["person"].strip()
        first, _space, last = name.partition(" ")
        rows = rows.filter(staff__is_active=True).select_related("staff", "branch")
        found = list(rows.filter(staff__username__iexact=name)[:2]) or list(
            rows.filter(staff__first_name__iexact=first, staff__last_name__iexact=last.strip())[:2]
        )
        if len(found) != 1:
            raise forms.ValidationError(
                _("Ingen, eller fler än en, handläggare heter så. Skriv hela namnet eller inloggningsnamnet.")
            )
        return found[0]

    def clean(self):
        given = super().clean()
        start, end = given.get("valid_from"), given.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("Slutdatum kan inte ligga före startdatum."))
        return given


def _teams(acting):
    return Team.objects.filter(programme__slug=acting.programme).in_force()


@require_safe
@allow(can_see_teams)
def teams(request):
    """Every team and who has a place in it; what waits for the manager's answer first. No participant is named."""
    acting = request.acting
    members = TeamMember.objects.in_force().filter(team__in=_teams(acting)).select_related("staff", "branch")
    by_team: dict = {}
    for member in members.order_by("branch_id", "staff__last_name", "pk"):
        by_team.setdefault(member.team_id, []).append(member)
    waiting = TeamProposal.objects.waiting().filter(team__programme__slug=acting.programme)
    waiting = waiting.select_related("team", "staff", "branch", "proposed_by")
    is_manager = acting.has_role(Role.UNIT_MANAGER)
    context = {
        "teams": [{"team": team, "members": by_team.get(team.pk, [])} for team in _teams(acting).order_by("pk")],
        "mine": [row for row in waiting if is_manager and row.branch_id == acting.branch.pk],
        "others": [row for row in waiting if not is_manager or row.branch_id != acting.branch.pk],
        "professions": _professions(acting),
        "branch": acting.branch,
        "is_manager": is_manager,
    }
    return render(request, "people/teams.html", context)


def _professions(acting):
    return {row.code: row.name for row in _definition(acting).professions}


def _definition(acting):
    *_earlier, newest = definitions_in(acting.programme).values()
    return newest


@require_http_methods(["GET", "POST"])
@allow(can_see_teams)
def propose(request):
    """Propose somebody to a team; a unit manager's own people join at once."""
    initial = {"valid_from": today()}
    form = ProposeForm(
        request.POST if request.method == "POST" else None, initial=initial, acting=request.acting,
        definition=_definition(request.acting),
    )  # fmt: skip
    if request.method == "POST" and form.is_valid() and _proposed(request, form):
        return redirect("people:teams")
    return render(request, "people/propose_place.html", {"form": form}, status=422 if form.is_bound else 200)


def _proposed(request, form):
    given = dict(form.cleaned_data)
    role = given.pop("person")
    try:
        made = team_actions.propose_place(role=role, **given)
    except team_actions.PlaceRefused as refusal:
        form.add_error("person", str(refusal))
        return False
    words = _("%(name)s är med i %(team)s.") if made.is_approved else _(
        "Förslaget har gått till enhetschefen: %(name)s till %(team)s."
    )  # fmt: skip
    receipt(request, words % {"name": role.staff.name, "team": made.team.name})
    return True


@require_POST
@allow(can_manage_branch)
@fresh_login_required
def answer(request, pk):
    """The unit manager approves a place for one of her people, or says no and why."""
    mine = TeamProposal.objects.filter(branch=request.acting.branch, team__programme__slug=request.acting.programme)
    proposal = found_or_denied(request, mine.select_related("staff", "team"), rule="proposal of another branch", pk=pk)
    is_approved = request.POST.get("svar") == "ja"
    try:
        team_actions.answer_proposal(proposal.pk, is_approved, posted_text(request, "answer", 200))
    except team_actions.PlaceRefused as refusal:
        problem(request, str(refusal))
    else:
        words = _("%(name)s är med i %(team)s.") if is_approved else _("%(name)s får ingen plats i %(team)s.")
        receipt(request, words % {"name": proposal.staff.name, "team": proposal.team.name})
    return redirect("people:teams")


@require_POST
@allow(can_manage_branch)
@fresh_login_required
def end(request, pk):
    """End a place of one's own branch: the person loses the team's cases at once."""
    mine = TeamMember.objects.in_force().filter(branch=request.acting.branch)
    mine = mine.filter(team__programme__slug=request.acting.programme).select_related("staff", "team")
    member = found_or_denied(request, mine, rule="place of another branch", pk=pk)
    team_actions.end_place(member)
    receipt(
        request, _("%(name)s är inte längre med i %(team)s.") % {"name": member.staff.name, "team": member.team.name}
    )
    return redirect("people:teams")
