"""Forms of contacts and tasks."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.casework.choices import ContactKind
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form


class ContactForm(Form):
    """When and how; never what was said."""

    kind = forms.ChoiceField(label=_("Hur"), choices=ContactKind.choices, widget=forms.RadioSelect)
    held_on = DateField(label=_("Dag"))

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > today():
            raise forms.ValidationError(_("Dagen har inte varit än. En kontakt antecknas när den har skett."))
        return day


class TaskForm(Form):
    """What is to be done, by which day, by whom."""

    title = forms.CharField(
        label=_("Uppgift"), max_length=160, help_text=_("Kort. Skriv inget om hälsa, ersättning eller andra personer.")
    )
    due_on = DateField(label=_("Senast"))
    assigned_to = forms.ChoiceField(label=_("Vem"))

    def __init__(self, *args, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["assigned_to"].choices = [(str(person.public_id), person.name) for person in colleagues]

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day < today():
            raise forms.ValidationError(_("Dagen har redan varit. Välj i dag eller en senare dag."))
        return day
