"""The case history: seen together, written several entries at a time, put right, shared, printed (P-039, P-111)."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.casework import drafts
from samkraft.casework.case_page import frame
from samkraft.casework.conflicts import Conflict
from samkraft.casework.history import actions
from samkraft.casework.history.days import About
from samkraft.casework.history.forms import EFFORT, MORE_ROWS, EntryRows, WholeForm, rows_asked
from samkraft.casework.history.pages import joint_history, picture, shared_state
from samkraft.casework.history_choices import HistoryKind
from samkraft.casework.models import HistoryEntry
from samkraft.core.clock import today
from samkraft.core.receipts import receipt
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.links import first_url
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.sharing.actions import note_first_read

TAB = "casework:history"
DRAFT = "history"


@require_safe
@allow(can_see_cases)
def show(request, case):
    """The whole way at a glance: picture, what to talk of, marked moments, and each year."""
    opened = open_case(request, case, "history")
    history = _read(request, opened)
    context = frame(request, opened, TAB) | {
        "history": history,
        "journey": picture(history, request.acting.branch),
        "shared": shared_state(opened, history),
        "may_write": can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception,
        "branch": request.acting.branch,
        "rules": opened.definition.case_history,
        "file_url": first_url(["exchange:history_new"]),
    }
    return render(request, "casework/history/show.html", context)


def _read(request, opened):
    """The history, with its rows in the read log."""
    history = joint_history(opened, request.acting.branch)
    opened.log_sensitive()
    note_first_read(opened.case.pk, history.copies)
    return history


@require_safe
@allow(can_see_cases)
def paper(request, case):
    """The same on paper, for the three-party meeting."""
    opened = open_case(request, case, "history:paper")
    history = _read(request, opened)
    line = _("%(number)s. Utskriven %(day)s av %(who)s.")
    context = {
        "opened": opened, "history": history, "name": opened.file.name,
        "journey": picture(history, request.acting.branch),
        "line": line % {"number": opened.case.number, "day": swedish_date(today()), "who": request.user.name},
    }  # fmt: skip
    return render(request, "casework/history/paper.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def write(request, case):
    """Several entries at once: a row each, empty rows are passed over."""
    opened = open_case_for_work(request, case, "history:write")
    draft = drafts.draft_of(DRAFT, case, request.acting)
    rules = opened.definition.case_history
    posted = request.POST if request.method == "POST" else None
    values = {} if posted else draft.values()
    more = posted is not None and "more" in posted
    number = rows_asked(posted or values) + (MORE_ROWS if more else 0)
    rows = EntryRows.of(rules, posted, values, number)
    if posted is not None and not more and rows.is_valid():
        return _keep(request, opened, rows)
    return _rows_page(request, opened, rows, draft, more)


def _keep(request, opened, rows):
    made = actions.add(opened, rows.filled)
    drafts.discard_draft(DRAFT, opened.case.pk, request.acting)
    said = ngettext("En händelse är sparad.", "%(n)s händelser är sparade.", len(made)) % {"n": len(made)}
    receipt(request, said if made else _("Inget nytt var skrivet."))
    return redirect("casework:history_share" if made and "share" in request.POST else TAB, case=opened.case.pk)


def _rows_page(request, opened, rows, draft, more):
    context = frame(request, opened, TAB, (TAB, _("Historik"))) | {
        "rows": rows, "draft": draft, "shows_errors": rows.is_bound and not more, "number": len(rows.rows),
    }  # fmt: skip
    status = 422 if context["shows_errors"] else 200
    return render(request, "casework/history/write.html", context, status=status)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def entry(request, case, item):
    """One entry: put right, marked with its reason, or kept in the file."""
    opened = open_case_for_work(request, case, "history:entry")
    row = _own(request, opened, item)
    form = WholeForm(request.POST or None, rules=opened.definition.case_history, initial=_initial(row))
    conflict = None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(opened, item, form.cleaned_data["revision"], form.values)
        except Conflict as found:
            conflict, form = found, _standing_on(form, found.now)
        else:
            receipt(request, _("Händelsen är sparad."))
            return redirect(TAB, case=case)
    context = frame(request, opened, TAB, (TAB, _("Historik"))) | {
        "form": form, "row": row, "conflict": conflict, "mine": _typed(form) if conflict else "",
    }  # fmt: skip
    status = 409 if conflict else 422 if form.is_bound else 200
    return render(request, "casework/history/entry.html", context, status=status)


def _own(request, opened, item):
    rows = HistoryEntry.objects.filter(file=opened.file).select_related("written_by")
    return found_or_denied(request, rows, rule="history entry not ours", item=item)


def _initial(row):
    same = ("title", "result", "note", "mark", "mark_why", "keep_own", "names_another", "revision")
    return {name: getattr(row, name) for name in same} | {
        "what": EFFORT + row.effort if row.kind == HistoryKind.EFFORT else row.kind,
        "starts": About(row.starts_on, row.starts_as),
        "ends": About(row.ends_on, row.ends_as) if row.ends_on else None,
    }


def _standing_on(form, revision):
    """The form with all that was typed, on the entry as it now is."""
    data = form.data.copy()
    data["revision"] = revision
    return WholeForm(data, rules=form.rules)


def _typed(form):
    words = [dict(form.fields["result"].choices).get(form["result"].value(), ""), form["note"].value() or "",
             form["mark_why"].value() or ""]  # fmt: skip
    return "\n".join(part for part in (form["title"].value() or "", *map(str, words)) if part)


@require_POST
@allow(can_work_with_people)
def remove(request, case, item):
    """Take away an entry of one's own branch; "Ångra" puts it back."""
    opened = open_case_for_work(request, case, "history:entry")
    actions.set_removed(opened, _own(request, opened, item), True)
    undo = reverse("casework:history_restore", args=[case, item])
    receipt(request, _("Händelsen är borttagen."), undo_url=undo)
    return redirect(TAB, case=case)


@require_POST
@allow(can_work_with_people)
def restore(request, case, item):
    """Put back what was taken away."""
    opened = open_case_for_work(request, case, "history:entry")
    actions.set_removed(opened, _own(request, opened, item), False)
    receipt(request, _("Händelsen är tillbaka."))
    return redirect(TAB, case=case)
