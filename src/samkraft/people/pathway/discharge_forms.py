"""Forms of discharge: only what the reason demands."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.people.list_of_codes import choices_of


class DischargeForm(Form):
    """The day, and what the reason asks for: a start, a form of support."""

    discharged_on = DateField(label=_("Utskriven"))
    starts_on = DateField(label=_("Börjar"), required=False)
    support_form = forms.ChoiceField(label=_("Form av stöd"), required=False)
    note = forms.CharField(
        label=_("Anteckning"),
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Stannar i er akt. Inget om hälsa eller sociala skäl."),
    )

    def __init__(self, *args, demands, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["discharged_on"] = today()
        if demands.needs_start:
            self.fields["starts_on"].required = True
            self.fields["starts_on"].help_text = _(
                "Dagen då det började, eller börjar enligt avtal. Högst %(days)s dagar fram."
            ) % {"days": demands.start_within_days}
        else:
            del self.fields["starts_on"]
        if demands.forms:
            self.fields["support_form"].required = True
            self.fields["support_form"].choices = [("", _("Välj form")), *choices_of(demands.forms)]
        else:
            del self.fields["support_form"]


class CorrectionForm(Form):
    """Why a discharge was a mistake."""

    why = forms.CharField(
        label=_("Varför är utskrivningen fel?"),
        max_length=300,
        help_text=_("Skälet sparas i loggen. Inget om hälsa eller sociala skäl."),
    )
