"""Forms of draw, placing, enrolment and consent."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form, WholeField
from samkraft.programmes.models import Team


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
