"""Who leads a case: handing it over with a note, taking it up oneself, and reading the note (P-024)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from samkraft.access.guard import Denied, allow
from samkraft.access.readlog import log_denied
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.daily import leader_actions
from samkraft.people.daily.forms import LeaderForm
from samkraft.people.models import LeaderChange
from samkraft.people.perms import can_work_with_people
from samkraft.sharing.door import DoorRefused


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def leader(request, case_id):
    """Hand the process leading over with a note, or take it up; ``?till=mig`` chooses oneself."""
    opened = open_case_for_work(request, case_id, "leader")
    if not leader_actions.may_change_leader(opened, request.acting):
        log_denied(request, "not the leader's branch")
        raise Denied
    people = leader_actions.possible_leaders(opened)
    own = leader_actions.key_of(request.acting.staff, request.acting.branch)
    takes = request.GET.get("till") == "mig" and own in dict(people)
    form = LeaderForm(request.POST or None, initial={"person": own if takes else ""}, people=people, own=own)
    if request.method == "POST" and form.is_valid() and _change_leader(request, opened, form):
        return redirect("people:case", case_id)
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "form": form,
        "title": _("Ta över ärendet") if takes else _("Ny processledare"),
        "submit": _("Ta över") if takes else _("Lämna över"),
        "sees": _("er verksamhet, och den nya processledarens om samtycket räcker."),
        "back": reverse("people:case", args=[case_id]),
    }
    return render(request, "people/case_form.html", context, status=422 if form.is_bound else 200)


def _change_leader(request, opened, form):
    try:
        name, told = leader_actions.change_leader(opened, form.cleaned_data["person"], form.cleaned_data["note"])
    except LookupError:
        form.add_error("person", _("Personen har inte längre ärendet. Välj en annan."))
        return False
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    text = _("%(name)s leder nu ärendet.") if told else _(
        "%(name)s leder nu ärendet. Anteckningen stannar hos er: inget samtycke omfattar den. Ring i stället."
    )  # fmt: skip
    receipt(request, text % {"name": name})
    return True


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def notes(request, case_id):
    """What those who led before have left behind; the new leader says that she has read it."""
    opened = open_case_for_work(request, case_id, "leader")
    if request.method == "POST":
        leader_actions.note_seen(opened)
        receipt(request, _("Markerat som läst."), undo_url=reverse("people:leader_notes_unread", args=[case_id]))
        return redirect("people:case", case_id)
    rows = LeaderChange.objects.filter(file=opened.file).select_related("from_staff", "to_staff", "changed_by")
    rows = list(rows.order_by("-changed_on", "-pk"))
    context = {
        "opened": opened,
        "header": case_header(request, opened, short=True),
        "rows": rows,
        "unseen": any(leader_actions.is_unseen_by(row, request.user) for row in rows),
    }
    return render(request, "people/leader_notes.html", context)


@require_POST
@allow(can_work_with_people)
def notes_unread(request, case_id):
    """Take the mark back."""
    opened = open_case_for_work(request, case_id, "leader")
    leader_actions.note_unseen(opened)
    receipt(request, _("Anteckningen väntar på dig igen."))
    return redirect("people:leader_notes", case_id)
