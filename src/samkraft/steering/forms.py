"""The dated value of an indicator that no register counts."""

from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, NumberField


class ValueForm(Form):
    """A value, the day it held and where it comes from. A share is entered as so many of so many, or in per cent."""

    on = DateField(label=gettext_lazy("Dag som värdet gäller"))
    numerator = NumberField(label=gettext_lazy("Värde"), min_value=0, max_digits=14, decimal_places=2)
    source = forms.CharField(
        label=gettext_lazy("Varifrån värdet kommer"),
        max_length=200,
        help_text=gettext_lazy("Till exempel ekonomisystemet eller styrgruppens protokoll. Skriv inget om personer."),
    )

    def __init__(self, *args, indicator, first_day, **kwargs):
        super().__init__(*args, **kwargs)
        self.indicator, self.first_day = indicator, first_day
        if indicator.unit == "share":
            self.fields["numerator"].label = gettext_lazy("Värde, i procent")
            self.fields["numerator"].max_value = 100

    def clean_on(self):
        on = self.cleaned_data["on"]
        if on > today():
            raise ValidationError(_("Dagen kan inte ligga i framtiden."))
        if on < self.first_day:
            raise ValidationError(_("Dagen ligger före programmets start."))
        return on

    def clean_numerator(self):
        number = self.cleaned_data["numerator"]
        if self.indicator.unit == "share" and number > 100:
            raise ValidationError(_("En andel kan inte vara större än 100 procent."))
        if self.indicator.unit == "count" and number != number.to_integral_value():
            raise ValidationError(_("Skriv ett helt tal: här räknas hela personer, tillfällen eller saker."))
        return number

    def values(self):
        """What to keep: a share as a number of hundred."""
        of = Decimal(100) if self.indicator.unit == "share" else None
        return {
            "on": self.cleaned_data["on"],
            "numerator": self.cleaned_data["numerator"],
            "denominator": of,
            "source": self.cleaned_data["source"],
        }
