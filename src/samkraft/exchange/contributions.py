"""What this room puts on the day: files that wait, and protected people to be taken care of elsewhere (SKY-01)."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.access.choices import Role
from samkraft.core.words import clock_time
from samkraft.exchange.perms import visible_uploads
from samkraft.exchange.staging import KEPT
from samkraft.people.contributions import queue

_SHOWN = 10
_LINES_SHOWN = 12


def protected_queue(request):
    """A message to the responsible person: which lines were stopped, and that they are hers to take care of."""
    if not _takes_files(request):
        return None
    found = visible_uploads(request).filter(protected_done_at=None).exclude(protected_lines=[]).order_by("uploaded_at")
    title = _("Skyddade personuppgifter i en fil")
    return queue(title, [_protected_item(upload) for upload in found[:_SHOWN]])


def waiting_queue(request):
    """Uploads that nobody has taken, with the time when they are removed."""
    if not _takes_files(request):
        return None
    found = visible_uploads(request).filter(taken_at=None, uploaded_at__gte=timezone.now() - KEPT)
    return queue(_("Filer att granska"), [_waiting_item(upload) for upload in found[:_SHOWN]])


def _takes_files(request):
    return request.acting is not None and request.acting.has_role(Role.PROJECT_ADMINISTRATOR, Role.REFERRER)


def lines_text(lines):
    """Line numbers in words: "raderna 17, 217 och 41 till"."""
    shown = ", ".join(str(line) for line in lines[:_LINES_SHOWN])
    more = len(lines) - _LINES_SHOWN
    return _("%(lines)s och %(more)d till") % {"lines": shown, "more": more} if more > 0 else shown


def _protected_item(upload):
    title = ngettext("%(n)d rad stoppades", "%(n)d rader stoppades", len(upload.protected_lines))
    words = {"file": upload.file_name, "lines": lines_text(upload.protected_lines)}
    return {
        "url": reverse("exchange:upload", args=[upload.pk]),
        "title": title % {"n": len(upload.protected_lines)},
        "sub": _("%(file)s, rad %(lines)s. Ta hand om dem i ert eget system.") % words,
    }


def _waiting_item(upload):
    count = ngettext("%(n)d rad", "%(n)d rader", upload.rows) % {"n": upload.rows}
    gone = timezone.localtime(upload.uploaded_at + KEPT)
    return {
        "url": reverse("exchange:upload", args=[upload.pk]),
        "title": upload.file_name,
        "sub": count,
        "end": _("tas bort i morgon %(clock)s") % {"clock": clock_time(gone)},
    }
