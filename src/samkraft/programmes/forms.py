"""Forms of the programmes room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form


class DecideForm(Form):
    """Yes or no to a changed programme file. Which of the two texts is needed depends on the answer."""

    marks_optional = False

    answer = forms.ChoiceField(
        label=_("Ditt svar"), choices=[("yes", _("Bekräfta")), ("no", _("Avslå"))], widget=forms.RadioSelect
    )
    reference = forms.CharField(
        label=_("Var beslutet finns"), max_length=200, required=False,
        help_text=_("Diarienummer. Behövs om ändringen gäller hur länge uppgifter sparas."),
    )  # fmt: skip
    reason = forms.CharField(
        label=_("Skäl"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Behövs om du avslår."),
    )  # fmt: skip
