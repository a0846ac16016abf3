"""The person's answers over time, and mending what was taken down wrongly."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.problems import NotPossible, show_on
from samkraft.voices import actions, pages
from samkraft.voices.forms import AnswerForm
from samkraft.voices.meeting import asked_of, item_of
from samkraft.voices.models import AnswerSet
from samkraft.voices.perms import can_see_cases, can_work_with_people


@require_safe
@allow(can_see_cases)
def show(request, case):
    """What the person has answered, question by question, the latest day first."""
    opened = open_case(request, case, "answers")
    series = pages.series_of(opened, pages.answers_of(opened))
    opened.log_sensitive()
    context = _frame(request, opened) | {"series": series, "may_mend": pages.may_mend(request, opened)}
    return render(request, "voices/answers.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def mend(request, case, item):
    """Answers that were taken down wrongly: a new version, beside the old one."""
    opened = open_case_for_work(request, case, f"answers:{item}")
    found = AnswerSet.objects.filter(case=opened.case).newest().select_related("written_by").prefetch_related("rows")
    kept = found_or_denied(request, found, rule="answers not ours", item=item)
    asked = asked_of(opened, kept.questionnaire) or deny(request, "questions no longer asked")
    form = AnswerForm(request.POST or None, asked=asked, kept=kept)
    if request.method == "POST" and form.is_valid() and _mended(opened, request.acting, form, kept):
        receipt(request, _("Svaren är rättade. Det som stod förut finns kvar."))
        return redirect("voices:answers", case=case)
    opened.shows(asked.category, item_of(kept))
    opened.log_sensitive()
    context = _frame(request, opened) | {"form": form, "kept": kept, "asked": asked}
    return render(request, "voices/mend.html", context, status=422 if form.is_bound else 200)


def _mended(opened, acting, form, kept):
    try:
        actions.mend(opened, acting, form.given, kept.item)
    except NotPossible as refusal:
        form.stand_on(kept.version)
        show_on(form, refusal)
        return False
    return True


def _frame(request, opened):
    header = case_header(request, opened, current="casework:meetings", short=True)
    return {"opened": opened, "case": opened.case, "file": opened.file, "header": header}
