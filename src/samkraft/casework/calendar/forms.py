"""What is typed of a room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form, WholeField


class RoomForm(Form):
    """A room to meet in."""

    name = forms.CharField(label=_("Rummets namn"), max_length=60)
    address = forms.CharField(label=_("Adress och våning"), max_length=120, required=False)
    seats = WholeField(label=_("Platser"), required=False, min_value=1, max_value=500)
    is_lent = forms.BooleanField(label=_("Andra verksamheter får också boka det"), required=False)
