"""The form of the sheet: what the person thinks of beginning, and the programme's parts. No field for an amount."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.casework.choices import MoneyQuestion
from samkraft.core.forms import DateField, Form

_PART = "del_"


class MoneyForm(Form):
    """One text for each part that the programme names; at least one says something."""

    question = forms.ChoiceField(label=_("Vad funderar personen på?"), choices=MoneyQuestion, widget=forms.RadioSelect)
    about = forms.CharField(
        label=_("Vad gäller det?"), max_length=160, help_text=_("Till exempel: halvtid i butik, tills vidare.")
    )
    starts_on = DateField(label=_("Kan börja"), required=False)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, parts, sheet=None, **kwargs):
        super().__init__(*args, **kwargs)
        self._parts = parts
        for part in parts:
            text = forms.Textarea(attrs={"rows": 3})
            field = forms.CharField(label=part.name, help_text=part.hint, required=False, max_length=1500, widget=text)
            self.add_field(f"{_PART}{part.code}", field)
        if sheet:
            self.initial |= {name: getattr(sheet, name) for name in ("question", "about", "starts_on", "revision")}
            self.initial |= {f"{_PART}{code}": text for code, text in sheet.texts.items()}

    def clean(self):
        given = super().clean()
        if not any(given.get(f"{_PART}{part.code}") for part in self._parts):
            self.add_error(None, _("Skriv något i minst en av delarna."))
        return given

    @property
    def content(self):
        """What was written, as the sheet holds it."""
        given = self.cleaned_data
        texts = {part.code: given[f"{_PART}{part.code}"] for part in self._parts}
        return {name: given[name] for name in ("question", "about", "starts_on")} | {"texts": texts}
