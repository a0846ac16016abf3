"""Forms of phase moves and of the phase limit: strings into values."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form
from samkraft.people.pathway import phase_rules


class PhaseForm(Form):
    """The move: where to, when, the talk, and what else this programme asks for."""

    seen = forms.CharField(widget=forms.HiddenInput)
    phase = forms.ChoiceField(label=_("Går till"), widget=forms.RadioSelect)
    direction = forms.ChoiceField(label=_("Planens riktning"), required=False, widget=forms.RadioSelect)
    moved_on = DateField(label=_("Dag för bytet"))
    talk_on = DateField(label=_("Uppföljningssamtal"), required=False, help_text=_("Dagen då ni talade om bytet."))
    reason = forms.CharField(
        label=_("Skäl"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Behövs när personen går tillbaka. Stannar i er akt. Inget om hälsa eller sociala skäl."),
    )

    def __init__(self, *args, definition, now, **kwargs):
        super().__init__(*args, **kwargs)
        where = phase_rules.choices_from(definition, now.phase)
        self.fields["phase"].choices = [(phase.code, _label(definition, now, phase)) for phase in where]
        self.initial |= {"seen": now.phase, "moved_on": today()}
        if where and not phase_rules.is_back(definition, now.phase, where[0].code):
            self.initial["phase"] = where[0].code
        self._fit(definition, now, where)

    def _fit(self, definition, now, where):
        """Take away what this programme doesn't ask for at any of the moves."""
        if any(phase.chooses_direction for phase in where):
            self.fields["direction"].choices = [(d.code, d.name) for d in definition.directions]
        else:
            del self.fields["direction"]
        talks = [phase_rules.needs_talk(definition, now.phase, phase.code) for phase in where]
        if where and all(talks):
            self.fields["talk_on"].required = True
            self.fields["talk_on"].error_messages["required"] = _(
                "Ett uppföljningssamtal hör till varje byte. Skriv vilken dag det hölls."
            )
        elif not any(talks):
            self.fields["talk_on"].help_text = ""
        if not any(phase_rules.is_back(definition, now.phase, phase.code) for phase in where):
            del self.fields["reason"]


class ExtensionForm(Form):
    """Longer time than the limit: until when and why (P-033)."""

    until = DateField(label=_("Till och med"))
    cause = forms.ChoiceField(label=_("Skäl"))
    words = forms.CharField(
        label=_("Mer om skälet"),
        required=False,
        max_length=300,
        help_text=_("Stannar i er akt. Inget om hälsa eller sociala skäl."),
    )

    def __init__(self, *args, limit, **kwargs):
        super().__init__(*args, **kwargs)
        reasons = [(reason, reason) for reason in limit.extension_reasons]
        self.fields["cause"].choices = [("", _("Välj skäl")), *reasons]
        self.fields["cause"].required = limit.extension_needs_reason

    @property
    def reason(self):
        """The reason in one text: the chosen one, and what was added."""
        given = self.cleaned_data
        return ". ".join(filter(None, [given["cause"], given["words"].strip()]))


def _label(definition, now, phase):
    name = f"{definition.phase_word} {phase.number}, {phase.name}"
    if phase_rules.is_back(definition, now.phase, phase.code):
        return _("Tillbaka till %(phase)s") % {"phase": name}
    return name
