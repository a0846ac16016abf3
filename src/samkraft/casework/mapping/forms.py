"""What is typed of one area of the mapping."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.casework.forms import CALM, OtherPersonForm


class SectionForm(OtherPersonForm):
    """One area of the mapping."""

    field_order = ("text",)
    text = forms.CharField(label=_("Text"), widget=forms.Textarea(attrs=CALM), max_length=10_000)
    base_version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    source = forms.CharField(widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args, area, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["text"].label = area.name
        self.fields["text"].help_text = area.hint
