"""What the start page of a handler holds: deadlines, what waits on whom, what is new, and the counts of the views."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from typing import NamedTuple
from uuid import UUID

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.core.addresses import address_of
from samkraft.core.clock import today
from samkraft.core.words import day_month, joined, swedish_date, when
from samkraft.people import contributions
from samkraft.people.choices import HandoverState
from samkraft.people.daily.lists import counts_of_views, rows_of
from samkraft.people.deadlines import definitions_in, dues_of_own, is_mine, shown_today
from samkraft.people.due_items import due_item
from samkraft.people.models import Handover
from samkraft.people.own_cases import goes_on, kept_of_own, own_cases
from samkraft.sharing.contributions import unshared
from samkraft.sharing.models import ConsentLine, ReceivedCopy

SHOWN = 6
# What waits has no page of its own: the list unfolds. So many lines of two lists still leave the page light.
UNFOLDED = 24
COUNTED = ("alla", "frist", "utan-steg", "tyst", "folj-upp")
WAITS_ON_US, WAITS_ON_OTHERS = "Väntar på oss", "Väntar på andra"


class Day:
    """The person's own cases read once, and what follows from them."""

    def __init__(self, request):
        self.request = request
        self.cases = own_cases(request)
        self.definitions = definitions_in(request.acting.programme)
        self.told = dues_of_own(request, self.definitions, goes_on)
        self.dues = sorted(self._own_dues(), key=lambda due: (due.due_on, due.name))
        # Follow-ups have a list of their own, which leads straight to their form.
        self.shown_dues = [due for due in self.dues if shown_today(due) and due.who != "discharging_branch"]

    def _own_dues(self):
        staff = self.request.acting.staff
        for case, _facts, dues in self.told:
            yield from (due for due in dues if is_mine(due, case, staff))

    def few_rows(self, number):
        """The first rows of the work list."""
        under_way = (told for told in self.told if told.case.is_open_for_work)
        return rows_of(islice(under_way, number), self.definitions, self.request)

    def kept(self, kind, read):
        """What *read* tells of each case under way or followed up."""
        return kept_of_own(self.request, kind, read, goes_on)

    def name(self, case_id):
        """The name as the branch may know it."""
        return self.cases[case_id].name

    def counts(self):
        """How many cases each of the list's views holds, of those that a day counts."""
        return counts_of_views(self.told, COUNTED, self.request)


def deadline_block(day):
    """The deadlines that need the person now; the rest stand on a page of their own."""
    next_due = next((due for due in day.dues if due.due_on > today()), None)
    empty = _("Inget väntar på dig.")
    if next_due:
        empty = _("Inget väntar på dig. Nästa frist är %(day)s.") % {"day": swedish_date(next_due.due_on)}
    return {
        "title": _("Frister"),
        "items": [due_item(due, day.name(due.case_id)) for due in day.shown_dues[:SHOWN]],
        "count": len(day.shown_dues),
        "empty": empty,
        "url": reverse("people:deadlines"),
        "url_label": _("Alla frister"),
    }


def waiting_blocks(day):
    """Consents to confirm, consents that others must confirm, handovers without an answer."""
    lines, branch = _unconfirmed(day), day.request.acting.branch
    mine = [line for line in lines if line.from_branch_id == branch.pk]
    theirs = [line for line in lines if line.to_branch_id == branch.pk]
    # By the lines from us we would release: they wait for our word (CON-04).
    ours = list(_by_case(day, mine, _("Bekräfta samtycket för %(name)s")))
    others = [*_by_case(day, theirs, _("Bekräftat samtycke för %(name)s")), *_handovers(day)]
    yield _capped(_(WAITS_ON_US), ours, _("Ingen väntar på svar från er."))
    yield _capped(_(WAITS_ON_OTHERS), others, _("Ni väntar inte på någon."))


def _capped(title, items, empty):
    """A list, what has waited longest at the top, and how many there are; the page folds what comes after the first."""
    items = sorted(items, key=lambda item: item["since"])
    return {"title": title, "items": items[:UNFOLDED], "count": len(items), "empty": empty}


def _unconfirmed(day):
    """Lines in force that nobody has confirmed, of the cases under way or followed up, by case."""
    found = [line for _case, line in day.kept("unconfirmed", _read_unconfirmed)]
    return sorted(found, key=lambda line: (line.case_id, line.valid_from))


def _read_unconfirmed(keys):
    lines = ConsentLine.objects.in_force().filter(case_id__among=keys, confirmed_at=None)
    lines = lines.annotate(from_name=F("from_branch__short_name"), to_name=F("to_branch__short_name"))
    columns = ("case_id", "from_branch_id", "to_branch_id", "valid_from", "from_name", "to_name")
    return ((line.case_id, line) for line in lines.order_by("pk").values_list(*columns, named=True))


def _by_case(day, lines, title):
    """One item per case."""
    grouped = {}
    for line in lines:
        grouped.setdefault(line.case_id, []).append(line)
    for case_id, given in grouped.items():
        yield {
            "url": _consent_url(case_id),
            "title": title % {"name": day.name(case_id)},
            "sub": _consent_sub(given, day.request.acting.branch),
            "since": (since := min(line.valid_from for line in given)),
            "end": day_month(since),
            "case_id": case_id,
        }


def _consent_sub(lines, own):
    names = sorted({row.to_name if row.from_branch_id == own.pk else row.from_name for row in lines})
    if lines[0].from_branch_id == own.pk:
        return _("Innan något delas med %(names)s") % {"names": joined(names)}
    return _("%(names)s har inte bekräftat än") % {"names": joined(names)}


def _consent_url(case_id):
    return address_of("people:consents", case_id)


def _handovers(day):
    sent = [handover for _case, handover in day.kept("handovers_sent", _read_handovers_sent)]
    for handover in sorted(sent, key=lambda row: (row.sent_on, row.pk)):
        yield {
            "url": address_of("people:case", handover.case_id),
            "title": _("Svar på överlämning av %(name)s") % {"name": day.name(handover.case_id)},
            "sub": f"{handover.receiver_name}, {handover.receiver_unit}",
            "since": handover.sent_on,
            "end": day_month(handover.sent_on),
            "case_id": handover.case_id,
        }


def _read_handovers_sent(keys):
    sent = Handover.objects.filter(case__among=keys, state=HandoverState.SENT)
    columns = ("case_id", "pk", "sent_on", "receiver_name", "receiver_unit")
    return ((row.case_id, row) for row in sent.values_list(*columns, named=True))


def news_block(day):
    """What other branches have shared and nobody here has read, or what is addressed to the person."""
    me = day.request.user.pk
    unread = [copy for _case, copy in day.kept("unread", _read_unread) if copy.addressed_to in (None, me)]
    newest = sorted(unread, key=lambda copy: (copy.made_available_at, copy.pk), reverse=True)[:SHOWN]
    return {
        "title": _("Nytt till dig"),
        "items": [_news_item(day, copy) for copy in newest],
        "empty": _("Du har läst allt som andra har delat."),
        "url": reverse("sharing:inbox"),
        "url_label": _("Alla delningar"),
    }


class _News(NamedTuple):
    """An unread copy, without what it says."""

    case_id: UUID
    pk: int
    release: UUID
    made_available_at: datetime
    addressed_to: int | None
    what: str
    branch: str


def _read_unread(keys):
    """The title is asked for and not kept where it tells of more than the kind (REG-02)."""
    copies = ReceivedCopy.objects.unread().filter(case_id__among=keys).select_related("from_branch").defer("content")
    for copy in copies:
        yield copy.case_id, _News(
            copy.case_id, copy.pk, copy.release, copy.made_available_at, copy.addressed_to_id, copy.name_in_lists,
            copy.from_branch.short_name,
        )  # fmt: skip


def _news_item(day, copy):
    return {
        "url": address_of("sharing:copy", copy.release),
        "title": day.name(copy.case_id),
        "sub": _("%(branch)s delade: %(what)s") % {"branch": copy.branch, "what": copy.what},
        "end": when(copy.made_available_at, today()),
        "case_id": copy.case_id,
    }


def unshared_block(day):
    """Finished items of the branch that nobody else has got (design "Errors": saved, not shared)."""
    counted = {told.case.pk for told in day.told}
    found = [item for item in unshared(day.request) if item.case_id in counted]
    return {
        "title": _("Inte delat än"),
        "items": [
            {
                "url": item.url,
                "title": _("%(what)s, %(name)s") % {"what": item.title, "name": day.name(item.case_id)},
                "sub": _("Sparad %(day)s. Bara er verksamhet ser den.") % {"day": day_month(item.saved_on)},
                "action": _("Läs och dela"),
                "action_url": item.url,
                "case_id": item.case_id,
            }
            for item in found[:SHOWN]
        ],
        "count": len(found),
        "empty": _("Allt som är klart är delat."),
        "url": reverse("sharing:inbox") + "?vy=ej-delat",
        "url_label": _("Alla som inte är delade"),
    }


def contributed(request, place):
    """The blocks that other rooms bring, built once."""
    return [block for queue in contributions.queues() if queue.place == place and (block := queue.build(request))]


def merged(blocks: Iterable[dict]) -> list[dict]:
    """Blocks of the same title become one, so that each heading stands once."""
    by_title: dict[str, dict] = {}
    for block in blocks:
        title = str(block["title"])
        items = list(block["items"])
        if title not in by_title:
            by_title[title] = {
                "title": title,
                "part": block.get("part", ""),
                "items": items,
                "count": block.get("count", len(items)),
                "empty": block.get("empty", ""),
                "url": block.get("url", ""),
                "url_label": block.get("url_label", ""),
            }
            continue
        first = by_title[title]
        first["items"] += items
        first["count"] += block.get("count", len(items))
        if not first["url"]:
            first["url"], first["url_label"] = block.get("url", ""), block.get("url_label", "")
    return list(by_title.values())
