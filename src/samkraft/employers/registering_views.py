"""That a placement or a municipal employment has been registered in an outer system (P-063)."""

from functools import partial

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samkraft.access.guard import allow, found_or_denied
from samkraft.employers.models import MunicipalEmployment, Placement
from samkraft.employers.perms import can_work_with_people
from samkraft.employers.registering import note_registered
from samkraft.people.case_access import open_case_for_work
from samkraft.people.registering import note_unless_changed


@require_POST
@allow(can_work_with_people)
def placement(request, case, placement, system):
    """The place stands in the system now."""
    return _registered(request, case, Placement, placement, system)


@require_POST
@allow(can_work_with_people)
def employment(request, case, employment, system):
    """The employment stands in the system now."""
    return _registered(request, case, MunicipalEmployment, employment, system)


def _registered(request, case, model, key, system):
    """Noted; if it has changed since the text was copied, the person is told instead."""
    opened = open_case_for_work(request, case, f"registered:{key}")
    found = found_or_denied(request, model.objects.filter(case=opened.case), rule="not ours to register", pk=key)
    changed = _("Något har ändrats sedan du läste texten. Kopiera den nya.")
    note_unless_changed(request, opened, found, system, changed, partial(note_registered, opened, found, system))
    return HttpResponseRedirect(reverse("activities:registering"))
