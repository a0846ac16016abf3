"""What forms of casework share. They turn what is typed into values; what may be done is decided elsewhere."""

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form

CALM = {"rows": 8}


def texts_of(place):
    """What makes a text box offer the branch's texts of a place (samkraft.js)."""
    return {
        "data-texts": reverse_lazy("casework:texts_for", args=[place]),
        "data-texts-offer": _("Sätt in en text"),
        "data-texts-done": _("Texten är insatt."),
    }


class OtherPersonForm(Form):
    """A text that may name somebody else, who is asked before it is shared (SEK-12)."""

    names_another = forms.BooleanField(
        label=_("Texten nämner en annan person"), required=False,
        help_text=_("Till exempel en anhörig. Då stannar den i er akt tills du har skrivit om den utan den personen."),
    )  # fmt: skip
    another_agreed = forms.CharField(
        label=_("Har den personen sagt ja?"), required=False, max_length=120,
        help_text=_("Skriv när och hur, utan namn, så kan texten delas. Annars lämna tomt."),
    )  # fmt: skip

    @property
    def other_person(self):
        """What was said of it; a yes counts only for a text that names somebody."""
        given = self.cleaned_data
        agreed = given["another_agreed"].strip() if given["names_another"] else ""
        return {"names_another": given["names_another"], "another_agreed": agreed}
