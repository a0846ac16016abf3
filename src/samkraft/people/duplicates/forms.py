"""Forms of merging: which two, which of each fact, how it was made sure. Nothing is chosen beforehand."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import Form
from samkraft.people.choices import MatchCheck
from samkraft.people.daily.search import case_number
from samkraft.people.duplicates.pairs import words_of
from samkraft.people.duplicates.rules import FACTS, KEPT, OTHER, needs_choice


class NumbersForm(Form):
    """Two cases to compare, by number."""

    one = forms.CharField(label=_("Det ena ärendet"), max_length=30, help_text=_("Till exempel MK-2021-0012."))
    two = forms.CharField(label=_("Det andra ärendet"), max_length=30)

    def clean_one(self):
        return _number(self.cleaned_data["one"])

    def clean_two(self):
        return _number(self.cleaned_data["two"])


def _number(text):
    found = case_number(" ".join(text.split()))
    if not found:
        raise forms.ValidationError(_("Skriv ett ärendenummer, till exempel MK-2021-0012."))
    return found


class PairForm(Form):
    """Which case is kept, which of each fact that differs, and how it was made sure that the two are one (T10)."""

    keep = forms.ChoiceField(label=_("Vilket ärende ska finnas kvar?"), widget=forms.RadioSelect)
    checked = forms.ChoiceField(
        label=_("Hur vet ni att det är samma person?"), choices=MatchCheck, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Vad visar det?"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Vad du såg eller läste, och när. Skriv inga nummer här."),
    )  # fmt: skip

    def __init__(self, *args, one, two, numbers=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.files = {str(file.case_id): file for file in (one, two)}
        self.differing = [fact for fact in FACTS if needs_choice(fact, one, two)]
        self.fields["keep"].choices = [(key, file.case.number) for key, file in self.files.items()]
        for fact in self.differing:
            choices = [
                (key, f"{words_of(fact, file, numbers) or '–'} ({file.case.number})")
                for key, file in self.files.items()
            ]
            self.add_field(fact.name, forms.ChoiceField(label=fact.label, choices=choices, widget=forms.RadioSelect))
        self.order_fields(["keep", *(fact.name for fact in self.differing), "checked", "reason"])

    @property
    def kept(self):
        return self.files[self.cleaned_data["keep"]]

    @property
    def other(self):
        return next(file for key, file in self.files.items() if key != self.cleaned_data["keep"])

    @property
    def chosen(self):
        """Fact → whose word holds, the kept file's or the other's."""
        keep = self.cleaned_data["keep"]
        return {fact.name: KEPT if self.cleaned_data[fact.name] == keep else OTHER for fact in self.differing}
