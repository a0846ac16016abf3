"""Forms of attendance: a week of one person, a day of one session."""

from django import forms
from django.utils.translation import gettext as _

from samkraft.activities.attendance import rules
from samkraft.core.forms import Form, NumberField
from samkraft.core.words import weekday_date

CAME, AWAY = "yes", "no"


def _came_field(label):
    choices = [("", _("Inte skrivet")), (CAME, _("Kom")), (AWAY, _("Kom inte"))]
    return forms.ChoiceField(label=label, choices=choices, required=False)


def _hours_field(label):
    return NumberField(label=label, required=False, min_value=0, max_value=24, decimal_places=2, max_digits=4)


class WeekForm(Form):
    """A row for each day that can be written: came or not, hours, reason."""

    marks_optional = False
    seen = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *args, days, written, absences, **kwargs):
        kwargs["initial"] = {"seen": rules.print_of(written)} | _initial(days, written)
        super().__init__(*args, **kwargs)
        self.days, self._reasons = days, [each.code for each in absences]
        reasons = [("", _("Ingen orsak skriven")), *((each.code, each.name) for each in absences)]
        for number, day in enumerate(days):
            named = weekday_date(day)
            why = forms.ChoiceField(label=_("Orsak %(day)s") % {"day": named}, choices=reasons, required=False)
            self.add_field(f"came{number}", _came_field(_("Närvaro %(day)s") % {"day": named}))
            self.add_field(f"hours{number}", _hours_field(_("Timmar %(day)s") % {"day": named}))
            self.add_field(f"reason{number}", why)

    def clean(self):
        given = super().clean()
        for number, _day in enumerate(self.days):
            told = self._told(given, number)
            if told and (problem := rules.day_problem(told, self._reasons)):
                self.add_error(f"came{number}", problem)
            elif told is None and (given.get(f"hours{number}") or given.get(f"reason{number}")):
                self.add_error(f"came{number}", _("Välj om personen kom."))
        return given

    @property
    def told(self):
        """Day → what is told of it, for the days that something is told of."""
        told = {day: self._told(self.cleaned_data, number) for number, day in enumerate(self.days)}
        return {day: one for day, one in told.items() if one}

    @property
    def rows(self):
        """Each day with its three fields, for the page."""
        return [
            {"day": day, "came": self[f"came{n}"], "hours": self[f"hours{n}"], "reason": self[f"reason{n}"]}
            for n, day in enumerate(self.days)
        ]

    @staticmethod
    def _told(given, number):
        came = given.get(f"came{number}")
        if not came:
            return None
        return rules.Day(came == CAME, given.get(f"hours{number}"), given.get(f"reason{number}") or "")


def _initial(days, written):
    found = {}
    for number, day in enumerate(days):
        if day in written:
            told = written[day]
            found |= {f"came{number}": CAME if told.came else AWAY, f"hours{number}": told.hours,
                      f"reason{number}": told.reason}  # fmt: skip
    return found


class SessionDayForm(Form):
    """A row for each place: came or not, and hours. No reason: that is not the provider's to know."""

    marks_optional = False

    def __init__(self, *args, places, **kwargs):
        kwargs["initial"] = {}
        for place in places:
            if place.came is not None:
                kwargs["initial"][f"came{place.booking}"] = CAME if place.came else AWAY
                kwargs["initial"][f"hours{place.booking}"] = place.hours
        super().__init__(*args, **kwargs)
        self._places = places
        for place in places:
            self.add_field(f"came{place.booking}", _came_field(_("Närvaro %(place)s") % {"place": place.label}))
            self.add_field(f"hours{place.booking}", _hours_field(_("Timmar %(place)s") % {"place": place.label}))

    def clean(self):
        given = super().clean()
        for place in self._places:
            came, hours = given.get(f"came{place.booking}"), given.get(f"hours{place.booking}")
            if hours and came != CAME:
                self.add_error(f"came{place.booking}", _("Den som inte kom har inga timmar."))
        return given

    @property
    def told(self):
        """Booking → came and hours, where something is told."""
        given = self.cleaned_data
        pairs = {
            place.booking: (given[f"came{place.booking}"], given[f"hours{place.booking}"]) for place in self._places
        }
        return {booking: (came == CAME, hours) for booking, (came, hours) in pairs.items() if came}

    @property
    def rows(self):
        """Each place with its fields."""
        return [
            {"place": place, "came": self[f"came{place.booking}"], "hours": self[f"hours{place.booking}"]}
            for place in self._places
        ]
