"""All forms of the meeting page as one: goal, lines of the plan, what was said, when one meets again."""

from samkraft.casework.forms import MeetingGoalForm, NewStepRow, OldStepRow, TalkForm, who_choices
from samkraft.core.clock import today

NEW_LINES = 3


class MeetingForms:
    """The page's forms, bound to one POST or to a draft. *plan* is None where another branch leads."""

    def __init__(self, opened, plan_content, revision, team, posted=None, draft=None):
        self.posted = posted
        self.values = draft.values() if draft else {}
        self.talk = TalkForm(posted, initial=self.values)
        self.errors_in = [self.talk]
        self.goal, self.old, self.new = None, [], []
        if plan_content is not None:
            self._plan_forms(plan_content, revision, who_choices(team, opened.definition.party_branches))

    def _plan_forms(self, content, revision, who):
        start = {"goal": content.goal, "revision": revision}
        self.goal = MeetingGoalForm(self.posted, initial={**start, **self._of("", start)})
        self.old = [(step, self._old_row(step)) for step in content.live_steps]
        self.new = [self._new_row(f"ny{number}", who) for number in range(NEW_LINES)]
        self.errors_in = [self.goal, *(form for _step, form in self.old), *self.new, self.talk]

    def _old_row(self, step):
        start = {"state": step.state, "ends_on": step.ends}
        prefix = f"s-{step.id}"
        return OldStepRow(self.posted, prefix=prefix, initial={**start, **self._of(f"{prefix}-", start)})

    def _new_row(self, prefix, who):
        names = dict.fromkeys(["title", "who", "ends_on"], "")
        return NewStepRow(self.posted, prefix=prefix, who=who, initial=self._of(f"{prefix}-", names))

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
            given = form.cleaned_data
            if given["state"] != step.state or given["ends_on"] != step.ends:
                yield step.id, {"state": given["state"], "ends_on": given["ends_on"]}
        for form in self.new:
            if form.cleaned_data.get("title"):
                yield None, form.cleaned_data

    def next_day_is_ahead(self):
        day = self.talk.cleaned_data.get("next_day")
        return day is None or day >= today()
