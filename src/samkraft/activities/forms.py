"""Forms of activities: strings into values. What the values may be is decided in rules.py."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.activities import rules
from samkraft.activities.choices import ActivityState
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form


class PlaceForm(Form):
    """Place a person: the type says the rest, and what differs can be said.

    names_place: not for a protected person, of whom no workplace and no school is kept (SKY-01).
    """

    type = forms.ChoiceField(label=_("Aktivitet"))
    provider = forms.CharField(
        label=_("Var"),
        max_length=120,
        required=False,
        help_text=_("Arbetsplats, skola eller kurs. Skriv inget om hälsa eller sociala skäl."),
    )
    planned_from = DateField(label=_("Planerad från"), required=False, help_text=_("Till exempel 14 mars 2026."))
    planned_until = DateField(label=_("Planerad till"), required=False)
    step = forms.UUIDField(label=_("Steg i planen"), required=False, widget=forms.Select)
    asked_on = DateField(label=_("Begärd"))
    decided_on = DateField(label=_("Beviljad"), required=False, help_text=_("Lämna tomt om svaret inte har kommit."))
    provider_branch = forms.ChoiceField(label=_("Anordnare"), required=False)
    deciding_branch = forms.ChoiceField(label=_("Beslutar"), required=False)

    def __init__(self, *args, definition, plan=None, names_place=True, **kwargs):
        super().__init__(*args, **kwargs)
        if not names_place:
            del self.fields["provider"]
        groups = [(name, [(kind.code, kind.name) for kind in kinds]) for name, kinds in rules.type_groups(definition)]
        self.fields["type"].choices = [("", _("Välj aktivitet")), *groups]
        usual = [("", _("Som vanligt för aktiviteten"))]
        branches = usual + [(branch.code, branch.name) for branch in definition.party_branches]
        self.fields["provider_branch"].choices = self.fields["deciding_branch"].choices = branches
        steps = plan.steps if plan else ()
        self.fields["step"].widget.choices = [("", _("Inget steg")), *((str(s.key), s.title) for s in steps)]
        self.steps = {step.key for step in steps}
        if not steps:
            del self.fields["step"]

    def clean_step(self):
        step = self.cleaned_data["step"]
        if step and step not in self.steps:
            raise forms.ValidationError(_("Steget finns inte längre i planen. Välj ett annat."))
        return step

    @property
    def main_fields(self):
        return [self[name] for name in ("type", "provider", "planned_from", "planned_until") if name in self.fields]

    @property
    def more_fields(self):
        names = ("asked_on", "decided_on", "step", "provider_branch", "deciding_branch")
        return [self[name] for name in names if name in self.fields]

    @property
    def has_more_errors(self):
        return any(field.errors for field in self.more_fields)


class DecideForm(Form):
    """The answer on a place."""

    granted = forms.TypedChoiceField(
        label=_("Svar"),
        choices=[("yes", _("Ja, beviljad")), ("no", _("Nej, avslagen"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    decided_on = DateField(label=_("Svaret kom"))
    reason = forms.CharField(
        label=_("Varför nej?"),
        max_length=300,
        required=False,
        help_text=_("Behövs bara vid nej. Delas inte vidare. Inget om hälsa eller sociala skäl."),
    )

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"granted": "yes", "decided_on": today()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class StartForm(Form):
    """The start, with the talk that opens the activity (P-034)."""

    started_on = DateField(label=_("Började"))
    start_talk_on = DateField(
        label=_("Samtal före start"), required=False, help_text=_("Dagen då ni talade om starten, gärna på plats.")
    )

    def __init__(self, *args, kind, planned_from=None, **kwargs):
        first = min(planned_from, today()) if planned_from else today()
        # The day of the talk isn't filled in beforehand: what is proposed is easily said to have been (P-034).
        kwargs["initial"] = {"started_on": first} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if not kind.talk_at_start:
            del self.fields["start_talk_on"]
        else:
            self.fields["start_talk_on"].required = True
            self.fields["start_talk_on"].error_messages["required"] = _(
                "Ett uppföljningssamtal inleder varje aktivitet. Skriv vilken dag det hölls."
            )


class EndForm(Form):
    """The end, with the talk that closes the activity (P-034)."""

    state = forms.ChoiceField(
        label=_("Hur slutade det?"),
        choices=[
            (ActivityState.COMPLETED, _("Slutförd")),
            (ActivityState.INTERRUPTED, _("Avbruten i förtid")),
        ],
        widget=forms.RadioSelect,
    )
    ended_on = DateField(label=_("Slutade"))
    end_talk_on = DateField(
        label=_("Samtal efter"),
        required=False,
        help_text=_("Dagen då ni talade om hur det gick. Lämna tomt vid avbrott om samtalet inte gick att hålla."),
    )
    end_reason = forms.CharField(
        label=_("Varför avbröts den?"),
        max_length=300,
        required=False,
        help_text=_("Behövs bara vid avbrott. Delas inte vidare. Inget om hälsa eller sociala skäl."),
    )

    def __init__(self, *args, kind, has_started=True, planned_until=None, **kwargs):
        last = min(planned_until, today()) if planned_until else today()
        usual = {"state": ActivityState.COMPLETED, "ended_on": last}
        kwargs["initial"] = usual | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        if not has_started:
            self.fields["state"].choices = [(ActivityState.INTERRUPTED, _("Blev inte av"))]
            self.initial["state"] = ActivityState.INTERRUPTED
            self.fields["end_reason"].label = _("Varför blev den inte av?")
            self.fields["end_reason"].help_text = _("Delas inte vidare. Inget om hälsa eller sociala skäl.")
        if not has_started or not kind.talk_at_end:
            del self.fields["end_talk_on"]
