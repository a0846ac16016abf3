"""Forms of archive packages."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form


class ReceiptForm(Form):
    """What the archive answered."""

    receipt = forms.CharField(
        label=_("Arkivets kvitto"),
        max_length=200,
        help_text=_("Arkivets diarienummer eller motsvarande. Det följer med när ärendet föreslås för gallring."),
    )
