"""The start page: a handler's day; for every other role what she came for."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from samkraft.access.choices import Role
from samkraft.access.guard import allow
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.waiting import waiting_for
from samkraft.core.words import clock_time, weekday_date
from samkraft.people.daily import branch_day, plain_day
from samkraft.people.daily.day import (
    WAITS_ON_OTHERS,
    WAITS_ON_US,
    Day,
    contributed,
    deadline_block,
    merged,
    news_block,
    unshared_block,
    waiting_blocks,
)
from samkraft.people.daily.lists import columns_of, own_columns, view_links
from samkraft.people.first_page import first_page
from samkraft.people.own_cases import protected_cases
from samkraft.people.perms import can_start

FEW = 10


@require_safe
@allow(can_start)
def day(request):
    """Where a person begins; those who have not chosen a branch are asked to."""
    acting = request.acting
    if acting is None:
        return redirect("access:choose_branch")
    if acting.has_role(Role.HANDLER):
        return _handlers_day(request)
    if acting.has_role(Role.UNIT_MANAGER, Role.PROJECT_ADMINISTRATOR):
        return _branch_day(request)
    elsewhere = first_page(request)
    return redirect(elsewhere) if elsewhere else _plain_start(request)


def _handlers_day(request):
    the_day = Day(request)
    side = merged([*contributed(request, "side"), news_block(the_day)])
    main = merged([*waiting_blocks(the_day), unshared_block(the_day), *contributed(request, "main")])
    pair = [block for block in main if block["title"] in (_(WAITS_ON_US), _(WAITS_ON_OTHERS))]
    deadlines = deadline_block(the_day)
    few = the_day.few_rows(FEW)
    counts = the_day.counts()
    _number(main, "main"), _number(side, "side")
    log_list("day", _case_ids([deadlines, *main, *side]) | {row.case_id for row in few})
    context = {
        "greeting": greeting(request.user.first_name, timezone.localtime().hour),
        "lede": lede(the_day, main, side),
        "deadlines": deadlines,
        "pair": pair,
        "main": [block for block in main if block not in pair],
        "side": side,
        "rows": few,
        "columns": columns_of(own_columns(request.user)),
        "total": counts["alla"],
        "views": view_links("alla", counts),
        "branch": request.acting.branch,
        "protected": len(protected_cases(request)),
    }
    return render(request, "people/day.html", context)


def _number(blocks, place):
    """An id for each heading."""
    for number, block in enumerate(blocks):
        block["id"] = f"h-{place}-{number}"


def _case_ids(blocks):
    return {item["case_id"] for block in blocks for item in block["items"] if item.get("case_id")}


def greeting(name, hour):
    """God morgon before ten, Hej by day, God kväll from five."""
    words = _("God morgon, %(name)s") if hour < 10 else _("Hej, %(name)s") if hour < 17 else _("God kväll, %(name)s")
    return words % {"name": name}


def lede(the_day, main, side):
    """The state of things in a sentence or two, what is wrong first: deadlines, what waits on us, and whatever else
    the page lists with a day that has come."""
    listed = [item["due"] for block in main for item in block["items"] if item.get("due")]
    needed = [day for day in [*(due.due_on for due in the_day.shown_dues), *listed] if day <= today()]
    late = sum(day < today() for day in needed)
    ours = sum(block["count"] for block in main if block["title"] == _(WAITS_ON_US))
    sentences = [_capital(weekday_date(today())) + ".", _needs(len(needed) + ours, late)]
    first = _first_meeting(side)
    return " ".join([*sentences, first] if first else sentences)


def _needs(count, late):
    if not count:
        return _("Inget behöver dig i dag.")
    text = ngettext("%(n)s sak behöver dig i dag", "%(n)s saker behöver dig i dag", count) % {"n": count}
    if late:
        text += ", " + ngettext("%(n)s är försenad", "%(n)s är försenade", late) % {"n": late}
    return _capital(text) + "."


def _first_meeting(side):
    meetings = [item for block in side if block["part"] == "today" for item in block["items"]]
    first = next((item for item in meetings if item.get("is_next")), None)
    return meeting_words(clock_time(first["start"]), clock_time(timezone.localtime())) if first else ""


def meeting_words(start, now):
    """The first meeting that isn't held: when it begins, or that it has begun. Both as 09.00."""
    words = _("Nästa möte börjar %(time)s.") if start > now else _("Mötet %(time)s är inte avslutat än.")
    return words % {"time": start}


def _capital(text):
    return text[:1].upper() + text[1:]


def _branch_day(request):
    """Unit manager and project administrator: counts and ways on, never a list of persons."""
    context = branch_day.context(request)
    log_list("branch_day", [])
    return render(request, "people/day_branch.html", context)


def _plain_start(request):
    """Those without a list of their own."""
    name = greeting(request.user.first_name, timezone.localtime().hour)
    context = {"greeting": name, "waiting": waiting_for(request)} | plain_day.context(request.acting)
    return render(request, "people/day_plain.html", context)
