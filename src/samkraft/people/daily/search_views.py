"""Person search, by POST: the term never stands in an address, and a search is always logged (SRCH-1)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from samkraft.access.guard import allow
from samkraft.access.readlog import log_list, log_search
from samkraft.people.daily.recent import recent_people
from samkraft.people.daily.search import MOST, IdentityError, TooShort, find
from samkraft.people.perms import can_work_with_people

LONGEST = 80


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def search(request):
    """One hit opens at once; none says the same whether she isn't there or isn't yours (SEK-05)."""
    if request.method == "GET":
        return _recent(request)
    term = request.POST.get("q", "").replace("\x00", "").strip()[:LONGEST]
    try:
        found = find(request, term)
    except TooShort:
        return _page(request, [], _("Skriv minst två bokstäver av ett namn, ett personnummer eller ett ärendenummer."))
    except IdentityError as error:
        log_search(term, [])
        return _page(request, [], f"{error.sentence} {_('Skriv till exempel 19850312-1234.')}")
    log_search(term, [case.pk for case in found])
    if len(found) == 1:
        return redirect("people:case", found[0].pk)
    return _page(request, found[:MOST], _answer(found))


def _answer(found):
    if not found:
        return _("Ingen träff bland dina deltagare.")
    if len(found) > MOST:
        return _("Fler än %(n)s träffar. De första visas; skriv mer av namnet.") % {"n": MOST}
    return _("%(n)s träffar bland dina deltagare.") % {"n": len(found)}


def _recent(request):
    """Before anything is searched for: those whom one opened last."""
    recent = recent_people(request)
    if recent:
        log_list("recent", [case.pk for case in recent])
    return _page(request, [], "", recent)


def _page(request, found, answer, recent=()):
    return render(request, "people/search.html", {"cases": found, "answer": answer, "recent": recent})
