"""For who decides: which protected cases the branch has, by number alone, and the second person's yes or no."""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, deny, found_or_denied
from samkraft.access.readlog import log_list
from samkraft.core.receipts import problem, receipt
from samkraft.people.models import NamedPerson, Protection
from samkraft.people.perms import can_count_anonymous, can_decide_protection, can_settle_protection
from samkraft.people.protection import actions
from samkraft.people.protection.forms import NameForm, status_of
from samkraft.sharing import door
from samkraft.sharing.door import DoorRefused


@require_safe
@allow(can_decide_protection)
def decisions(request):
    """The branch's protected cases by number, those that wait first; never who they are about (SKY-02)."""
    rows = [_case(row) for row in door.rows("protected_cases", request.acting.programme)]
    rows.sort(key=lambda row: (not row["waits"], row["number"]))
    log_list("protection_decisions", [row["case"] for row in rows])
    context = {"rows": rows, "branch": request.acting.branch, "waiting": sum(row["waits"] for row in rows)}
    return render(request, "people/protection_decisions.html", context)


def _case(row):
    case, number, is_open, named, waiting, removal = row
    return {
        "case": case, "number": number, "is_open": is_open, "named": named, "waiting": waiting, "removal": removal,
        "waits": bool(waiting or removal or (is_open and not named)),
    }  # fmt: skip


def _found(request, case):
    """One of the branch's protected cases, without opening it."""
    known = {row[0]: _case(row) for row in door.rows("protected_cases", request.acting.programme)}
    return known.get(case) or deny(request, "no protected case of the branch")


@require_http_methods(["GET", "POST"])
@allow(can_decide_protection)
def decision(request, case):
    """One case's list: propose a name, say yes or no to what another has proposed."""
    found = _found(request, case)
    people = actions.may_be_named(request.acting.branch, request.acting.programme, case)
    form = NameForm(request.POST or None, people=people)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_named(case, form.cleaned_data["staff"], form.cleaned_data["reason"])
        except DoorRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            receipt(request, _("Föreslaget. Någon annan än du behöver säga ja."))
            return redirect("people:protection_decision", case)
    log_list("protection_decision", [case])
    context = {"found": found, "state": actions.list_of(case), "form": form, "me": request.user.pk}
    return render(request, "people/protection_decision.html", context, status=status_of(form))


@require_POST
@allow(can_decide_protection)
@fresh_login_required
def decide_named(request, name):
    """Yes or no to a name that another has proposed."""
    rows = NamedPerson.objects.select_related("staff")
    row = found_or_denied(request, rows, rule="not proposed in this branch", public_id=name)
    yes = request.POST.get("answer") == "yes"
    words = _("%(name)s får nu öppna ärendet.") if yes else _("%(name)s får inte öppna ärendet.")
    _settle(request, lambda: actions.decide_named(row, yes), words % {"name": row.staff.name})
    return redirect("people:protection_decision", row.case_id)


@require_POST
@allow(can_decide_protection)
def take_off(request, name):
    """Take somebody off the list, with effect at once."""
    row = found_or_denied(request, NamedPerson.objects.select_related("staff"), rule="not named here", public_id=name)
    words = _("%(name)s kan inte längre öppna ärendet.") % {"name": row.staff.name}
    _settle(request, lambda: actions.end_named(row), words)
    return redirect("people:protection_decision", row.case_id)


@require_POST
@allow(can_settle_protection)
@fresh_login_required
def decide_removal(request, mark):
    """Yes or no to removing a mark, by another than the one who asked (SKY-04)."""
    found = found_or_denied(request, Protection.objects.all(), rule="mark of another branch", public_id=mark)
    yes = request.POST.get("answer") == "yes"
    words = _("Er verksamhets skydd är borttaget.") if yes else _("Skyddet är kvar.")
    done = _settle(request, lambda: actions.decide_removal(found, yes), words)
    if can_decide_protection(request):
        return redirect("people:protection_decisions")
    return (
        redirect("people:protection", found.case_id) if not done or not yes else redirect("people:case", found.case_id)
    )


def _settle(request, act, words):
    """Do it and say so, or say why not."""
    try:
        act()
    except DoorRefused as refusal:
        problem(request, str(refusal))
        return False
    receipt(request, words)
    return True


@require_safe
@allow(can_count_anonymous)
def anonymous(request):
    """How many are reported onward as numbers only: year, women and men; no case and no person (SKY-01)."""
    rows = actions.anonymous_counts(request.acting.programme)
    return render(request, "people/anonymous_counts.html", {"rows": rows, "branch": request.acting.branch})
