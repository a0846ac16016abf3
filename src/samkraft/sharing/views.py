"""The inbox: what others have shared in one's cases, what has gone out, and what nobody else has got yet."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samkraft.access.choices import SecrecyClass
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


class Received(NamedTuple):
    """A copy in a case of the person's, without what it says: newest last when sorted."""

    made_available_at: datetime
    pk: int
    case_id: UUID
    is_read: bool
    addressed_to: int | None


def copies_received(request):
    """The copies in the person's cases, newest first; what is addressed to one is that person's alone (P-038)."""
    by_case = contributions.kept_cases(request).tell("received", _read_received)
    mine = (copy for copies in by_case.values() for copy in copies if copy.addressed_to in (None, request.user.pk))
    return sorted(mine, reverse=True)


def _read_received(keys):
    rows = ReceivedCopy.objects.filter(case_id__among=keys)
    columns = ("made_available_at", "pk", "case_id", "first_read_at", "addressed_to_id")
    for made, key, case_id, read_at, addressed_to in rows.values_list(*columns):
        yield case_id, Received(made, key, case_id, read_at is not None, addressed_to)


def _whole(copies):
    """The rows of a page."""
    keys = [copy.pk for copy in copies]
    rows = ReceivedCopy.objects.filter(pk__in=keys).defer("content").select_related("from_branch", "sent_by")
    by_key = rows.in_bulk()
    return [by_key[key] for key in keys]


@require_safe
@allow(can_see_sharing)
def inbox(request):
    """Four lists of one's own cases, each of which can become empty."""
    chosen = request.GET.get("vy", "mottaget")
    if chosen not in VIEWS:
        raise Http404
    received = copies_received(request)
    unread = [copy for copy in received if not copy.is_read]
    if chosen in ("mottaget", "olasta"):
        page = paginate(unread if chosen == "olasta" else received, request)
        page.object_list = _whole(page.object_list)
    else:
        page = paginate(_outgoing(request) if chosen == "skickat" else contributions.unshared(request), request)
    names = contributions.case_names(request, [row.case_id for row in page])
    log_list(f"sharing:{chosen}", list({row.case_id for row in page}))
    return render(
        request,
        "sharing/inbox.html",
        {
            "chosen": chosen,
            "views": _views(chosen, {"olasta": len(unread)}),
            "unread": len(unread),
            "archive": contributions.archive_url(),
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
    mine = ReceivedCopy.objects.filter(case_id__among=contributions.cases_to_open(request))
    mine = mine.filter(Q(addressed_to=None) | Q(addressed_to=request.user))
    found = found_or_denied(request, mine.select_related("from_branch", "sent_by"), "copy not mine", release=release)
    log_case(found.case_id, [f"copy:{found.item_kind}:{found.item_id}:{found.version}"])
    note_first_read(found.case_id, [found])
    reader = contributions.reader_of(found.item_kind)
    context = {
        "copy": found,
        "case": contributions.case_names(request, [found.case_id])[found.case_id],
        "body": reader.template if reader else "sharing/parts/plain_copy.html",
        "crumbs": [{"url": reverse("sharing:inbox"), "label": _("Delningar")}],
        "content": found.content,
        "secrecy": SecrecyClass(found.secrecy_mark).label,
    }
    return render(request, "sharing/copy.html", context | (reader.build(found) if reader else {}))
