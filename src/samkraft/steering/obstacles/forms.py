"""Telling of an obstacle, and of what became of it."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samkraft.access.models import Authority
from samkraft.core.forms import Form
from samkraft.core.public_forms import holds_a_number
from samkraft.steering.obstacles.choices import ENDED, Remover, Turn

_NO_PERSON = _("Skriv om regler och arbetssätt. Inga namn på deltagare, inga personnummer och inga ärendenummer.")


class _OfNobody(Form):
    """Every text is read by all in the programme: none may hold a number of a person."""

    def clean(self):
        given = super().clean()
        for name, value in list(given.items()):
            if isinstance(value, str) and holds_a_number(value):
                self.add_error(name, _("Ta bort personnumret. Alla i programmet läser det här."))
        return given


class ObstacleForm(_OfNobody):
    """What stood in the way."""

    title = forms.CharField(label=_("Vad är i vägen?"), max_length=120, help_text=_("En mening som alla förstår."))
    story = forms.CharField(
        label=_("Berätta"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}), help_text=_NO_PERSON
    )
    rules = forms.CharField(
        label=_("Vilka regler krockar?"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lag, föreskrift eller rutin hos var och en, om du vet."),
    )  # fmt: skip
    remover = forms.ChoiceField(label=_("Vem kan ta bort hindret?"), choices=Remover.choices, widget=forms.RadioSelect)
    authority = forms.ModelChoiceField(
        label=_("Vilken myndighet?"), queryset=Authority.objects.none(), required=False, to_field_name="code",
        empty_label=_("Välj"), help_text=_("Om en av myndigheterna kan ta bort det."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["authority"].queryset = Authority.objects.filter(branches__isnull=False).distinct().order_by("name")

    def clean(self):
        given = super().clean()
        if given.get("remover") != Remover.AUTHORITY:
            given["authority"] = None
        elif not given.get("authority") and "authority" not in self.errors:
            self.add_error("authority", ValidationError(_("Välj vilken myndighet.")))
        return given


class TurnForm(_OfNobody):
    """What became of it."""

    turn = forms.ChoiceField(label=_("Vad blev det av hindret?"), widget=forms.RadioSelect)
    to_whom = forms.CharField(
        label=_("Till vem?"), max_length=120, required=False, help_text=_("Den som har fått frågan, med funktion.")
    )
    note = forms.CharField(
        label=_("Med egna ord"), max_length=1000, widget=forms.Textarea(attrs={"rows": 4}), help_text=_NO_PERSON
    )

    def __init__(self, *args, standing, **kwargs):
        super().__init__(*args, **kwargs)
        again = [Turn.REOPENED] if standing in ENDED else [Turn.PASSED, *ENDED]
        self.fields["turn"].choices = [(one.value, one.label) for one in again]

    def clean(self):
        given = super().clean()
        if given.get("turn") == Turn.PASSED and not given.get("to_whom"):
            self.add_error("to_whom", ValidationError(_("Skriv vem som har fått frågan.")))
        return given
