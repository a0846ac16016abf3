"""One's own reading, a month at a time (GDPR-16): two years of it are a hundred thousand rows to count."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import QuerySet
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow
from samkraft.access.log_words import told
from samkraft.access.models import ReadLog
from samkraft.access.perms import acts
from samkraft.core.clock import midnight
from samkraft.core.pages import other_params, paginate

_CODE = re.compile(r"20[0-9]{2}-(0[1-9]|1[0-2])")


@dataclass(frozen=True)
class Month:
    """A calendar month in Stockholm."""

    first: date

    @classmethod
    def of(cls, moment) -> "Month":
        return cls(timezone.localtime(moment).date().replace(day=1))

    @property
    def code(self) -> str:
        """As the address has it: 2021-05."""
        return f"{self.first:%Y-%m}"

    @property
    def begins(self):
        return midnight(self.first)

    @property
    def ends(self):
        return midnight((self.first + timedelta(days=32)).replace(day=1))


@require_safe
@allow(acts)
def my_log(request):
    """What the log holds on one's own reading (GDPR-16): when, what kind, how many cases; no content."""
    mine = ReadLog.objects.filter(staff_id=request.user.pk, branch_id=request.acting.branch.pk)
    month = _asked_for(request.GET.get("manad", "")) or _month_of(mine.order_by("-occurred_at"))
    rows = mine.filter(occurred_at__gte=month.begins, occurred_at__lt=month.ends) if month else mine.none()
    page = paginate(rows.order_by("-occurred_at", "-pk"), request)
    context = {"page": page, "rows": list(map(_row, page)), "params": other_params(request), "month": month}
    return render(request, "access/my_log.html", context | (_beside(mine, month) if month else {}))


def _beside(mine: QuerySet, month: Month) -> dict:
    """The months before and after in which there is something."""
    return {
        "before": _month_of(mine.filter(occurred_at__lt=month.begins).order_by("-occurred_at")),
        "after": _month_of(mine.filter(occurred_at__gte=month.ends).order_by("occurred_at")),
    }


def _asked_for(code: str) -> Month | None:
    return Month(date.fromisoformat(f"{code}-01")) if _CODE.fullmatch(code) else None


def _month_of(rows: QuerySet) -> Month | None:
    """The month of the first of these rows."""
    moment = rows.values_list("occurred_at", flat=True).first()
    return Month.of(moment) if moment else None


def _row(row) -> dict:
    return {
        "moment": row.occurred_at,
        "what": row.get_event_display(),
        "where": "" if row.event == Event.DENIED else told(row.items, row.object_type),
        "cases": len(row.case_ids),
    }
