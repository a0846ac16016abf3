"""What people at work put on a participant's own page: in sight of those who have the case, taken back in one click."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.casework.case_page import frame
from samkraft.casework.models import Minutes
from samkraft.core.receipts import problem, receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.perms import can_work_with_people
from samkraft.people.problems import NotPossible
from samkraft.portal import actions
from samkraft.portal.models import OwnPageCopy
from samkraft.portal.perms import can_put_on_own_page, can_see_own_page

TAB = "casework:plan"


@require_safe
@allow(can_see_own_page)
def show(request, case):
    """What the branch has put on the person's page: since when, and whether she has read it."""
    opened = open_case(request, case, "own_page")
    copies = list(OwnPageCopy.objects.filter(case=opened.case).select_related("put_by", "taken_back_by"))
    context = frame(request, opened, TAB, (TAB, _("Plan"))) | {
        "there": [copy for copy in copies if copy.is_in_sight],
        "gone": [copy for copy in copies if not copy.is_in_sight],
        "may_work": can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception,
    }
    return render(request, "portal/put_there.html", context)


@require_POST
@allow(can_put_on_own_page)
@fresh_login_required
def put_plan(request, case):
    """The plan as it was last published."""
    opened = open_case_for_work(request, case, "plan")
    return _put(request, opened, lambda: actions.put_plan(opened, request.acting))


@require_POST
@allow(can_put_on_own_page)
@fresh_login_required
def put_note(request, case, item):
    """One of the branch's own notes from a meeting, as it is written now."""
    opened = open_case_for_work(request, case, f"minutes:{item}")
    notes = Minutes.objects.current().filter(case=opened.case).select_related("written_by")
    note = found_or_denied(request, notes, rule="note not ours", item=item)
    return _put(request, opened, lambda: actions.put_note(opened, request.acting, note))


def _put(request, opened, put):
    try:
        put()
    except NotPossible as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Lagt på personens sida. Du ser här om det är läst, och kan ta bort det."))
    return redirect("portal:put_there", case=opened.case.pk)


@require_POST
@allow(can_put_on_own_page)
def take_back(request, case, copy):
    """Off the page, at once: as with what waits in the outbox, nothing more is asked (IAM-09)."""
    opened = open_case_for_work(request, case, "own_page")
    mine = OwnPageCopy.objects.filter(case=opened.case)
    if actions.take_back(found_or_denied(request, mine, rule="copy not ours", pk=copy), request.acting):
        receipt(request, _("Borttaget från personens sida."))
    else:
        problem(request, _("Det var redan borttaget."))
    return redirect("portal:put_there", case=case)
