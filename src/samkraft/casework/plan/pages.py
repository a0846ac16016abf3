"""Steps, timeline and facts of a plan as pages and panels show them, worked out once."""

from django.utils.translation import gettext as _

from samkraft.casework.plan.content import who_text
from samkraft.casework.plan.rules import when_words
from samkraft.core import charts
from samkraft.core.clock import today
from samkraft.core.words import swedish_date


def workplace_types(definition):
    """Codes of the activity types that are close to work."""
    return {t.code for t in definition.activity_types if t.workplace_based or t.job_related}


MANY = 12  # of more steps, a page that shows the plan among other things shows those that are left to do


def in_short(content):
    """The steps that the overview shows: of a long plan those that are neither done nor given up, where any is left."""
    return (content.live_steps if len(content.steps) > MANY else ()) or content.steps


def step_rows(content, participant="", urls=None, shown=None):
    """Items for core/parts/steps.html. *urls*: address by step id; *shown*: these alone, each by its own number."""
    on, addresses = today(), urls or {}
    steps = content.steps if shown is None else shown
    numbers = {step.id: n for n, step in enumerate(content.steps, 1)} if len(steps) < len(content.steps) else {}
    return [
        {
            "id": step.id,
            "number": numbers.get(step.id, ""),
            "title": step.title,
            "owner": step.branch_name or who_text(step, participant) or _("Väntar på ny ansvarig"),
            "owner_key": step.branch_mark,
            "who": who_text(step, participant) if step.branch_name else "",
            "state": step.shown_state,
            "word": step.state_word if step.state != "agreed" else "",
            "when": when_words(step, on),
            "sub": " · ".join(part for part in (step.reason, step.why) if part),
            "url": addresses.get(step.id, ""),
        }
        for step in steps
    ]


def paper_steps(content, participant=""):
    """The steps as the A4 print has them: the agreed ones, then the proposed. What is given up is left out.

    The print is signed, so nothing stands there as agreed that isn't.
    """
    rows = list(zip(content.steps, step_rows(content, participant), strict=True))
    for step, row in rows:
        row["says"] = " ".join(filter(None, (row["word"] if step.state in _SAID_ON_PAPER else "", row["when"])))
    agreed = [row for step, row in rows if step.state not in _NOT_AGREED]
    return agreed, [row for step, row in rows if step.state == "proposed"]


_NOT_AGREED = ("proposed", "interrupted", "not_wanted")
_SAID_ON_PAPER = ("waiting", "done")
_UNSURE = ("proposed", "waiting")


def timeline(steps, types=()):
    """The plan in time, for steps with both days; None when there are none. *types*: kinds that are close to work."""
    bars = [
        charts.GanttStep(
            step.title.split(",")[0],
            f"{step.state_word.lower()}, {_span(step)}",
            step.starts,
            step.ends,
            is_sure=step.state not in _UNSURE,
            mark=_("arbetsnära") if step.activity_type in types else "",
        )
        for step in steps
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
