"""Forms of a move: whose cases, to whom, why, with which note."""

from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form
from samkraft.people.choices import MoveReason


class GiverForm(Form):
    """A unit manager chooses whose cases she moves; the choice stands in the address, by a key and no name."""

    marks_optional = False
    fran = forms.ChoiceField(label=_("Från"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fran"].choices = [("", _("Välj")), *people]


class MoveForm(Form):
    """To whom, why, with which note, and which of the cases."""

    till = forms.ChoiceField(label=_("Till"))
    reason = forms.ChoiceField(label=_("Varför"), choices=MoveReason.choices, widget=forms.RadioSelect)
    stays = forms.BooleanField(
        label=_("Den som har ärendena i dag har kvar dem"),
        required=False,
        help_text=_("Till exempel under en ledighet. Processledningen och uppgifterna går över ändå."),
    )
    note = forms.CharField(
        label=_("Det som den nya behöver veta"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Samma text läggs i alla ärenden. Skriv vad som gäller alla och inget om någon enskild."),
    )
    cases = forms.TypedMultipleChoiceField(label=_("Ärenden"), coerce=UUID)

    def __init__(self, *args, people, cases, by_manager, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["till"].choices = [("", _("Välj")), *people]
        self.fields["cases"].choices = [(str(key), str(key)) for key in cases]
        self.fields["cases"].error_messages["required"] = _("Kryssa för minst ett ärende.")
        if not by_manager:
            del self.fields["stays"]
