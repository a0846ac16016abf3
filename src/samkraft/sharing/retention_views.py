"""Retention for registrar and manager: what has been kept long enough, proposals, certificates, holds (ALL-05).

Case numbers and days, never a name: the registrar answers for the records and not for the people (table B).
"""

from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.log_facts import case_facts
from samkraft.access.readlog import log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import problem, receipt
from samkraft.programmes.models import Programme
from samkraft.sharing import retention
from samkraft.sharing.choices import DestructionKind
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.models import DestructionCertificate, DestructionProposal, RetentionHold
from samkraft.sharing.perms import can_propose_destruction, can_see_destruction
from samkraft.sharing.retention_forms import AnswerForm, HoldForm, LeaveForm, ProposeForm
from samkraft.sharing.retention_words import kept_word, told_rows

# In one proposal: as many as two people can look through.
MOST_LINES = 100


@require_safe
@allow(can_see_destruction)
def overview(request):
    """What is out of time, rule by rule; what waits for an answer; the certificates."""
    found = {kind: retention.judged(request.acting.programme, kind) for kind in (retention.FILES, retention.RECORDS)}
    proposals = DestructionProposal.objects.select_related("proposed_by", "decided_by").order_by("-pk")
    rules = _rules(request.acting)
    page = paginate(proposals, request)
    log_list("retention", _cases([c for judged in found.values() for c in (*judged.ready, *judged.to_archive)]))
    words = {
        "kinds": [_kind(judged, kind, rules) for kind, judged in found.items()],
        "ready": sum(len(judged.ready) for judged in found.values()),
        "waiting": proposals.filter(is_approved=None).count(),
        "page": page,
        "params": other_params(request),
        "certificates": DestructionCertificate.objects.select_related("proposal")[:10],
        "may_propose": can_propose_destruction(request),
    }
    return render(request, "sharing/retention.html", words)


def _kind(judged, kind, rules):
    asked = judged.to_archive + judged.birth_unknown
    return {
        "kind": kind,
        "name": DestructionKind(kind).label,
        "rule": rules[kind].words if rules[kind] else _("Programmet har ingen regel för er."),
        "due": sum(clock.is_due for clock in judged.ready),
        "near": sum(not clock.is_due for clock in judged.ready),
        "asked": len(asked),
        "held": len(_held(judged)),
        "proposed": len(judged.held_back) - len(_held(judged)),
        "running": judged.running,
        "can_be_proposed": bool(judged.ready or asked),
    }


def _held(judged):
    """What stays for a reason; what is in a proposal already only waits."""
    return [clock for clock in judged.held_back if clock.blocked != "proposed"]


_KEYS = {retention.FILES: "case", retention.RECORDS: "consent"}


def _rules(acting):
    """Kind → what the programme file says today of the branch's own; None where it says nothing."""
    stated = Programme.objects.get(slug=acting.programme).version_on().definition.retention
    ours = {rule.key: rule for rule in stated if not rule.owners or acting.branch.code in rule.owners}
    return {kind: ours.get(key) for kind, key in _KEYS.items()}


@require_http_methods(["GET", "POST"])
@allow(can_propose_destruction)
def propose(request, kind):
    """RET-1: choose among what is due, a hundred at a time, and name the decision."""
    judged = retention.judged(request.acting.programme, kind)
    asked = (judged.to_archive + judged.birth_unknown)[:MOST_LINES]
    known = retention.receipts_of(asked)
    form = ProposeForm(request.POST or None, ready=judged.ready[:MOST_LINES], asked=asked, receipts=known)
    if request.method == "POST" and form.is_valid() and (made := _propose(request, form, kind)):
        receipt(request, _("Förslaget är skickat. En annan person behöver godkänna det."))
        return redirect("sharing:retention_proposal", made.public_id)
    log_list("retention_propose", _cases([*form.ready, *form.asked]))
    words = {
        "form": form,
        "kind": DestructionKind(kind),
        "rule": _rules(request.acting)[kind],
        "held": [(clock, kept_word(clock.blocked)) for clock in _held(judged)[:MOST_LINES]],
        "more": max(0, len(judged.ready) - MOST_LINES),
        "archive": {clock.subject for clock in judged.to_archive},
        "today": today(),
    }
    return render(request, "sharing/retention_propose.html", words, status=422 if form.is_bound else 200)


def _propose(request, form, kind):
    given = form.cleaned_data
    try:
        return retention.propose(
            request.acting.programme, given["decision"], given["subjects"], kind, given["receipts"]
        )
    except DoorRefused as refusal:
        form.add_error(None, str(refusal))
    except retention.Exempt:
        form.add_error(None, _("Någon i urvalet ska till arkivet. Läs listan igen."))
    return None


@require_http_methods(["GET", "POST"])
@allow(can_propose_destruction)
@fresh_login_required(when=lambda request: request.method == "POST")
def leave(request):
    """ARK-06: the authority takes its own with it, and has it erased here; proposed by one, approved by another."""
    form = LeaveForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and (made := _propose_leaving(form)):
        receipt(request, _("Förslaget är skickat. En annan person behöver godkänna det."))
        return redirect("sharing:retention_proposal", made.public_id)
    words = {"form": form, "branch": request.acting.branch}
    return render(request, "sharing/leave.html", words, status=422 if form.is_bound else 200)


def _propose_leaving(form):
    try:
        return retention.propose_leaving(form.cleaned_data["decision"], form.cleaned_data["export"])
    except DoorRefused as refusal:
        form.add_error("export" if refusal.code in ("not_exported", "changed_since_export") else None, str(refusal))
        return None


@require_http_methods(["GET", "POST"])
@allow(can_see_destruction)
def proposal(request, proposal):
    """One proposal, line by line, and the second person's answer (RET-2)."""
    rows = DestructionProposal.objects.select_related("proposed_by", "decided_by")
    found = found_or_denied(request, rows, rule="proposal of another branch", public_id=proposal)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _answer(found, form):
        approved = found.is_approved
        receipt(request, _("Förslaget är godkänt.") if approved else _("Förslaget är avslaget. Inget gallras."))
        return redirect("sharing:retention_proposal", found.public_id)
    page = paginate(found.items.all(), request)
    log_list("retention_proposal", [item.subject for item in page if item.is_case])
    words = {
        "proposal": found,
        "form": form,
        "page": page,
        "params": other_params(request),
        "kept": [(item.number, kept_word(item.kept_because)) for item in found.items.filter(outcome="kept")],
        "is_mine": found.proposed_by_id == request.user.pk,
        "is_ready": _is_ready(found),
        "last_due": found.items.order_by("-due_on").values_list("due_on", flat=True).first(),
        "certificate": DestructionCertificate.objects.filter(proposal=found).first(),
    }
    return render(request, "sharing/retention_proposal.html", words, status=422 if form.is_bound else 200)


def _is_ready(found):
    """Whether it can be done now; a month of the log goes at night, when all have agreed."""
    approved = found.kind != DestructionKind.LOG and found.state == "approved"
    return approved and not found.items.filter(due_on__gt=today()).exists()


def _answer(found, form):
    given = form.cleaned_data
    try:
        return retention.decide(found, approve=given["approve"] == "yes", reason=given["reason"])
    except DoorRefused as refusal:
        form.add_error("reason" if refusal.code == "no_refusal_reason" else None, str(refusal))
        return None


@require_POST
@allow(can_see_destruction)
@fresh_login_required
def destroy(request, proposal):
    """RET-3: destroy now what two people have agreed on; each night does the same."""
    found = found_or_denied(
        request, DestructionProposal.objects.all(), rule="proposal of another branch", public_id=proposal
    )
    try:
        certificate = (retention.leave if found.kind == DestructionKind.LEAVE else retention.destroy)(found)
    except DoorRefused as refusal:
        problem(request, str(refusal))
        return redirect("sharing:retention_proposal", found.public_id)
    receipt(request, _("Gallringen är gjord. Här är beviset."))
    return redirect("sharing:certificate", certificate.public_id)


@require_safe
@allow(can_see_destruction)
def certificate(request, certificate):
    """What was destroyed, on whose decision, with the hash that binds it: to be printed and kept (RET-3)."""
    rows = DestructionCertificate.objects.select_related(
        "proposal__proposed_by", "proposal__decided_by", "owner_branch__authority"
    )
    found = found_or_denied(request, rows, rule="certificate of another branch", public_id=certificate)
    items = found.proposal.items.filter(outcome="destroyed")
    page = paginate(items, request)
    log_list("retention_certificate", [item.subject for item in page if item.is_case])
    words = {"certificate": found, "proposal": found.proposal, "page": page, "params": other_params(request)}
    return render(request, "sharing/certificate.html", words | {"tables": told_rows(found.rows)})


@require_http_methods(["GET", "POST"])
@allow(can_propose_destruction)
def holds(request):
    """The hold list: cases that stay although their time is out (table D)."""
    form = HoldForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _hold(request, form):
        receipt(request, _("Akten är kvar tills undantaget lyfts."))
        return redirect("sharing:retention_holds")
    page = paginate(RetentionHold.objects.in_force().select_related("placed_by"), request)
    log_list("retention_holds", [row.case_id for row in page])
    words = {"form": form, "page": page, "params": other_params(request)}
    return render(request, "sharing/retention_holds.html", words, status=422 if form.is_bound else 200)


def _hold(request, form):
    given = form.cleaned_data
    case = case_facts().find(given["number"].strip(), request.acting.programme)
    if case is None:  # of another branch, or none at all: the same answer (SEK-05)
        form.add_error("number", _("Din verksamhet har inget ärende med det numret."))
        return None
    if given["until"] and given["until"] < today():
        form.add_error("until", _("Dagen har redan varit."))
        return None
    return RetentionHold.objects.create(
        owner_branch=request.acting.branch, case_id=case, number=given["number"].strip(), reason=given["reason"],
        until=given["until"], placed_on=today(), placed_by=request.user,
    )  # fmt: skip


@require_POST
@allow(can_propose_destruction)
def lift_hold(request, hold):
    """The reason has gone: the clock counts again."""
    found = found_or_denied(request, RetentionHold.objects.in_force(), rule="hold of another branch", public_id=hold)
    found.lifted_on, found.lifted_by = today(), request.user
    found.save(update_fields=["lifted_on", "lifted_by"])
    receipt(request, _("Undantaget är lyft."))
    return redirect("sharing:retention_holds")


def _cases(clocks):
    return [clock.subject for clock in clocks if clock.is_case]
