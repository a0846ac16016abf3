"""Forms of municipal employments."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, WholeField
from samkraft.employers.choices import EmploymentEnd
from samkraft.employers.employments.rules import FORMS
from samkraft.people.list_of_codes import choices_of


class EmployForm(Form):
    """An employment in the municipality."""

    form = forms.ChoiceField(label=_("Form av stöd"), widget=forms.RadioSelect)
    workplace = forms.CharField(label=_("Arbetsplats"), max_length=120, required=False)
    extent = WholeField(label=_("Omfattning i procent"), min_value=1, max_value=100, initial=100)
    starts_on = DateField(label=_("Börjar"))
    planned_until = DateField(label=_("Slutar enligt avtalet"), required=False)

    def __init__(self, *args, names_place=True, **kwargs):
        kwargs["initial"] = {"starts_on": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["form"].choices = choices_of(FORMS)
        if not names_place:
            del self.fields["workplace"]


class EndForm(Form):
    """It has ended."""

    ended_on = DateField(label=_("Slutade"))
    end_kind = forms.ChoiceField(label=_("Hur slutade det?"), choices=EmploymentEnd.choices, widget=forms.RadioSelect)
    end_reason = forms.CharField(
        label=_("Varför?"), max_length=300, required=False,
        help_text=_("Behövs bara vid avbrott. Delas inte vidare. Inget om hälsa eller sociala skäl."),
    )  # fmt: skip

    def __init__(self, *args, planned_until=None, **kwargs):
        last = min(planned_until, today()) if planned_until else today()
        kwargs["initial"] = {"ended_on": last} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
