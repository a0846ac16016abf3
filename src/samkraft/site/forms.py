"""Forms of the site's own pages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Authority
from samkraft.core.forms import DateField, Form
from samkraft.site.gates import Gate, Risk


class GateForm(Form):
    """A decision to put on record."""

    gate = forms.ChoiceField(label=_("Beslut"), choices=Gate.choices, widget=forms.RadioSelect)
    authority = forms.ModelChoiceField(
        label=_("Myndighet"), queryset=Authority.objects.all(), required=False,
        help_text=_("Bara för en myndighets godkännande."),
    )  # fmt: skip
    reference = forms.CharField(label=_("Diarienummer eller annan hänvisning"), max_length=200)
    decided_on = DateField(label=_("Beslutat"))
    risk = forms.ChoiceField(
        label=_("Vad konsekvensbedömningen kom fram till"), choices=Risk.choices, widget=forms.RadioSelect,
        required=False, help_text=_("Bara för konsekvensbedömningen."),
    )  # fmt: skip
    consultation = forms.CharField(
        label=_("Svaret från Integritetsskyddsmyndigheten"), max_length=200, required=False,
        help_text=_("Behövs om hög risk kvarstår: förhandssamrådets diarienummer."),
    )  # fmt: skip
