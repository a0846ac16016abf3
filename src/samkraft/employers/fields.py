"""Form fields that several pages of the room share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form
from samkraft.core.public_forms import holds_a_number
from samkraft.employers import rules
from samkraft.employers.models import Employer
from samkraft.people.list_of_codes import choices_of

FIELD_LIST = "occupation_fields"
LICENCES = [(code, code) for code in ("B", "BE", "C", "CE", "D")]
NOBODY = _("Skriv inget om en deltagare: alla i programmet läser det här.")
_MESSAGES = {
    "length": _("Ett organisationsnummer har tio siffror, till exempel 559990-0007."),
    "person": _(
        "Numret ser ut som ett personnummer. En enskild firma har ägarens nummer: kryssa i rutan för enskild firma och"
        " lämna numret tomt."
    ),
    "check": _("Siffrorna stämmer inte: den sista kontrollerar de andra. Skriv av numret en gång till."),
}


class OrganisationNumberField(forms.CharField):
    """An organisation number, as ten figures."""

    def to_python(self, value):
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return rules.organisation_number(text)
        except rules.NumberProblem as problem:
            raise forms.ValidationError(_MESSAGES[str(problem)], code=str(problem)) from None


class WordsField(forms.CharField):
    """Several words with commas between, as a list."""

    def __init__(self, *args, longest=40, most=12, **kwargs):
        self.longest, self.most = longest, most
        super().__init__(*args, max_length=longest * most, **kwargs)

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        words = rules.words_of(super().to_python(value) or "")
        if any(len(word) > self.longest for word in words) or len(words) > self.most:
            raise forms.ValidationError(
                _("Skriv högst %(most)s ord eller korta uttryck, med komma mellan.") % {"most": self.most}
            )
        return words


def field_choices(empty=None):
    """The occupation fields in force, with a first choice that says nothing."""
    first = [] if empty is None else [("", empty)]
    return first + choices_of(FIELD_LIST)


class OfNobody(Form):
    """What is written of employers is read by all in the programme: no text may hold a number of a person."""

    def clean(self):
        given = super().clean()
        for name, value in list(given.items()):
            if isinstance(value, str) and name != "organisation_number" and holds_a_number(value):
                self.add_error(name, _("Ta bort personnumret. Alla i programmet läser det här."))
        return given


_MOST = 10


class PicksEmployer(Form):
    """A form that finds an employer by the beginning of its name, or its number, and asks when several fit.

    A list of all would grow with the register.
    """

    employer = forms.CharField(
        label=_("Arbetsgivare"), max_length=120, help_text=_("Början av namnet, eller organisationsnumret.")
    )
    chosen = forms.ChoiceField(label=_("Vilken av dem?"), required=False, widget=forms.RadioSelect)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._among = _candidates(self.data.get(self.add_prefix("employer"), ""))
        if len(self._among) > 1:
            self.fields["chosen"].choices = [(str(row.pk), _described(row)) for row in self._among]
        else:
            del self.fields["chosen"]

    def clean(self):
        given = super().clean()
        chosen = given.pop("chosen", "")
        if not given.get("employer"):
            return given
        picked = [row for row in self._among if str(row.pk) == chosen] or self._among
        if len(picked) == 1:
            given["employer"] = picked[0]
        elif picked:
            self.add_error("chosen", forms.ValidationError(_("Flera arbetsgivare passar. Välj en av dem.")))
        else:
            missing = _("Ingen arbetsgivare heter så. Lägg först till den under Arbetsgivare.")
            self.add_error("employer", forms.ValidationError(missing))
        return given


def _candidates(text):
    text = " ".join(text.replace("\x00", "").split())
    if not text:
        return []
    rows = Employer.objects.filter(closed_on=None)
    exact = list(rows.filter(name__iexact=text)[:_MOST])
    return exact or list(rows.named(text)[:_MOST])


def _described(employer):
    return ", ".join(filter(None, [employer.name, employer.number, employer.municipality]))
