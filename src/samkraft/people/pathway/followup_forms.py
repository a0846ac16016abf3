"""The form of a follow-up: what the person does now. Three fields, two of them filled in (P-036)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.people.choices import TryResult
from samkraft.people.list_of_codes import choices_of
from samkraft.people.pathway.followup_rules import next_try


class FollowUpForm(Form):
    """What was found, when, and a note if needed."""

    outcome = forms.ChoiceField(widget=forms.RadioSelect)
    done_on = DateField(label=_("Dag för uppföljningen"))
    note = forms.CharField(
        label=_("Anteckning"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Stannar i er akt. Inget om hälsa eller sociala skäl."),
    )

    def __init__(self, *args, row, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["outcome"].label = row.question
        self.fields["outcome"].choices = choices_of(row.outcomes)
        self.initial["done_on"] = today()


class TryForm(Form):
    """A call that led to nothing: what happened, and when to call again."""

    result = forms.ChoiceField(label=_("Vad hände?"), choices=TryResult, widget=forms.RadioSelect)
    again_on = DateField(label=_("Ring igen"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial |= {"result": TryResult.NO_ANSWER, "again_on": next_try(today())}
