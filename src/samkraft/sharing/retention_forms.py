"""Forms of retention."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import DateField, Form
from samkraft.core.words import month_name


class ProposeForm(Form):
    """What to propose, on which decision. The lines themselves are drawn by the page, from the clocks."""

    decision = forms.CharField(
        label=_("Beslut om gallring"),
        max_length=200,
        help_text=_("Diarienummer eller paragraf. Utan beslut får inget gallras."),
    )

    def __init__(self, *args, ready, asked, receipts, **kwargs):
        """ready: clocks that may go; asked: those about whom something must be said first; receipts: what is known."""
        super().__init__(*args, **kwargs)
        self.ready, self.asked, self.receipts = ready, asked, receipts
        self.chosen = {str(clock.subject) for clock in ready}
        if self.is_bound:
            self.chosen &= set(self.data.getlist("item"))

    @property
    def lines(self):
        """Clock and whether it is chosen."""
        return [(clock, str(clock.subject) in self.chosen) for clock in self.ready]

    @property
    def asked_lines(self):
        """Clock, name of its field, what was written in it."""
        names = [(clock, f"receipt-{clock.subject}") for clock in self.asked]
        said = self.data if self.is_bound else {name: self.receipts.get(clock.subject, "") for clock, name in names}
        return [(clock, name, said.get(name, "")) for clock, name in names]

    def clean(self):
        given = super().clean()
        receipts = {c.subject: text.replace("\x00", "").strip()[:200] for c, _name, text in self.asked_lines}
        given["receipts"] = {key: text for key, text in receipts.items() if text}
        chosen = [clock.subject for clock in self.ready if str(clock.subject) in self.chosen]
        given["subjects"] = [*chosen, *given["receipts"]]
        if not given["subjects"]:
            raise forms.ValidationError(_("Välj minst ett ärende."))
        return given


class ProposeLogForm(Form):
    """Which month of the read log, on which decision."""

    month = forms.TypedChoiceField(label=_("Månad"), coerce=date.fromisoformat)
    decision = forms.CharField(
        label=_("Beslut om gallring"),
        max_length=200,
        help_text=_("Diarienummer eller paragraf. Utan beslut får inget gallras."),
    )

    def __init__(self, *args, months, **kwargs):
        """months: first days of those that the branch may propose."""
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = [(month.isoformat(), month_name(month)) for month in months]


class AnswerForm(Form):
    """The second person's answer; a no says why."""

    approve = forms.ChoiceField(
        label=_("Svar"),
        choices=[("yes", _("Godkänn: det här ska gallras")), ("no", _("Avslå"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Skäl, om du avslår"), required=False, max_length=300)


class HoldForm(Form):
    """A case that is kept although its time is out."""

    number = forms.CharField(label=_("Ärendenummer"), max_length=20)
    reason = forms.CharField(
        label=_("Varför ska akten vara kvar?"),
        max_length=300,
        help_text=_("Till exempel en tvist eller en begäran om utlämnande. Inget om personen."),
    )
    until = DateField(label=_("Till och med"), required=False)


class LeaveForm(Form):
    """On which decision an authority leaves, and which export it took with it."""

    decision = forms.CharField(label=_("Myndighetens beslut att lämna"), max_length=200)
    export = forms.RegexField(
        label=_("Uttagets kontrollsumma"),
        regex="^[0-9a-fA-F]{64}$",
        strip=True,
        help_text=_("Sista raden i SHA256SUMS, den för manifest.json: 64 tecken."),
        error_messages={"invalid": _("Kontrollsumman är 64 tecken, siffror och bokstäver a till f.")},
    )
