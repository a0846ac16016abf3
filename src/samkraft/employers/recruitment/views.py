"""Pages of recruitment meetings: the meetings, and each person's invitation (P-050)."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.identifiers import uuid_or_none
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import clock_time, swedish_date, weekday_date
from samkraft.employers import pages as shared
from samkraft.employers.choices import MeetingState
from samkraft.employers.matching.pages import offer_of_meeting, people_for
from samkraft.employers.models import Employer, Invitation, RecruitmentMeeting
from samkraft.employers.perms import can_arrange, can_see_cases, can_see_employers, can_work_with_people
from samkraft.employers.placements.pages import crumbs, readers
from samkraft.employers.recruitment import actions, rules
from samkraft.employers.recruitment.forms import AnswerForm, InviteForm, MeetingForm, MeetingStateForm
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.own_cases import keys_of_own_cases, own_cases
from samkraft.people.problems import NotPossible, show_on

_READ = ("GET", "HEAD", "POST")
_FITTING = 20


@require_safe
@allow(can_see_employers)
def meetings(request):
    """The programme's recruitment meetings: those to come first, then the latest."""
    rows = _of_programme(request)
    coming = list(rows.filter(on__gte=today(), state=MeetingState.PLANNED)[:50])
    past = paginate(rows.exclude(pk__in=[row.pk for row in coming]).order_by("-on", "pk"), request)
    counts = actions.counts_of([*coming, *past])
    context = {
        "coming": [_line(row, counts) for row in coming],
        "past": [_line(row, counts) for row in past],
        "page": past, "params": other_params(request), "may_arrange": can_arrange(request),
        "crumbs": shared.crumbs(),
    }  # fmt: skip
    return render(request, "employers/meetings.html", context)


@require_http_methods(_READ)
@allow(can_arrange)
def add(request):
    """Plan a meeting."""
    key = uuid_or_none(request.GET.get("arbetsgivare"))
    employer = Employer.objects.filter(pk=key).first() if key else None
    form = MeetingForm(request.POST or None, initial={"employer": employer.name} if employer else {})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.arrange(form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Träffen är planerad. Bjud in från deltagarens sida, under Aktiviteter."))
            return _to(made)
    return shared.form_page(
        request, form, title=_("Ny rekryteringsträff"), lede=_("Alla i programmet kan bjuda in sina deltagare."),
        back=reverse("employers:meetings"), submit=_("Planera träffen"),
        trail=shared.crumbs((reverse("employers:meetings"), _("Rekryteringsträffar"))),
    )  # fmt: skip


@require_safe
@allow(can_see_employers)
def show(request, meeting):
    """One meeting: when and where, how many are invited, and which of one's own people."""
    found = _found(request, meeting)
    counts = actions.counts_of([found]).get(found.pk, rules.Counts())
    own = _own_invited(request, found) if can_work_with_people(request) else []
    fitting = _fitting(request, found, own)
    if own or fitting:
        log_list("invitations", [case.pk for case, _row in [*own, *fitting]])
    context = {
        "meeting": found, "facts": _facts(found, counts), "own": own, "fitting": fitting,
        "may_arrange": can_arrange(request) and found.state == MeetingState.PLANNED,
        "may_hold": found.on <= today(),
        "crumbs": shared.crumbs((reverse("employers:meetings"), _("Rekryteringsträffar"))),
    }  # fmt: skip
    return render(request, "employers/meeting.html", context)


@require_http_methods(_READ)
@allow(can_arrange)
def change(request, meeting):
    """Move or change a meeting."""
    found = _found(request, meeting)
    start = {name: getattr(found, name) for name in ("title", "on", "starts_at", "place", "seats", "about")}
    form = MeetingForm(request.POST or None, initial=start | {"employer": found.employer.name})
    revision, theirs = found.revision, []
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(found, shared.revision_of(request), form.cleaned_data)
        except NotPossible as refusal:
            theirs = [] if refusal.field else shared.differences(form, found)
            show_on(form, refusal)
        else:
            receipt(request, _("Träffen är ändrad. De som har bjudit in ser det här."))
            return _to(found)
    return shared.form_page(
        request, form, title=_("Ändra %(name)s") % {"name": found.title}, lede="", submit=_("Spara"),
        back=reverse("employers:meeting", args=[found.pk]), revision=revision, theirs=theirs,
        trail=shared.crumbs((reverse("employers:meetings"), _("Rekryteringsträffar"))),
    )  # fmt: skip


@require_POST
@allow(can_arrange)
def settle(request, meeting):
    """It was held, or is called off."""
    found = _found(request, meeting)
    form = MeetingStateForm(request.POST)
    try:
        if not form.is_valid():
            raise NotPossible(_("Välj hur det blev med träffen."))
        actions.settle(found, form.cleaned_data["state"])
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Sparat."))
    return _to(found)


@require_http_methods(_READ)
@allow(can_work_with_people)
def invite(request, case):
    """Invite the person to a meeting that has seats left."""
    opened = open_case_for_work(request, case, "invitation:new")
    coming = list(_of_programme(request).filter(on__gte=today(), state=MeetingState.PLANNED)[:50])
    counts = actions.counts_of(coming)
    known = {str(row.pk): row for row in coming}
    choices = [(key, _choice(row, counts)) for key, row in known.items()]
    form = InviteForm(request.POST or None, meetings=choices)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.invite(opened, known[form.cleaned_data["meeting"]])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Inbjudan är antecknad. Skriv in svaret när du har fått det."))
            return HttpResponseRedirect(reverse("employers:invitation", args=[opened.case.pk, made.pk]))
    context = {"opened": opened, "form": form, "has_meetings": bool(coming), "crumbs": crumbs(opened)}
    context["sees"] = readers(request)
    return render(request, "employers/invite.html", context, status=shared.status_of(form))


@require_http_methods(_READ)
@allow(can_see_cases)
def invitation(request, case, invitation):
    """One invitation: what the person answered, whether she came, and what it led to."""
    work = request.method == "POST"
    opened = (open_case_for_work if work else open_case)(request, case, f"invitation:{invitation}")
    rows = Invitation.objects.filter(case=opened.case).select_related("meeting__employer", "invited_by")
    found = found_or_denied(request, rows, rule="not our invitation", pk=invitation)
    start = {"state": found.state, "outcome": found.outcome, "note": found.note}
    form = AnswerForm(request.POST if work else None, initial=start)
    if work and form.is_valid():
        try:
            actions.answer(opened, found.pk, form.cleaned_data)
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Sparat."))
            return HttpResponseRedirect(reverse("activities:list", args=[opened.case.pk]))
    context = {
        "opened": opened, "invitation": found, "form": form, "crumbs": crumbs(opened), "sees": readers(request),
        "may_work": can_work_with_people(request) and opened.is_open_for_work,
        "is_cancelled": found.meeting.state == MeetingState.CANCELLED,
        "when": _("%(day)s klockan %(clock)s") % {
            "day": swedish_date(found.meeting.on), "clock": clock_time(found.meeting.starts_at)
        },
    }  # fmt: skip
    return render(request, "employers/invitation.html", context, status=shared.status_of(form))


def _of_programme(request):
    rows = RecruitmentMeeting.objects.filter(programme__slug=request.acting.programme)
    return rows.select_related("employer")


def _found(request, key):
    return found_or_denied(request, _of_programme(request), rule="meeting of another programme", pk=key)


def _line(row, counts):
    counted = counts.get(row.pk, rules.Counts())
    words = {"n": counted.invited, "seats": row.seats}
    said = [weekday_date(row.on), clock_time(row.starts_at), row.place, row.employer.name]
    end = _("%(n)s av %(seats)s platser") % words if row.state == MeetingState.PLANNED else row.get_state_display()
    return {
        "url": reverse("employers:meeting", args=[row.pk]), "title": row.title, "sub": " · ".join(said), "end": end
    }  # fmt: skip


def _choice(row, counts):
    left = rules.seats_left(row.seats, counts.get(row.pk, rules.Counts()))
    words = {"day": swedish_date(row.on), "title": row.title, "employer": row.employer.name, "left": left}
    if not left:
        return _("%(day)s: %(title)s, %(employer)s. Full") % words
    return _("%(day)s: %(title)s, %(employer)s. %(left)s platser kvar") % words


def _facts(row, counts):
    facts = [
        (_("Läge"), row.get_state_display()),
        (_("När"), f"{swedish_date(row.on)}, {clock_time(row.starts_at)}"),
        (_("Var"), row.place),
        (_("Inbjudna"), _("%(n)s av %(seats)s platser") % {"n": counts.invited, "seats": row.seats}),
        (_("Tackat ja"), str(counts.accepted)),
        (_("Kom"), str(counts.came) if row.on <= today() else ""),
        (_("Erbjuden jobb eller anställd"), str(counts.offered) if row.on <= today() else ""),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _own_invited(request, meeting):
    names = own_cases(request)
    rows = Invitation.objects.filter(meeting=meeting, case__among=keys_of_own_cases(request)).order_by("pk")
    pairs = [(names[row.case_id], row) for row in rows if row.case_id in names]
    return sorted(pairs, key=lambda pair: pair[0].sort_name)


def _fitting(request, meeting, own):
    """One's own people who aren't invited and whose profile may fit, while there is a meeting to come."""
    if not can_work_with_people(request) or meeting.state != MeetingState.PLANNED or meeting.on < today():
        return []
    invited = {case.pk for case, _row in own}
    found = people_for(request, offer_of_meeting(meeting))
    return [(case, match) for case, match in found if case.pk not in invited][:_FITTING]


def _to(meeting):
    return HttpResponseRedirect(reverse("employers:meeting", args=[meeting.pk]))
