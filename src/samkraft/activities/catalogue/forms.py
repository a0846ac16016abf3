"""Forms of the catalogue: booking a place for a person, answering an offer, keeping entries and sessions."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.activities.catalogue.pages import session_text
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form


class BookForm(Form):
    """A place for the person: which session, and whether there is a reason to go before others."""

    session = forms.ChoiceField(label=gettext_lazy("Omgång"), required=False, widget=forms.RadioSelect)
    priority = forms.ChoiceField(label=gettext_lazy("Skäl att gå före i kön"), required=False)
    step = forms.UUIDField(label=gettext_lazy("Steg i planen"), required=False, widget=forms.Select)
    asked_on = DateField(label=gettext_lazy("Begärd"))
    decided_on = DateField(
        label=gettext_lazy("Beviljad"), required=False, help_text=gettext_lazy("Lämna tomt om svaret inte har kommit.")
    )

    def __init__(self, *args, sessions, places, plan=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.sessions = {str(session.pk): session for session in sessions}
        named = [(key, session_text(session)) for key, session in self.sessions.items()]
        self.fields["session"].choices = [("", _("Första lediga plats, vilken omgång det än är")), *named]
        reasons = [(each.code, each.name) for each in places.priorities if not each.by_system] if places else []
        self.fields["priority"].choices = [("", _("Inget")), *reasons]
        steps = plan.steps if plan else ()
        self.fields["step"].widget.choices = [("", _("Inget steg")), *((str(s.key), s.title) for s in steps)]
        self.steps = {step.key for step in steps}
        for name, has_any in (("priority", reasons), ("step", steps)):
            if not has_any:
                del self.fields[name]

    def clean_session(self):
        return self.sessions.get(self.cleaned_data["session"])

    def clean_step(self):
        step = self.cleaned_data["step"]
        if step and step not in self.steps:
            raise forms.ValidationError(_("Steget finns inte längre i planen. Välj ett annat."))
        return step

    @property
    def main_fields(self):
        return [self[name] for name in ("session",) if name in self.fields]

    @property
    def more_fields(self):
        return [self[name] for name in ("priority", "step", "asked_on", "decided_on") if name in self.fields]

    @property
    def has_more_errors(self):
        return any(field.errors for field in self.more_fields)


class OfferForm(Form):
    """The person's answer on an offered place."""

    accepted = forms.TypedChoiceField(
        label=gettext_lazy("Personens svar"),
        choices=[("yes", gettext_lazy("Tar platsen")), ("no", gettext_lazy("Tackar nej"))],
        widget=forms.RadioSelect,
        coerce=lambda value: value == "yes",
    )
    answered_on = DateField(label=gettext_lazy("Svaret kom"))
    reason = forms.CharField(
        label=gettext_lazy("Varför nej?"),
        max_length=300,
        required=False,
        help_text=gettext_lazy("Behövs bara vid nej. Delas inte vidare. Inget om hälsa eller sociala skäl."),
    )

    def __init__(self, *args, **kwargs):
        kwargs["initial"] = {"accepted": "yes", "answered_on": today()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
