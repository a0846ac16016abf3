"""Asking for a paper, and what became of it. There is no field for what stands in it."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.casework.choices import PaperState
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form


class AskPaperForm(Form):
    """What, of whom, what for. *papers*: of the programme file."""

    paper = forms.ChoiceField(label=gettext_lazy("Vad begär ni?"), widget=forms.RadioSelect)
    asked_of = forms.CharField(
        label=gettext_lazy("Hos vem?"), max_length=120, help_text=gettext_lazy("Till exempel vårdcentralens namn.")
    )
    why = forms.CharField(
        label=gettext_lazy("Vad ska det användas till?"), max_length=200,
        help_text=gettext_lazy("Beslutet eller steget som behöver det. Aldrig diagnos eller vad som står i det."),
    )  # fmt: skip
    ask_again = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, papers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["paper"].choices = [(row.code, f"{row.name}. {row.words}") for row in papers]


class SettlePaperForm(Form):
    """What became of it."""

    state = forms.ChoiceField(label=gettext_lazy("Hur står det till?"), choices=PaperState.choices)
    valid_until = DateField(label=gettext_lazy("Gäller till"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput)

    def clean(self):
        given = super().clean()
        until = given.get("valid_until")
        if until and given.get("state") != PaperState.RECEIVED:
            self.add_error("valid_until", _("En sista dag kan skrivas när det har kommit."))
        elif until and until < today():
            self.add_error("valid_until", _("Den dagen har redan varit."))
        return given
