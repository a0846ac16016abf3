"""The sender's pages of a handover: gather, send, confirm, send again, print."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from samkraft.access.choices import Event
from samkraft.access.fresh import fresh_login_required
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.handing_out import Handed, file_answer
from samkraft.access.models import Branch
from samkraft.access.readlog import log_event
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import clock_time, swedish_date
from samkraft.people.case_header import case_header
from samkraft.people.models import Handover
from samkraft.people.pathway import handover_actions
from samkraft.people.pathway import secure_message as secure_message_files
from samkraft.people.pathway.handover_content import proposed_parts, shown_parts
from samkraft.people.pathway.handover_forms import ConfirmForm, HandoverForm
from samkraft.people.pathway.leading import open_led_case, open_led_case_for_work
from samkraft.people.pathway.pages import status_of
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.door import DoorRefused
from samkraft.sharing.models import Release


def _sends(request):
    """Whether it leaves by this; choosing another branch's receivers gives nothing to anybody."""
    return request.method == "POST" and "visa" not in request.POST


@require_http_methods(["GET", "HEAD", "POST"])
@allow(can_see_cases)
@fresh_login_required(when=_sends)
def handover(request, case):
    """The handovers of a case, and the form for the next one."""
    if request.method == "POST":
        opened = open_led_case_for_work(request, case, "handover")
        return _other_branch(request, opened) if "visa" in request.POST else _send(request, opened)
    return _page(request, open_led_case(request, case, "handover"))


@require_POST
@allow(can_work_with_people)
def confirm_handover(request, case, handover):
    """Note who confirmed a handover outside Samkraft, when and how."""
    opened = open_led_case_for_work(request, case, "handover")
    row = found_or_denied(request, Handover.objects.filter(case=opened.case), rule="not our handover", pk=handover)
    form = ConfirmForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            handover_actions.confirm(opened, row.pk, given["who"], given["how"], given["answered_on"])
        except NotPossible as refusal:
            show_on(form, refusal)
        else:
            receipt(request, _("Överlämningen är bekräftad."))
            return _to(opened)
    return _page(request, opened, confirm_form=form)


@require_safe
@allow(can_see_cases)
@fresh_login_required
def print_handover(request, case, handover):
    """A handover on paper, for a receiver without an account."""
    opened = open_led_case(request, case, f"handover:{handover}")
    row = found_or_denied(request, Handover.objects.filter(case=opened.case), rule="not our handover", pk=handover)
    log_event(Event.PRINTED, [opened.case.pk], "handover", [f"handover:{row.pk}"])
    back = reverse("people:handover", args=[opened.case.pk])
    context = {"opened": opened, "row": row, "parts": shown_parts(row.content.get("parts", [])), "back": back}
    return render(request, "people/handover_print.html", context)


@require_safe
@allow(can_work_with_people)
@fresh_login_required
def secure_message(request, case, handover):
    """The files of a handover outside Samkraft, to send by the authority's own service for secure messages (SAK-07)."""
    opened = open_led_case_for_work(request, case, f"handover:{handover}")
    rows = Handover.objects.filter(case=opened.case, receiver=None)
    row = found_or_denied(request, rows, rule="not our handover outside", pk=handover)
    try:
        content = secure_message_files.package(opened, row, request.acting.branch)
    except NotPossible as refusal:
        problem(request, str(refusal))
        return _to(opened)
    return file_answer(Handed(f"overlamning-{opened.case.number}.zip", "application/zip", content))


def _other_branch(request, opened):
    """Another branch's receivers: what has been typed so far stays."""
    form = _form(opened, _branch_code(request, opened), None)
    form.keep(request.POST)
    return _page(request, opened, form=form)


def _send(request, opened):
    branch_code = _branch_code(request, opened)
    form = _form(opened, branch_code, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            if form.is_outside:
                branch = Branch.objects.filter(code=given["outside_branch"]).first()
                row = handover_actions.send_outside(
                    opened, given["name"], given["unit"], form.parts, branch, given["authority"], given["assessment"]
                )
            else:
                row = handover_actions.send(opened, branch_code, form.receiver_person, form.parts)
        except (NotPossible, DoorRefused) as refusal:
            show_on(form, refusal)
        else:
            _say_sent(request, row)
            return _to(opened)
    return _page(request, opened, form=form)


def _say_sent(request, row):
    """One to an account waits in the outbox; one on paper has left."""
    waiting = Release.objects.waiting().filter(item_id=row.pk, item_kind=ItemKind.HANDOVER).first()
    if waiting is None:
        receipt(request, _("Överlämningen är skickad till %(name)s.") % {"name": row.receiver_name})
        return
    said = _("Överlämningen skickas %(at)s till %(name)s. Till dess kan du ångra.")
    words = said % {"at": clock_time(waiting.due_at), "name": row.receiver_name}
    receipt(request, words, undo_url=reverse("sharing:stop", args=[waiting.release]))


def _page(request, opened, form=None, confirm_form=None):
    rows = list(Handover.objects.filter(case=opened.case).select_related("sent_by").order_by("-created_at", "pk"))
    latest = rows[0] if rows else None
    may_work = opened.is_open_for_work and can_work_with_people(request)
    branch_code = _branch_code(request, opened)
    branch = Branch.objects.get(code=branch_code)
    may_send = may_work and (latest is None or latest.state == "returned")
    if may_send and form is None:
        form = _form(opened, branch_code, None, latest)
    if may_work and latest and latest.state == "sent" and latest.receiver_id is None:
        confirm_form = confirm_form or ConfirmForm()
    own = branch.pk == request.acting.branch.pk
    line = handover_actions.covering_line(opened.case.pk, branch) if may_send and not own else None
    shown = form if form is not None and form.is_bound else confirm_form
    context = {
        "opened": opened,
        "header": case_header(request, opened, current="people:discharge", short=True),
        "lede": _lede(opened, latest),
        "rows": [_row(opened, row, request.acting.branch) for row in rows],
        "may_work": may_work,
        "latest": latest,
        "form": form if may_send else None,
        "confirm_form": confirm_form,
        "error_form": shown if shown is not None and shown.is_bound else None,
        "branch": branch,
        "branches": opened.definition.party_branches,
        "is_covered": own or line is not None or not may_send,
        "reservation": line.reservation if line else "",
    }
    return render(request, "people/handover.html", context, status=status_of(context["error_form"]))


def _form(opened, branch_code, data, before=None):
    """Begin from what was sent before, if it came back; else from the plan and what has been done."""
    parts = proposed_parts(opened)
    if before:
        sent = {part["title"]: part["text"] for part in before.content.get("parts", [])}
        parts = [(title, sent.get(title, text)) for title, text in parts]
    receivers = handover_actions.receivers_at(branch_code, opened.case.programme.slug)
    return HandoverForm(data, parts=parts, receivers=receivers, branches=opened.definition.party_branches)


def _branch_code(request, opened):
    wanted = request.POST.get("till") or request.GET.get("till")
    codes = {branch.code for branch in opened.definition.party_branches}
    return wanted if wanted in codes else handover_actions.preset_branch(opened)


def _lede(opened, latest):
    if latest is None:
        return opened.definition.handover.words
    name = latest.receiver_name
    if latest.state == "sent":
        days = opened.definition.handover.answer_days
        return _("Skickad till %(name)s %(day)s. Svar väntas inom %(days)s dagar.") % {
            "name": name, "day": swedish_date(latest.sent_on), "days": days}  # fmt: skip
    if latest.state == "accepted":
        return _("%(name)s tog emot den %(day)s.") % {"name": name, "day": swedish_date(latest.answered_on)}
    return _("%(name)s lämnade tillbaka den %(day)s. Skicka den till någon annan.") % {
        "name": name, "day": swedish_date(latest.answered_on)}  # fmt: skip


def _row(opened, row, own):
    answered = swedish_date(row.answered_on) if row.answered_on else ""
    facts = [
        (_("Mottagare"), f"{row.receiver_name}, {row.receiver_unit}"),
        (_("Skickad"), f"{swedish_date(row.sent_on)}, {row.sent_by.name}"),
        (row.get_state_display() if answered else _("Läge"), answered or row.get_state_display()),
        (_("Prövning"), row.assessment),
        (_("Hur"), row.answered_how if row.state == "accepted" else ""),
        (_("Skäl"), row.return_reason),
    ]
    return {
        "facts": [{"label": label, "value": value} for label, value in facts if value],
        "parts": shown_parts(row.content.get("parts", [])),
        "print_url": reverse("people:print_handover", args=[opened.case.pk, row.pk]),
        "confirm_url": reverse("people:confirm_handover", args=[opened.case.pk, row.pk]),
        "name": row.receiver_name,
        "readers": _("%(name)s och de i %(branch)s som har ärendet") % {"name": row.receiver_name, "branch": own.name},
        "is_outside": row.receiver_id is None,
        "package_url": reverse("people:secure_message", args=[opened.case.pk, row.pk]),
    }


def _to(opened):
    return HttpResponseRedirect(reverse("people:handover", args=[opened.case.pk]))
