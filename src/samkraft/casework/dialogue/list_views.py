"""All dialogues of one's own cases: whom they wait for. What was said stands in the case alone (REG-02)."""

from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from samkraft.access.guard import allow
from samkraft.access.readlog import log_list
from samkraft.casework.dialogue.dialogues import my_dialogues
from samkraft.casework.dialogue.rules import NOBODY, THEM, US
from samkraft.core.addresses import address_of
from samkraft.core.clock import today
from samkraft.core.pages import other_params, paginate
from samkraft.core.words import day_month
from samkraft.people.perms import can_work_with_people

VIEWS = {
    "oss": (gettext_lazy("Väntar på oss"), US),
    "dem": (gettext_lazy("Väntar på andra"), THEM),
    "klara": (gettext_lazy("Klara"), NOBODY),
}
SHOWN = 6


@require_safe
@allow(can_work_with_people)
def mine(request):
    """One's own dialogues, what waits longest first."""
    chosen = request.GET.get("vy", "oss")
    if chosen not in VIEWS:
        raise Http404
    found = my_dialogues(request)
    page = paginate(sorted_by_day([pair for pair in found if pair[1].waits_for == VIEWS[chosen][1]]), request)
    items = items_of(page)
    log_list(f"dialogue:{chosen}", {item["case_id"] for item in items})
    views = [
        {"url": f"?vy={code}", "label": label, "current": code == chosen,
         "count": sum(waiting.waits_for == who for _case, waiting in found)}
        for code, (label, who) in VIEWS.items()
    ]  # fmt: skip
    context = {"page": page, "items": items, "views": views, "chosen": chosen, "params": other_params(request)}
    return render(request, "casework/dialogue/mine.html", context)


def sorted_by_day(pairs):
    """The one to answer first, first; of those without a day the latest."""
    return sorted(pairs, key=lambda pair: (pair[1].answer_by or today(), -pair[1].latest.timestamp()))


def items_of(pairs):
    """Dialogues as items of core/parts/queue.html."""
    return [_item(case, waiting) for case, waiting in pairs]


def _item(case, waiting):
    what = _("Konsultation om %(name)s") if waiting.is_consultation else _("Dialog om %(name)s")
    return {
        "url": address_of("casework:dialogue_thread", case.pk, waiting.thread),
        "title": what % {"name": case.name},
        "sub": f"{case.number}, {waiting.other}",
        "due": waiting.answer_by,
        "end": "" if waiting.answer_by else day_month(waiting.latest),
        "case_id": case.pk,
    }


def dialogues_of_the_day(request):
    """What waits for an answer from the own branch, and what others have let go past their day; nothing else."""
    found = my_dialogues(request)
    if not found:
        return None
    ours = [pair for pair in found if pair[1].waits_for == US]
    late = [pair for pair in found if pair[1].waits_for == THEM and pair[1].answer_by < today()]
    shown = [*sorted_by_day(ours), *sorted_by_day(late)]
    return {
        "title": _("Dialog"),
        "items": items_of(shown[:SHOWN]),
        "count": len(shown),
        "empty": _("Ingen väntar på svar från er."),
        "url": reverse("casework:dialogues"),
        "url_label": _("Alla dialoger"),
    }
