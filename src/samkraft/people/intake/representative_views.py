"""Who may speak for the person: mandates that the branch has seen, with what proves them (CON-10)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.choices import Event
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.forms import DateField, ModelForm
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case_for_work
from samkraft.people.models import Representative
from samkraft.people.perms import can_work_with_people
from samkraft.sharing.choices import Mandate


class RepresentativeForm(ModelForm):
    """A mandate as it was shown to us."""

    class Meta:
        model = Representative
        fields = ["name", "phone", "mandate", "scope", "covers_consent", "valid_from", "valid_until", "evidence"]
        field_classes = {"valid_from": DateField, "valid_until": DateField}
        labels = {
            "name": gettext_lazy("Namn"),
            "phone": gettext_lazy("Telefon"),
            "mandate": gettext_lazy("Slag av uppdrag"),
            "scope": gettext_lazy("Vad uppdraget omfattar"),
            "covers_consent": gettext_lazy("Uppdraget omfattar att samtycka till att uppgifter delas"),
            "valid_from": gettext_lazy("Gäller från"),
            "valid_until": gettext_lazy("Gäller till och med"),
            "evidence": gettext_lazy("Handling som vi har sett, och var den finns"),
        }
        help_texts = {
            "scope": gettext_lazy("Som det står i beslutet, till exempel bevaka rätt och sörja för person."),
            "valid_until": gettext_lazy("Lämna tomt om uppdraget inte har något slutdatum."),
            "evidence": gettext_lazy("Till exempel registerutdrag från överförmyndaren 2 juni 2021, pärm 4."),
        }  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["valid_until"].required = False
        self.fields["mandate"].choices = [("", _("Välj")), *Mandate.choices]

    def clean_valid_until(self):
        until = self.cleaned_data["valid_until"]
        if until and until < today():
            self.add_error("valid_until", _("Uppdraget har redan slutat."))
        return until


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def representatives(request, case_id):
    """The representatives of a person, and a form for one more."""
    opened = open_case_for_work(request, case_id, "representatives")
    mandate = Representative(owner_branch=request.acting.branch, case=opened.case, file=opened.file)
    form = RepresentativeForm(request.POST or None, instance=mandate)
    if request.method == "POST" and form.is_valid():
        form.instance.recorded_by = request.user
        saved = form.save()
        log_event(Event.ITEM_CREATED, [case_id], object_type="representative", items=[f"representative:{saved.pk}"])
        receipt(request, _("%(name)s är antecknad som företrädare.") % {"name": saved.name})
        return redirect("people:representatives", case_id)
    known = list(Representative.objects.filter(case=opened.case).order_by("-valid_from", "name"))
    in_force = {row.pk for row in Representative.objects.filter(case=opened.case).in_force()}
    context = {
        "opened": opened,
        "form": form,
        "rows": [{"person": row, "is_in_force": row.pk in in_force} for row in known],
        "crumbs": [{"url": reverse("people:consents", args=[case_id]), "label": _("Samtycken")}],
    }
    return render(request, "people/representatives.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_work_with_people)
def end_representative(request, case_id, representative):
    """The mandate has ended; what was given under it stands until it is taken back or ends."""
    opened = open_case_for_work(request, case_id, "representatives")
    mine = Representative.objects.filter(case=opened.case, ended_on=None)
    row = found_or_denied(request, mine, rule="representative not ours", pk=representative)
    row.ended_on = today()
    row.save(update_fields=["ended_on"])
    log_event(Event.ITEM_VERSION, [case_id], object_type="representative", items=[f"representative:{row.pk}:ended"])
    receipt(request, _("Uppdraget är avslutat. Gå igenom samtyckena med personen."))
    return redirect("people:representatives", case_id)
