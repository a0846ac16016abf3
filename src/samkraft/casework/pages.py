"""What pages and panels of casework show, worked out once: rows of the mapping, steps, timeline, facts of a plan."""

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.casework.plan_content import who_text
from samkraft.casework.rules import when_words
from samkraft.core import charts
from samkraft.core.clock import today
from samkraft.core.words import joined, swedish_date


def map_rows(views, opened, acting, can_write=False):
    """Rows for casework/parts/map.html: an area with its texts, newest knowledge last, and what one may do."""
    return [_map_row(view, opened, acting, can_write) for view in views]


def _map_row(view, opened, acting, can_write):
    texts = [_own_text(view, acting)] if view.own else []
    texts += [received_text(copy, view.area) for copy in view.received]
    row = {
        "area": view.area.name,
        "code": view.area.code,
        "owner": view.lead,
        "owner_key": view.lead_mark,
        "texts": texts,
        "url": "",
        "versions_url": "",
    }
    if can_write:
        row["url"] = reverse("casework:mapping_edit", args=[opened.case.pk, view.area.code])
        row["action"] = _("Skriv vidare") if view.own else _("Skriv")
    if view.own and view.own.version > 1:
        row["versions_url"] = reverse("casework:mapping_versions", args=[opened.case.pk, view.area.code])
    return row


def _own_text(view, acting):
    names = joined(view.shared_with)
    side = _("Delad med %(names)s") % {"names": names} if names else _("Inte delad")
    day = swedish_date(view.own.written_on)
    return {
        "text": view.own.text,
        "is_own_words": view.area.own_words,
        "branch": acting.branch.name,
        "mark": acting.branch.mark,
        "who": f"{view.own.written_by.name}, {day}",
        "side": side,
        "source": view.own.source,
    }


def received_text(copy, area):
    """A received section as the mapping shows it: who wrote it and when it was shared, always beside the text."""
    day = swedish_date(copy.made_available_at)
    return {
        "text": copy.content.get("text", ""),
        "is_own_words": area.own_words,
        "branch": copy.from_branch.name,
        "mark": copy.from_branch.mark,
        "who": copy.content.get("written_by", copy.sent_by.name),
        "day": day,
        "side": _("Delad %(day)s") % {"day": day},
        "source": "",
    }


def workplace_types(definition):
    """Codes of the activity types that are close to work."""
    return {t.code for t in definition.activity_types if t.workplace_based or t.job_related}


def step_rows(content, participant="", urls=None):
    """Items for core/parts/steps.html. *urls*: address by step id."""
    on, addresses = today(), urls or {}
    return [
        {
            "id": step.id,
            "title": step.title,
            "owner": step.branch_name or who_text(step, participant) or _("Väntar på ny ansvarig"),
            "owner_key": step.branch_mark,
            "who": who_text(step, participant) if step.branch_name else "",
            "state": step.shown_state,
            "word": step.state_word if step.state != "agreed" else "",
            "when": when_words(step, on),
            "sub": step.why,
            "url": addresses.get(step.id, ""),
        }
        for step in content.steps
    ]


def timeline(content):
    """The plan in time, for steps with both days; None when there are none."""
    bars = [
        charts.GanttStep(step.title.split(",")[0], f"{step.state_word.lower()}, {_span(step)}", step.starts, step.ends)
        for step in content.steps
        if step.starts and step.ends and step.state != "not_wanted"
    ]
    return charts.gantt(bars, today()) if bars else None


def _span(step):
    return _("%(first)s till %(last)s") % {"first": swedish_date(step.starts), "last": swedish_date(step.ends)}


def plain(content):
    """A plan as plain lines, for telling what another has saved meanwhile."""
    lines = [content.goal] if content.goal else []
    lines += [f"{row['title']} ({', '.join(p for p in (row['owner'], row['who'], row['when']) if p)})"
              for row in step_rows(content)]  # fmt: skip
    return "\n\n".join(lines)
