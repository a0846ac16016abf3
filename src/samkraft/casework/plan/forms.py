"""What is typed of the plan: goal, steps, reports, publishing. What may be done is decided elsewhere."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.casework.choices import StepState
from samkraft.casework.plan.rules import states_from
from samkraft.core.forms import DateField, Form

NO_REASON = _("Skriv vad som ska göras, inte varför. Aldrig orsaker som rör hälsa eller privatliv.")


class GoalForm(Form):
    """The goal in the person's own words, and when the plan is followed up."""

    goal = forms.CharField(
        label=_("Med egna ord"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000, required=False,
        help_text=_("Personen säger det själv. Skriv med hennes eller hans ord."),
    )  # fmt: skip
    review_on = DateField(label=_("Planen följs upp"), required=False, help_text=_("Till exempel 14 mars 2026"))
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class StepForm(Form):
    """A step: what, who and when."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=160, help_text=NO_REASON)
    activity_type = forms.ChoiceField(label=_("Slag"), required=False)
    who = forms.ChoiceField(label=_("Vem ansvarar?"))
    by_participant = forms.BooleanField(label=_("Personen gör det själv eller är med"), required=False)
    starts_on = DateField(label=_("Från"), required=False)
    ends_on = DateField(label=_("Till"), required=False)
    state = forms.ChoiceField(label=_("Läge"), choices=StepState.choices)
    reason = forms.ChoiceField(label=_("Skäl till läget"), required=False)
    why = forms.CharField(
        label=_("Vad leder steget till?"), max_length=300, required=False,
        help_text=_("Till exempel: närmare arbete i vården. Aldrig en orsak som rör hälsa eller privatliv."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args, definition, people, branches, state="", **kwargs):
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.fields["state"].choices = states_from(state)
        set_reasons(self, definition)
        types = [(t.code, t.name) for t in definition.activity_types]
        self.fields["activity_type"].choices = [("", _("Inget särskilt")), *types]
        self.fields["who"].choices = who_choices(people, branches)

    def clean(self):
        given = super().clean()
        starts, ends = given.get("starts_on"), given.get("ends_on")
        if starts and ends and ends < starts:
            self.add_error("ends_on", _("Steget kan inte sluta innan det börjar."))
        return with_reason(self, given)


def who_choices(people, branches):
    """The person herself and named people who work with the case first, then each branch without a named person."""
    named = [(f"s:{row.staff.public_id}:{row.branch.code}", f"{row.staff.name}, {row.branch.name}") for row in people]
    rest = [(f"b:{branch.code}", branch.name) for branch in branches]
    return [("", _("Välj")), ("p:", _("Personen själv")), *named, *rest]


def set_reasons(form, definition):
    """The reasons that the programme has, each under its state; the question goes where it has none."""
    groups = [(StepState(row.state).label, [(words, words) for words in row.words]) for row in definition.step_reasons]
    form.fields["reason"].choices = [("", _("Välj, om läget har skäl")), *groups]
    if not groups:
        del form.fields["reason"]


def with_reason(form, given):
    """A state that stands for a reason has one of its own; another state has none."""
    words, reason = form.definition.reasons_of(given.get("state", "")), given.get("reason", "")
    if words and reason not in words and "reason" not in form.errors:
        state = StepState(given["state"]).label
        form.add_error("reason", _("Välj ett skäl som hör till läget %(state)s.") % {"state": state})
    return given | {"reason": reason if words else ""}


class ReportForm(Form):
    """How a step goes, told by the branch that is responsible for it."""

    state = forms.ChoiceField(label=_("Hur står det till?"), choices=StepState.choices)
    reason = forms.ChoiceField(label=_("Skäl till läget"), required=False)
    text = forms.CharField(
        label=_("Att säga till processledaren"), widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        required=False, help_text=_("Bara det som behövs för att följa steget."),
    )  # fmt: skip
    ends_on = DateField(label=_("Nytt slutdatum"), required=False)

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.definition = definition
        set_reasons(self, definition)

    def clean(self):
        return with_reason(self, super().clean())


class ProposalForm(Form):
    """A step that another branch proposes to the process leader."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=160, help_text=NO_REASON)
    starts_on = DateField(label=_("Från"), required=False)
    ends_on = DateField(label=_("Till"), required=False)
    text = forms.CharField(
        label=_("Att säga till processledaren"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2000,
        required=False,
    )  # fmt: skip


class PublishForm(Form):
    """Publishing: with the person present, and when it is followed up."""

    present = forms.BooleanField(label=_("Personen är med när planen publiceras"), required=False)
    review_on = DateField(label=_("Planen följs upp"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
