"""The consent page of a case: the lines from or to one's own branch; confirm, add, take back."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.guard import allow, found_or_denied
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.intake import consent_actions
from samkraft.people.intake.enrolment_actions import assign_team
from samkraft.people.intake.enrolment_views import team_branches
from samkraft.people.intake.forms import ConsentGivenForm
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.sharing.door import DoorRefused


@require_safe
@allow(can_see_cases)
def consents(request, case_id):
    """What the person has said yes to, as far as it concerns one's own branch (CON-04)."""
    opened = open_case(request, case_id, "consents")
    names = {category.code: category.name for category in opened.definition.data_categories}
    rows = [_row(line, names, request) for line in consent_actions.lines_of(opened.case)]
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:consents", short=True),
        "pairs": _pairs(row for row in rows if row["is_in_force"]),
        "waiting": sum(row["may_confirm"] for row in rows),
        "ended": [row for row in rows if not row["is_in_force"]],
        "may_change": opened.is_open_for_work and can_work_with_people(request),
    }
    return render(request, "people/consents.html", context)


def _pairs(rows):
    """The lines in force, gathered by who gives to whom."""
    pairs: dict[tuple, dict] = {}
    for row in rows:
        line = row["line"]
        pair = pairs.setdefault((line.from_branch_id, line.to_branch_id), {"line": line, "rows": []})
        pair["rows"].append(row)
    return [pair | {"terms": _common_terms(pair["rows"])} for pair in pairs.values()]


def _common_terms(rows):
    """What is the same for every row of a pair is said once, at its head."""
    terms = {row["terms"] for row in rows}
    return terms.pop() if len(terms) == 1 else ""


def _row(line, names, request):
    in_force = line.is_in_force()
    mine = line.from_branch_id == request.acting.branch.pk
    return {
        "line": line,
        "category": names.get(line.category, line.category),
        "terms": _("Gäller till %(day)s, %(form)s")
        % {"day": swedish_date(line.valid_until), "form": line.get_form_display()},
        "is_in_force": in_force,
        "may_confirm": in_force and mine and line.confirmed_at is None,
    }


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def add_consent(request, case_id):
    """More lines, or the old ones renewed; given by the person now."""
    opened = open_case_for_work(request, case_id, "consents")
    branches = team_branches(opened.case.team, request.acting.branch)
    form = ConsentGivenForm(
        request.POST or None, definition=opened.definition, branches=branches, own=request.acting.branch.code
    )
    if request.method == "POST" and form.is_valid() and _add(request, opened, form):
        return redirect("people:consents", case_id)
    context = {"opened": opened, "form": form}
    return render(request, "people/add_consent.html", context, status=422 if form.is_bound else 200)


def _add(request, opened, form):
    lines, given = form.lines(), form.cleaned_data
    if not lines:
        form.add_error(None, _("Välj minst en sak som personen säger ja till."))
        return False
    try:
        consent_actions.record_consent(opened.case, lines, given["valid_until"], given["form"], given["reservation"])
        assign_team(opened.case, request.user)
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    receipt(request, _("Samtycket är antecknat."))
    return True


def _line(request, case_id, line):
    opened = open_case_for_work(request, case_id, "consents")
    found = found_or_denied(request, consent_actions.lines_of(opened.case), rule="consent line not ours", line=line)
    return opened, found


@require_POST
@allow(can_work_with_people)
def confirm(request, case_id, line):
    """We have checked the consent (CON-04)."""
    _opened, found = _line(request, case_id, line)
    return _done(request, case_id, consent_actions.confirm_line, found, _("Bekräftat. Ni kan nu dela."))


@require_POST
@allow(can_work_with_people)
def withdraw(request, case_id, line):
    """The person takes back one line; two clicks from the case (CON-06)."""
    _opened, found = _line(request, case_id, line)
    return _done(request, case_id, _withdraw, found, "")


def _withdraw(line):
    closed = consent_actions.withdraw_line(line)
    words = _("Samtycket är tillbakataget och gäller från och med nu.")
    if closed:
        words += " " + ngettext(
            "En verksamhet har inget samtycke kvar. Dess akt är stängd.",
            "%(n)d verksamheter har inget samtycke kvar. Deras akter är stängda.",
            closed,
        ) % {"n": closed}
    return words


def _done(request, case_id, action, line, words):
    try:
        said = action(line)
    except DoorRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, words or said)
    return redirect("people:consents", case_id)
