"""Forms of recruitment meetings and invitations."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import ClockField, DateField, Form, WholeField
from samkraft.employers.choices import InvitationOutcome, InvitationState, MeetingState
from samkraft.employers.fields import NOBODY, OfNobody, PicksEmployer


class MeetingForm(PicksEmployer, OfNobody):
    """A recruitment meeting."""

    title = forms.CharField(label=_("Vad gäller träffen?"), max_length=120)
    on = DateField(label=_("Dag"))
    starts_at = ClockField(label=_("Börjar"))
    place = forms.CharField(label=_("Plats"), max_length=120)
    seats = WholeField(label=_("Antal platser"), min_value=1, max_value=500, initial=20)
    about = forms.CharField(
        label=_("Bra att veta"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOBODY,
    )  # fmt: skip


class MeetingStateForm(Form):
    """It was held, or is called off."""

    state = forms.ChoiceField(choices=[(MeetingState.HELD, ""), (MeetingState.CANCELLED, "")])


class InviteForm(Form):
    """Which meeting the person is invited to."""

    meeting = forms.ChoiceField(label=_("Vilken träff?"), widget=forms.RadioSelect)

    def __init__(self, *args, meetings, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = meetings


class AnswerForm(Form):
    """What the person answered, whether she came, and what it led to."""

    state = forms.ChoiceField(label=_("Hur står det till?"), choices=InvitationState.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("Vad ledde det till?"), choices=[("", _("Vet inte än")), *InvitationOutcome.choices], required=False
    )
    note = forms.CharField(
        label=_("Anteckning"), max_length=300, required=False, help_text=_("Stannar hos er. Inget om hälsa.")
    )
