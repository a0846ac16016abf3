"""What is on its way out and what has gone: stop it, or mark it as wrong."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_case
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import clock_time, joined
from samkraft.sharing import contributions, outbox
from samkraft.sharing.forms import WrongForm
from samkraft.sharing.models import Release
from samkraft.sharing.perms import can_see_sharing

ONE = "en"


def _ours(request):
    """Releases of the branch in the person's cases."""
    return Release.objects.filter(case_id__among=contributions.cases_to_open(request)).select_related("to_branch")


def _same_item(release):
    """This version of this item, to whomever it went."""
    same = Release.objects.filter(case_id=release.case_id, item_kind=release.item_kind, item_id=release.item_id)
    return same.filter(version=release.version).select_related("to_branch", "decided_by").order_by("to_branch_id", "pk")


@require_POST
@allow(can_see_sharing)
def stop(request, release):
    """Stop a sending while it waits: to all its receivers, or to one of them (T23, DISC-2)."""
    found = found_or_denied(request, _ours(request), "release not ours", release=release)
    waiting = [found] if ONE in request.POST else list(_same_item(found).waiting())
    stopped = outbox.stop(waiting) if waiting else 0
    if stopped:
        names = joined(_name(each) for each in waiting)
        receipt(request, _("Stoppad. Den går inte till %(names)s.") % {"names": names})
    elif found.made_available_at:
        at = {"at": clock_time(found.made_available_at)}
        problem(request, _("Den skickades redan %(at)s och går inte att ta tillbaka. Du kan märka den som fel.") % at)
        return redirect("sharing:sent", release=release)
    else:
        problem(request, _("Den är redan stoppad."))
    return redirect(f"{reverse('sharing:inbox')}?vy=utkorg")


def _name(release):
    return release.to_branch.name if release.to_branch_id else release.to_outside


@require_http_methods(["GET", "POST"])
@allow(can_see_sharing)
def sent(request, release):
    """What was shared with whom, on what ground, and what became of it; mark it as wrong (DISC-5)."""
    found = found_or_denied(request, _ours(request), "release not ours", release=release)
    releases = list(_same_item(found))
    may_mark = any(each.made_available_at and not each.wrong_at for each in releases)
    form = WrongForm(request.POST or None)
    if request.method == "POST" and may_mark and form.is_valid():
        marked = outbox.mark_wrong(found, form.cleaned_data["why"])
        said = _("Märkt som fel hos %(count)s mottagare. Rätta och dela igen, så får de den nya.") % {"count": marked}
        receipt(request, said)
        return redirect("sharing:sent", release=release)
    log_case(found.case_id, [f"release:{found.item_kind}:{found.item_id}:{found.version}"])
    context = {
        "release": found,
        "releases": releases,
        "case": contributions.case_names(request, [found.case_id])[found.case_id],
        "form": form if may_mark else None,
        "crumbs": [
            {"url": reverse("sharing:inbox"), "label": _("Delningar")},
            {"url": f"{reverse('sharing:inbox')}?vy=skickat", "label": _("Delat av er")},
        ],
    }
    return render(request, "sharing/sent.html", context, status=422 if form.is_bound else 200)
