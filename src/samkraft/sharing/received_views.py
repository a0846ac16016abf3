"""The register of what has come in to a branch, for its registrar: by day, no names and no content (ARK-07, ALL-01)."""

from datetime import date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from django.core.paginator import Paginator
from django.shortcuts import render
from django.utils.functional import cached_property
from django.views.decorators.http import require_safe

from samkraft.access.guard import allow
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.dates import parse_date
from samkraft.core.pages import other_params
from samkraft.sharing import door
from samkraft.sharing.choices import Ground, ItemKind
from samkraft.sharing.perms import can_list_received

PAGE = 50
# What is shown unless other days are asked for.
DAYS = 30


class Came(NamedTuple):
    """A row of the register; ``case_id`` and ``number`` are empty for a protected case."""

    case_id: UUID | None
    number: str
    came_at: datetime
    from_branch: str
    mark: str
    kind: str
    version: int
    ground: str
    read_at: datetime | None
    is_wrong: bool
    total: int

    @property
    def title(self):
        """Its kind: a title may tell of health or a reason (REG-02)."""
        return ItemKind(self.kind).label

    @property
    def ground_words(self):
        """On which ground it was given."""
        return Ground(self.ground).label


class _Register:
    """The rows of some days, a page at a time: what a paginator asks for."""

    def __init__(self, programme, first, last):
        self.days = (programme, first, last)

    def _rows(self, start, many):
        return [Came(*row) for row in door.rows("received_register", *self.days, start, many)]

    @cached_property
    def _first(self):
        return self._rows(0, PAGE)

    def __len__(self):
        return self._first[0].total if self._first else 0

    def __getitem__(self, part):
        return self._first if part.start == 0 else self._rows(part.start, PAGE)


@require_safe
@allow(can_list_received)
def received(request):
    """What came when, from whom, of what kind, on which ground, and when it was first read."""
    first, last = _days(request.GET)
    pages = Paginator(_Register(request.acting.programme, first, last), PAGE)
    page = pages.get_page(request.GET.get("sida"))
    rows = list(page.object_list)
    log_list("received", [row.case_id for row in rows if row.case_id])
    context = {"page": page, "rows": rows, "first": first, "last": last, "branch": request.acting.branch,
               "params": other_params(request)}  # fmt: skip
    return render(request, "sharing/received.html", context)


def _days(asked) -> tuple[date, date]:
    """The days asked for; what can't be read as a day counts as not asked."""
    last = parse_date(asked.get("till", "")) or today()
    return parse_date(asked.get("fran", "")) or last - timedelta(days=DAYS), last
