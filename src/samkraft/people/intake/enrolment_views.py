"""The team member's pages before enrolment: whom to call, enrolment with consent, a no."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event, log_list
from samkraft.core.pages import paginate
from samkraft.core.receipts import receipt
from samkraft.people.intake import enrolment_actions
from samkraft.people.intake.consent_forms import ConsentMeetingForm
from samkraft.people.intake.forms import DeclineForm
from samkraft.people.intake.held_papers import hold
from samkraft.people.intake.referral_actions import MoveRefused
from samkraft.people.perms import can_work_with_people
from samkraft.programmes.models import Team, TeamMember
from samkraft.sharing.door import DoorRefused


def team_branches(team, own):
    """The branches of a team today, one's own among them, in the programme's order."""
    members = TeamMember.objects.filter(team=team).in_force().values("branch")
    return list(Branch.objects.filter(pk__in=members) | Branch.objects.filter(pk=own.pk))


@require_safe
@allow(can_work_with_people)
def call_list(request):
    """One's own branch's called people by name; of the others, how many are expected (design "Before enrolment")."""
    page = paginate(enrolment_actions.call_list(request).select_related("team"), request)
    log_list("call_list", [], [f"referral:{row.pk}" for row in page])
    teams = Team.objects.filter(members__in=TeamMember.objects.filter(staff=request.user).in_force()).distinct()
    teams = teams.filter(programme__slug=request.acting.programme)
    expected = [{"label": team.name, "value": enrolment_actions.expected_in(team)} for team in teams]
    return render(request, "people/call_list.html", {"page": page, "params": "", "expected": expected})


def called_person(request, referral_id):
    """The person to enrol. Who sends a form for someone enrolled or declined since gets it back, with the word why."""
    mine = enrolment_actions.placed_in_own_teams(request)
    mine = mine if request.method == "POST" else mine.called()
    mine = mine.select_related("team", "programme_version", "draw")
    return found_or_denied(request, mine, rule="not called to own team", pk=referral_id)


def is_taken_whole(request, form, cases):
    """Whether the form of a consent meeting was sent and is right, its paper held whichever way that goes."""
    if request.method != "POST" or not form.is_bound:
        return False
    form.is_valid()
    form.held = hold(request, form, cases)
    return form.is_valid()


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required
def enrol(request, referral_id):
    """The first talk: read through together, tick what the person says yes to, enrol."""
    who = called_person(request, referral_id)
    log_event(Event.ITEM_VIEWED, object_type="referral", items=[f"referral:{who.pk}"])
    form = ConsentMeetingForm(
        request.POST or None,
        request.FILES or None,
        definition=who.programme_version.definition,
        branches=team_branches(who.team, request.acting.branch),
        own=request.acting.branch.code,
        language=request.GET.get("sprak", ""),
    )
    if is_taken_whole(request, form, []):
        case = _enrol(request, who, form)
        if case is not None:
            return redirect("people:case", case.pk)
    context = {"who": who, "form": form}
    return render(request, "people/enrol.html", context, status=422 if form.is_bound else 200)


def _enrol(request, who, form):
    try:
        case = enrolment_actions.enrol(who.pk, form.given())
    except (enrolment_actions.EnrolmentRefused, DoorRefused) as refusal:
        form.add_error(None, str(refusal))
        return None
    receipt(request, _("Inskriven som %(number)s. Du är processledare.") % {"number": case.number})
    return case


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def decline(request, referral_id):
    """The person says no."""
    who = called_person(request, referral_id)
    log_event(Event.ITEM_VIEWED, object_type="referral", items=[f"referral:{who.pk}"])
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            enrolment_actions.decline(who.pk, form.cleaned_data["reason"])
        except MoveRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Antecknat. Personen kallas inte igen."))
            return redirect("people:call_list")
    return render(request, "people/decline.html", {"who": who, "form": form}, status=422 if form.is_bound else 200)
