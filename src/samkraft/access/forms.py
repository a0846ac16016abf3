"""Forms of the access room."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.access.choices import Role
from samkraft.access.models import Branch, Staff
from samkraft.core.forms import DateField, Form

GIVEN_BY_HAND = [role for role in Role if role != Role.SYSTEM_MANAGER]


class NewPersonForm(Form):
    """A colleague who is to log in, by her organisation identity (IAM-03)."""

    username = forms.CharField(
        label=_("Inloggningsnamn"),
        max_length=100,
        help_text=_("Som i legitimationen: namn@organisationsnummer."),
    )
    first_name = forms.CharField(label=_("Förnamn"), max_length=60)
    last_name = forms.CharField(label=_("Efternamn"), max_length=60)
    title = forms.CharField(label=_("Titel"), max_length=80, required=False)
    phone = forms.CharField(label=_("Telefon"), max_length=30, required=False)

    def clean_username(self):
        name = self.cleaned_data["username"].strip()
        person, at, organisation = name.partition("@")
        if not person or not at or not organisation.isdecimal() or len(organisation) != 10:
            raise forms.ValidationError(_("Skriv namn@organisationsnummer, med tio siffror efter @."))
        return name


class GiveRoleForm(Form):
    """Who gets which role for which branch, between which days, and why. Always with an end (house style 3)."""

    person = forms.CharField(label=_("Person"), help_text=_("Inloggningsnamn, till exempel namn@myndighet."))
    role = forms.ChoiceField(label=_("Roll"), choices=[(role.value, role.label) for role in GIVEN_BY_HAND])
    branch = forms.ModelChoiceField(label=_("Verksamhet"), queryset=Branch.objects.none(), empty_label=None)
    valid_from = DateField(label=_("Från och med"))
    valid_until = DateField(label=_("Till och med"))
    reason = forms.CharField(label=_("Skäl"), max_length=200)

    def __init__(self, *args, acting, **kwargs):
        super().__init__(*args, **kwargs)
        self.authority_id = acting.branch.authority_id
        self.fields["branch"].queryset = Branch.objects.filter(authority=self.authority_id)

    def clean_person(self):
        name = self.cleaned_data["person"].strip()
        employed = Staff.objects.filter(authority=self.authority_id, is_active=True)  # IAM-07
        found = employed.filter(username__iexact=name).first()
        if found is None:
            raise forms.ValidationError(
                _("Det finns ingen i din myndighet med det inloggningsnamnet. Kontrollera stavningen.")
            )
        return found

    def clean(self):
        given = super().clean()
        start, end = given.get("valid_from"), given.get("valid_until")
        if start and end and end < start:
            self.add_error("valid_until", _("Slutdatum kan inte ligga före startdatum."))
        return given


class UnitForm(Form):
    """At which unit of health care a person works: one that there is, or a new one. Nothing is preselected."""

    person = forms.CharField(label=_("Person"), help_text=_("Inloggningsnamn, till exempel namn@myndighet."))
    unit = forms.ChoiceField(label=_("Enhet"), widget=forms.RadioSelect, required=False)
    new_unit = forms.CharField(label=_("Ny enhet"), max_length=80, required=False)

    def __init__(self, *args, acting, units, **kwargs):
        super().__init__(*args, **kwargs)
        self.authority_id = acting.branch.authority_id
        self.fields["unit"].choices = [(name, name) for name in units]
        if not units:
            del self.fields["unit"]

    clean_person = GiveRoleForm.clean_person

    def clean(self):
        given = super().clean()
        said = [name for name in (given.get("unit"), given.get("new_unit", "").strip()) if name]
        if len(said) != 1:
            self.add_error("new_unit", _("Välj en enhet, eller skriv namnet på en ny."))
        else:
            given["name"] = said[0]
        return given
