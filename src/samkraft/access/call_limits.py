"""How much one person may ask of the site in a minute: so many pages as nobody needs are a machine's (V2.4.1, T16).

Counted in memory, for each worker by itself: the bound is for robots and for scripts that have got hold of somebody's
session, not for counting. Searches, files and openings with a reason have a lower bound of their own, for there a
person's haste tells most.
"""

import time
from collections import OrderedDict

from django.conf import settings

from samkraft.access.readlog import log_denied
from samkraft.core.errors import too_many

# Of the whole bound, what may be spent in a minute on calls of each kind.
DEAR = {
    "people:search": 30,
    "people:open_with_reason": 10,
    "people:reveal_number": 30,
    "casework:document_add": 20,
    "casework:document_download": 60,
    "casework:document_received": 60,
    "exchange:new_upload": 20,
    "access:log_find_extract": 20,
}
_MINUTE = 60.0
_REMEMBERED = 5000
_spent: OrderedDict[tuple, tuple[float, int]] = OrderedDict()


def is_over(key, most, now=None):
    """Count one call more of a key; whether that is more than it may have in this minute."""
    now = time.monotonic() if now is None else now
    since, count = _spent.pop(key, (now, 0))
    if now - since >= _MINUTE:
        since, count = now, 0
    _spent[key] = since, count + 1
    if len(_spent) > _REMEMBERED:
        _spent.popitem(last=False)
    return count + 1 > most


class CallLimitMiddleware:
    """Answers 429 with words when a person asks for too much; the first of a minute stands in the log."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not settings.CALLS_PER_MINUTE or not request.user.is_authenticated:
            return None
        name, who = request.resolver_match.view_name, request.user.pk
        bounds = [((who, ""), settings.CALLS_PER_MINUTE)]
        if name in DEAR and (request.method == "POST" or "document" in name):
            bounds.append(((who, name), min(DEAR[name], settings.CALLS_PER_MINUTE)))
        over = [key for key, most in bounds if is_over(key, most)]
        if not over:
            return None
        if not is_over((who, "told"), 1):
            log_denied(request, "too many calls")
        return too_many(request)
