"""The form that needs no login."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form

_NUMBER = re.compile(
    r"(?<!\d)(?:19|20)?\d\d(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01]|[67]\d|8\d|9[01])[-+ ]?(?:\d{4}|T\d{3})(?!\d)"
)


def holds_a_number(text: str) -> bool:
    """Whether something in a text is written like a personal number, or one of the demo's."""
    return bool(_NUMBER.search(text))


class AccessibilityMessageForm(Form):
    """What does not work, and where to answer (TIL-02). Nothing is stored here: it goes on as mail."""

    message = forms.CharField(
        label=_("Vad fungerar inte?"),
        help_text=_(
            "Vilken sida gäller det? Skriv inget om ditt ärende: inga namn, inga personnummer. Det går som e-post."
        ),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    reply_to = forms.CharField(
        label=_("Hur når vi dig?"),
        help_text=_("E-post eller telefon, så att du kan få svar."),
        max_length=200,
        required=False,
    )

    def clean_message(self):
        """What goes by ordinary mail holds no number of a person."""
        message = self.cleaned_data["message"]
        if holds_a_number(message):
            raise forms.ValidationError(_("Ta bort personnumret. Meddelandet går som vanlig e-post."))
        return message

    def as_text(self) -> str:
        """The mail's text."""
        reply_to = self.cleaned_data["reply_to"] or _("Ville inte ha svar")
        return f"{self.cleaned_data['message']}\n\nSvar till: {reply_to}\n"
