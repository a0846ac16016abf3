"""The open meeting: one calm page for the room. What was said, the plan, who reads it, when one meets again.

A branch that doesn't lead the case writes its note and the next meeting here; the plan stands to read.
"""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access.guard import allow
from samkraft.casework import drafts, rules
from samkraft.casework.case_page import branches_by_code, team_of
from samkraft.casework.choices import MeetingKind, MeetingState
from samkraft.casework.conflicts import Conflict
from samkraft.casework.meetings import meetings
from samkraft.casework.meetings.forms import span
from samkraft.casework.meetings.page_forms import MeetingForms
from samkraft.casework.meetings.views import MINUTES, own_meeting, share_minutes
from samkraft.casework.plan import planning, plans
from samkraft.casework.plan import rules as plan_rules
from samkraft.casework.plan.content import PlanContent
from samkraft.casework.plan.edit_views import left_out_words, share_plan, step_values
from samkraft.casework.plan.pages import step_rows
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.clock import today
from samkraft.core.receipts import receipt
from samkraft.core.words import as_date, clock_time, swedish_date
from samkraft.people.case_access import open_case_for_work
from samkraft.people.perms import can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.actions import reach_of
from samkraft.sharing.forms import shared_words

MINUTES_PREFIX = "note_"


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def show(request, case, meeting):
    """The meeting on the screen; one button saves the note, publishes the plan and books the next."""
    opened = open_case_for_work(request, case, "plan", f"meeting:{meeting}")
    found = own_meeting(request, opened, meeting)
    page = MeetingPage(request, opened, found)
    if request.method == "POST" and page.is_valid():
        try:
            return page.save()
        except Conflict as conflict:
            page.tell_of(conflict)
        except NotPossible as refusal:
            show_on(page.forms.talk, refusal)
    return page.render()


class MeetingPage:
    """One request to the meeting page."""

    def __init__(self, request, opened, meeting):
        self.request, self.opened, self.meeting = request, opened, meeting
        self.leads = opened.is_led_by(request.acting)
        self.team = team_of(opened.case)
        self.held = plans.newest_plan(opened.case.pk)
        plans.note_read(opened, self.held)
        self.form_name = f"meeting-{meeting.pk}"
        is_new = request.method == "GET"
        self.draft = drafts.draft_of(self.form_name, opened.case.pk, request.acting) if is_new else None
        self.content, self.revision = self._plan()
        posted = None if is_new else request.POST
        self.forms = MeetingForms(
            opened, self.content if self.leads else None, self.revision, self.team, posted, self.draft
        )
        reach = reach_of(opened.case, request.acting)
        self.plan_sheet = sheet_for(request, opened, "plan", self.team, reach=reach) if self.leads else None
        self.note_sheet = sheet_for(request, opened, MINUTES, self.team, prefix=MINUTES_PREFIX, reach=reach)
        self.conflict = None

    def _plan(self):
        """The draft where one's own branch leads and has one, else the newest version that it holds."""
        plan = plans.draft_of_plan(self.opened) if self.leads else None
        if plan and not plans.needs_own_copy(plan, self.held):
            return plans.content_of(plan, plans.steps_of(plan)), plan.revision
        return (self.held.content if self.held else PlanContent()), 0

    def is_valid(self):
        self.choices = [sheet.choice() for sheet in (self.plan_sheet, self.note_sheet) if sheet]
        return self.forms.is_valid() and not any(choice.error for choice in self.choices)

    def tell_of(self, conflict):
        self.conflict = conflict
        self.forms.stand_on(conflict.now)

    def save(self):
        """Everything in the request's one transaction: all of it or nothing."""
        talk = self.forms.talk.cleaned_data
        said = []
        publishes = self.leads and not self.request.POST.get("keep")
        if self.leads:
            said += self._save_plan(publishes)
        note = self._save_note(talk)
        if note:
            said.append(_("Anteckningen: %(what)s") % {"what": self._share_note(note)})
        if self.meeting.state == MeetingState.PLANNED and as_date(self.meeting.starts_at) <= today():
            meetings.settle(self.opened, self.request.acting, self.meeting, MeetingState.HELD)
        said += self._book_next(talk)
        drafts.discard_draft(self.form_name, self.opened.case.pk, self.request.acting)
        receipt(self.request, " ".join(said) or _("Mötet är sparat."))
        return redirect("casework:plan" if self.leads else "casework:meetings", case=self.opened.case.pk)

    def _save_plan(self, publishes):
        acting, opened = self.request.acting, self.opened
        was_new = self.revision == 0
        plan = planning.ensure_draft(opened, acting)
        ids = self._new_ids(plan) if was_new else {}
        goal = self.forms.goal.cleaned_data
        revision = plan.revision if was_new else goal["revision"]
        changes = list(self.forms.step_changes())
        if changes or goal["goal"] != plan.goal:
            planning.save_goal(opened, acting, revision, goal["goal"], plan.review_on)
            for step_id, given in changes:
                values = given if step_id else self._new_step(given)
                planning.save_step(opened, acting, None, values, ids.get(step_id, step_id))
            revision = None
        return self._publish(revision) if publishes else [_("Utkastet till planen är sparat.")]

    def _new_ids(self, plan):
        """Steps of the copy that was shown, by their place in the draft that has just been made from it."""
        return {old.id: new.pk for old, new in zip(self.content.steps, plans.steps_of(plan), strict=False)}

    def _new_step(self, given):
        return step_values(given, branches_by_code()) | {"starts_on": None}

    def _publish(self, revision):
        review_on = self.forms.talk.cleaned_data.get("next_day") or plans.draft_of_plan(self.opened).review_on
        version = planning.publish(self.opened, self.request.acting, revision, review_on, present=True)
        shared = share_plan(self.request, self.opened, version, self.choices[0])
        words = _("Planen är publicerad, version %(n)s.") % {"n": version.number}
        return [words, shared_words(shared) + left_out_words(self.plan_sheet, shared)]

    def _save_note(self, talk):
        text = meetings.talk_text(talk["good"], talk["hard"])
        if not text:
            return None
        title = _("%(kind)s %(day)s") % {
            "kind": self.meeting.get_kind_display(),
            "day": swedish_date(self.meeting.starts_at),
        }
        given = {"title": title, "held_on": as_date(self.meeting.starts_at), "text": text}
        return meetings.save_minutes(self.opened, self.request.acting, given, meeting=self.meeting)

    def _share_note(self, note):
        return shared_words(share_minutes(self.request, self.opened, note, self.choices[-1]))

    def _book_next(self, talk):
        if not talk["next_day"]:
            return []
        start, end = span(talk["next_day"], talk["next_at"], 60)
        meetings.book(
            self.opened, self.request.acting, MeetingKind.FOLLOW_UP, start, end, talk["next_place"],
            self.opened.file.needs_interpreter,
        )  # fmt: skip
        words = {"day": swedish_date(start), "at": clock_time(start)}
        return [_("Nästa möte %(day)s %(at)s.") % words]

    def render(self):
        name = self.opened.file.first_name or self.opened.file.name
        moment = {"day": swedish_date(self.meeting.starts_at), "at": clock_time(self.meeting.starts_at)}
        context = {
            "opened": self.opened,
            "case": self.opened.case,
            "name": name,
            "meeting": self.meeting,
            "leads": self.leads,
            "forms": self.forms,
            "content": self.content,
            "steps": step_rows(self.content, name),
            "plan_sheet": self.plan_sheet,
            "note_sheet": self.note_sheet,
            "draft": self.draft or drafts.FormDraft(self.form_name, self.opened.case.pk, None),
            "conflict": self.conflict,
            "mine": meetings.talk_text(self.forms.talk["good"].value() or "", self.forms.talk["hard"].value() or ""),
            "summary": self.forms.first_with_errors() if self.forms.is_bound else None,
            "when": _("%(day)s kl. %(at)s") % moment,
            "number": (self.held.content.number if self.held else 0) + 1,
            "agenda": self._agenda(),
            "remarks": rules.remarks(plan_rules.plan_texts(self.content), is_plan=True) if self.leads else [],
        }
        status = 409 if self.conflict else 422 if self.forms.is_bound else 200
        return render(self.request, "casework/meeting.html", context, status=status)

    def _agenda(self):
        labels = [("vill", _("Det här vill jag")), ("ser-ut", _("Så ser det ut")), ("planen", _("Planen")),
                  ("nasta", _("Nästa möte")), ("far-lasa", _("Vem får läsa"))]  # fmt: skip
        return [{"url": f"#{key}", "label": label, "current": False} for key, label in labels]
