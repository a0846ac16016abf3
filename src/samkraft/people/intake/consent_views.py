"""The consent page of a case: the lines from or to one's own branch; the meeting where they are given; taking back."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.models import Branch
from samkraft.core.lookups import as_array
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import joined, swedish_date
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.case_header import case_header
from samkraft.people.intake import consent_actions
from samkraft.people.intake.consent_forms import ConsentMeetingForm, WithdrawForm
from samkraft.people.intake.enrolment_actions import assign_team
from samkraft.people.intake.enrolment_views import is_taken_whole, team_branches
from samkraft.people.models import Case, Representative
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.rights.case_rights import notices_given
from samkraft.sharing import door
from samkraft.sharing.choices import Purpose
from samkraft.sharing.consent_models import see_changes, unseen_changes
from samkraft.sharing.door import DoorRefused


@require_safe
@allow(can_see_cases)
def consents(request, case_id):
    """What the person has said yes to, as far as it concerns one's own branch (CON-04)."""
    opened = open_case(request, case_id, "consents")
    rows = rows_of(opened, request)
    context = {
        "opened": opened,
        "header": case_header(request, opened, "people:consents", short=True),
        "pairs": pairs_of(row for row in rows if row["is_in_force"]),
        "waiting": sum(row["may_confirm"] for row in rows),
        "ended": [row for row in rows if not row["is_in_force"]],
        "records": list(consent_actions.records_of(opened.case)),
        "papers": consent_actions.papers_of(opened.case),
        "informed": [given for given in notices_given(opened.file) if not given.is_of_report_alone],
        "representatives": list(Representative.objects.filter(case=opened.case).in_force()),
        "change": unseen_changes(opened.case.pk),
        "may_change": opened.is_open_for_work and can_work_with_people(request),
    }
    return render(request, "people/consents.html", context)


def rows_of(opened, request):
    """Every line that the branch may see, in words."""
    names = {category.code: category.name for category in opened.definition.data_categories}
    return [_row(line, names, request) for line in consent_actions.lines_of(opened.case)]


def pairs_of(rows):
    """The lines in force, gathered by who gives to whom; what stays with one branch for follow-up stands by itself."""
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
    is_planning = line.purpose == Purpose.PLANNING
    return {
        "line": line,
        "category": names.get(line.category, line.category) if is_planning else line.get_purpose_display().capitalize(),
        "is_planning": is_planning,
        "terms": _("Gäller till %(day)s, %(form)s")
        % {"day": swedish_date(line.valid_until), "form": line.get_form_display()},
        "is_in_force": in_force,
        "may_confirm": in_force and mine and line.confirmed_at is None,
    }


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required
def add_consent(request, case_id):
    """The consent meeting: two at one screen; more lines, or the old ones renewed or changed, by the person now."""
    opened = open_case_for_work(request, case_id, "consents")
    form = ConsentMeetingForm(
        request.POST or None,
        request.FILES or None,
        definition=opened.definition,
        branches=team_branches(opened.case.team, request.acting.branch),
        own=request.acting.branch.code,
        language=request.GET.get("sprak", ""),
        lines=[line for line in consent_actions.lines_of(opened.case) if line.is_in_force()],
        representatives=Representative.objects.filter(case=opened.case).in_force(),
    )
    if is_taken_whole(request, form, [opened.case.pk]) and _add(request, opened, form):
        return redirect("people:consents", case_id)
    context = {"opened": opened, "form": form, "name": opened.file.first_name or opened.file.name}
    return render(request, "people/add_consent.html", context, status=422 if form.is_bound else 200)


def _add(request, opened, form):
    if not form.gives_something:
        form.add_error(None, _("Välj minst en sak som personen säger ja eller nej till."))
        return False
    try:
        consent_actions.record_consent(opened.case, form.given())
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
@fresh_login_required
def confirm(request, case_id, line):
    """We have checked the consent (CON-04)."""
    _opened, found = _line(request, case_id, line)
    try:
        consent_actions.confirm_line(found)
    except DoorRefused as refusal:
        problem(request, str(refusal))
    else:
        receipt(request, _("Bekräftat. Ni kan nu dela."))
    return redirect("people:consents", case_id)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
def withdraw(request, case_id):
    """The person takes back some lines: three clicks from the case, with what follows said before (CON-06, CON-07)."""
    opened = open_case_for_work(request, case_id, "consents")
    rows = [row for row in rows_of(opened, request) if row["is_in_force"]]
    asked = request.POST if request.method == "POST" else request.GET
    chosen = [row["line"] for row in rows if str(row["line"].line) in asked.getlist("rad")]
    others = _others_in(rows, request.acting.branch)
    whole = [branch for branch in others if branch.code in asked.getlist("verksamhet")]
    chosen = [line for line in chosen if line.from_branch not in whole and line.to_branch not in whole]
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not chosen and not whole:
            form.add_error(None, _("Välj minst en rad. Är den redan tillbakatagen? Då står den inte här längre."))
        elif _withdraw(request, opened, chosen, whole, form):
            seen = Case.objects.visible_to(request).filter(pk=case_id).exists()
            return redirect("people:consents", case_id) if seen else redirect("people:cases")
    # Who comes from one row reads of that one: the rest is a click away.
    is_narrow = request.method == "GET" and bool(chosen)
    context = {
        "opened": opened,
        "form": form,
        "pairs": pairs_of(row for row in rows if not is_narrow or row["line"] in chosen),
        "is_narrow": is_narrow,
        "others": [] if is_narrow else others,
        "chosen": {line.line for line in chosen},
        "whole": {branch.code for branch in whole},
        "closing": _closing(chosen),
        "name": opened.file.first_name or opened.file.name,
    }
    return render(request, "people/withdraw_consent.html", context, status=422 if form.is_bound else 200)


def _others_in(rows, own):
    """The branches that one's own shares with, in the order of their keys."""
    found = {branch.pk: branch for row in rows for branch in (row["line"].from_branch, row["line"].to_branch)}
    return [found[key] for key in sorted(found) if key != own.pk]


def _closing(lines):
    """The branches that would have nothing left, in words."""
    if not lines:
        return None
    found = door.rows("files_that_would_close", as_array(line.line for line in lines))
    names = dict(Branch.objects.filter(pk__in=[key for key, _leads in found]).values_list("pk", "name"))
    return {"names": joined(names.values()), "leads": any(leads for _key, leads in found)}


def _withdraw(request, opened, lines, branches, form):
    try:
        closed = consent_actions.withdraw_lines(opened.case.pk, lines, form.cleaned_data["how"], branches)
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
        return False
    words = _("Samtycket är tillbakataget och gäller från och med nu.")
    if closed:
        words += " " + ngettext(
            "En verksamhet har inget samtycke kvar. Dess akt är stängd.",
            "%(n)d verksamheter har inget samtycke kvar. Deras akter är stängda.",
            closed,
        ) % {"n": closed}
    receipt(request, words)
    return True


@require_POST
@allow(can_work_with_people)
def see_change(request, case_id):
    """The branch has seen that the sharing of the case changed."""
    opened = open_case_for_work(request, case_id, "consents")
    see_changes(opened.case.pk, request.user)
    receipt(request, _("Antecknat. Se över planen om något steg berörs."))
    return redirect("people:consents", case_id)
