"""The rows that are typed at the export: of protected persons, by dummy number, and kept nowhere (SKY-07)."""

import re
from datetime import date
from decimal import Decimal, InvalidOperation

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core.forms import Form
from samkraft.exchange.fund import rules
from samkraft.people.protection.rules import is_dummy_number

MOST = 20
_MONTH_HOURS = 744


class FundForm(Form):
    """A month's file: nothing needs to be typed where nobody who is protected took part."""

    marks_optional = False
    protected = forms.CharField(
        label=gettext_lazy("Rader för skyddade personer, om det finns några"), required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "En rad för var och en, som den som är namngiven för ärendet ger dig den: nummer till ESF; startdag; "
            "slutdag; timmar. Till exempel 19850312Tf29; 2021-02-01; ; 24. Skriv aldrig ett personnummer. Raderna "
            "sparas inte."
        ),
    )  # fmt: skip

    def __init__(self, *args, month: date, **kwargs):
        super().__init__(*args, **kwargs)
        self.month = month

    def clean_protected(self):
        lines = [(n, line) for n, line in enumerate(self.cleaned_data["protected"].splitlines(), 1) if line.strip()]
        if len(lines) > MOST:
            raise forms.ValidationError(_("Högst %(n)s rader.") % {"n": MOST})
        found, wrong = [], []
        for number, line in lines:
            try:
                found.append(row_of(line, self.month))
            except ValueError as error:
                wrong.append(_("Rad %(n)s: %(why)s") % {"n": number, "why": error})
        if wrong:
            raise forms.ValidationError(wrong)
        return found


def row_of(line: str, month: date) -> rules.Row:
    """One typed line as a row of the month. Raises ValueError with what is wrong, in words and without the number."""
    parts = [part.strip() for part in line.split(";")]
    if not 2 <= len(parts) <= 4:
        raise ValueError(_("skriv nummer, startdag, slutdag och timmar med semikolon emellan."))
    number, start, end, hours = (*parts, "", "")[:4]
    if not is_dummy_number(number):
        raise ValueError(_("numret ska vara födelsedag och Tf29 för en kvinna, Tf19 för en man."))
    started, ended = _day(start), _day(end) if end else None
    if started > rules.last_day(month) or (ended and not max(month, started) <= ended <= rules.last_day(month)):
        raise ValueError(_("dagarna hör inte till månaden. Lämna slutdagen tom om personen är kvar."))
    return rules.Row(number, started, ended, _hours(hours))


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else date.fromisoformat("")
    except ValueError:
        raise ValueError(_("skriv dagar som 2021-02-01.")) from None


def _hours(text: str) -> Decimal:
    try:
        hours = Decimal(text.replace(",", ".") or 0)
        if not hours.is_finite() or not 0 <= hours <= _MONTH_HOURS:
            raise InvalidOperation
    except InvalidOperation:
        raise ValueError(_("timmarna ska vara ett tal, till exempel 24 eller 7,5.")) from None
    return hours.quantize(Decimal("0.01"))
