"""The form of a text template, and what makes a text box offer them."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.casework.choices import TextPlace
from samkraft.casework.texts.rules import names_in, numbers_in
from samkraft.core.forms import Form


class TextTemplateForm(Form):
    """Name, place and words; no person's data (SEK-12)."""

    name = forms.CharField(label=_("Namn"), max_length=60, help_text=_("Kort, så att den är lätt att hitta."))
    place = forms.ChoiceField(label=_("Var används den?"), choices=TextPlace.choices)
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs={"rows": 8}), max_length=4000,
        help_text=_("Den används för alla: inga namn, nummer eller annat om någon person. Lämna luckor, som [dag]."),
    )  # fmt: skip
    sure = forms.BooleanField(label=_("Det är inget namn på en deltagare"), required=False, widget=forms.HiddenInput)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0)

    def __init__(self, *args, names=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.names = names

    def clean_text(self):
        text = self.cleaned_data["text"]
        if problem := numbers_in(text):
            raise forms.ValidationError(problem)
        return text

    def clean(self):
        given = super().clean()
        question = names_in(given["text"], self.names) if given.get("text") else ""
        if question and not given.get("sure"):
            self.fields["sure"].widget = forms.CheckboxInput(attrs={"class": "ds-input"})
            self.add_error("text", question)
        return given
