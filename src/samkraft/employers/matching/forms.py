"""Forms of matching: what a person wants and can, and the facts that forms of support ask for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form, WholeField
from samkraft.employers.fields import LICENCES, WordsField, field_choices

_YES_NO = [("", _("Vet inte")), ("yes", _("Ja")), ("no", _("Nej"))]
_TICKS = forms.CheckboxSelectMultiple


class ProfileForm(Form):
    """What a person wants and can, in the words that ads use."""

    occupations = WordsField(
        label=_("Yrken personen vill ha"), required=False, longest=60,
        help_text=_("Med komma mellan, till exempel lagerarbetare, truckförare."),
    )  # fmt: skip
    fields_ = forms.MultipleChoiceField(label=_("Yrkesområden"), required=False, widget=_TICKS)
    municipalities = WordsField(
        label=_("Orter"), required=False, longest=60, help_text=_("Med komma mellan, till exempel Malmö, Lund.")
    )
    whole_region = forms.BooleanField(label=_("Kan tänka sig hela Skåne"), required=False)
    languages = WordsField(label=_("Språk personen kan"), required=False)
    licences = forms.MultipleChoiceField(label=_("Körkort"), choices=LICENCES, required=False, widget=_TICKS)
    extent = WholeField(label=_("Omfattning i procent, som mest"), min_value=10, max_value=100, initial=100)
    seeks_places = forms.BooleanField(label=_("Vill ha praktikplats också"), required=False, initial=True)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["fields_"].choices = field_choices()

    def clean(self):
        given = super().clean()
        if not self.errors and not given["occupations"] and not given["fields_"]:
            self.add_error("occupations", forms.ValidationError(_("Skriv minst ett yrke eller kryssa i ett område.")))
        given["fields"] = given.pop("fields_", [])
        return given


class SupportForm(Form):
    """What forms of support depend on. Nothing of it is kept."""

    marks_optional = False
    age = WholeField(label=_("Ålder"), required=False, min_value=16, max_value=75)
    months_of_15 = WholeField(
        label=_("Månader borta från arbete, av de senaste 15"), required=False, min_value=0, max_value=15
    )
    months_of_9 = WholeField(
        label=_("Månader borta från arbete, av de senaste 9"), required=False, min_value=0, max_value=9,
        help_text=_("Behövs för den som är 20–24 år."),
    )  # fmt: skip
    months_in_all = WholeField(
        label=_("Månader borta i sträck"), required=False, min_value=0, max_value=600,
        help_text=_("Arbetslös, i program, med försörjningsstöd eller med sjukpenning. Säg inte vilket."),
    )  # fmt: skip
    in_guarantee = forms.ChoiceField(label=_("Med i jobb- och utvecklingsgarantin"), choices=_YES_NO, required=False)
    newly_arrived = forms.ChoiceField(label=_("Nyanländ"), choices=_YES_NO, required=False)
    reduced_capacity = forms.ChoiceField(
        label=_("Arbetsförmedlingen har bedömt att arbetsförmågan är nedsatt"), choices=_YES_NO, required=False
    )
    is_registered = forms.ChoiceField(label=_("Inskriven hos Arbetsförmedlingen"), choices=_YES_NO, required=False)

    def clean(self):
        given = super().clean()
        for name in ("in_guarantee", "newly_arrived", "reduced_capacity", "is_registered"):
            given[name] = {"yes": True, "no": False}.get(given.get(name))
        return given
