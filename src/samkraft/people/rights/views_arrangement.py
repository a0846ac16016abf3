"""Who answers for what: for everybody to read, and for the data protection officers to write (GDPR-02)."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow
from samkraft.access.models import Branch
from samkraft.core.receipts import problem, receipt
from samkraft.people.models import Arrangement
from samkraft.people.perms import can_make_package
from samkraft.people.problems import NotPossible, show_on
from samkraft.people.rights import arrangement
from samkraft.people.rights.forms import ArrangementForm


@login_not_required
@require_safe
def public(request, number=None):
    """The version that holds, or an earlier one as it was; without a name of anybody."""
    shown = arrangement.current()
    if number is not None:
        shown = Arrangement.objects.exclude(confirmed_by=None).filter(number=number).first()
        if shown is None:
            raise Http404
    earlier = Arrangement.objects.exclude(confirmed_by=None).exclude(pk=shown.pk) if shown else ()
    words = {
        "shown": shown,
        "lines": _paragraphs(shown.text if shown else arrangement.SHIPPED),
        "branches": Branch.objects.select_related("authority"),
        "earlier": earlier,
        "holds": number is None or shown == arrangement.current(),
    }
    return render(request, "people/arrangement.html", words)


def _paragraphs(text):
    return [line for line in text.splitlines() if line.strip()]


@require_http_methods(["GET", "POST"])
@allow(can_make_package)
def write(request):
    """A new version; what waits to be confirmed, and by whom."""
    now, waits = arrangement.current(), arrangement.waiting()
    form = ArrangementForm(request.POST or None, initial={"text": now.text if now else arrangement.SHIPPED})
    if request.method == "POST" and form.is_valid():
        try:
            arrangement.write(request.acting, form.cleaned_data["text"], form.cleaned_data["reference"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Versionen är skriven. Den blir offentlig när en annan myndighet har bekräftat den."))
            return redirect("people:arrangements")
    is_other = waits and waits.written_branch.authority_id != request.acting.branch.authority_id
    words = {"form": form, "now": now, "waits": waits, "may_confirm": is_other,
             "lines": _paragraphs(waits.text) if waits else ()}  # fmt: skip
    return render(request, "people/arrangements.html", words, status=422 if form.is_bound else 200)


@require_POST
@allow(can_make_package)
def confirm(request, number):
    """Another authority's officer confirms."""
    try:
        arrangement.confirm(request.acting, number)
    except Arrangement.DoesNotExist:
        raise Http404 from None
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Versionen är bekräftad och offentlig."))
    return redirect("people:arrangements")
