"""What narrows the catalogue; it stands in the address, so that a list can be kept and sent."""

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.core.forms import DateField, Form


class CatalogueFilter(Form):
    """Words, kind, party, latest start, and only what has a free place."""

    marks_optional = False
    ord = forms.CharField(label=gettext_lazy("Vad söker du?"), max_length=80, required=False)
    slag = forms.ChoiceField(label=gettext_lazy("Slag"), required=False)
    anordnare = forms.ChoiceField(label=gettext_lazy("Anordnare"), required=False)
    start = DateField(label=gettext_lazy("Start senast"), required=False)
    lediga = forms.BooleanField(label=gettext_lazy("Bara lediga platser"), required=False)

    def __init__(self, *args, definition, **kwargs):
        super().__init__(*args, **kwargs)
        kinds = [
            ("arbetsplats", _("På en arbetsplats")), ("jobb", _("Nära arbete")), ("utbildning", _("Utbildning")),
            *((kind.code, kind.name) for kind in definition.activity_types),
        ]  # fmt: skip
        self.fields["slag"].choices = [("", _("Alla slag")), *kinds]
        branches = [(branch.code, branch.name) for branch in definition.party_branches]
        self.fields["anordnare"].choices = [("", _("Alla")), *branches]
        self._kinds = definition.activity_types

    def narrowed(self, rows):
        """The entries that are asked for; what can't be read narrows nothing, and the form says so."""
        given = self.cleaned_data if self.is_bound and self.is_valid() else {}
        if words := given.get("ord"):
            for word in words.split():
                rows = rows.filter(
                    Q(title__icontains=word) | Q(content__icontains=word) | Q(provider__icontains=word)
                    | Q(languages__icontains=word)
                )  # fmt: skip
        if kind := given.get("slag"):
            rows = rows.filter(type__in=self._types(kind))
        if branch := given.get("anordnare"):
            rows = rows.filter(provider_branch__code=branch)
        if day := given.get("start"):
            rows = rows.filter(Q(next_start__lte=day) | Q(runs_now__gt=0))
        if given.get("lediga"):
            rows = rows.filter(free__gt=0)
        return rows.order_by("-is_rolling", "next_start", "title", "pk")

    def _types(self, kind):
        tells = {
            "arbetsplats": lambda one: one.workplace_based,
            "jobb": lambda one: one.job_related,
            "utbildning": lambda one: one.education,
        }.get(kind, lambda one: one.code == kind)
        return [one.code for one in self._kinds if tells(one)]
