"""Forms of the log review."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import FindingKind, Verdict
from samkraft.core.forms import Form


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


class KindForm(Form):
    """Which findings to show."""

    marks_optional = False
    slag = forms.ChoiceField(
        label=_("Visa"), required=False, choices=[("", _("Allt som ska granskas")), *FindingKind.choices]
    )


class ExtractForm(Form):
    """Whose extract: the case number, which tells nothing by itself; never a name or an identity number (REG-03)."""

    number = forms.CharField(
        label=_("Ärendenummer"), max_length=20, help_text=_("Deltagaren eller handläggaren kan säga det.")
    )
