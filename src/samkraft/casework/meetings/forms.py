"""What is typed when a meeting is booked and when its note is written."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from samkraft.casework.choices import MeetingKind
from samkraft.casework.forms import CALM, OtherPersonForm, texts_of
from samkraft.casework.meetings.booking import Wish
from samkraft.casework.models import Room
from samkraft.core.forms import ClockField, DateField, Form

LENGTHS = [("30", _("30 minuter")), ("45", _("45 minuter")), ("60", _("1 timme")), ("90", _("1,5 timme"))]


class RoomField(forms.ModelChoiceField):
    """A room that a branch may book; the choice is optional, for many meet elsewhere."""

    def __init__(self, **kwargs):
        super().__init__(queryset=Room.objects.none(), empty_label=_("Inget rum"), to_field_name="public_id", **kwargs)

    def open_to(self, branch):
        """Choose among a branch's own rooms and those that others lend."""
        self.queryset = Room.objects.open_to(branch)

    def label_from_instance(self, room):
        return room.where


class MeetingForm(Form):
    """Book a meeting, or move it. *colleagues*: those who work with the case besides oneself."""

    kind = forms.ChoiceField(label=_("Vad är mötet?"), choices=MeetingKind.choices, initial=MeetingKind.FOLLOW_UP)
    day = DateField(label=_("Dag"), help_text=_("Till exempel 14 mars 2026"))
    at = ClockField(label=_("Tid"), help_text=_("Till exempel 10.00"))
    length = forms.ChoiceField(label=_("Hur länge?"), choices=LENGTHS, initial="60")
    room = RoomField(label=_("Rum"), required=False)
    place = forms.CharField(
        label=_("Plats"), max_length=120, required=False,
        help_text=_("Om ni ses någon annanstans, eller på video. De som bjuds in läser det: inget om hälsa."),
    )  # fmt: skip
    with_interpreter = forms.BooleanField(label=_("Tolk behövs"), required=False)
    guests = forms.MultipleChoiceField(
        label=_("Fler som ska vara med"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("De ser dag, tid, plats och vem som frågar. Inte vad mötet gäller."),
    )  # fmt: skip
    agenda = forms.CharField(
        label=_("Det här ska ni prata om"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 3} | texts_of("meeting")),
        help_text=_("En rad för varje sak. Personen läser det på skärmen och i kallelsen."),
    )  # fmt: skip
    anyway = forms.BooleanField(label=_("Boka ändå"), required=False)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, branch, colleagues, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["room"].open_to(branch)
        self.fields["guests"].choices = [
            (str(row.staff.public_id), f"{row.staff.name}, {row.branch.name}") for row in colleagues
        ]
        self._colleagues = {str(row.staff.public_id): row.staff_id for row in colleagues}
        if not colleagues:
            del self.fields["guests"]

    def wish(self):
        """What is to be booked."""
        given = self.cleaned_data
        return Wish(
            given["kind"], *self.span(), given["place"], given["room"], given["with_interpreter"], given["agenda"],
            [self._colleagues[key] for key in given.get("guests", ())],
        )  # fmt: skip

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
        label=_("Anteckning"), widget=forms.Textarea(attrs=CALM | texts_of("minutes")), max_length=10_000,
        help_text=_("Er verksamhets egen anteckning. Skriv det som behövs för arbetet, inget om andra personer."),
    )  # fmt: skip
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
