"""What waits in this room for those who answer for it: incidents, roles to confirm."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.access import lapse_actions
from samkraft.access.incidents.actions import state_of
from samkraft.access.incidents.models import Incident
from samkraft.access.incidents.rules import next_clock
from samkraft.access.perms import can_confirm_roles, can_handle_incidents
from samkraft.core.words import short_date


def tell(request):
    """Open incidents, by the report that is due first; roles that lapse unless they are confirmed (REG-08)."""
    if can_handle_incidents(request):
        yield from _incidents()
    if can_confirm_roles(request) and (count := lapse_actions.roles_to_confirm(request).count()):
        title = ngettext("%(n)s roll att bekräfta", "%(n)s roller att bekräfta", count) % {"n": count}
        yield {"url": reverse("access:confirm_roles"), "title": title, "sub": _("Den som inte bekräftas upphör.")}


def _incidents():
    for incident in Incident.objects.open().prefetch_related("entries")[:5]:
        judged, running = state_of(incident)
        waiting = next_clock(running)
        has_day = waiting is not None and waiting.due is not None
        yield {
            "url": reverse("access:incident", args=[incident.public_id]),
            "title": _("Incident %(number)s") % {"number": incident.number},
            "sub": waiting.report.label if waiting and judged else _("Ska bedömas."),
            # In real time, as the register of incidents is: the demo's day would make it look years away.
            "end": _("senast %(day)s") % {"day": short_date(timezone.localdate(waiting.due))} if has_day else "",
        }
