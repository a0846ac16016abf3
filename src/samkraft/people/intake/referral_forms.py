"""Forms for one referral at a time: who it is, and what the programme needs to know."""

import re

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, WholeField
from samkraft.people.choices import CoordinationLevel, CoordinationStatus, Schooling, Sex
from samkraft.people.identity import IdentityError, IdentityType, parse_identity, why_refused
from samkraft.people.intake.referral_create import ways_of
from samkraft.programmes.eligibility import understand

UNKNOWN = [("", _("Vet inte")), ("ja", _("Ja")), ("nej", _("Nej"))]
_PREFIX = "fact_"
_PERSON = ("first_name", "last_name", "phone", "email", "language", "needs_interpreter", "schooling", "unit")
_PHONE = re.compile(r"\+?[\d\s()/-]{8,30}")


def _fact_field(fact):
    """The question of a fact, which may stay unanswered."""
    if fact.kind == "yes_no":
        return forms.ChoiceField(label=fact.question, choices=UNKNOWN, widget=forms.RadioSelect, required=False)
    if fact.kind == "date":
        return DateField(label=fact.question, required=False, help_text=_("Till exempel 1 mars 2019."))
    if fact.kind == "number":
        return WholeField(label=fact.question, required=False, min_value=0, max_value=99999)
    hint = _("Fyra siffror. Malmö är 1280.") if fact.code == "municipality" else ""
    return forms.CharField(label=fact.question, required=False, max_length=20, help_text=hint)


def _coordination_fields():
    """The two questions on a coordination number; that nobody knows is an answer too (PNR-03)."""
    return {
        "coordination_level": forms.ChoiceField(
            label=_("Samordningsnumret: hur säker är identiteten?"), widget=forms.RadioSelect, required=False,
            choices=[*CoordinationLevel.choices, ("", _("Vet inte"))],
            help_text=_("Står i folkbokföringen. Osäker betyder att numret inte säger vem personen är."),
        ),
        "coordination_status": forms.ChoiceField(
            label=_("Samordningsnumret: används det?"), widget=forms.RadioSelect, required=False,
            choices=[*CoordinationStatus.choices, ("", _("Vet inte"))],
        ),
    }  # fmt: skip


COORDINATION = tuple(_coordination_fields())


class FactsForm(Form):
    """The programme's questions, grouped by who knows. What is unknown may stay unanswered and be told later."""

    marks_optional = False

    def __init__(self, *args, definition, branch, facts=None, coordination=None, **kwargs):
        """coordination: what is known of the person's coordination number, if it is one that she has."""
        self.facts, self.branch = definition.facts, branch
        questions = {f"{_PREFIX}{fact.code}": _fact_field(fact) for fact in self.facts}
        if coordination is not None:
            questions = _coordination_fields() | questions
        self.base_fields = {**self.base_fields, **questions}
        known = {f"{_PREFIX}{fact.code}": _shown(fact, (facts or {}).get(fact.code)) for fact in self.facts}
        super().__init__(*args, initial=known | (coordination or {}), **kwargs)

    def coordination_fields(self):
        """The questions on the coordination number, where it is one."""
        return [self[name] for name in COORDINATION if name in self.fields]

    def coordination(self):
        """Level and status as answered."""
        return [self.cleaned_data.get(name, "") for name in COORDINATION]

    def own_facts(self):
        """The questions that one's own branch can answer itself."""
        return [self[f"{_PREFIX}{fact.code}"] for fact in self.facts if fact.owner in (self.branch.code, "referring")]

    def other_facts(self):
        """The questions that another branch knows the answer to."""
        return [field for field in self._fact_fields() if field.name not in {own.name for own in self.own_facts()}]

    def _fact_fields(self):
        return [self[f"{_PREFIX}{fact.code}"] for fact in self.facts]

    def known_facts(self):
        """The facts that were answered, understood as the programme file says."""
        answers = {fact.code: self.cleaned_data.get(f"{_PREFIX}{fact.code}") for fact in self.facts}
        known = {fact.code: understand(fact, answers[fact.code]) for fact in self.facts}
        return {code: value for code, value in known.items() if value is not None}

    def clean(self):
        given = super().clean()
        for fact in self.facts:
            value = given.get(f"{_PREFIX}{fact.code}")
            if fact.kind == "date" and value and value > today():
                self.add_error(f"{_PREFIX}{fact.code}", _("Datumet ligger i framtiden. Kontrollera året."))
            if fact.code == "municipality" and value and not re.fullmatch(r"\d{4}", value.strip()):
                self.add_error(f"{_PREFIX}{fact.code}", _("Kommunkoden har fyra siffror. Malmö är 1280."))
        return given


def _shown(fact, value):
    """A kept fact as the form shows it."""
    known = understand(fact, value)
    if fact.kind == "yes_no":
        return "" if known is None else "ja" if known else "nej"
    return known


def _is_coordination_number(written):
    try:
        return parse_identity(written, today()).type == IdentityType.SAM
    except IdentityError:
        return False


class ReferralForm(FactsForm):
    """One person: the number in any written shape, the name, and the questions."""

    identity = forms.CharField(
        label=_("Personnummer"),
        max_length=40,
        help_text=_("Tolv siffror, med eller utan bindestreck. Samordningsnummer går också bra."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "text"}),
    )
    year_is_right = forms.BooleanField(label=_("Ja, födelseåret stämmer"), required=False)
    protected = forms.ChoiceField(
        label=_("Har personen skyddade personuppgifter?"),
        choices=[("nej", _("Nej")), ("ja", _("Ja"))],
        widget=forms.RadioSelect,
    )
    first_name = forms.CharField(label=_("Förnamn"), max_length=80)
    last_name = forms.CharField(label=_("Efternamn"), max_length=80)
    sex = forms.ChoiceField(label=_("Kön, om numret inte visar det"), choices=[("", "–"), *Sex.choices], required=False)
    phone = forms.CharField(label=_("Telefon (frivilligt)"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-post (frivilligt)"), required=False)
    language = forms.CharField(label=_("Språk, om inte svenska (frivilligt)"), max_length=40, required=False)
    needs_interpreter = forms.BooleanField(label=_("Behöver tolk"), required=False)
    schooling = forms.ChoiceField(label=_("Utbildning"), choices=Schooling.choices, initial=Schooling.UNKNOWN)
    unit = forms.CharField(label=_("Din enhet (frivilligt)"), max_length=40, required=False)
    way = forms.ChoiceField(label=_("Hur anvisas personen?"), widget=forms.RadioSelect)

    def __init__(self, *args, definition, branch, **kwargs):
        written = str(args[0].get("identity", "")) if args and args[0] else ""
        asked = {} if _is_coordination_number(written) else None
        super().__init__(*args, definition=definition, branch=branch, coordination=asked, **kwargs)
        self.ways = ways_of(definition, branch.code, "form")
        self.parsed = None
        if len(self.ways) == 1:
            del self.fields["way"]
        else:
            self.fields["way"].choices = [(way.code, way.name) for way in self.ways]
        if not self._asks_year():
            del self.fields["year_is_right"]

    def _asks_year(self):
        """The year is asked about when ten digits were written, and only then (PNR-01)."""
        try:
            return self.is_bound and parse_identity(str(self.data.get("identity", "")), today()).century_guessed
        except IdentityError:
            return False

    @property
    def is_protected(self):
        """Whether the officer has said so: then nothing is read or kept (SKY-01)."""
        return self.is_bound and self.data.get("protected") == "ja"

    def person_fields(self):
        """The fields of the person, in the order of the page."""
        names = ["identity", "year_is_right", *COORDINATION, "first_name", "last_name", "sex", "phone", "email",
                 "language", "needs_interpreter", "schooling", "unit", "way"]  # fmt: skip
        return [self[name] for name in names if name in self.fields]

    def clean_identity(self):
        written = self.cleaned_data["identity"]
        try:
            self.parsed = parse_identity(written, today())
        except IdentityError as error:
            raise forms.ValidationError(f"{error.sentence} {error.remedy}") from None
        refused = why_refused(self.parsed, settings.MODE)
        if refused:
            raise forms.ValidationError(refused)
        return written

    def clean_phone(self):
        phone = self.cleaned_data["phone"].strip()
        if phone and not _PHONE.fullmatch(phone):
            raise forms.ValidationError(_("Skriv ett telefonnummer, eller lämna tomt."))
        return phone

    def clean(self):
        given = super().clean()
        if self.parsed is None:
            return given
        if self.parsed.century_guessed and not given.get("year_is_right"):
            text = _("Numret har tio siffror. Vi läser födelseåret som %(year)s. Kryssa i om det stämmer.")
            self.add_error("year_is_right", text % {"year": self.parsed.canonical[:4]})
        if COORDINATION[0] in self.fields and COORDINATION[0] not in self.data:
            self.add_error(COORDINATION[0], _("Det är ett samordningsnummer. Svara på frågorna om det."))
        if not self.parsed.sex and not given.get("sex"):
            self.add_error("sex", _("Numret visar inte könet. Välj här."))
        return given

    def person(self):
        """What the referral holds of the person besides the number."""
        kept = {name: self.cleaned_data[name] for name in _PERSON}
        return kept | {"sex": self.parsed.sex or self.cleaned_data["sex"]}

    def chosen_way(self):
        """The way that the officer's branch refers by."""
        return self.ways[0].code if len(self.ways) == 1 else self.cleaned_data["way"]
