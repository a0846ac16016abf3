"""What waits in this room for those who answer for retention: proposals that aren't carried out (ALL-05)."""

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.sharing.models import DestructionProposal
from samkraft.sharing.perms import can_see_destruction


def tell(request):
    """Proposals that nobody has answered, and approved ones that wait for their day."""
    if not can_see_destruction(request):
        return
    for row in DestructionProposal.objects.filter(done_at=None).exclude(is_approved=False)[:5]:
        words = _("Godkänt, väntar på sin dag.") if row.is_approved else _("Väntar på att någon annan svarar.")
        url = reverse("sharing:retention_proposal", args=[row.public_id])
        yield {"url": url, "title": _("Förslag om gallring"), "sub": words}
