"""Meetings of a case, and its notes: book, settle, write, share or keep in one's own file."""

from django.db.models import Prefetch
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.casework import drafts, other_person, rules
from samkraft.casework.case_page import frame
from samkraft.casework.choices import MeetingState
from samkraft.casework.conflicts import Conflict
from samkraft.casework.meetings import invitations, meetings
from samkraft.casework.meetings.forms import MinutesForm
from samkraft.casework.models import Meeting, MeetingGuest, Minutes
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.clock import today
from samkraft.core.identifiers import uuid_or_none
from samkraft.core.receipts import receipt
from samkraft.core.words import as_date, joined
from samkraft.people import contributions
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.own_page import offer_of
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.models import ReceivedCopy, Release
from samkraft.sharing.sheets import share_chosen

GUESTS = Prefetch("guests", MeetingGuest.objects.select_related("staff", "branch").order_by("branch_id", "pk"))
TAB = "casework:meetings"
MINUTES = "minutes"


@require_safe
@allow(can_see_cases)
def show(request, case):
    """Meetings that lie ahead, those that have been, one's own notes and the ones received."""
    opened = open_case(request, case, "meetings", "minutes")
    rows = Meeting.objects.filter(case=opened.case).select_related("staff", "room").defer("agenda")
    rows = list(rows.prefetch_related(GUESTS).order_by("starts_at", "pk"))
    planned = [m for m in rows if m.state == MeetingState.PLANNED]
    for meeting in planned:
        meeting.has_been = as_date(meeting.starts_at) <= today()
    own = list(Minutes.objects.current().filter(case=opened.case).select_related("written_by"))
    copies = ReceivedCopy.objects.of_case(opened.case.pk).filter(item_kind=ItemKind.MINUTES).newest()
    context = frame(request, opened, TAB) | {
        "planned": planned,
        "invitations": invitations.of_case(opened.case.pk),
        "past": [m for m in reversed(rows) if m.state != MeetingState.PLANNED],
        "notes": note_rows(
            own, list(copies.defer("content").select_related("from_branch", "sent_by")), _shared_items(own)
        ),
        "may_work": can_work_with_people(request) and opened.is_open_for_work,
        "me": request.user.pk,
        "blocks": contributions.blocks(TAB, request, opened),
    }
    return render(request, "casework/meetings.html", context)


def _shared_items(own):
    """Which of one's own notes have gone to whom, in the version that is current; one query."""
    releases = Release.objects.filter(item_id__in=[note.item for note in own], stopped_at=None)
    shared: dict = {}
    for release in releases.select_related("to_branch").order_by("to_branch_id", "pk"):
        shared.setdefault((release.item_id, release.version), []).append(release.receiver_name)
    return shared


def note_rows(own, copies, shared):
    """Own notes and received ones as one list, newest first."""
    rows = [
        {
            "note": note,
            "received": None,
            "title": note.title,
            "day": note.held_on,
            "who": note.written_by.name,
            "side": _note_side(note, shared.get((note.item, note.version))),
        }
        for note in own
    ]
    rows += [
        {
            "note": None,
            "received": copy,
            "title": copy.title,
            "day": as_date(copy.made_available_at),
            "who": copy.sent_by.name,
            "side": "",
        }
        for copy in copies
    ]
    return sorted(rows, key=lambda row: row["day"], reverse=True)


def _note_side(note, names):
    if names:
        return _("Delad med %(names)s") % {"names": joined(names)}
    return _("Stannar i er akt") if note.keep_own else _("Inte delad")


def own_meeting(request, opened, meeting_id):
    """A meeting of one's own branch on this case, or the logged 404."""
    found = Meeting.objects.filter(case=opened.case).select_related("staff", "room")
    return found_or_denied(request, found, rule="meeting not ours", pk=meeting_id)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def write(request, case, item=None):
    """A note: new, from a meeting (``?mote=``), or a new version of one's own."""
    opened = open_case_for_work(request, case, f"minutes:{item or 'new'}")
    current = _current(request, opened, item)
    meeting = _meeting_asked(request, opened)
    form_name = f"minutes-{item or (meeting.pk if meeting else 'new')}"
    draft = drafts.draft_of(form_name, opened.case.pk, request.acting)
    form = MinutesForm(request.POST or None, initial=draft.initial(_initial(current, meeting)))
    sheet = sheet_for(request, opened, MINUTES)
    conflict = None
    if request.method == "POST" and form.is_valid():
        choice = sheet.choice()
        if not choice.error:
            try:
                given = form.cleaned_data | {"other": form.other_person}
                return _save(request, opened, given, item, meeting, choice, form_name)
            except Conflict as found:
                conflict = found
                data = form.data.copy()
                data["base_version"] = found.now
                form = MinutesForm(data)
    context = frame(request, opened, TAB, (TAB, _("Möten"))) | {
        "form": form,
        "sheet": sheet,
        "current": current,
        "draft": draft if request.method == "GET" else drafts.FormDraft(form_name, opened.case.pk, None),
        "conflict": conflict,
        "mine": form["text"].value() or "",
        "remarks": rules.remarks([form["text"].value() or ""]) if form.is_bound else [],
    }
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "casework/minutes_write.html", context, status=status)


def _current(request, opened, item):
    if item is None:
        return None
    mine = Minutes.objects.current().filter(file=opened.file).select_related("written_by")
    return found_or_denied(request, mine, rule="note not ours", item=item)


def _meeting_asked(request, opened):
    asked = request.GET.get("mote", "")
    if not asked:
        return None
    key = uuid_or_none(asked)
    return own_meeting(request, opened, key) if key else deny(request, "no such meeting")


def _initial(current, meeting):
    if current:
        values = {name: getattr(current, name) for name in ("title", "held_on", "text")}
        return values | other_person.said_of(current) | {"base_version": current.version}
    if meeting:
        return {"title": meeting.get_kind_display(), "held_on": meeting.starts_at.date(), "base_version": 0}
    return {"title": _("Anteckning"), "held_on": today(), "base_version": 0}


def _save(request, opened, given, item, meeting, choice, form_name):
    note = meetings.save_minutes(opened, request.acting, given, given["base_version"], item, meeting)
    if other_person.is_closed(note):
        drafts.discard_draft(form_name, opened.case.pk, request.acting)
        other_person.say_kept(request)
        return redirect("casework:minutes", case=opened.case.pk, item=note.item)
    shared = share_minutes(request, opened, note, choice)
    drafts.discard_draft(form_name, opened.case.pk, request.acting)
    say_shared(request, shared)
    return redirect("casework:minutes", case=opened.case.pk, item=note.item)


def share_minutes(request, opened, note, choice):
    """Release a note to those chosen."""
    return share_chosen(
        request, opened, choice, ItemKind.MINUTES, note.item, note.version, meetings.minutes_title(note),
        meetings.minutes_content(note), MINUTES,
    )  # fmt: skip


def _own_page(request, opened, current):
    """SEK-12: a note that names somebody else goes to nobody, the person herself included."""
    if other_person.is_closed(current):
        return None
    return offer_of(request, opened, MINUTES, current.item, current.version)


@require_http_methods(["GET", "POST"])
@allow(can_see_cases)
@fresh_login_required(when=shares)
def note(request, case, item):
    """One of one's own notes, its versions; share it or keep it in one's own file."""
    opened = (open_case if request.method == "GET" else open_case_for_work)(request, case, f"minutes:{item}")
    current = _current(request, opened, item)
    sheet = sheet_for(request, opened, MINUTES)
    if request.method == "POST":
        choice = sheet.choice()
        if choice.keeps:
            meetings.keep_own(opened, request.acting, current)
            receipt(request, _("Anteckningen stannar i er akt."))
            return redirect("casework:minutes", case=case, item=item)
        if not choice.error:
            say_shared(request, share_minutes(request, opened, current, choice))
            return redirect("casework:minutes", case=case, item=item)
    got = _shared_items([current]).get((current.item, current.version), [])
    earlier = Minutes.objects.filter(file=opened.file, item=item, is_current=False).select_related("written_by")
    context = frame(request, opened, TAB, (TAB, _("Möten"))) | {
        "note": current,
        "got": ", ".join(got),
        "is_closed": other_person.is_closed(current),
        "own_page": _own_page(request, opened, current),
        "earlier": list(earlier.order_by("-version")),
        "sheet": sheet,
        "remarks": rules.remarks([current.text]),
        "may_work": can_work_with_people(request) and opened.is_open_for_work,
    }
    return render(request, "casework/minutes.html", context, status=422 if sheet.error else 200)
