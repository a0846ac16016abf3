"""The inbox: what others have shared in one's cases, what has gone out, and what nobody else has got yet."""

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_case, log_list
from samkraft.core.pages import other_params, paginate
from samkraft.sharing import contributions
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.models import ReceivedCopy, Release
from samkraft.sharing.perms import can_see_sharing

VIEWS = {
    "mottaget": _("Delat med dig"),
    "olasta": _("Olästa"),
    "ej-delat": _("Inte delat än"),
    "skickat": _("Delat av er"),
}


def copies_of(request):
    """The copies in the person's cases; what is addressed to one person is that person's alone (P-038)."""
    mine = ReceivedCopy.objects.filter(case_id__among=contributions.my_cases(request))
    mine = mine.filter(Q(addressed_to=None) | Q(addressed_to=request.user))
    return mine.defer("content").select_related("from_branch", "sent_by")


@require_safe
@allow(can_see_sharing)
def inbox(request):
    """Four lists of one's own cases, each of which can become empty."""
    chosen = request.GET.get("vy", "mottaget")
    if chosen not in VIEWS:
        raise Http404
    received = copies_of(request).order_by("-made_available_at", "-pk")
    # Whether each may be read is asked of the database once: for the counts and for the page.
    keys = list(received.values_list("pk", "first_read_at"))
    unread = [key for key, read_at in keys if read_at is None]
    incoming = {"mottaget": [key for key, _read_at in keys], "olasta": unread}
    if chosen in incoming:
        page = paginate(incoming[chosen], request)
        page.object_list = list(received.filter(pk__in=page.object_list))
    else:
        page = paginate(_outgoing(request) if chosen == "skickat" else contributions.unshared(request), request)
    names = contributions.case_names(row.case_id for row in page)
    log_list(f"sharing:{chosen}", list({row.case_id for row in page}))
    return render(
        request,
        "sharing/inbox.html",
        {
            "chosen": chosen,
            "views": _views(chosen, {"olasta": len(unread)}),
            "unread": len(unread),
            "page": page,
            "rows": [(row, names.get(row.case_id)) for row in page if row.case_id in names],
            "params": other_params(request),
        },
    )


def _views(chosen, counts):
    return [
        {"url": f"?vy={code}", "label": label, "current": code == chosen, "count": counts.get(code)}
        for code, label in VIEWS.items()
    ]


def _outgoing(request):
    sent = Release.objects.filter(case_id__among=contributions.my_cases(request))
    sent = sent.exclude(to_branch=request.acting.branch)
    return sent.select_related("to_branch", "decided_by").order_by("-decided_at", "-pk")


@require_safe
@allow(can_see_sharing)
def copy(request, release):
    """One received copy, as the sender let it go, with ground, secrecy mark and day (SEK-13)."""
    mine = ReceivedCopy.objects.filter(case_id__among=contributions.my_cases(request))
    mine = mine.filter(Q(addressed_to=None) | Q(addressed_to=request.user))
    found = found_or_denied(request, mine.select_related("from_branch", "sent_by"), "copy not mine", release=release)
    log_case(found.case_id, [f"copy:{found.item_kind}:{found.item_id}:{found.version}"])
    note_first_read(found.case_id, [found])
    reader = contributions.reader_of(found.item_kind)
    context = {
        "copy": found,
        "case": contributions.case_names([found.case_id])[found.case_id],
        "body": reader.template if reader else "sharing/parts/plain_copy.html",
        "crumbs": [{"url": reverse("sharing:inbox"), "label": _("Delningar")}],
        "content": found.content,
    }
    return render(request, "sharing/copy.html", context | (reader.build(found) if reader else {}))
