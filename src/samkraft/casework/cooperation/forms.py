"""Which step was taken, and when. Never why."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form


class StepTakenForm(Form):
    """*steps*: those that the own branch notes."""

    step = forms.ChoiceField(label=gettext_lazy("Vilket steg?"), widget=forms.RadioSelect)
    taken_on = DateField(label=gettext_lazy("Dag"))

    def __init__(self, *args, steps, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["step"].choices = [(step.code, f"{step.name}. {step.words}") for step in steps]

    def clean_taken_on(self):
        day = self.cleaned_data["taken_on"]
        if day > today():
            raise forms.ValidationError(_("Dagen har inte varit än. Ett steg antecknas när det är taget."))
        return day
