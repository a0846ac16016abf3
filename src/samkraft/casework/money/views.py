"""What happens with my money: the sheets of a case, one to write and share, and the paper for the person."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.readlog import log_event
from samkraft.casework.case_page import frame
from samkraft.casework.models import MoneySheet
from samkraft.casework.money import sheets
from samkraft.casework.money.forms import MoneyForm
from samkraft.casework.sharing_sheet import sheet_for
from samkraft.core.receipts import receipt
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shares
from samkraft.sharing.sheets import share_chosen

TAB = "casework:mapping"
_TRAIL = ("casework:benefits", gettext_lazy("Ersättningar"))


@require_safe
@allow(can_see_cases)
def show(request, case):
    """The branch's own sheets, and what others have shared of theirs."""
    opened = open_case(request, case, "money")
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    context = frame(request, opened, TAB) | {
        "own": sheets.sheets_of(opened),
        "received": opened.received(ItemKind.MONEY),
        "may_write": may_work and bool(sheets.category_for(opened.definition, request.acting.branch)),
        "may_work": may_work,
        "rules": sheets.rules_of(opened),
        "branch": request.acting.branch,
    }
    return render(request, "casework/money.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def add(request, case):
    """Write the branch's part."""
    opened, category = _open(request, case, "money:new")
    form = MoneyForm(request.POST or None, parts=sheets.rules_of(opened).parts)
    if request.method == "POST" and form.is_valid():
        sheet = sheets.write(opened, category, form.content)
        receipt(request, _("Bladet är sparat. Bara er verksamhet ser det, tills du delar det."))
        return redirect("casework:money_sheet", case=case, item=sheet.item)
    return _form_page(request, opened, form, _("Vad händer med pengarna?"))


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def edit(request, case, item):
    """Put a sheet right; of two who do so the second sees both texts."""
    opened, _category = _open(request, case, f"money:{item}")
    sheet, theirs = _own(request, opened, item), []
    form = MoneyForm(request.POST or None, parts=sheets.rules_of(opened).parts, sheet=sheet)
    if request.method == "POST" and form.is_valid():
        try:
            sheets.change(opened, item, form.content, form.cleaned_data["revision"])
        except NotPossible as refusal:
            show_on(form, refusal)
            theirs = sheets.texts_of(opened, sheet)
            form.data = form.data.copy()
            form.data["revision"] = str(sheet.revision)
        else:
            receipt(request, _("Bladet är ändrat. Dela det igen, så får de andra det nya."))
            return redirect("casework:money_sheet", case=case, item=item)
    return _form_page(request, opened, form, _("Ändra bladet"), sheet, theirs)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=shares)
def show_one(request, case, item):
    """One sheet, and whom to share it with."""
    opened, _category = _open(request, case, f"money:{item}")
    sheet = _own(request, opened, item)
    what = sheets.to_release(opened, sheet)
    receivers = sheet_for(request, opened, what.category)
    if request.method == "POST":
        choice = receivers.choice()
        if not choice.error:
            shared = share_chosen(
                request, opened, choice, ItemKind.MONEY, sheet.item, sheet.revision, what.title, what.content,
                what.category,
            )  # fmt: skip
            say_shared(request, shared)
            return redirect("casework:money_sheet", case=case, item=item)
    context = frame(request, opened, TAB, _TRAIL, ("casework:money", _("Om pengarna"))) | {
        "row": sheet,
        "texts": sheets.texts_of(opened, sheet),
        "sheet": receivers,
    }
    return render(request, "casework/money_sheet.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@allow(can_see_cases)
@fresh_login_required
def paper(request, case):
    """One paper for the person of what every branch has explained: her own, to take home."""
    opened = open_case(request, case, "money")
    log_event(Event.PRINTED, [opened.case.pk], "money", ["money:paper"])
    context = {
        "opened": opened,
        "parts": sheets.paper_of(opened, request.acting.branch),
        "rules": sheets.rules_of(opened),
        "back": reverse("casework:money", args=[case]),
    }
    return render(request, "casework/money_paper.html", context)


def _open(request, case, item):
    opened = open_case_for_work(request, case, item)
    category = sheets.category_for(opened.definition, request.acting.branch)
    return opened, category or deny(request, "the branch owns no such data")


def _own(request, opened, item):
    rows = MoneySheet.objects.filter(file=opened.file).select_related("written_by")
    return found_or_denied(request, rows, rule="sheet not ours", item=item)


def _form_page(request, opened, form, title, sheet=None, theirs=()):
    context = frame(request, opened, TAB, _TRAIL, ("casework:money", _("Om pengarna"))) | {
        "form": form,
        "title": title,
        "rules": sheets.rules_of(opened),
        "theirs": theirs,
        "sheet": sheet,
    }
    return render(request, "casework/money_form.html", context, status=422 if form.is_bound else 200)
