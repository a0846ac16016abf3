"""The dialogue tab of a case: what is said with whom, a message to another branch, its answer."""

from datetime import timedelta

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from samkraft.access.fresh import fresh_login_required, writes
from samkraft.access.guard import allow, deny
from samkraft.casework import drafts, rules
from samkraft.casework.case_page import frame
from samkraft.casework.consultations import lines
from samkraft.casework.dialogue import dialogues
from samkraft.casework.dialogue.forms import MessageForm
from samkraft.casework.dialogue.pages import line_items, said_rows, thread_items
from samkraft.casework.dialogue.receivers import FIRST, reachable
from samkraft.casework.plan import plans
from samkraft.core.clock import today
from samkraft.people.case_access import open_case, open_case_for_work
from samkraft.people.perms import can_see_cases, can_work_with_people
from samkraft.people.problems import NotPossible, show_on
from samkraft.sharing.actions import note_first_read
from samkraft.sharing.forms import say_shared

TAB = "casework:dialogue"
ANSWER_DAYS = 5  # where the programme says nothing


@require_safe
@allow(can_see_cases)
def show(request, case):
    """Every dialogue of the case by whom it waits for, and whom one may write to."""
    opened = open_case(request, case, "dialogue")
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    found = dialogues.dialogues_of(opened)
    ways = reachable(opened, request.acting) if may_work else None
    context = frame(request, opened, TAB) | {
        "waiting": thread_items(opened, [one for one in found if one.standing.waits_for]),
        "settled": thread_items(opened, [one for one in found if not one.standing.waits_for]),
        "may_write": bool(ways and ways.by_way),
        "may_work": may_work,
        "lines": line_items(opened, ways, request.acting.branch) if may_work else [],
        "days": lines.answer_days(opened.definition),
        "branch": request.acting.branch,
    }
    return render(request, "casework/dialogue/case.html", context)


@require_http_methods(["GET", "POST"])
@allow(can_work_with_people)
@fresh_login_required(when=writes)
def begin(request, case, line=""):
    """A first message: to any branch that may have it, or a question to one that is asked for consultation."""
    opened = open_case_for_work(request, case, "dialogue")
    asked = lines.line_of(opened.definition, line) if line else None
    if line and asked is None:
        deny(request, "no such line of consultation")
    ways = reachable(opened, request.acting, only=asked.branch if asked else None)
    if not ways.by_way:
        context = frame(request, opened, TAB, (TAB, _("Dialog"))) | {"line": asked}
        return render(request, "casework/dialogue/nobody.html", context)
    days = lines.answer_days(opened.definition) if asked else None
    steps = _steps(opened)
    initial = {"category": FIRST, "wants_answer": True, "answer_by": _answer_day(opened), "receiver": _first(ways),
               "step": request.GET.get("steg", "")}  # fmt: skip
    return _write(request, opened, f"message-{line or 'new'}", initial, {"ways": ways, "steps": steps, "days": days},
                  line=asked)  # fmt: skip


def _steps(opened):
    """The live steps of the plan as the branch holds it; a message says which by key alone."""
    held = plans.newest_plan(opened.case.pk)
    return [(step.id, step.title) for step in held.content.live_steps] if held else []


def _first(ways):
    """The only one, or nobody preset: to whom is the writer's choice."""
    return ways.branches[0].branch.code if len(ways.branches) == 1 else ""


def _answer_day(opened):
    given = opened.definition.dialogue
    return today() + timedelta(days=given.answer_days if given else ANSWER_DAYS)


@require_http_methods(["GET", "POST"])
@allow(can_see_cases)
@fresh_login_required(when=writes)
def thread(request, case, thread):
    """One dialogue: what was said, and the answer; *klar* settles it with or without words."""
    opener = open_case_for_work if request.method == "POST" else open_case
    opened = opener(request, case, f"message:{thread}")
    dialogue = dialogues.dialogue_of(opened, thread) or deny(request, "no such dialogue")
    _note_read(opened, dialogue)
    may_work = can_work_with_people(request) and opened.is_open_for_work and not opened.by_exception
    ways = reachable(opened, request.acting, only=dialogue.other.code) if may_work else None
    if not (ways and ways.by_way):
        return render(request, "casework/dialogue/thread.html", _thread_context(request, opened, dialogue))
    initial = {"category": _category(dialogue, ways), "answer_by": _answer_day(opened)}
    return _write(request, opened, f"message-{dialogue.thread}", initial, {"ways": ways, "dialogue": dialogue})


def _note_read(opened, dialogue):
    """DISC-4, ACC-2: what was received is read now, and what is sensitive stands in the log by itself."""
    for said in dialogue.said:
        opened.shows(said.category, f"message:{said.item}:1")
    opened.log_sensitive()
    note_first_read(opened.case.pk, [said.copy for said in dialogue.said if said.copy])


def _category(dialogue, ways):
    """What it was about so far, where that may go back the same way."""
    known = {code for code, _name in ways.categories}
    return dialogue.last.category if dialogue.last.category in known else next(iter(known & {FIRST}), "")


def _thread_context(request, opened, dialogue):
    titles = dict(_steps(opened)) if dialogue.step else {}
    line = lines.line_of(opened.definition, dialogue.consultation)
    return frame(request, opened, TAB, (TAB, _("Dialog"))) | {
        "dialogue": dialogue,
        "said": said_rows(opened, dialogue),
        "standing": dialogue.standing,
        "step": titles.get(dialogue.step, ""),
        "line": line,
        "branch": request.acting.branch,
        "may_settle": bool(dialogue.standing.waits_for) and not (dialogue.consultation and dialogue.first.is_ours),
        "form": None,
        "remarks": [],
    }


def _write(request, opened, name, initial, given, line=None):
    """The form of a message, and what becomes of it; what was typed is kept as a draft till it is sent."""
    dialogue = given.get("dialogue")
    draft = drafts.draft_of(name, opened.case.pk, request.acting)
    closes = bool(dialogue) and "klar" in request.POST
    form = MessageForm(request.POST or None, initial=draft.initial(initial), **given)
    form.fields["text"].required = not closes
    remarks = []
    if request.method == "POST" and form.is_valid():
        remarks = [] if form.cleaned_data.get("read_again") else rules.remarks([form.cleaned_data["text"]])
        if not remarks and _sent(request, opened, form, line, closes):
            drafts.discard_draft(name, opened.case.pk, request.acting)
            return redirect(TAB, case=opened.case.pk)
    context = _thread_context(request, opened, dialogue) if dialogue else _begin_context(request, opened, line)
    kept = draft if request.method == "GET" else drafts.FormDraft(name, opened.case.pk, None)
    context |= {"form": form, "draft": kept, "remarks": remarks, "reads_again": bool(remarks)}
    template = "casework/dialogue/thread.html" if dialogue else "casework/dialogue/new.html"
    return render(request, template, context, status=422 if form.is_bound else 200)


def _begin_context(request, opened, line):
    context = frame(request, opened, TAB, (TAB, _("Dialog")))
    return context | {
        "line": line,
        "days": lines.answer_days(opened.definition),
        "back": reverse(TAB, args=[opened.case.pk]),
    }


def _sent(request, opened, form, line, closes):
    """Send it; False where the door says no, with its sentence on the form."""
    given = form.cleaned_data | {"closes": closes, "consultation": line.code if line else ""}
    given |= {"step": given.get("step") or None, "other": form.other_person}
    if closes:
        given["answer_by"] = None
    try:
        _message, shared = dialogues.write(opened, given["way"], given, form.dialogue)
    except NotPossible as refusal:
        show_on(form, refusal)
        return False
    say_shared(request, shared)
    return True
