"""Review the read log of one's own branch, see how the review goes, make the extract that a participant may ask for.

Every page here is itself a row in the log (LOG-1).
"""

from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access import log_openings
from samkraft.access.acting import behind_protection, current_acting
from samkraft.access.choices import Event, FindingKind, Verdict
from samkraft.access.finding_words import why
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.log_facts import case_facts
from samkraft.access.log_forms import ExtractForm, KindForm, OpeningForm, VerdictForm
from samkraft.access.log_models import LogAnchor, LogFinding, LogOpening, LogSample, LogSeal
from samkraft.access.log_review_actions import OPENED_FOR, ReviewRefused, give_verdict
from samkraft.access.log_review_rules import OPENINGS
from samkraft.access.log_words import roles_in_words, told
from samkraft.access.models import ReadLog
from samkraft.access.perms import can_extract_log, can_open_log, can_review_log, can_see_review
from samkraft.access.readlog import log_event
from samkraft.access.sealed_log import alias_of, told_by
from samkraft.core.clock import midnight
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import clock_time

MOST_READINGS = 200


@require_safe
@allow(can_review_log)
def review(request):
    """What is to be looked at, the earliest deadline first: who read, why it stands here, no case (REG-02)."""
    kinds = KindForm(request.GET)
    kind = kinds.cleaned_data["slag"] if kinds.is_valid() else ""
    found = LogFinding.objects.open().with_verdict().select_related("staff").order_by("due_on", "pk")
    page = paginate(found.filter(kind=kind) if kind else found, request)
    log_event(Event.LOG_VIEWED, object_type="log_review")
    late = found.filter(due_on__lt=timezone.localdate()).count()
    words = {"page": page, "kinds": kinds, "late": late, "today": timezone.localdate(), "ask": Verdict.ASK}
    words["shut"] = log_openings.shut(list(page))
    return render(request, "access/log_review.html", words | {"params": other_params(request)})


@require_http_methods(["GET", "POST"])
@allow(can_review_log)
def finding(request, finding):
    """One finding with the readings behind it, and the verdict. On a protected case it opens by two (SKY-06)."""
    found = _found(request, finding)
    if log_openings.shut([found]):
        return _shut(request, found, OpeningForm())
    form = VerdictForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _settle(found, form):
        receipt(request, _("Bedömningen är sparad."))
        return redirect("access:log_review")
    cases = [found.case_id] if found.case_id else []
    log_event(Event.LOG_VIEWED, cases, object_type="log_finding", items=[f"finding:{found.public_id}"])
    readings, numbers, number = _behind(found)
    words = {
        "finding": found,
        "form": form,
        "number": number,
        "readings": [_told(row, numbers) for row in readings[:MOST_READINGS]],
        "has_more": len(readings) > MOST_READINGS,
        "verdicts": found.verdicts.select_related("given_by").order_by("pk"),
        "is_open": found.verdict in (None, Verdict.ASK),
        "is_mine": found.staff_id == request.user.pk,
        "why": why(found.kind),
    }
    return render(request, "access/log_finding.html", words, status=422 if form.is_bound else 200)


def _found(request, key):
    rows = LogFinding.objects.with_verdict().select_related("staff")
    return found_or_denied(request, rows, rule="finding of another branch", public_id=key)


def _shut(request, found, form):
    """What there is to be judged and when, and how to be let in; neither who has read nor of whom."""
    log_event(Event.LOG_VIEWED, object_type="log_finding", items=[f"finding:{found.public_id}"])
    asked = log_openings.asked_by_me(found)
    words = {
        "finding": found,
        "form": form,
        "waits": asked is not None and asked.decided_by_id is None,
        "refused": asked is not None and asked.is_approved is False,
        "is_mine": found.staff_id == request.user.pk,
        "is_open": found.verdict in (None, Verdict.ASK),
    }
    return render(request, "access/log_finding_shut.html", words, status=422 if form.is_bound else 200)


@require_POST
@allow(can_review_log)
def ask_to_open(request, finding):
    """SKY-06: ask to be let in to a finding on a protected case."""
    found = _found(request, finding)
    form = OpeningForm(request.POST)
    if not log_openings.shut([found]):
        return redirect("access:log_finding", found.public_id)
    if form.is_valid():
        try:
            log_openings.ask(found, form.cleaned_data["reason"])
        except log_openings.OpeningRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Begärt. Dataskyddsombudet eller en annan logggranskare svarar."))
            return redirect("access:log_finding", found.public_id)
    return _shut(request, found, form)


@require_POST
@allow(can_open_log)
@fresh_login_required
def open_for_reviewer(request, opening):
    """SKY-06: yes or no to a reviewer who asks to read of a protected case."""
    rows = LogOpening.objects.select_related("finding", "asked_by")
    row = found_or_denied(request, rows, rule="opening of another branch", public_id=opening)
    yes = request.POST.get("answer") == "yes"
    try:
        log_openings.decide(row, approve=yes)
    except log_openings.OpeningRefused as refusal:
        problem(request, str(refusal))
    else:
        words = _("%(name)s får läsa i en vecka.") if yes else _("%(name)s får inte läsa.")
        receipt(request, words % {"name": row.asked_by.name})
    return redirect("access:log_report")


def _settle(found, form):
    try:
        give_verdict(found, **form.cleaned_data)
    except ReviewRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


# What is behind a flag that names no case.
_EVENTS = {
    FindingKind.DENIED: [Event.DENIED],
    FindingKind.PRINTS: [Event.PRINTED],
    FindingKind.SEARCHES: [Event.PERSON_SEARCH],
    FindingKind.MANY_CASES: OPENINGS,
    FindingKind.EXCEPTION: [Event.EXCEPTION_OPENED],
}


def _behind(found):
    """The rows, the numbers of their cases, and that of the finding's own: of a protected one what its rows tell."""
    if log_openings.on_protected([found]):
        branch, rows = found.owner_branch, log_openings.readings_behind(found)[: MOST_READINGS + 1]
        for row in rows:
            told_row = told_by(branch, row)
            row.case_ids, row.items, row.object_type = told_row.case_ids, told_row.items, told_row.object_type
        with behind_protection():
            numbers = case_facts().numbers({case for row in rows for case in row.case_ids})
        return rows, numbers, next(iter(numbers.values()), "")
    rows = list(_readings_behind(found)[: MOST_READINGS + 1])
    cases = {found.case_id} if found.case_id else set()
    numbers = case_facts().numbers({case for row in rows for case in row.case_ids} | cases)
    return rows, numbers, numbers.get(found.case_id, "")


def _readings_behind(found):
    """The person's rows in the finding's days: of the case, or of the kind that was counted."""
    first, end = midnight(found.since), midnight(found.until + timedelta(days=1))
    hers = Q(staff_id=found.staff_id) | Q(
        event=Event.EXCEPTION_OPENED, items__contains=[f"{OPENED_FOR}{found.staff_id}"]
    )
    rows = ReadLog.objects.filter(hers, branch_id=found.owner_branch_id, occurred_at__gte=first, occurred_at__lt=end)
    if found.case_id:
        # A list shows many at once and nothing but their names; the rules don't count it either.
        rows = rows.filter(case_ids__contains=[found.case_id]).exclude(event=Event.LIST_VIEWED)
    elif found.kind in _EVENTS:
        rows = rows.filter(event__in=_EVENTS[found.kind])
    return rows.order_by("occurred_at", "pk")


def _told(row, numbers):
    """A row as the reviewer reads it: keys of what was shown, the number of a single case, the reason given."""
    one = numbers.get(row.case_ids[0], "") if len(row.case_ids) == 1 else ""
    return {
        "moment": row.occurred_at,
        "what": row.get_event_display(),
        "where": told(row.items, row.object_type),
        "cases": one or len(row.case_ids),
        "reason": row.reason if row.event == Event.EXCEPTION_OPENED else "",
    }


@require_safe
@allow(can_see_review)
def report(request):
    """How the review goes, month by month, and whether the log is sealed: counts, no person and no case."""
    log_event(Event.LOG_VIEWED, object_type="log_report")
    now = timezone.localdate()
    settled = Q(verdicts__verdict__in=[Verdict.OK, Verdict.INCIDENT])
    months = LogFinding.objects.values("since__year", "since__month", "kind").annotate(
        found=Count("pk", distinct=True),
        done=Count("pk", distinct=True, filter=settled),
        incidents=Count("pk", distinct=True, filter=Q(verdicts__verdict=Verdict.INCIDENT)),
        late=Count("pk", distinct=True, filter=Q(due_on__lt=now, pk__in=LogFinding.objects.open().values("pk"))),
    )
    page = paginate(months.order_by("-since__year", "-since__month", "kind"), request)
    words = {
        "page": page,
        "rows": [_month(row) for row in page],
        "late": LogFinding.objects.overdue(now).count(),
        "samples": LogSample.objects.order_by("-month")[:6],
        "sealed": LogSeal.objects.last(),
        "anchor": LogAnchor.objects.last(),
        "params": other_params(request),
        "asked": list(log_openings.waiting_for_me()) if can_open_log(request) else [],
        "may_open": can_open_log(request),
    }
    return render(request, "access/log_report.html", words)


def _month(row):
    month = datetime(row["since__year"], row["since__month"], 1).date()
    return row | {"month": month, "what": FindingKind(row["kind"]).label}


@require_http_methods(["GET", "POST"])
@allow(can_extract_log)
def find_extract(request):
    """Whose extract, by case number; one that isn't the branch's answers as one that isn't there (SEK-05)."""
    form = ExtractForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        case = case_facts().find(form.cleaned_data["number"].strip(), request.acting.programme)
        if case:
            return redirect("access:log_extract", case)
        form.add_error("number", _("Din verksamhet har inget ärende med det numret."))
    return render(request, "access/log_find_extract.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@allow(can_extract_log)
def extract(request, case):
    """REG-12: who has read, as role and unit, when and what; no name of staff, no text, this branch's part alone."""
    numbers = case_facts().numbers([case])
    if case not in numbers:
        deny(request, "case of another branch")
    log_event(Event.LOG_VIEWED, [case], object_type="log_extract")
    days = [_day(*row) for row in _readings_of(case)]
    page = paginate(days, request)
    words = {"page": page, "number": numbers[case], "branch": request.acting.branch, "params": "", "total": len(days)}
    return render(request, "access/log_extract.html", words)


def _readings_of(case):
    """Through the door, which finds a case among millions of rows and keeps to the acting branch."""
    branch, cases = current_acting().branch, [case, *case_facts().stubs(case)]
    with connection.cursor() as cursor:
        others = [*cases[1:], *(alias_of(branch, each) for each in cases)]
        cursor.execute("select * from door.readings_of_case(%s, %s)", [case, others])
        return cursor.fetchall()


def _day(day, role, event, first, last, times):
    between = list(dict.fromkeys([clock_time(first), clock_time(last)]))
    return {
        "day": day,
        "who": roles_in_words(role),
        "what": Event(event).label,
        "time": "–".join(between),
        "times": times,
    }
