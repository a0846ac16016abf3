"""The form that needs no login."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form


class AccessibilityMessageForm(Form):
    """What does not work, and where to answer (TIL-02). Nothing is stored here: it goes on as mail."""

    message = forms.CharField(
        label=_("Vad fungerar inte?"),
        help_text=_("Skriv gärna vilken sida det gäller och hur du använder den. Skriv inget om ditt ärende."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reply_to = forms.CharField(
        label=_("Hur når vi dig?"),
        help_text=_("E-post eller telefon, så att du kan få svar."),
        max_length=200,
        required=False,
    )

    def as_text(self) -> str:
        """The mail's text."""
        reply_to = self.cleaned_data["reply_to"] or _("Ville inte ha svar")
        return f"{self.cleaned_data['message']}\n\nSvar till: {reply_to}\n"
