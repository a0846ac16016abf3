"""What is typed when a meeting is booked and when its note is written."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samkraft.casework.choices import MeetingKind
from samkraft.casework.forms import CALM, OtherPersonForm
from samkraft.core.forms import ClockField, DateField, Form

LENGTHS = [("30", _("30 minuter")), ("45", _("45 minuter")), ("60", _("1 timme")), ("90", _("1,5 timme"))]


class MeetingForm(Form):
    """Book a meeting."""

    kind = forms.ChoiceField(label=_("Vad är mötet?"), choices=MeetingKind.choices, initial=MeetingKind.FOLLOW_UP)
    day = DateField(label=_("Dag"), help_text=_("Till exempel 14 mars 2026"))
    at = ClockField(label=_("Tid"), help_text=_("Till exempel 10.00"))
    length = forms.ChoiceField(label=_("Hur länge?"), choices=LENGTHS, initial="60")
    place = forms.CharField(label=_("Plats"), max_length=120, required=False)
    with_interpreter = forms.BooleanField(label=_("Tolk behövs"), required=False)

    def span(self):
        """Start and end as moments."""
        return span(self.cleaned_data["day"], self.cleaned_data["at"], int(self.cleaned_data["length"]))


def span(day, at, minutes):
    """Start and end of a meeting as moments here."""
    start = timezone.make_aware(datetime.combine(day, at))
    return start, start + timedelta(minutes=minutes)


class MinutesForm(OtherPersonForm):
    """A note from a meeting, one per authority."""

    field_order = ("title", "held_on", "text")
    title = forms.CharField(label=_("Rubrik"), max_length=160)
    held_on = DateField(label=_("När?"))
    text = forms.CharField(
        label=_("Anteckning"), widget=forms.Textarea(attrs=CALM), max_length=10_000,
        help_text=_("Er verksamhets egen anteckning. Skriv det som behövs för arbetet, inget om andra personer."),
    )  # fmt: skip
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
