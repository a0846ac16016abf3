"""Forms of the log review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import FindingKind, Verdict
from samkraft.core.forms import DateField, Form


class VerdictForm(Form):
    """What the reviewer makes of a finding; a reason wherever it isn't plainly in order."""

    verdict = forms.ChoiceField(label=_("Bedömning"), choices=Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Kommentar"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Vad du kontrollerade eller frågade om. Skriv inget om deltagaren."),
    )


class OpeningForm(Form):
    """Why a finding on a protected case must be opened."""

    reason = forms.CharField(
        label=_("Varför du behöver läsa"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Skriv inget om deltagaren."),
    )


class KindForm(Form):
    """Which findings to show."""

    marks_optional = False
    slag = forms.ChoiceField(
        label=_("Visa"), required=False, choices=[("", _("Allt som ska granskas")), *FindingKind.choices]
    )


class WeekForm(Form):
    """Which week of logins to show, by its last day."""

    marks_optional = False
    till = DateField(label=_("Veckan till och med"), required=False)


class ExtractForm(Form):
    """Whose extract: the case number, which tells nothing by itself; never a name or an identity number (REG-03)."""

    number = forms.CharField(
        label=_("Ärendenummer"), max_length=20, help_text=_("Deltagaren eller handläggaren kan säga det.")
    )
