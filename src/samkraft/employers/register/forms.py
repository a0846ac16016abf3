"""Forms of employers: the employer, a contact person, a contact and a need."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, WholeField
from samkraft.employers.choices import ContactPurpose, ContactWay, Interest, NeedKind, NeedState
from samkraft.employers.fields import LICENCES, NOBODY, OfNobody, OrganisationNumberField, WordsField, field_choices

_MINUTES = ((15, "15"), (30, "30"), (60, "60"), (90, "90"))


class EmployerForm(OfNobody):
    """An employer."""

    organisation_number = OrganisationNumberField(
        label=_("Organisationsnummer"), required=False, max_length=20, help_text=_("Till exempel 559990-0007.")
    )
    is_sole_trader = forms.BooleanField(
        label=_("Enskild firma"), required=False,
        help_text=_("Ägarens personnummer är firmans nummer. Det sparas aldrig här."),
    )  # fmt: skip
    name = forms.CharField(label=_("Namn"), max_length=120)
    field = forms.ChoiceField(label=_("Yrkesområde"), required=False)
    municipality = forms.CharField(label=_("Kommun"), max_length=60, required=False)
    address = forms.CharField(label=_("Adress"), max_length=160, required=False)
    phone = forms.CharField(label=_("Telefon, växel"), max_length=30, required=False)
    interest = forms.ChoiceField(label=_("Intresse"), choices=Interest.choices, initial=Interest.UNKNOWN)
    about = forms.CharField(
        label=_("Bra att veta"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOBODY,
    )  # fmt: skip

    has_ended = forms.BooleanField(
        label=_("Arbetsgivaren finns inte längre"), required=False, help_text=_("Den försvinner ur listan.")
    )

    def __init__(self, *args, is_new=False, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = field_choices(_("Inte angivet"))
        if is_new:
            del self.fields["has_ended"]

    def clean(self):
        given = super().clean()
        number, alone = given.get("organisation_number"), given.pop("is_sole_trader", False)
        if "organisation_number" in self.errors:
            return given
        if not number and not alone:
            self.add_error("organisation_number", ValidationError(_("Skriv organisationsnumret.")))
        if number and alone:
            self.add_error("organisation_number", ValidationError(_("Lämna numret tomt för en enskild firma.")))
        return given


class PersonForm(Form):
    """Whom to talk to at an employer."""

    name = forms.CharField(label=_("Namn"), max_length=120)
    role = forms.CharField(label=_("Roll"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-post"), required=False)


class ContactForm(OfNobody):
    """A contact and the time it took (P-050)."""

    purpose = forms.ChoiceField(label=_("Vad gällde det?"), choices=ContactPurpose.choices)
    way = forms.ChoiceField(label=_("Hur?"), choices=ContactWay.choices, initial=ContactWay.PHONE)
    on = DateField(label=_("Dag"))
    minutes = WholeField(label=_("Minuter"), min_value=1, max_value=1440, help_text=_("Räkna med resan."))
    person = forms.ChoiceField(label=_("Med vem?"), required=False)
    interest = forms.ChoiceField(
        label=_("Ändrat intresse"), choices=[("", _("Som förut")), *Interest.choices], required=False
    )
    note = forms.CharField(
        label=_("Anteckning"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOBODY,
    )  # fmt: skip

    def __init__(self, *args, persons=(), **kwargs):
        kwargs["initial"] = {"on": today(), "minutes": 30} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.persons = {str(person.pk): person for person in persons}
        named = [(key, person.name) for key, person in self.persons.items()]
        self.fields["person"].choices = [("", _("Ingen särskild")), *named]
        if not named:
            del self.fields["person"]

    def clean(self):
        given = super().clean()
        given["person"] = self.persons.get(given.get("person") or "")
        return given


class NeedForm(OfNobody):
    """What an employer offers and asks for."""

    kind = forms.ChoiceField(label=_("Vad erbjuds?"), choices=NeedKind.choices)
    title = forms.CharField(label=_("Yrke eller uppgift"), max_length=120)
    places = WholeField(label=_("Antal platser"), min_value=1, max_value=500, initial=1)
    field = forms.ChoiceField(label=_("Yrkesområde"), required=False)
    municipality = forms.CharField(label=_("Kommun"), max_length=60, required=False)
    languages = WordsField(
        label=_("Språk som krävs"), required=False, help_text=_("Med komma mellan, till exempel svenska, arabiska.")
    )
    licences = forms.MultipleChoiceField(
        label=_("Körkort som krävs"), choices=LICENCES, required=False, widget=forms.CheckboxSelectMultiple
    )
    since = DateField(label=_("Ledig från"), required=False)
    until = DateField(label=_("Sista dag"), required=False)
    about = forms.CharField(
        label=_("Bra att veta"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NOBODY,
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = field_choices(_("Inte angivet"))

    def clean(self):
        given = super().clean()
        if given.get("since") and given.get("until") and given["until"] < given["since"]:
            self.add_error("until", ValidationError(_("Sista dagen kan inte ligga före den första.")))
        return given


class NeedStateForm(Form):
    """How it stands with a need: confirmed as it is, or ended."""

    state = forms.ChoiceField(label=_("Hur står det till?"), choices=NeedState.choices)


class FindForm(Form):
    """The list's own filter."""

    marks_optional = False
    q = forms.CharField(label=_("Namn eller nummer"), required=False, max_length=60)
    field = forms.ChoiceField(label=_("Yrkesområde"), required=False)
    interest = forms.ChoiceField(label=_("Intresse"), required=False, choices=[("", _("Alla")), *Interest.choices])
    open = forms.BooleanField(label=_("Har lediga platser"), required=False)
    waiting = forms.BooleanField(label=_("Ingen kontakt på länge"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = field_choices(_("Alla"))


class NeedFindForm(Form):
    """The filter of what stands open."""

    marks_optional = False
    q = forms.CharField(label=_("Yrke eller arbetsgivare"), required=False, max_length=60)
    kind = forms.ChoiceField(label=_("Vad"), required=False, choices=[("", _("Allt")), *NeedKind.choices])
    field = forms.ChoiceField(label=_("Yrkesområde"), required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["field"].choices = field_choices(_("Alla"))
