"""The form of a benefit fact: kind, period, extent. There is no field for an amount, nor for a reason (INT-02)."""

from django import forms
from django.utils.translation import gettext_lazy as _

from samkraft.core.forms import DateField, Form

EXTENTS = [("", _("Hel, eller gäller inte")), ("25", "25 %"), ("50", "50 %"), ("75", "75 %")]


class BenefitForm(Form):
    """Nothing is preselected but what is changed."""

    kind = forms.ChoiceField(label=_("Slag"), widget=forms.RadioSelect)
    valid_from = DateField(label=_("Från och med"))
    valid_until = DateField(
        label=_("Till och med"), required=False, help_text=_("Lämna tomt om det gäller tills vidare.")
    )
    extent = forms.TypedChoiceField(
        label=_("Omfattning"), choices=EXTENTS, coerce=int, empty_value=None, required=False, widget=forms.RadioSelect
    )
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, kinds, fact=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kinds.choices
        if fact:
            self.initial |= {
                "kind": fact.kind, "valid_from": fact.valid_from, "valid_until": fact.valid_until,
                "extent": "" if fact.extent is None else str(fact.extent), "revision": fact.revision,
            }  # fmt: skip

    def clean(self):
        given = super().clean()
        first, last = given.get("valid_from"), given.get("valid_until")
        if first and last and last < first:
            self.add_error("valid_until", _("Den sista dagen kan inte vara före den första."))
        return given
