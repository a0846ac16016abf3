"""The inbox: what others have shared in one's cases, what has gone out, and what nobody else has got yet."""

import math
from datetime import datetime
from itertools import chain
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from samkraft.access.acting import current_acting
from samkraft.access.choices import SecrecyClass
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_case, log_list
from samkraft.core.clock import as_of_today
from samkraft.core.composed import Composed
from samkraft.core.lookups import as_array
from samkraft.core.pages import other_params, paginate
from samkraft.programmes.sensitivity import sensitive_in
from samkraft.sharing import contributions, outbox
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.models import GroundReview, ReceivedCopy, Release
from samkraft.sharing.perms import can_see_sharing

VIEWS = {
    "mottaget": _("Delat med dig"),
    "olasta": _("Olästa"),
    "andrade": _("Märkta som fel"),
    "utkorg": _("På väg ut"),
    "ej-delat": _("Inte delat än"),
    "skickat": _("Delat av er"),
    "provas": _("Andra grunder"),
}

# After so long without a delivery the page says that the job that delivers seems to stand still.
LATE_MINUTES = 5


class Received(NamedTuple):
    """A copy in a case of the person's, without what it says: newest last when sorted."""

    made_available_at: datetime
    pk: int
    case_id: UUID
    is_read: bool
    addressed_to: int | None
    is_wrong: bool


class OnTheWay(NamedTuple):
    """A row of the outbox: what goes to whom, and in how many minutes."""

    case_id: UUID
    sending: outbox.Sending
    minutes: int
    is_late: bool


class Sent(NamedTuple):
    """A release from a case of the person's, without what it says: newest last when sorted."""

    decided_at: datetime
    pk: int
    case_id: UUID


def copies_received(request):
    """The copies in the person's cases; what is addressed to one is that person's alone (P-038)."""
    told = contributions.kept_cases(request).tell("received", _read_received)
    whose = (None, request.user.pk)
    return [copy for copies in told for copy in copies if copy.addressed_to in whose]


def _read_received(keys):
    rows = ReceivedCopy.objects.filter(case_id__among=keys)
    columns = ("made_available_at", "pk", "case_id", "first_read_at", "addressed_to_id", "wrong_at")
    for made, key, case_id, read_at, addressed_to, wrong_at in rows.values_list(*columns):
        yield case_id, Received(made, key, case_id, read_at is not None, addressed_to, wrong_at is not None)


_COPIES = Composed(
    lambda keys: ReceivedCopy.objects.filter(pk__among=keys).defer("content").select_related("from_branch", "sent_by")
)
_SENT = Composed(lambda keys: Release.objects.filter(pk__among=keys).select_related("to_branch", "decided_by"))


def _page_of(found, read, request):
    """A page of the newest of what is kept, its rows read whole.

    A block that was lifted for an hour is back without any change: what it hides is left out here (REG-10).
    """
    page = paginate(sorted(found, reverse=True), request)
    keys = [kept.pk for kept in page.object_list]
    by_key = {row.pk: row for row in read(keys=as_array(keys))}
    page.object_list = [by_key[key] for key in keys if key in by_key]
    return page


@require_safe
@allow(can_see_sharing)
def inbox(request):
    """Lists of one's own cases, each of which can become empty."""
    chosen = request.GET.get("vy", "mottaget")
    if chosen not in VIEWS:
        raise Http404
    received = copies_received(request)
    unread = [copy for copy in received if not copy.is_read]
    wrong = [copy for copy in received if copy.is_wrong]
    waiting = keys_waiting(request)
    kept = {"mottaget": received, "olasta": unread, "andrade": wrong}
    page = _page_of(kept[chosen], _COPIES, request) if chosen in kept else _OWN[chosen](request)
    names = contributions.case_names(request, [row.case_id for row in page])
    log_list(f"sharing:{chosen}", list({row.case_id for row in page}))
    return render(
        request,
        "sharing/inbox.html",
        {
            "chosen": chosen,
            "views": _views(
                chosen, {"olasta": len(unread), "andrade": len(wrong) or None, "utkorg": len(waiting) or None}
            ),
            "minutes": settings.OUTBOX_MINUTES,
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


def keys_waiting(request):
    """What is in the outbox of the person's cases; most often nothing, and then nothing is asked."""
    return list(chain.from_iterable(contributions.kept_cases(request).tell("waiting", _read_waiting)))


def _read_waiting(keys):
    return Release.objects.waiting().filter(case_id__among=keys).values_list("case_id", "pk")


def _on_the_way(request):
    rows = Release.objects.waiting().filter(pk__in=keys_waiting(request)).select_related("to_branch", "decided_by")
    now = as_of_today(timezone.now())
    return [_row_on_the_way(sending, now) for sending in outbox.sendings(rows)]


def _row_on_the_way(sending, now):
    left = math.ceil((sending.leaves_at - now).total_seconds() / 60)
    return OnTheWay(sending.case_id, sending, left, is_late=left < -LATE_MINUTES)


def _outgoing(request):
    told = contributions.kept_cases(request).tell("sent", _read_sent)
    return _page_of(chain.from_iterable(told), _SENT, request)


def _read_sent(keys):
    sent = Release.objects.filter(case_id__among=keys).exclude(to_branch=current_acting().branch)
    for decided_at, key, case_id in sent.values_list("decided_at", "pk", "case_id"):
        yield case_id, Sent(decided_at, key, case_id)


def _asked(request):
    """What has been asked on other grounds than consent, in the person's cases: newest first."""
    rows = GroundReview.objects.filter(case_id__among=contributions.my_cases(request))
    rows = rows.defer("content", "reason", "decision").select_related("to_branch", "asked_by", "decided_by")
    return rows.order_by("-asked_at", "-pk")


_OWN = {
    "skickat": _outgoing,
    "ej-delat": lambda request: paginate(contributions.unshared(request), request),
    "utkorg": lambda request: paginate(_on_the_way(request), request),
    "provas": lambda request: paginate(_asked(request), request),
}


@require_safe
@allow(can_see_sharing)
def copy(request, release):
    """One received copy, as the sender let it go, with ground, secrecy mark and day (SEK-13)."""
    mine = ReceivedCopy.objects.filter(case_id__among=contributions.cases_to_open(request))
    mine = mine.filter(Q(addressed_to=None) | Q(addressed_to=request.user))
    found = found_or_denied(request, mine.select_related("from_branch", "sent_by"), "copy not mine", release=release)
    item = f"copy:{found.item_kind}:{found.item_id}:{found.version}"
    log_case(found.case_id, [item], sensitive=sensitive_in(request.acting.programme, {item: found.category}))
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
