"""Retention of the read log: a month at a time, decided by every branch that has rows in it (table D, ALL-05)."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access.choices import Event
from samkraft.access.guard import allow
from samkraft.access.readlog import log_event
from samkraft.core.receipts import receipt
from samkraft.sharing import retention
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.perms import can_propose_destruction, can_see_destruction
from samkraft.sharing.retention_forms import ProposeLogForm


@require_http_methods(["GET", "POST"])
@allow(can_see_destruction)
def log_months(request):
    """The months that are kept, what has been decided of those that are out of time, and a proposal of the oldest."""
    months = retention.log_months(request.acting.programme)
    may_propose = can_propose_destruction(request)
    ready = [each.month for each in months if each.can_be_proposed]
    form = ProposeLogForm(request.POST or None, months=ready)
    if request.method == "POST" and form.is_valid() and (made := _propose(request, form)):
        receipt(request, _("Förslaget är skickat. En annan person behöver godkänna det."))
        return redirect("sharing:retention_proposal", made.public_id)
    log_event(Event.LOG_VIEWED, object_type="log_months")
    due = [each for each in months if each.is_due]
    words = {
        "form": form,
        "due": due,
        "next": next((each for each in months if not each.is_due), None),
        "kept": len(months) - len(due),
        "may_propose": may_propose and bool(ready),
        "today": timezone.localdate(),
    }
    return render(request, "sharing/log_months.html", words, status=422 if form.is_bound else 200)


def _propose(request, form):
    given = form.cleaned_data
    try:
        return retention.propose_log_month(request.acting.programme, given["decision"], given["month"])
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
        return None
