"""The receiver's pages: the handovers addressed to her, each opened, accepted or returned. Nothing else (P-038)."""

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, found_or_denied
from samkraft.access.readlog import log_case, log_event, log_list
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.receipts import receipt
from samkraft.core.words import as_date, swedish_date
from samkraft.people.pathway.handover_content import shown_parts
from samkraft.people.pathway.handover_forms import ReturnForm
from samkraft.people.pathway.pages import status_of
from samkraft.people.pathway.winding_rules import answer_by
from samkraft.people.perms import can_receive
from samkraft.people.problems import show_on
from samkraft.programmes.models import ProgrammeVersion
from samkraft.sharing import door
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.models import ReceivedCopy


@require_safe
@allow(can_receive)
def receiver_list(request):
    """The handovers addressed to the person: those that wait for an answer first, the longest waiting at the top.

    The answered follow, the newest first.
    """
    states, keys = _states(), list(_mine(request).values_list("item_id", flat=True))
    waiting = [key for key in reversed(keys) if states[key][0] == "sent"]
    page = paginate(waiting + [key for key in keys if states[key][0] != "sent"], request)
    copies = list(_mine(request).filter(item_id__among=page.object_list))
    log_list("handovers", [copy.case_id for copy in copies])
    rules = _handover_rules(request)
    context = {
        "waiting": [
            _waiting_item(copy, states[copy.item_id], rules)
            for copy in reversed(copies)
            if states[copy.item_id][0] == "sent"
        ],
        "answered": [
            _answered_item(copy, states[copy.item_id]) for copy in copies if states[copy.item_id][0] != "sent"
        ],
        "waiting_count": len(waiting),
        "answered_count": len(keys) - len(waiting),
        "page": page,
        "params": other_params(request),
    }
    return render(request, "people/receiver_list.html", context)


@require_safe
@allow(can_receive)
def receiver_handover(request, handover):
    """One handover; that it was opened for the first time is noted."""
    return _page(request, _copy(request, handover))


@require_POST
@allow(can_receive)
def accept_handover(request, handover):
    """Accept: the person continues here."""
    copy = _copy(request, handover)
    try:
        door.call("answer_handover", copy.item_id, "accepted", "")
    except door.DoorRefused as refusal:
        return _page(request, copy, refusal=str(refusal))
    log_event(Event.ITEM_FINALISED, [copy.case_id], "handover", [f"handover:{copy.item_id}:accepted"])
    receipt(request, _("Du har tagit emot överlämningen. Den som skickade ser det."))
    return HttpResponseRedirect(reverse("people:receiver_handover", args=[copy.item_id]))


@require_POST
@allow(can_receive)
def return_handover(request, handover):
    """Return with a reason; the sender sends it to someone else."""
    copy = _copy(request, handover)
    form = ReturnForm(request.POST, reasons=_return_reasons(request))
    if form.is_valid():
        try:
            door.call("answer_handover", copy.item_id, "returned", form.reason)
        except door.DoorRefused as refusal:
            show_on(form, refusal)
        else:
            log_event(Event.ITEM_FINALISED, [copy.case_id], "handover", [f"handover:{copy.item_id}:returned"])
            receipt(request, _("Du har lämnat tillbaka överlämningen."))
            return HttpResponseRedirect(reverse("people:receiver_list"))
    return _page(request, copy, form)


def _page(request, copy, form=None, refusal=""):
    log_case(copy.case_id, [f"handover:{copy.item_id}"])
    note_first_read(copy.case_id, [copy])
    state, answered_on, reason, _reminded_on = _states()[copy.item_id]
    context = {
        "copy": copy,
        "crumbs": [{"url": reverse("people:receiver_list"), "label": _("Överlämningar")}],
        "facts": _facts(copy),
        "state": state,
        "answered_on": answered_on,
        "reason": reason,
        "refusal": refusal,
        "form": form or ReturnForm(reasons=_return_reasons(request)),
        # What was returned isn't this receiver's any more.
        "parts": shown_parts(copy.content.get("parts", [])) if state != "returned" else [],
    }
    status = 422 if refusal else status_of(form)
    return render(request, "people/receiver_handover.html", context, status=status)


def _mine(request):
    copies = ReceivedCopy.objects.handovers().filter(addressed_to=request.user)
    return copies.select_related("from_branch", "sent_by").order_by("-made_available_at", "-pk")


def _copy(request, handover):
    """The copy addressed to the person; a colleague's, in the same branch, is a page that isn't there."""
    return found_or_denied(request, _mine(request), rule="handover not addressed", item_id=handover)


def _states():
    return {key: told for key, *told in door.rows("handovers_to_me")}


def _item(copy):
    return {
        "url": reverse("people:receiver_handover", args=[copy.item_id]),
        "title": copy.content["name"],
        "sub": f"{copy.from_branch.name}, {copy.sent_by.name}",
        "end": _("Skickad %(day)s") % {"day": swedish_date(copy.made_available_at)},
    }


def _waiting_item(copy, answer, rules):
    """By when an answer is waited for, and whether the sender has reminded (P-038)."""
    reminded_on, item = answer[-1], _item(copy)
    if rules:
        item["due"] = answer_by(as_date(copy.made_available_at), rules.answer_days)
    if reminded_on:
        item["sub"] += ". " + _("Avsändaren påminde %(day)s") % {"day": swedish_date(reminded_on)}
    return item


def _answered_item(copy, answer):
    state, answered_on, *_rest = answer
    word = _("Mottagen %(day)s") if state == "accepted" else _("Återlämnad %(day)s")
    return _item(copy) | {"end": word % {"day": swedish_date(answered_on)}}


def _facts(copy):
    facts = [
        (_("Ärende"), copy.content["case"]),
        (_("Född"), copy.content.get("birth_year")),
        (_("Program"), copy.content["programme"]),
        (_("Skickad av"), f"{copy.sent_by.name}, {copy.from_branch.name}"),
        (_("Telefon"), copy.sent_by.phone),
    ]
    return [{"label": label, "value": value} for label, value in facts if value]


def _handover_rules(request):
    versions = ProgrammeVersion.objects.filter(programme__slug=request.acting.programme, valid_from__lte=today())
    version = versions.defer("content").order_by("number").last()
    return version.definition.handover if version else None


def _return_reasons(request):
    rules = _handover_rules(request)
    return rules.return_reasons if rules else (_("Annat skäl"),)
