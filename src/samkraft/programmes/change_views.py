"""Changed programme files: what waits, what each would change, yes or no by a second person (ADM-6, T15)."""

from django.conf import settings
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.core.receipts import problem, receipt
from samkraft.programmes import changes
from samkraft.programmes.forms import DecideForm
from samkraft.programmes.models import Programme, ProgrammeChange
from samkraft.programmes.perms import can_confirm_changes, can_propose_changes, can_see_changes
from samkraft.programmes.reading import ProgrammeFileError

# More than a person reads; the rest stands in the file.
MOST = 200


@require_safe
@allow(can_see_changes)
def overview(request):
    """What is proposed and decided, and to the system manager what lies changed on the server."""
    files = changes.files_changed(settings.PROGRAMME_FOLDER) if can_propose_changes(request) else []
    names = dict(Programme.objects.values_list("slug", "name"))
    rows = [(change, names.get(change.slug, change.slug)) for change in _changes()[:50]]
    words = {
        "waiting": [row for row in rows if row[0].decided_at is None and row[0].version_id is None],
        "unconfirmed": [row for row in rows if row[0].decided_at is None and row[0].version_id],
        "decided": [row for row in rows if row[0].decided_at],
        "files": [path.name for path in files],
        "may_propose": can_propose_changes(request),
    }
    return render(request, "programmes/changes.html", words)


def _changes():
    return ProgrammeChange.objects.select_related("proposed_by", "decided_by", "version").defer(
        "content", "version__content"
    )


@require_POST
@allow(can_propose_changes)
@fresh_login_required
def propose(request):
    """The system manager proposes a file that lies changed on the server; no other file can be named."""
    files = changes.files_changed(settings.PROGRAMME_FOLDER)
    wanted = next((path for path in files if path.name == request.POST.get("file")), None)
    if wanted is None:
        problem(request, _("Den filen är inte ändrad, eller redan föreslagen."))
        return redirect("programmes:changes")
    try:
        changes.propose(request.acting, wanted)
    except ProgrammeFileError as fault:
        first = str(fault.problems[0])
        problem(request, _("Filen har %(n)s fel. Det första: %(first)s") % {"n": len(fault.problems), "first": first})
    except changes.ChangeRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Ändringen är föreslagen. Någon annan måste bekräfta den."))
    return redirect("programmes:changes")


@require_safe
@allow(can_see_changes)
def one(request, pk):
    """One proposal, place by place: what stands there today and what would."""
    return _show(request, _found(request, pk), None)


@require_POST
@allow(can_confirm_changes)
@fresh_login_required
def decide(request, pk):
    """The second person."""
    change, form = _found(request, pk), DecideForm(request.POST)
    if form.is_valid() and _decided(request, change, form):
        return redirect("programmes:change", pk)
    return _show(request, change, form)


def _decided(request, change, form):
    given = form.cleaned_data
    try:
        if given["answer"] == "yes":
            changes.confirm(request.acting, change.pk, given["reference"])
            receipt(request, _("Bekräftat. Ändringen gäller från den dag som filen säger."))
        else:
            changes.decline(request.acting, change.pk, given["reason"])
            receipt(request, _("Avslaget. Inget är ändrat."))
    except changes.ChangeRefused as refusal:
        form.add_error(refusal.field, str(refusal))
        return False
    return True


def _found(request, pk):
    rows = ProgrammeChange.objects.select_related("proposed_by", "decided_by", "version")
    return found_or_denied(request, rows, rule="no such change", pk=pk)


def _show(request, change, form):
    told = changes.differences(change)
    may_answer = can_confirm_changes(request) and change.decided_at is None and change.proposed_by_id != request.user.pk
    words = {
        "change": change,
        "name": Programme.objects.filter(slug=change.slug).values_list("name", flat=True).first() or change.slug,
        "rows": told[:MOST],
        "total": len(told),
        "of_retention": changes.touches_retention(told),
        "form": (form or DecideForm()) if may_answer or form is not None else None,
    }
    return render(request, "programmes/change.html", words, status=200 if form is None else 422)
