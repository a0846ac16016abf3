"""Forms of placements: strings into values. What the values may be is decided in rules.py."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, WholeField
from samkraft.employers.choices import ContactWay, PlacementEnd, PurposeHolds
from samkraft.employers.fields import PicksEmployer
from samkraft.employers.placements import rules


class PlaceForm(PicksEmployer):
    """A place at an employer: what for, agreed with whom, and what may be told of the person."""

    type = forms.ChoiceField(label=_("Vad är det för plats?"))
    workplace = forms.CharField(
        label=_("Arbetsplats"), max_length=120, required=False, help_text=_("Avdelning och adress, om det behövs.")
    )
    aim = forms.CharField(
        label=_("Syftet med platsen"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Vad personen ska lära sig eller pröva. Inget om hälsa eller sociala skäl."),
    )  # fmt: skip
    person_agreed_on = DateField(
        label=_("Personen sa ja den"), help_text=_("Ta inte kontakt om personen förrän hon eller han har sagt ja.")
    )
    may_tell = forms.CharField(
        label=_("Vad får ni berätta för arbetsgivaren?"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Bara det som personen har sagt ja till. Tomt betyder namnet och tiden, inget mer."),
    )  # fmt: skip
    planned_from = DateField(label=_("Planerad från"), required=False)
    planned_until = DateField(label=_("Planerad till"), required=False)
    hours_a_week = WholeField(label=_("Timmar i veckan"), min_value=1, max_value=40, required=False)
    agreement_on = DateField(
        label=_("Överenskommelsen klar"), required=False, help_text=_("Lämna tomt om den inte är klar.")
    )
    supervisor = forms.CharField(label=_("Handledare"), max_length=120, required=False)
    supervisor_phone = forms.CharField(label=_("Handledarens telefon"), max_length=60, required=False)

    def __init__(self, *args, definition, **kwargs):
        kwargs["initial"] = {"person_agreed_on": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        kinds = rules.kinds_of(definition)
        self.fields["type"].choices = [("", _("Välj")), *((kind.code, kind.name) for kind in kinds)]

    @property
    def main_fields(self):
        names = ("type", "employer", "chosen", "workplace", "aim", "person_agreed_on", "may_tell", "planned_from",
                 "planned_until", "hours_a_week")  # fmt: skip
        return [self[name] for name in names if name in self.fields]

    @property
    def agreement_fields(self):
        return [self[name] for name in ("agreement_on", "supervisor", "supervisor_phone")]

    @property
    def has_agreement_errors(self):
        return any(field.errors for field in self.agreement_fields)


class AgreementForm(Form):
    """The agreement with the workplace."""

    agreement_on = DateField(label=_("Överenskommelsen klar"))
    supervisor = forms.CharField(label=_("Handledare på arbetsplatsen"), max_length=120)
    supervisor_phone = forms.CharField(label=_("Handledarens telefon"), max_length=60, required=False)


class StartForm(Form):
    """The person has begun."""

    started_on = DateField(label=_("Började"))
    next_visit_on = DateField(label=_("Första uppföljningen på arbetsplatsen"))


class VisitForm(Form):
    """A follow-up at the workplace."""

    held_on = DateField(label=_("Dag"))
    way = forms.ChoiceField(label=_("Hur?"), choices=ContactWay.choices, initial=ContactWay.VISIT)
    minutes = WholeField(
        label=_("Minuter"), min_value=1, max_value=1440, initial=60,
        help_text=_("Med resan. Räknas som tid till arbetsgivaren, du skriver den bara här."),
    )  # fmt: skip
    with_person = forms.BooleanField(label=_("Talade med personen"), required=False, initial=True)
    with_supervisor = forms.BooleanField(label=_("Talade med handledaren"), required=False, initial=True)
    aim_holds = forms.ChoiceField(
        label=_("Ger platsen det den är till för?"), choices=PurposeHolds.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("Hur går det?"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Inget om hälsa. Stannar hos er."),
    )  # fmt: skip
    next_visit_on = DateField(label=_("Nästa uppföljning"), required=False)

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"held_on": today()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class EndForm(Form):
    """The place has ended."""

    ended_on = DateField(label=_("Slutade"))
    end_kind = forms.ChoiceField(label=_("Hur slutade det?"), choices=PlacementEnd.choices, widget=forms.RadioSelect)
    end_reason = forms.CharField(
        label=_("Varför?"), max_length=300, required=False,
        help_text=_("Behövs bara vid avbrott. Delas inte vidare. Inget om hälsa eller sociala skäl."),
    )  # fmt: skip

    def __init__(self, *args, has_begun=True, planned_until=None, **kwargs):
        last = min(planned_until, today()) if planned_until else today()
        kwargs["initial"] = {"ended_on": last} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if not has_begun:
            del self.fields["end_kind"]
            self.fields["end_reason"].label = _("Varför blev den inte av?")
            self.fields["end_reason"].help_text = _("Delas inte vidare. Inget om hälsa eller sociala skäl.")
