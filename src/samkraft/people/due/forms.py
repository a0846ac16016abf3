"""Which deadlines a list shows, and until when and why one waits."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import DateField, Form
from samkraft.people.due.actions import problem_with_day
from samkraft.people.due.own import VIEWS


class DeadlineFilterForm(Form):
    """View, team, kind and whose: the whole state stands in the address, never a name."""

    marks_optional = False
    vy = forms.ChoiceField(choices=list(VIEWS.items()), required=False, widget=forms.HiddenInput)
    team = forms.ChoiceField(label=_("Team"), required=False)
    slag = forms.ChoiceField(label=_("Slag"), required=False)
    vems = forms.ChoiceField(
        label=_("Vems"), required=False, choices=[("", _("Mina")), ("alla", _("Alla i mina ärenden"))]
    )

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = [("", _("Alla team")), *((t.code, t.name) for t in definition.teams)]
        kinds = [(row.code, row.list_name or row.name) for row in definition.deadlines]
        self.fields["slag"].choices = [("", _("Alla slag")), *kinds]


class PutOffForm(Form):
    """Until when a deadline waits, and why."""

    until = DateField(label=_("Vänta till"))
    reason = forms.ChoiceField(label=_("Varför?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Mer om det"), max_length=200, required=False,
        help_text=_("Bara er verksamhet ser det. Skriv inget om personens hälsa eller ekonomi."),
    )  # fmt: skip

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.fields["reason"].choices = [(reason, reason) for reason in definition.postponing.reasons]

    def clean_until(self):
        until = self.cleaned_data["until"]
        problem = problem_with_day(self.definition, until)
        if problem:
            raise forms.ValidationError(problem)
        return until
