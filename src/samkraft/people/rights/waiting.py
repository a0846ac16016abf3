"""What waits in this room: requests of participants, by the day when the answer is due (GDPR 12.3)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.people.perms import can_handle_rights
from samkraft.people.rights_models import RightsRequest


def tell(request):
    """The branch's open requests, without a word of whom they concern."""
    if not can_handle_rights(request):
        return
    rows = RightsRequest.objects.open().filter(programme=request.acting.programme).order_by("due_on", "pk")
    for row in rows[:5]:
        url = reverse("people:rights_request", args=[row.request])
        yield {"url": url, "title": row.get_kind_display(), "sub": _("Begäran från en deltagare"), "due": row.due_on}
