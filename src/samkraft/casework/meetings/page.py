"""The open meeting as it stands on the screen: what is known, the forms, who may read what."""

from django.utils.translation import gettext as _

from samkraft.casework import drafts, rules
from samkraft.casework.case_page import team_of
from samkraft.casework.choices import GuestAnswer
from samkraft.casework.meetings import meetings
from samkraft.casework.meetings.known import known
from samkraft.casework.meetings.page_forms import MeetingForms
from samkraft.casework.meetings.views import MINUTES
from samkraft.casework.plan import plans
from samkraft.casework.plan import rules as plan_rules
from samkraft.casework.plan.content import PlanContent
from samkraft.casework.plan.pages import step_rows
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.words import as_date, clock_time, joined, swedish_date
from samkraft.people.meeting_parts import MeetingFacts, meeting_parts
from samkraft.sharing.actions import reach_of
from samkraft.sharing.choices import ItemKind

MINUTES_PREFIX, PROPOSAL_PREFIX = "note_", "forslag_"


class MeetingPage:
    """One request to the meeting page. A branch that doesn't lead writes its note and proposes steps.

    After the discharge nobody leads a plan (PLAN-4): it is read, and there is nothing to propose.
    """

    def __init__(self, request, opened, meeting):
        self.request, self.opened, self.meeting = request, opened, meeting
        self.leads = opened.case.is_open and opened.is_led_by(request.acting)
        self.team = team_of(opened.case)
        self.guests = [guest for guest in meetings.guests_of(meeting) if guest.answer != GuestAnswer.NO]
        self.held = plans.newest_plan(opened.case.pk, opened.received(ItemKind.PLAN))
        plans.note_read(opened, self.held)
        self.form_name = f"meeting-{meeting.pk}"
        self.draft = drafts.draft_of(self.form_name, opened.case.pk, request.acting)
        self.content, self.revision = self._plan()
        posted = request.POST if request.method == "POST" else None
        self.other_parts = self._parts(posted)
        self.forms = MeetingForms(self, posted, self.draft)
        self._make_sheets()
        self.conflict = None

    def _parts(self, posted):
        """The sections that other rooms have for this meeting, bound to the same POST or draft."""
        meeting, values = self.meeting, self.draft.values() if posted is None else {}
        facts = MeetingFacts(meeting.pk, meeting.kind, as_date(meeting.starts_at), self.name, self.in_the_room())
        return meeting_parts(self.request, self.opened, facts, posted, values)

    def _plan(self):
        """The draft where one's own branch leads and has one, else the newest version that it holds."""
        plan = plans.draft_of_plan(self.opened) if self.leads else None
        if plan and not plans.needs_own_copy(plan, self.held):
            return plans.content_of(plan, plans.steps_of(plan)), plan.revision
        return (self.held.content if self.held else PlanContent()), 0

    def _make_sheets(self):
        """Who may read, preset from the consent or, where there is a draft, as it was last chosen here."""
        request, opened = self.request, self.opened
        reach = reach_of(opened.case, request.acting)
        before = self.draft.as_post() if self.draft.exists else None
        shared = {"team": self.team, "reach": reach, "before": before}
        self.note_sheet = sheet_for(request, opened, MINUTES, prefix=MINUTES_PREFIX, **shared)
        self.plan_sheet = self.proposal_sheet = None
        if self.leads:
            self.plan_sheet = sheet_for(request, opened, "plan", **shared)
        elif opened.case.is_open and opened.case.leader_branch_id:
            only = [opened.case.leader_branch_id]
            self.proposal_sheet = sheet_for(request, opened, "plan", only=only, prefix=PROPOSAL_PREFIX, **shared)

    @property
    def may_propose(self):
        """Whether another branch leads, to which steps can be proposed."""
        return self.proposal_sheet is not None and self.proposal_sheet.open_count > 0

    @property
    def has_plan(self):
        """Whether there is anything to publish, with what has just been typed."""
        goal = self.forms.goal.cleaned_data["goal"] if self.leads else ""
        return bool(goal or self.content.steps or any(form.cleaned_data.get("title") for form in self.forms.new))

    def is_valid(self):
        sheets = {"plan": self.plan_sheet, "proposal": self.proposal_sheet, "note": self.note_sheet}
        self.choices = {name: sheet.choice() for name, sheet in sheets.items() if sheet}
        return self.forms.is_valid() and not any(choice.error for choice in self.choices.values())

    def chosen(self):
        """(choice, what it gives to read) for all that the page would share."""
        names = {"plan": _("planen"), "proposal": _("förslagen")}
        proposes = any(form.cleaned_data.get("title") for form in self.forms.new)
        for name, choice in self.choices.items():
            if {"proposal": proposes, "plan": self.has_plan}.get(name, True):
                yield choice, names.get(name, _("anteckningen"))

    def tell_of(self, conflict):
        self.conflict = conflict
        self.forms.stand_on(conflict.now)

    @property
    def name(self):
        """What the person is called on the screen."""
        return self.opened.file.first_name or self.opened.file.name

    def in_the_room(self):
        """The person, who holds the meeting, those asked who haven't said no, and the interpreter."""
        colleagues = [f"{guest.staff.name}, {guest.branch.name}" for guest in self.guests]
        interpreter = [_("tolk")] if self.meeting.with_interpreter else []
        return joined([self.name, self.meeting.staff.name, *colleagues, *interpreter])

    def head(self):
        """What every stage of the meeting's page has at its top."""
        moment = {"day": swedish_date(self.meeting.starts_at), "at": clock_time(self.meeting.starts_at)}
        return {
            "opened": self.opened,
            "case": self.opened.case,
            "name": self.name,
            "meeting": self.meeting,
            "leads": self.leads,
            "when": _("%(day)s kl. %(at)s") % moment,
            "room": self.in_the_room(),
            "draft": self.draft,
        }

    def context(self):
        others = {guest.branch_id for guest in self.guests} - {self.request.acting.branch.pk}
        talk = self.forms.talk
        return self.head() | {
            "forms": self.forms,
            "other_parts": self.other_parts,
            "content": self.content,
            "steps": step_rows(self.content, self.name),
            "known": known(self.opened, others),
            "is_joint": bool(others),
            "plan_sheet": self.plan_sheet,
            "proposal_sheet": self.proposal_sheet,
            "note_sheet": self.note_sheet,
            "may_propose": self.may_propose,
            "conflict": self.conflict,
            "mine": meetings.talk_text({name: talk[name].value() or "" for name in meetings.TALK}),
            "summary": self.forms.first_with_errors() if self.forms.is_bound else None,
            "number": (self.held.content.number if self.held else 0) + 1,
            "agenda": self._agenda(),
            "points": [line.strip() for line in self.meeting.agenda.splitlines() if line.strip()],
            "room_has_others": bool(self.guests),
            "remarks": rules.remarks(plan_rules.plan_texts(self.content), is_plan=True) if self.leads else [],
        }

    def _agenda(self):
        labels = [("vet", _("Det här vet vi")), ("vill", _("Det här vill jag")), ("ser-ut", _("Så ser det ut")),
                  *((part.key, part.title) for part in self.other_parts),
                  ("planen", _("Det här kommer vi överens om")), ("nasta", _("Nästa möte")),
                  ("far-lasa", _("Vem får läsa"))]  # fmt: skip
        return [{"url": f"#{key}", "label": label, "current": False} for key, label in labels]
