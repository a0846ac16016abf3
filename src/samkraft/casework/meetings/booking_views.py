"""Book a meeting, move it, say how it ended, order the interpreter; and answer what one is asked to."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.casework.case_page import frame, team_of
from samkraft.casework.choices import CancelledBy, MeetingState
from samkraft.casework.conflicts import Conflict
from samkraft.casework.meetings import booking, free_times, invitations, meetings
from samkraft.casework.meetings.forms import MeetingForm
from samkraft.casework.meetings.views import TAB, own_meeting
from samkraft.casework.models import MeetingInvitation
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import as_date, clock_time, joined, weekday_date
from samkraft.people.case_access import open_case_for_work
from samkraft.people.pathway.pages import status_of
from samkraft.people.perms import can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.door import DoorRefused

FIND, TIME = "hitta", "tid"
SETTLED = {
    "genomfort": (MeetingState.HELD, "", gettext_lazy("Mötet är genomfört.")),
    "kom-inte": (MeetingState.NO_SHOW, "", gettext_lazy("Antecknat att personen inte kom.")),
    "installt": (MeetingState.CANCELLED, CancelledBy.US, gettext_lazy("Mötet är inställt av er.")),
    "installt-av-deltagaren": (
        MeetingState.CANCELLED, CancelledBy.PERSON, gettext_lazy("Mötet är inställt av deltagaren.")
    ),
    "installt-av-annan": (
        MeetingState.CANCELLED, CancelledBy.OTHER, gettext_lazy("Mötet är inställt av någon annan som skulle vara med.")
    ),
}  # fmt: skip
ANSWERS = {"ja": True, "nej": False}


def _back(request, case):
    """To the calendar when it was asked from there, else to the person's meetings."""
    return reverse("casework:calendar") if request.POST.get("from") == "kalender" else reverse(TAB, args=[case])


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def book(request, case):
    """Book a meeting with the person, with colleagues of one's own and other branches."""
    opened = open_case_for_work(request, case, "meeting:new")
    page = BookingPage(request, opened, {"with_interpreter": opened.file.needs_interpreter})
    return page.answer(lambda wish: booking.book(opened, request.acting, wish), _("Mötet är bokat %(day)s %(at)s."))


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def move(request, case, meeting):
    """Another time, place or company for a planned meeting."""
    opened = open_case_for_work(request, case, f"meeting:{meeting}")
    found = own_meeting(request, opened, meeting)
    page = BookingPage(request, opened, _as_typed(found), found)

    def moved(wish):
        return booking.move(opened, request.acting, found, wish, page.form.cleaned_data["revision"] or 0)

    return page.answer(moved, _("Mötet är ändrat: %(day)s %(at)s."))


def _as_typed(meeting):
    minutes = int((meeting.ends_at - meeting.starts_at).total_seconds() // 60)
    return {
        "kind": meeting.kind, "day": as_date(meeting.starts_at), "at": clock_time(meeting.starts_at),
        "length": str(minutes), "room": meeting.room and meeting.room.public_id, "place": meeting.place,
        "with_interpreter": meeting.with_interpreter, "agenda": meeting.agenda, "revision": meeting.revision,
        "guests": [str(guest.staff.public_id) for guest in meetings.guests_of(meeting)],
    }  # fmt: skip


class BookingPage:
    """One request to the form of a meeting. A colleague who is busy is said, and "boka ändå" goes on."""

    def __init__(self, request, opened, initial, meeting=None):
        self.request, self.opened, self.meeting = request, opened, meeting
        holder = meeting.staff_id if meeting else request.user.pk
        self.team = [row for row in team_of(opened.case) if row.staff_id != holder]
        self.holder = holder
        posted = request.POST.copy() if request.method == "POST" else None
        if posted is not None and posted.get(TIME):
            posted["day"], _space, posted["at"] = posted[TIME].partition(" ")
        self.form = MeetingForm(posted, initial=initial, branch=request.acting.branch, colleagues=self.team)
        self.conflict, self.times, self.busy = None, [], ""

    def answer(self, save, said):
        """The page, or what follows when the form could be saved."""
        if self.request.method == "POST":
            done = self._find() if FIND in self.request.POST else self._save(save, said)
            if done:
                return done
        return self._render()

    def _find(self):
        """The first times that suit everyone; nothing is booked, and the fields needn't be whole yet."""
        self.form.is_valid()
        given = self.form.cleaned_data
        wish = free_times.Search(int(given.get("length") or 60), given.get("day"), given.get("room"))
        self.times = free_times.first_free(self._people(given), wish, self.meeting)
        self.form = self._unbound()

    def _unbound(self):
        """The same form with what was typed, without complaints: a time is yet to be chosen."""
        typed = {name: self.form[name].value() for name in self.form.fields}
        return MeetingForm(initial=typed, branch=self.request.acting.branch, colleagues=self.team)

    def _people(self, given):
        keys = {str(row.staff.public_id): row.staff for row in self.team}
        return {self.holder: ""} | {keys[key].pk: keys[key].name for key in given.get("guests", ())}

    def _save(self, save, said):
        if not self.form.is_valid() or self._is_busy():
            return None
        try:
            booked = save(self.form.wish())
        except Conflict as found:
            self._stand_on(found)
            return None
        except NotPossible as refusal:
            show_on(self.form, refusal)
            return None
        words = {"day": weekday_date(booked.meeting.starts_at), "at": clock_time(booked.meeting.starts_at)}
        receipt(self.request, said % words + booked.left_out_words)
        return redirect("casework:meetings", case=self.opened.case.pk)

    def _is_busy(self):
        """Whether somebody has another meeting then, and it hasn't been said that it may be so."""
        if self.form.cleaned_data["anyway"]:
            return False
        names = free_times.busy_then(self._people(self.form.cleaned_data), *self.form.span(), self.meeting)
        if names:
            self.busy = joined(name or _("du") for name in names)
            self.form.add_error(None, _("Har redan ett möte då: %(names)s.") % {"names": self.busy})
        return bool(names)

    def _stand_on(self, conflict):
        data = self.form.data.copy()
        data["revision"] = conflict.now
        self.conflict = conflict
        self.form = MeetingForm(data, branch=self.request.acting.branch, colleagues=self.team)

    def _render(self):
        label = _("Ändra mötet") if self.meeting else _("Boka möte")
        context = frame(self.request, self.opened, TAB, (TAB, _("Möten"))) | {
            "form": self.form, "conflict": self.conflict, "mine": self._mine(), "times": self.times, "title": label,
            "busy": self.busy, "meeting": self.meeting, "verb": label if self.meeting else _("Boka mötet"),
            "asked_times": FIND in self.request.POST,
        }  # fmt: skip
        status = 409 if self.conflict else status_of(self.form)
        return render(self.request, "casework/meeting_book.html", context, status=status)

    def _mine(self):
        return " ".join(str(self.form[name].value() or "") for name in ("day", "at", "place")) if self.conflict else ""


@require_POST
@allow(can_work_with_people)
def settle(request, case, meeting, how):
    """Held, cancelled and by whom, or the person didn't come. Can be taken back."""
    opened = open_case_for_work(request, case, f"meeting:{meeting}")
    state, by, said = SETTLED.get(how) or deny(request, "no such end of a meeting")
    found = own_meeting(request, opened, meeting)
    try:
        meetings.settle(opened, request.acting, found, state, by)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, said, undo_url=reverse("casework:meeting_reopen", args=[case, meeting]))
    return redirect("casework:meetings", case=case)


@require_POST
@allow(can_work_with_people)
def reopen(request, case, meeting):
    """It was said by mistake: the meeting is planned again, and who was asked is asked again."""
    opened = open_case_for_work(request, case, f"meeting:{meeting}")
    found = own_meeting(request, opened, meeting)
    try:
        left_out = booking.reopen(opened, request.acting, found)
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Mötet är planerat igen.") + left_out)
    return redirect("casework:meetings", case=case)


@require_POST
@allow(can_work_with_people)
def interpreter(request, case, meeting):
    """The interpreter is ordered, or not after all."""
    opened = open_case_for_work(request, case, f"meeting:{meeting}")
    found = own_meeting(request, opened, meeting)
    is_ordered = booking.turn_interpreter(opened, found)
    receipt(request, _("Tolken är beställd.") if is_ordered else _("Tolken är inte beställd."))
    return redirect(_back(request, case))


@require_POST
@allow(can_work_with_people)
def answer(request, case, invitation, how):
    """Yes or no to what another branch asks one to."""
    opened = open_case_for_work(request, case, f"invitation:{invitation}")
    yes = ANSWERS[how] if how in ANSWERS else deny(request, "no such answer")
    mine = MeetingInvitation.objects.filter(case=opened.case, staff=request.user)
    found = found_or_denied(request, mine, rule="invitation not ours", pk=invitation)
    try:
        invitations.answer(request.acting, found.pk, yes)
    except DoorRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Du har svarat att du kommer.") if yes else _("Du har svarat att du inte kan."))
    return redirect(_back(request, case))
