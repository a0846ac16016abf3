"""Forms of study counselling."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.casework.choices import GuidanceForm, StudyState
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form

MOST = 60


class StudyPlanForm(Form):
    """What, where, from when."""

    education = forms.CharField(
        label=gettext_lazy("Utbildning"), max_length=160,
        help_text=gettext_lazy("Till exempel svenska för vården, kurs D."),
    )  # fmt: skip
    place = forms.CharField(label=gettext_lazy("Var?"), max_length=120, required=False)
    starts_on = DateField(label=gettext_lazy("Börjar"), required=False)
    ends_on = DateField(label=gettext_lazy("Slutar"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("Läge"), choices=StudyState.choices)
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean(self):
        given = super().clean()
        first, last = given.get("starts_on"), given.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("Studierna kan inte sluta innan de börjar."))
        return given


class _HeldForm(Form):
    """Something that has been."""

    held_on = DateField(label=gettext_lazy("Dag"))

    def clean_held_on(self):
        day = self.cleaned_data["held_on"]
        if day > today():
            raise forms.ValidationError(_("Dagen har inte varit än. Ett samtal antecknas när det har skett."))
        return day


class TalkForm(_HeldForm):
    """A talk in one case."""

    held_as = forms.ChoiceField(label=gettext_lazy("Hur?"), choices=GuidanceForm.choices, widget=forms.RadioSelect)


class GroupForm(_HeldForm):
    """A talk in a group: the case numbers of who came."""

    numbers = forms.CharField(
        label=gettext_lazy("Ärendenummer"), widget=forms.Textarea(attrs={"rows": 8}), max_length=2000,
        help_text=gettext_lazy("Ett på varje rad, för dem som kom. Bara dina egna ärenden."),
    )  # fmt: skip

    def clean_numbers(self):
        numbers = list(dict.fromkeys(re.split(r"[\s,;]+", self.cleaned_data["numbers"].strip().upper())))
        if len(numbers) > MOST:
            raise forms.ValidationError(_("Högst 60 på en gång."))
        return numbers
