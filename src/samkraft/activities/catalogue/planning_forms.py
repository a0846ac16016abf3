"""Forms for those who keep the catalogue: an entry, a session, and what happens when places go."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.choices import Role
from samkraft.access.models import RoleAssignment, Staff
from samkraft.activities.models import SessionProvider
from samkraft.core.clock import today
from samkraft.core.forms import DateField, Form, WholeField
from samkraft.core.public_forms import holds_a_number

MOST_PLACES = 500
_TEXTS = ("title", "provider", "content", "prerequisites", "languages", "accessibility")


class OfferingForm(Form):
    """What an entry says. Everybody in the programme reads it: it tells of no person."""

    type = forms.ChoiceField(label=gettext_lazy("Slag"))
    title = forms.CharField(label=gettext_lazy("Namn"), max_length=120)
    provider = forms.CharField(
        label=gettext_lazy("Vem som ger den"), max_length=120, required=False,
        help_text=gettext_lazy("Skola, företag eller enhet, om det inte är ni själva."),
    )  # fmt: skip
    content = forms.CharField(
        label=gettext_lazy("Innehåll"), max_length=2000, widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("Första meningen visas i listan. Inga namn på deltagare."),
    )  # fmt: skip
    prerequisites = forms.CharField(label=gettext_lazy("Förkunskaper"), max_length=500, required=False)
    languages = forms.CharField(
        label=gettext_lazy("Språk"), max_length=200, required=False,
        help_text=gettext_lazy("Till exempel svenska, arabiska med tolk."),
    )  # fmt: skip
    accessibility = forms.CharField(label=gettext_lazy("Tillgänglighet"), max_length=500, required=False)
    price = WholeField(label=gettext_lazy("Pris för programmet, kronor per plats"), required=False, min_value=0,
                       max_value=10_000_000)  # fmt: skip
    is_rolling = forms.BooleanField(label=gettext_lazy("Börjar löpande"), required=False)
    leaders = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Vem som skriver närvaro"), queryset=Staff.objects.none(), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("De med rollen anordnare hos er. De ser bara sina egna omgångar."),
    )  # fmt: skip
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1)

    def __init__(self, *args, definition, acting, offering=None, **kwargs):
        if offering:
            shown = {name: getattr(offering, name) for name in (*_TEXTS, "type", "price", "is_rolling", "revision")}
            shown["leaders"] = list(SessionProvider.objects.filter(offering=offering).values_list("staff", flat=True))
            kwargs["initial"] = shown | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        own = [kind for kind in definition.activity_types if kind.provider in (acting.branch.code, "leading")]
        self.fields["type"].choices = [("", _("Välj slag")), *((kind.code, kind.name) for kind in own)]
        providers = Staff.objects.filter(
            pk__in=acting_providers(acting), is_active=True
        ).order_by("last_name", "first_name", "pk")  # fmt: skip
        self.fields["leaders"].queryset = providers
        if not self.fields["leaders"].queryset:
            del self.fields["leaders"]
        if offering:
            del self.fields["type"]

    def clean(self):
        given = super().clean()
        for name in _TEXTS:
            if holds_a_number(given.get(name) or ""):
                self.add_error(name, _("Ta bort personnumret. Alla i programmet läser det här."))
        return given


def acting_providers(acting):
    """The keys of those who hold the role provider for the branch today."""
    held = RoleAssignment.objects.in_force().filter(role=Role.PROVIDER, branch=acting.branch)
    return held.filter(programme__in=("", acting.programme)).values("staff")


class SessionForm(Form):
    """When, where, and how many places."""

    starts_on = DateField(label=gettext_lazy("Börjar"))
    ends_on = DateField(label=gettext_lazy("Slutar"), required=False, help_text=gettext_lazy("Tomt: tills vidare."))
    open_until = DateField(
        label=gettext_lazy("Går att börja till och med"), required=False,
        help_text=gettext_lazy("Efter den dagen erbjuds en ledig plats inte till nästa."),
    )  # fmt: skip
    times = forms.CharField(label=gettext_lazy("Tider"), max_length=120, required=False)
    where = forms.CharField(label=gettext_lazy("Var"), max_length=160, required=False)
    capacity = WholeField(label=gettext_lazy("Antal platser"), min_value=0, max_value=MOST_PLACES)

    def __init__(self, *args, session=None, is_rolling=False, **kwargs):
        if session:
            kwargs["initial"] = {name: getattr(session, name) for name in self.base_fields} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self._is_new = session is None
        self._is_rolling = is_rolling
        left = _("Tomt: så länge den pågår.") if is_rolling else _("Tomt: till den dag då den börjar.")
        self.fields["open_until"].help_text = f"{self.fields['open_until'].help_text} {left}"

    def clean(self):
        given = super().clean()
        start, end, last = given.get("starts_on"), given.get("ends_on"), given.get("open_until")
        if start and end and end < start:
            self.add_error("ends_on", _("Omgången kan inte sluta innan den börjar."))
        if start and last is None and not self._is_rolling and "open_until" not in self.errors:
            given["open_until"] = start
        if self._is_new and end and end < today():
            self.add_error("ends_on", _("Omgången har redan slutat. Skriv en dag som ligger framåt."))
        return given


class ShrinkForm(Form):
    """What happens with those who hold the places that go: said by the planner for each, or as they are freed."""

    how = forms.ChoiceField(
        label=gettext_lazy("Vad händer med platserna?"),
        choices=[
            ("freed", gettext_lazy("Alla behåller sin plats. Platserna tas bort i takt med att de blir lediga.")),
            ("chosen", gettext_lazy("De jag väljer här går tillbaka till kön, först i tur.")),
        ],
        widget=forms.RadioSelect,
        required=False,
    )
    displaced = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Platser som tas tillbaka"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args, held, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["displaced"].choices = held

    def clean(self):
        given = super().clean()
        if given.get("how") == "chosen" and not given.get("displaced"):
            self.add_error("displaced", _("Välj vilka platser som tas tillbaka."))
        return given
