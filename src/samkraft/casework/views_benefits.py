"""Benefit facts of a case: the branch's own and those received; note one, put it right, share it (INT-02)."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.casework import benefits
from samkraft.casework.case_page import frame
from samkraft.casework.forms_benefits import BenefitForm
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.links import first_url
from samkraft.people.models import BenefitFact
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen

TAB = "casework:mapping"


@require_safe
@allow(can_see_cases)
def show(request, case):
    """What the branch knows, and what others have shared."""
    opened = open_case(request, case, "benefits")
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    kinds = benefits.kinds_for(opened.definition, request.acting.branch)
    context = frame(request, opened, TAB) | {
        "own": [_row(fact) for fact in benefits.facts_of(opened)],
        "received": opened.received(ItemKind.BENEFIT),
        "may_note": may_work and kinds is not None,
        "may_work": may_work,
        "branch": request.acting.branch,
        "file_url": first_url(["exchange:history_new"]),
    }
    return render(request, "casework/benefits.html", context)


def _row(fact):
    period = benefits.period_words(fact.valid_from, fact.valid_until)
    return {"fact": fact, "kind": benefits.kind_label(fact), "period": period}


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def add(request, case):
    """Note a fact."""
    opened, kinds = _open(request, case, "benefit:new")
    form = BenefitForm(request.POST or None, kinds=kinds)
    if request.method == "POST" and form.is_valid():
        fact = benefits.note(opened, kinds.category, form.cleaned_data)
        receipt(request, _("Uppgiften är sparad. Bara er verksamhet ser den, tills du delar den."))
        return redirect("casework:benefit", case=case, item=fact.item)
    return _form_page(request, opened, form, _("Anteckna en ersättning"))


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def edit(request, case, item):
    """Put a fact right, or end it."""
    opened, kinds = _open(request, case, f"benefit:{item}")
    fact = _own(request, opened, item)
    form = BenefitForm(request.POST or None, kinds=kinds, fact=fact)
    if request.method == "POST" and form.is_valid():
        try:
            benefits.change(opened, item, form.cleaned_data, form.cleaned_data["revision"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Uppgiften är ändrad. Dela den igen, så får de andra den nya."))
            return redirect("casework:benefit", case=case, item=item)
    return _form_page(request, opened, form, _("Ändra uppgiften"))


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def show_one(request, case, item):
    """One fact, and the sheet to share it by."""
    opened, _kinds = _open(request, case, f"benefit:{item}")
    fact = _own(request, opened, item)
    what = benefits.to_release(opened, fact)
    sheet = sheet_for(request, opened, what.category)
    if request.method == "POST":
        choice = sheet.choice()
        if not choice.error:
            shared = share_chosen(
                request, opened, choice, ItemKind.BENEFIT, fact.item, fact.revision, what.title, what.content,
                what.category,
            )  # fmt: skip
            say_shared(request, shared)
            return redirect("casework:benefit", case=case, item=item)
    context = frame(request, opened, TAB, ("casework:benefits", _("Ersättningar"))) | _row(fact) | {"sheet": sheet}
    return render(request, "casework/benefit.html", context, status=422 if request.method == "POST" else 200)


def _open(request, case, item):
    opened = open_case_for_work(request, case, item)
    kinds = benefits.kinds_for(opened.definition, request.acting.branch)
    return opened, kinds or deny(request, "the branch owns no such data")


def _own(request, opened, item):
    rows = BenefitFact.objects.filter(file=opened.file).select_related("noted_by")
    return found_or_denied(request, rows, rule="fact not ours", item=item)


def _form_page(request, opened, form, title):
    context = frame(request, opened, TAB, ("casework:benefits", _("Ersättningar"))) | {"form": form, "title": title}
    return render(request, "casework/benefit_form.html", context, status=422 if form.is_bound else 200)
