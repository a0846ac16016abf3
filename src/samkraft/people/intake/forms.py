"""Forms of draw, placing, enrolment and consent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, WholeField
from samkraft.core.words import joined
from samkraft.programmes.models import Team
from samkraft.sharing.choices import ConsentForm
from samkraft.sharing.consent_rules import bundles, latest_end


class DrawForm(Form):
    """How many to call, and the public seed."""

    seats = WholeField(label=_("Hur många ska kallas?"), min_value=1)
    seed = forms.CharField(
        label=_("Offentligt startvärde"),
        max_length=200,
        help_text=_("Ett värde som ingen här kan styra och som alla kan se, till exempel dagens vinstnummer."),
    )
    seed_source = forms.CharField(label=_("Varifrån kommer startvärdet?"), max_length=200)


class DrawMoreForm(Form):
    """How many more to call from a list that is drawn: its seed and tickets stand."""

    seats = WholeField(label=_("Hur många fler ska kallas?"), min_value=1)


class ChangePlacingForm(Form):
    """Another team, and why."""

    team = forms.ModelChoiceField(label=_("Team"), queryset=Team.objects.none(), empty_label=None)
    reason = forms.CharField(label=_("Skäl"), max_length=300)

    def __init__(self, *args, programme, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.filter(programme=programme).in_force()


class DeclineForm(Form):
    """Why somebody doesn't take part; in her words, and short."""

    reason = forms.CharField(
        label=_("Varför vill personen inte vara med?"),
        max_length=300,
        help_text=_("Skriv kort. Ingenting om hälsa eller ekonomi. Ett nej påverkar inte något annat stöd."),
    )


class ConsentGivenForm(Form):
    """What the person says yes to, receiver by receiver. Nothing is chosen beforehand, and there is no "all"."""

    form = forms.ChoiceField(label=_("Hur gavs samtycket?"), choices=ConsentForm.choices, widget=forms.RadioSelect)
    valid_until = DateField(label=_("Gäller till och med"))
    reservation = forms.CharField(label=_("Förbehåll, med personens egna ord"), max_length=300, required=False)

    def __init__(self, *args, definition, branches, own, **kwargs):
        """branches: Branch objects that take part in the team; own: the acting branch's code."""
        super().__init__(*args, **kwargs)
        self.definition = definition
        self.names = {branch.code: branch.name for branch in branches}
        self.in_writing = {row.code: row.name for row in definition.data_categories if row.in_writing}
        self.bundles = bundles(definition, list(self.names), own)
        self.chosen = set(self.data.getlist("line")) if self.is_bound else set()
        self.fields["valid_until"].initial = latest_end(definition, today())

    def receivers(self):
        """What the page draws: each receiver with what it may be given, in plain words."""
        drawn = []
        for code, name in self.names.items():
            offered = [self._choice(bundle) for bundle in self.bundles if bundle.to_branch == code]
            if offered:
                drawn.append({"name": name, "code": code, "choices": offered})
        return drawn

    def _choice(self, bundle):
        givers = dict.fromkeys(line.from_branch for line in bundle.lines if line.from_branch != bundle.to_branch)
        value = f"{bundle.to_branch}:{bundle.code}"
        words = bundle.words or _("Namn, kontaktuppgifter, att du är med i programmet, och den gemensamma planen")
        return {
            "value": value,
            "words": words,
            "givers": joined(self.names[code] for code in givers),
            "gives_back": any(line.from_branch == bundle.to_branch for line in bundle.lines),
            "is_on": value in self.chosen,
            "in_writing": any(line.category in self.in_writing for line in bundle.lines),
        }

    def lines(self):
        """The lines that were chosen."""
        chosen = [b.lines for b in self.bundles if f"{b.to_branch}:{b.code}" in self.chosen]
        return list(dict.fromkeys(line for lines in chosen for line in lines))

    def clean(self):
        """A spoken yes doesn't cover what the programme wants in writing (CON-03)."""
        given = super().clean()
        asked = dict.fromkeys(line.category for line in self.lines() if line.category in self.in_writing)
        if asked and given.get("form") == ConsentForm.ORAL:
            what = ", ".join(self.in_writing[code].lower() for code in asked)
            words = _("Muntligt räcker inte för %(what)s. Låt personen skriva under, eller ta bort den rutan.")
            self.add_error("form", words % {"what": what})
        return given

    def clean_valid_until(self):
        until = self.cleaned_data["valid_until"]
        if until <= today():
            raise forms.ValidationError(_("Slutdatumet måste ligga framåt i tiden."))
        if until > latest_end(self.definition, today()):
            raise forms.ValidationError(_("Ett samtycke kan gälla högst tolv månader."))
        return until
