"""The form that looks behind a block."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form
from samkraft.people.choices import LiftGround


class LiftForm(Form):
    """On which of the two grounds of the law, and why. Nothing is preselected."""

    ground = forms.ChoiceField(label=_("På vilken grund?"), choices=LiftGround.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Skälen"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Vad du behöver läsa och varför. Texten sparas och granskas."),
    )
