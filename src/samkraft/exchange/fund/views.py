"""The monthly report to the social fund: which months are due, and the file of one (INT-05)."""

from datetime import date

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.fresh import fresh_login_required, writes
from samkraft.access.guard import allow, deny
from samkraft.access.handing_out import Handed, file_answer
from samkraft.core.clock import today
from samkraft.core.words import month_name, thousands
from samkraft.exchange.fund import actions, rules
from samkraft.exchange.fund.forms import FundForm
from samkraft.exchange.perms import can_report_to_fund
from samkraft.people.problems import NotPossible, show_on
from samkraft.programmes.fund_report import own_fund_report
from samkraft.programmes.models import Programme

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FEW = 5


class Months:
    """The months that are over, what was made of them, and which is to be done now."""

    def __init__(self, request):
        acting = request.acting
        self.said = own_fund_report(request)
        definition = Programme.objects.get(slug=acting.programme).version_on().definition
        self.over = rules.months_over(definition.start, definition.end, today())
        self.receipts = actions.receipts(acting)
        self.newest = {row.month: row for row in self.receipts}
        self.sent = actions.sent(self.receipts)
        self.again = rules.to_send_again(self.sent)
        self.waiting = rules.waiting(self.over, self.newest, self.again)
        self.now = self.waiting[0] if self.waiting else None

    def shown(self) -> list[date]:
        """From the first month that was made here: those before were sent from elsewhere."""
        first = min(self.newest, default=date.min)
        return [month for month in self.over if month >= first]

    def row(self, month: date) -> dict:
        due = rules.due_on(month, self.said.due_days)
        return {
            "name": month_name(month), "code": f"{month:%Y-%m}", "due": due, "made": self.newest.get(month),
            "again": month in self.again, "now": month == self.now,
            "late": month in self.waiting and due < today(),
        }  # fmt: skip


@require_safe
@allow(can_report_to_fund)
def months(request):
    """Each month with its state; the one to do now stands in the first sentence."""
    found = Months(request)
    context = {"said": found.said, "rows": [found.row(month) for month in found.shown()]}
    context |= {"now": month_name(found.now) if found.now else "", "is_later": len(found.shown()) < len(found.over)}
    return render(request, "exchange/fund_months.html", context | {"branch": request.acting.branch})


@require_http_methods(["GET", "POST"])
@allow(can_report_to_fund)
@fresh_login_required(when=writes)
def month(request, month):
    """How many the month's file would hold and leave out; and the file, made in the log and kept nowhere."""
    found = Months(request)
    chosen = next((each for each in found.over if f"{each:%Y-%m}" == month), None)
    if chosen is None:
        return deny(request, "no month of the fund's report")
    form = FundForm(request.POST or None, month=chosen)
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.make(request.acting, found.said, chosen, form.cleaned_data["protected"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            return file_answer(Handed(made.name, XLSX, made.content))
    return _page(request, found, chosen, form)


def _page(request, found, chosen, form):
    first = rules.comes_first(chosen, found.over, found.sent)
    number, left = actions.counts(request.acting.branch, request.acting.programme, chosen)
    context = {
        "said": found.said, "row": found.row(chosen), "form": form, "number": number, "left": _left(left),
        "receipts": [each for each in reversed(found.receipts) if each.month == chosen],
        "branch": request.acting.branch,
        "columns": ", ".join(column.heading for column in found.said.columns),
        "first": month_name(first) if first else "",
        "first_url": reverse("exchange:fund_month", args=[f"{first:%Y-%m}"]) if first else "",
        "starts_here": not found.receipts and chosen != found.now,
    }  # fmt: skip
    return render(request, "exchange/fund_month.html", context, status=422 if form.is_bound else 200)


_WHY = {
    rules.REFUSED: lambda n: ngettext("%(n)s har sagt nej till statistik", "%(n)s har sagt nej till statistik", n),
    rules.NOT_TOLD: lambda n: ngettext("%(n)s har inte fått veta det än", "%(n)s har inte fått veta det än", n),
    rules.RESTRICTED: lambda n: ngettext("%(n)s akt är begränsad", "%(n)s akter är begränsade", n),
    rules.NO_NUMBER: lambda n: ngettext("%(n)s har inget nummer hos er", "%(n)s har inget nummer hos er", n),
}


def _left(left) -> list[str]:
    """How many are left out and why, in words; few are only said to be few (GDPR-11)."""
    return [_WHY[why](left[why]) % {"n": thousands(left[why]) if left[why] >= FEW else _("Färre än fem")}
            for why in rules.LEFT_OUT if left[why]]  # fmt: skip
