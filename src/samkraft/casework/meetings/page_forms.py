"""All forms of the meeting page as one: goal, lines of the plan, what was said, when one meets again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.casework.forms import OtherPersonForm
from samkraft.casework.meetings.forms import RoomField
from samkraft.casework.plan.forms import who_choices
from samkraft.casework.plan.rules import states_from
from samkraft.core.forms import ClockField, DateField, Form


def _box(label, rows=4):
    """A text of what was said."""
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), max_length=5000, required=False)


class TalkForm(OtherPersonForm):
    """What the meeting page asks besides the plan: what was said, and when one meets again."""

    marks_optional = False

    wish = _box(_("Det här vill jag"), 2)
    agreed = _box(_("Det här kommer vi överens om"), 3)
    good = _box(_("Det här går bra"))
    hard = _box(_("Det här behöver ordnas"))
    next_day = DateField(label=_("Nästa möte"), required=False, help_text=_("Till exempel 14 mars 2026"))
    next_at = ClockField(label=_("Tid"), required=False, help_text=_("Till exempel 10.00"))
    next_place = forms.CharField(label=_("Plats"), max_length=120, required=False)
    next_room = RoomField(label=_("Rum"), required=False)
    next_same = forms.BooleanField(label=_("Fråga samma personer igen"), required=False)

    def __init__(self, *args, branch, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["next_room"].open_to(branch)

    def clean(self):
        given = super().clean()
        if given.get("next_at") and not given.get("next_day") and "next_day" not in self.errors:
            self.add_error("next_day", _("Skriv vilken dag ni ses."))
        if given.get("next_day") and not given.get("next_at") and "next_at" not in self.errors:
            self.add_error("next_at", _("Skriv vilken tid ni ses."))
        return given


class NewStepRow(Form):
    """A line for a new step on the meeting page; an empty line is no step."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=160, required=False)
    who = forms.ChoiceField(label=_("Vem?"), required=False)
    ends_on = DateField(label=_("Till när?"), required=False)
    marks_optional = False

    def __init__(self, *args, who, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = who

    def clean(self):
        given = super().clean()
        if given.get("title") and not given.get("who") and "who" not in self.errors:
            self.add_error("who", _("Välj vem som ansvarar för steget."))
        return given


class ProposalRow(Form):
    """A line of a branch that doesn't lead: a step to propose; an empty line is none."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=160, required=False)
    ends_on = DateField(label=_("Till när?"), required=False)
    marks_optional = False


class OldStepRow(Form):
    """A line for a step that is under way: how it stands, with the programme's reason in the same choice, till when."""

    state = forms.ChoiceField(label=_("Läge"))
    ends_on = DateField(label=_("Till när?"), required=False)
    marks_optional = False

    def __init__(self, *args, step, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.step, self.definition = step, definition
        self.fields["state"].choices = [state_choice(step, definition, *pair) for pair in states_from(step.state)]

    @property
    def said(self):
        """The state and its reason."""
        chosen = self.cleaned_data["state"]
        if chosen == state_value(self.step, self.definition):
            return self.step.state, self.step.reason
        state, _colon, place = chosen.partition(":")
        return state, self.definition.reasons_of(state)[int(place)] if place else ""


def state_choice(step, definition, value, label):
    """A state to choose; one that stands for a reason is chosen by its reason, so that none is left out (P-035)."""
    words = definition.reasons_of(value)
    if not words:
        return value, label
    reasons = [(f"{value}:{place}", f"{label}: {reason.lower()}") for place, reason in enumerate(words)]
    is_bare = value == step.state and step.reason not in words
    return label, [(value, f"{label}: {step.reason}" if step.reason else label), *reasons] if is_bare else reasons


def state_value(step, definition):
    """The choice that a step stands at."""
    words = definition.reasons_of(step.state)
    return f"{step.state}:{words.index(step.reason)}" if step.reason in words else step.state


class MeetingGoalForm(Form):
    """The goal on the meeting page, standing on a revision of the draft."""

    goal = forms.CharField(label=_("Det här vill jag"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000,
                           required=False)  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


NEW_LINES = 3


class MeetingForms:
    """The page's forms, bound to one POST or to a draft."""

    def __init__(self, page, posted=None, draft=None):
        self.posted, self.definition = posted, page.opened.definition
        self.values = draft.values() if draft and posted is None else {}
        self.talk = TalkForm(posted, initial=self.values, branch=page.request.acting.branch)
        self.goal, self.old, self.new = None, [], []
        if page.leads:
            self._plan_forms(page.content, page.revision, who_choices(page.team, self.definition.party_branches))
        elif page.opened.case.leader_branch_id:
            self.new = [self._row(ProposalRow, f"ny{number}", ["title", "ends_on"]) for number in range(NEW_LINES)]
        rows = [*(form for _step, form in self.old), *self.new]
        others = [form for part in page.other_parts for form in part.forms]
        self.errors_in = [*([self.goal] if self.goal else []), *rows, *others, self.talk]

    def _plan_forms(self, content, revision, who):
        start = {"goal": content.goal, "revision": revision}
        self.goal = MeetingGoalForm(self.posted, initial={**start, **self._of("", start)})
        self.old = [(step, self._old_row(step)) for step in content.live_steps]
        names = ["title", "who", "ends_on"]
        self.new = [self._row(NewStepRow, f"ny{number}", names, who=who) for number in range(NEW_LINES)]

    def _old_row(self, step):
        start = {"state": state_value(step, self.definition), "ends_on": step.ends}
        prefix = f"s-{step.id}"
        start |= self._of(f"{prefix}-", start)
        return OldStepRow(self.posted, prefix=prefix, initial=start, step=step, definition=self.definition)

    def _row(self, cls, prefix, names, **more):
        return cls(self.posted, prefix=prefix, initial=self._of(f"{prefix}-", dict.fromkeys(names, "")), **more)

    def _of(self, prefix, names):
        """What a draft holds of a form's fields; the revision is never the draft's."""
        return {n: self.values[prefix + n] for n in names if n != "revision" and prefix + n in self.values}

    @property
    def is_bound(self):
        return self.posted is not None

    def is_valid(self):
        return not [form for form in self.errors_in if not form.is_valid()]

    def first_with_errors(self):
        """The form whose errors stand in the summary."""
        return next((form for form in self.errors_in if form.errors), self.talk)

    def stand_on(self, revision):
        """Bind again, with all that was typed, to the revision that is now."""
        self.posted = self.posted.copy()
        self.posted["revision"] = revision
        self.goal = MeetingGoalForm(self.posted)

    def step_changes(self):
        """(step id or None, fields) for every line that says something new."""
        for step, form in self.old:
            (state, reason), ends_on = form.said, form.cleaned_data["ends_on"]
            if (state, reason, ends_on) != (step.state, step.reason, step.ends):
                yield step.id, {"state": state, "reason": reason, "ends_on": ends_on}
        for form in self.new:
            if form.cleaned_data.get("title"):
                yield None, form.cleaned_data
