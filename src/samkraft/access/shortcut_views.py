"""The keyboard's shortcuts: which there are, and turning them off for oneself (WCAG 2.1.4)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from samkraft.access.guard import allow
from samkraft.access.models import Staff
from samkraft.access.perms import acts
from samkraft.core.navigation import entries_for, search_url_for
from samkraft.core.receipts import receipt

_EVERYWHERE = (("?", gettext_lazy("Den här sidan")),)
_LISTS = (
    ("j", gettext_lazy("Nästa rad i listan")),
    ("k", gettext_lazy("Raden före")),
    (gettext_lazy("Retur"), gettext_lazy("Öppna raden")),
)


@require_http_methods(["GET", "POST"])
@allow(acts)
def shortcuts(request):
    """What each key does for this person, and a button that turns all off or on."""
    if request.method == "POST":
        off = request.POST.get("av") == "ja"
        Staff.objects.filter(pk=request.user.pk).update(shortcuts_off=off)
        receipt(request, _("Kortkommandon är avstängda för dig.") if off else _("Kortkommandon är på."))
        return redirect("access:shortcuts")
    return render(request, "access/shortcuts.html", {"groups": _groups(request), "off": request.user.shortcuts_off})


def _groups(request):
    menu = [("g " + entry["key"], entry["label"]) for entry in entries_for(request) if entry["key"]]
    search = [("/", _("Sök deltagare"))] if search_url_for(request) else []
    case = [("n", _("Ny anteckning, när du är i ett ärende"))] if search else []
    return [
        (_("Överallt"), [*_EVERYWHERE, *search, *case]),
        (_("Gå till en sida: g och sedan bokstaven"), menu),
        (_("I listor"), _LISTS),
    ]
