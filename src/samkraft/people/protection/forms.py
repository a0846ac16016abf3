"""Forms of protection: strings into values, errors into words; no rules."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, WholeField
from samkraft.people.choices import ProtectionLevel, Schooling, Sex

# A new identity is no level: it would then be kept that somebody has one (SKY-05).
NEW_IDENTITY = "new"
_LEVELS = [
    *ProtectionLevel.choices,
    (NEW_IDENTITY, _("Personen får en ny identitet (fingerade personuppgifter)")),
]


class ProtectForm(Form):
    """What the mark rests on; nothing is chosen beforehand."""

    level = forms.ChoiceField(
        label=_("Vad gäller för personen?"),
        choices=_LEVELS,
        widget=forms.RadioSelect,
        help_text=_("Svaret syns bara för er som får öppna ärendet. Att någon får en ny identitet sparas aldrig."),
    )

    def clean_level(self):
        chosen = self.cleaned_data["level"]
        return ProtectionLevel.MARK.value if chosen == NEW_IDENTITY else chosen


class NameForm(Form):
    """One of the branch's people, and why she needs to open the case."""

    staff = forms.ChoiceField(label=_("Vem ska få öppna ärendet?"))
    reason = forms.CharField(label=_("Varför behövs det?"), max_length=300, help_text=_("Skriv inget om personen."))

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.people = {str(person.public_id): person for person in people}
        named = [(key, person.name) for key, person in self.people.items()]
        self.fields["staff"].choices = [("", _("Välj en person")), *named]

    def clean_staff(self):
        return self.people[self.cleaned_data["staff"]]


class RemovalForm(Form):
    """Why the mark isn't needed any more."""

    reason = forms.CharField(
        label=_("Varför ska skyddet tas bort?"), max_length=300, help_text=_("Skriv hur ni vet att det har upphört.")
    )


class BirthDateForm(Form):
    """The birth date, typed in when a report is made and kept nowhere (SKY-07)."""

    born_on = DateField(label=_("Födelsedatum"), help_text=_("Hämta det i ert eget system. Det sparas inte här."))

    def __init__(self, *args, birth_year, **kwargs):
        super().__init__(*args, **kwargs)
        self.birth_year = birth_year

    def clean_born_on(self):
        day = self.cleaned_data["born_on"]
        if self.birth_year and day.year != self.birth_year:
            raise forms.ValidationError(_("Året stämmer inte med det födelseår som står i akten."))
        return day


class EnrolProtectedForm(Form):
    """All that may be known of a protected person: sex, birth year, schooling, and where she is received (SKY-01)."""

    level = forms.ChoiceField(
        label=_("Vad gäller för personen?"), choices=ProtectionLevel.choices, widget=forms.RadioSelect
    )
    sex = forms.ChoiceField(label=_("Kön"), choices=Sex.choices, widget=forms.RadioSelect)
    birth_year = WholeField(label=_("Födelseår"), help_text=_("Bara året, fyra siffror."))
    schooling = forms.ChoiceField(label=_("Utbildning"), choices=Schooling.choices, initial=Schooling.UNKNOWN)
    way = forms.ChoiceField(label=_("Hur anvisas personen?"))
    team = forms.ChoiceField(label=_("Team"))

    def __init__(self, *args, ways, teams, **kwargs):
        super().__init__(*args, **kwargs)
        self.teams = {team.code: team for team in teams}
        self.fields["way"].choices = [(way.code, way.name) for way in ways]
        self.fields["team"].choices = [(team.code, team.name) for team in teams]

    def clean_birth_year(self):
        year = self.cleaned_data["birth_year"]
        if not today().year - 100 <= year <= today().year - 15:
            raise forms.ValidationError(_("Skriv ett födelseår med fyra siffror, till exempel 1985."))
        return year

    def clean_team(self):
        return self.teams[self.cleaned_data["team"]]


def status_of(*forms):
    """422 where a form came back with errors: nothing is written and the page is shown again."""
    return 422 if any(form.is_bound and form.errors for form in forms) else 200
