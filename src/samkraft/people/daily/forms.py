"""Forms of the list and the participant page: strings into values, errors into words; no rules."""

from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.people.daily.lists import COLUMNS, ORDERS, VIEWS


class ListFilterForm(Form):
    """View, team, phase and order of the work list: the whole state stands in the address, never a name."""

    marks_optional = False
    vy = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)
    team = forms.ChoiceField(label=_("Team"), required=False)
    fas = forms.ChoiceField(label=_("Fas"), required=False)
    ordning = forms.ChoiceField(label=_("Ordning"), choices=list(ORDERS.items()), required=False)
    kol = forms.MultipleChoiceField(
        label=_("Kolumner"), choices=list(COLUMNS.items()), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("Alla team")), *((t.code, t.name) for t in definition.teams)]
        phases = [(phase.code, f"{phase.number} {phase.name}") for phase in definition.phases]
        self.fields["fas"].choices = [("", _("Alla faser")), *phases]


class SaveViewForm(Form):
    """A name for the present state of the list."""

    name = forms.CharField(label=_("Vad ska vyn heta?"), max_length=40)


class OpenWithReasonForm(Form):
    """A case number of one's own branch and why it must be opened (EXC-2)."""

    number = forms.CharField(label=_("Ärendenummer"), max_length=20, help_text=_("Till exempel MK-2021-0412."))
    reason = forms.CharField(
        label=_("Skäl"),
        min_length=10,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Skälet sparas i loggen. Skriv inget om personens hälsa eller ekonomi."),
    )


class AnswerOpeningForm(Form):
    """A manager's answer to a handler who asks to open a case: yes, or no and why."""

    answer = forms.CharField(
        label=_("Svar till den som frågar"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Behövs om du säger nej. Skriv inget om deltagaren."),
    )


class NextTalkForm(Form):
    """The day of the next talk; empty takes it away."""

    next_talk_on = DateField(label=_("Dag för nästa samtal"), required=False)

    def clean_next_talk_on(self):
        day = self.cleaned_data["next_talk_on"]
        if day and day < today():
            raise forms.ValidationError(_("Dagen har redan varit. Välj i dag eller en senare dag."))
        if day and day > today() + timedelta(days=366):
            raise forms.ValidationError(_("Dagen ligger mer än ett år bort. Stämmer året?"))
        return day


class LeaderForm(Form):
    """Who leads the case from now on, and what she needs to know; who takes it up herself needs no note."""

    person = forms.ChoiceField(label=_("Ny processledare"))
    note = forms.CharField(
        label=_("Det som den nya behöver veta"),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Vad är på gång, vad är lovat, vad kommer härnäst? Behövs inte när du själv tar över."),
    )

    def __init__(self, *args, people, own, **kwargs):
        super().__init__(*args, **kwargs)
        self.own = own
        self.fields["person"].choices = [("", _("Välj")), *people]

    def clean(self):
        given = super().clean()
        if given.get("person") and given["person"] != self.own and not given.get("note") and "note" not in self.errors:
            self.add_error("note", _("Skriv vad den nya processledaren behöver veta."))
        return given


class AssignForm(Form):
    """A colleague of one's own branch who is to work with the case."""

    person = forms.ChoiceField(label=_("Handläggare"))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("Välj")), *people]
