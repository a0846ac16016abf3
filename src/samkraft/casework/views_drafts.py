"""Keep and throw away autosaved text; the form's own page shows it again."""

from django.http import JsonResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from samkraft.access.guard import allow
from samkraft.casework import drafts
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case_for_work
from samkraft.people.perms import can_work_with_people


@require_POST
@allow(can_work_with_people)
def save(request, case, form):
    """Called while typing. Answers with time and audience."""
    open_case_for_work(request, case, f"draft:{form}")
    try:
        text = drafts.save_draft(form, case, request.acting, request.POST)
    except ValueError as problem:
        return JsonResponse({"text": str(problem)}, status=422)
    return JsonResponse({"text": text})


@require_POST
@allow(can_work_with_people)
def discard(request, case, form):
    """Throw the draft away and go back to the form, or to the participant."""
    opened = open_case_for_work(request, case, f"draft:{form}")
    drafts.discard_draft(form, opened.case.pk, request.acting)
    receipt(request, _("Utkastet är kastat."))
    return redirect(safe_back(request, opened.case.pk))


def safe_back(request, case_id):
    """Only back to a page of this very case: never an address from outside."""
    back = request.POST.get("back", "")
    base = f"/deltagare/{case_id}/"
    return back if back.startswith(base) and "//" not in back and "\\" not in back else base
