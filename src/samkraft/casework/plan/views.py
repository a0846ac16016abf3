"""The joint plan for reading: the newest version that the branch holds, its versions, and the plan on paper."""

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from samkraft.access.choices import Event
from samkraft.access.guard import allow, deny
from samkraft.access.readlog import log_case
from samkraft.casework.case_page import frame
from samkraft.casework.plan import plans, rules
from samkraft.casework.plan.pages import paper_steps, step_rows, timeline, workplace_types
from samkraft.casework.plan.plain import plain_plan
from samkraft.casework.plan.sip import is_sip
from samkraft.core.clock import today
from samkraft.core.words import joined, swedish_date
from samkraft.people.case_access import open_case
from samkraft.people.own_page import offer_of
from samkraft.people.perms import can_see_cases, can_work_with_people

TAB = "casework:plan"


@require_safe
@allow(can_see_cases)
def show(request, case):
    """The plan as it was last published; the leader's branch also sees that its draft has moved on."""
    opened = open_case(request, case, "plan")
    held = plans.newest_plan(opened.case.pk)
    leads = opened.is_led_by(request.acting)
    may_work = can_work_with_people(request) and opened.is_open_for_work and opened.case.is_open
    draft = plans.draft_of_plan(opened) if leads else None
    incoming = plans.sent_in(opened.case.pk) if leads else []
    plans.note_read(opened, held)
    context = frame(request, opened, TAB) | plan_context(opened, held, request.acting, may_work and not leads)
    context |= {
        "leads": leads,
        "may_work": may_work,
        "draft": draft,
        "draft_content": None,
        "is_sip": bool(held) and is_sip(opened.definition.branches, plans.codes_in(held.content, request.acting)),
        "own_page": offer_of(request, opened, "plan", held.item, held.content.number) if held and held.is_own else None,
        "has_changes": bool(draft and draft.changed_since_published and not plans.needs_own_copy(draft, held)),
        "incoming": incoming,
    }
    if draft and not context["content"] and not opened.by_exception:
        context |= _draft_context(opened, draft)
    return render(request, "casework/plan.html", context)


def _draft_context(opened, draft):
    """What stands in a draft, while nothing is published yet: its own branch reads it without opening the form."""
    content = plans.content_of(draft, plans.steps_of(draft))
    if not content.steps and not content.goal:
        return {}
    return {
        "draft_content": content,
        "steps": step_rows(content, opened.file.first_name),
        "nudges": _nudges(opened, content),
    } | _time(content, opened.definition, content.steps)


def _in_words(opened, content, types):
    """What goes on at once, or since when nothing of it does."""
    if opened.case.is_open:
        return rules.parallel_words(content, types)
    said = _("Planen slutade gälla %(day)s, när personen skrevs ut. Så här stod den då.")
    return said % {"day": swedish_date(opened.case.closed_on)}


def _nudges(opened, content):
    """What the plan lacks, while it is one: with the discharge it is over (PLAN-4)."""
    is_over = opened.by_exception or not opened.case.is_open
    return [] if is_over else rules.plan_nudges(content, opened.definition, today())


def plan_context(opened, held, acting, may_report=False, shown_of=None):
    """What a page or panel of the newest plan shows; one query, for its readers. *shown_of*: which steps, else all."""
    content = held.content if held else None
    if content is None:
        return {"held": None, "content": None}
    if opened.by_exception:
        content = content.states_only()
    types = workplace_types(opened.definition)
    urls = report_urls(opened, content, acting) if may_report else {}
    shown = shown_of(content) if shown_of else content.steps
    return {
        "held": held,
        "content": content,
        "steps": step_rows(content, opened.file.first_name, urls, shown),
        "rest": len(content.steps) - len(shown),
        "parallel": _in_words(opened, content, types),
        "nudges": _nudges(opened, content),
        "sees": sees_words(opened, held, acting),
    } | _time(content, opened.definition, shown)


def _time(content, definition, shown):
    """The plan in time, and what the picture can't show."""
    return {
        "gantt": timeline(shown, workplace_types(definition)),
        "most": rules.most_at_once(content),
        "undated": rules.without_days(content),
        "evidence": definition.plan_rules.evidence,
    }


def report_urls(opened, content, acting):
    """The steps that one's own branch is responsible for lead to the report of how they go."""
    own = [step for step in content.live_steps if step.branch_code == acting.branch.code]
    return {step.id: reverse("casework:step_report", args=[opened.case.pk, step.id]) for step in own}


def sees_words(opened, held, acting):
    """Who has this version: those it went to, or, of a copy, only that one's own branch has it for sure."""
    name = opened.file.first_name or opened.file.name
    if not held.is_own:
        return _("%(name)s och %(branch)s, som har fått en egen kopia. Andra kan också ha fått en.") % {
            "name": name,
            "branch": acting.branch.name,
        }
    got = [r.receiver_name for r in plans.readers_of(opened.case.pk, held.item, held.content.number)]
    return joined([name, acting.branch.name, *got])


def _whole_plan(request, case, item):
    """A case for a page with everything in the plan: not for who has opened it with a reason (table B)."""
    opened = open_case(request, case, item)
    return deny(request, "plan opened with a reason") if opened.by_exception else opened


@require_safe
@allow(can_see_cases)
def versions(request, case):
    """The versions that the branch holds, and what one changed since another."""
    opened = _whole_plan(request, case, "plan:versions")
    held = plans.held_plans(opened.case.pk)
    if not held:
        deny(request, "no plan held")
    by_number = {str(plan.content.number): plan for plan in reversed(held)}
    newer = by_number.get(request.GET.get("ny", ""), held[0])
    older = by_number.get(request.GET.get("gammal", ""), held[1] if len(held) > 1 else None)
    plans.note_read(opened, newer, older)
    newer, older = newer.content, older.content if older else None
    context = frame(request, opened, TAB, (TAB, _("Gemensam plan"))) | {
        "versions": [plan.content for plan in held],
        "newer": newer,
        "older": older,
        "comparison": rules.compare(older, newer) if older else None,
        "steps": step_rows(newer, opened.file.first_name),
    }
    return render(request, "casework/plan_versions.html", context)


@require_safe
@allow(can_see_cases)
def paper(request, case):
    """The plan on A4 with places to sign; printing is logged (OUT-1)."""
    opened = _whole_plan(request, case, "plan")
    held = plans.newest_plan(opened.case.pk)
    if held is None:
        deny(request, "no plan held")
    plans.note_read(opened, held)
    log_case(opened.case.pk, [f"plan:{held.content.number}"], event=Event.PRINTED)
    content, name = held.content, opened.file.name
    agreed, proposed = paper_steps(content, opened.file.first_name or name)
    line = _("Ärende %(number)s · publicerad %(published)s · utskriven %(printed)s") % {
        "number": opened.case.number,
        "published": swedish_date(content.published_on),
        "printed": swedish_date(today()),
    }
    context = {
        "opened": opened,
        "content": content,
        "name": name,
        "kind": _("Gemensam plan, version %(n)s") % {"n": content.number},
        "line": line,
        "steps": agreed,
        "proposed": proposed,
        "gantt": timeline(content.steps),
        "leader": opened.case.leader,
        "leader_branch": opened.case.leader_branch,
        "readers": joined(_readers(opened, held, request.acting)),
        "signs": [_("Datum och namn, %(name)s") % {"name": name}, _("Datum och namn, processledare")],
    }
    return render(request, "casework/plan_paper.html", context)


@require_safe
@allow(can_see_cases)
def plain_paper(request, case):
    """The plan in plain Swedish and large type, for the person to take home; printing is logged (OUT-1)."""
    opened = _whole_plan(request, case, "plan")
    held = plans.newest_plan(opened.case.pk)
    if held is None:
        deny(request, "no plan held")
    plans.note_read(opened, held)
    log_case(opened.case.pk, [f"plan:{held.content.number}"], event=Event.PRINTED)
    context = {
        "opened": opened,
        "content": held.content,
        "plain": plain_plan(held.content, today()),
        "line": _("Version %(n)s, %(day)s") % {
            "n": held.content.number, "day": swedish_date(held.content.published_on)},
        "leader": opened.case.leader,
        "leader_branch": opened.case.leader_branch,
        "readers": joined(_readers(opened, held, request.acting)),
    }  # fmt: skip
    return render(request, "casework/plan_plain.html", context)


def _readers(opened, held, acting):
    if not held.is_own:
        return [held.copy.from_branch.name, acting.branch.name]
    got = plans.readers_of(opened.case.pk, held.item, held.content.number)
    return [acting.branch.name, *(release.to_branch.name for release in got)]
