"""What waits before real people's data may come in: decisions to confirm, decisions that are missing (GDPR-05)."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.site.gates import lines, to_confirm
from samkraft.site.perms import can_confirm_gates, can_record_gates


def tell(request):
    """To the second person each decision; to the system manager how many there aren't."""
    if not (can_confirm_gates(request) or can_record_gates(request)):
        return
    url, known = reverse("site:gates"), lines()
    for record in to_confirm(request, known):
        title = _("Bekräfta: %(what)s") % {"what": record.reference}
        yield {"url": url, "title": title, "sub": _("Beslut inför drift")}
    if can_record_gates(request) and (left := sum(line.record is None for line in known)):
        title = ngettext("%(n)s beslut saknas inför drift", "%(n)s beslut saknas inför drift", left) % {"n": left}
        yield {"url": url, "title": title, "sub": _("Tjänsten startar inte i skarpt läge förrän alla finns.")}
