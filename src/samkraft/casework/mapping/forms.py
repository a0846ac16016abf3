"""What is typed of one area of the mapping."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.casework.forms import CALM, OtherPersonForm, texts_of


class SectionForm(OtherPersonForm):
    """One area of the mapping."""

    field_order = ("strengths", "text")
    strengths = forms.CharField(
        label=_("Det som finns att bygga på"), widget=forms.Textarea(attrs={"rows": 4}), max_length=10_000,
        required=False,
    )  # fmt: skip
    text = forms.CharField(
        label=_("Text"), widget=forms.Textarea(attrs=CALM | texts_of("mapping")), max_length=10_000
    )  # fmt: skip
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    source = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = area.name
        self.fields["text"].help_text = area.hint
        if area.strengths_hint:
            self.fields["strengths"].help_text = area.strengths_hint
            self.fields["text"].label = _("Det som behöver ordnas, och annat att veta")
            self.fields["text"].required = False
        else:
            del self.fields["strengths"]

    def clean(self):
        """Something must stand there, in one field or the other."""
        given = super().clean()
        if not (given.get("text") or given.get("strengths")) and not self.errors:
            self.add_error("text", _("Skriv något här, eller det som finns att bygga på."))
        return given

    @property
    def said(self):
        """Text and strengths, the latter only where the area asks for them."""
        return self.cleaned_data["text"], self.cleaned_data.get("strengths", "")
