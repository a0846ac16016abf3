"""The open meeting: one calm page for the room, read back before it is published, and what is taken home from it."""

from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow
from samkraft.access.readlog import log_event
from samkraft.casework import drafts
from samkraft.casework.choices import MeetingState
from samkraft.casework.conflicts import Conflict
from samkraft.casework.meetings import after, page_saving, read_back
from samkraft.casework.meetings.page import MeetingPage
from samkraft.casework.meetings.views import own_meeting
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case_for_work
from samkraft.people.perms import can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.forms import shares

READ, BACK = "read", "back"
_NOT_KEPT = ("csrfmiddlewaretoken", "stage", "keep")


def publishes(request):
    """Whether what is sent gives something to others: reading it aloud doesn't (IAM-09)."""
    return shares(request) and request.POST.get("stage") not in (READ, BACK)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=publishes)
def show(request, case, meeting):
    """The meeting on the screen: written, read back, and then saved, published and booked by one button."""
    opened = open_case_for_work(request, case, "plan", f"meeting:{meeting}")
    found = own_meeting(request, opened, meeting)
    if request.method == "GET" and found.state != MeetingState.PLANNED:
        return redirect("casework:meeting_done", case=case, meeting=meeting)
    page = MeetingPage(request, opened, found)
    answer = _answer(request, page) if request.method == "POST" else None
    return answer or _written(request, page)


def _answer(request, page):
    """What follows what was sent; None when it is to be mended first."""
    stage = request.POST.get("stage")
    if stage == BACK:
        _keep(request, page)
        return redirect("casework:meeting", case=page.opened.case.pk, meeting=page.meeting.pk)
    if not page.is_valid():
        return None
    if stage == READ:
        _keep(request, page)
        return _read_aloud(request, page)
    return _save(request, page)


def _keep(request, page):
    """What was typed, as a draft: going back, or a lost connection, takes nothing away."""
    posted = request.POST.copy()
    for name in _NOT_KEPT:
        posted.pop(name, None)
    drafts.save_draft(page.form_name, page.opened.case.pk, request.acting, posted)


def _save(request, page):
    try:
        said = page_saving.save(page)
    except Conflict as conflict:
        page.tell_of(conflict)
        return None
    except NotPossible as refusal:
        show_on(page.forms.talk, refusal)
        return None
    receipt(request, said)
    return redirect("casework:meeting_done", case=page.opened.case.pk, meeting=page.meeting.pk)


def _written(request, page):
    """The page to write on; 409 and 422 show again all that was sent."""
    context = page.context()
    page.opened.log_sensitive()
    status = 409 if page.conflict else 422 if page.forms.is_bound else 200
    return render(request, "casework/meeting.html", context, status=status)


def _read_aloud(request, page):
    fields = [(name, value) for name, values in request.POST.lists() if name not in _NOT_KEPT for value in values]
    return render(
        request,
        "casework/meeting_read.html",
        page.head() | {"parts": read_back.parts(page), "fields": fields, "has_plan": page.leads and page.has_plan},
    )


@require_safe
@allow(can_work_with_people)
def done(request, case, meeting):
    """What became of the meeting, and what is left to do while everyone is still in the room."""
    opened = open_case_for_work(request, case, f"meeting:{meeting}", "minutes")
    found = own_meeting(request, opened, meeting)
    context = after.on_screen(request, opened, found)
    opened.log_sensitive()
    return render(request, "casework/meeting_done.html", context)


@require_safe
@allow(can_work_with_people)
def paper(request, case, meeting):
    """What was said and agreed, to take home: plain and large enough to read."""
    opened = open_case_for_work(request, case, f"meeting:{meeting}", "minutes", "plan")
    found = own_meeting(request, opened, meeting)
    log_event(Event.PRINTED, [case], object_type="meeting")
    context = after.summary(request, opened, found) | after.on_paper(opened)
    opened.log_sensitive()
    return render(request, "casework/meeting_paper.html", context)


@require_safe
@allow(can_work_with_people)
def letter(request, case, meeting):
    """The invitation to a planned meeting, to print and send or to hand over."""
    opened = open_case_for_work(request, case, f"meeting:{meeting}")
    found = own_meeting(request, opened, meeting)
    log_event(Event.PRINTED, [case], object_type="meeting_letter")
    return render(request, "casework/meeting_letter.html", after.in_a_letter(request, opened, found))
