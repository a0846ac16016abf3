"""Sharing the case history: what goes, what stays, and to whom (SEK-07, CON-01)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow
from samkraft.casework.case_page import frame
from samkraft.casework.history import actions
from samkraft.casework.history.happenings import of_entry
from samkraft.casework.history.made_here import as_entries, contacts_made_here
from samkraft.casework.history.views import TAB
from samkraft.casework.rules import remarks
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.people.case_access import open_case_for_work
from samkraft.people.perms import can_work_with_people
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def share(request, case):
    """Choose what goes; all that goes makes one version, released to those chosen."""
    opened = open_case_for_work(request, case, "history:share")
    branch, rules = request.acting.branch, opened.definition.case_history
    entries = list(actions.own_entries(opened))
    here = contacts_made_here(opened, entries)
    sheet = sheet_for(request, opened, rules.category_of(branch.code))
    error = ""
    if request.method == "POST":
        choice = sheet.choice()
        error = choice.error or _nothing_goes(request, entries)
        if not error:
            return _share(request, opened, entries, choice, here if "here" in request.POST else [])
    goes = set(request.POST.getlist("goes")) if request.method == "POST" else None
    context = frame(request, opened, TAB, (TAB, _("Historik"))) | {
        "rows": [_row(entry, branch, rules, goes) for entry in entries],
        "here": len(here),
        "here_is_on": "here" in request.POST,
        "sheet": sheet,
        "error": "" if error == sheet.error else error,
        "remarks": remarks(text for entry in entries for text in (entry.title, entry.note, entry.mark_why)),
    }
    return render(request, "casework/history/share.html", context, status=422 if error else 200)


def _nothing_goes(request, entries):
    goes = set(request.POST.getlist("goes"))
    if "here" not in request.POST and not any(str(entry.item) in goes for entry in entries if not entry.names_another):
        return _("Välj minst en händelse att dela.")
    return ""


def _row(entry, branch, rules, goes):
    is_on = not entry.keep_own if goes is None else str(entry.item) in goes
    return {"happening": of_entry(entry, branch, rules), "is_closed": entry.names_another, "is_on": is_on}


def _share(request, opened, entries, choice, here):
    goes = set(request.POST.getlist("goes"))
    stay = {str(entry.item) for entry in entries} - goes
    actions.add(opened, as_entries(here))
    version = actions.make_version(opened, stay)
    shared = share_chosen(
        request, opened, choice, ItemKind.HISTORY, version.item, version.version, _("Historik"), version.content,
        version.category,
    )  # fmt: skip
    say_shared(request, shared)
    return redirect(TAB, case=opened.case.pk)
