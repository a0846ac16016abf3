"""What is released of an activity: what, by whom, who decides, when. Never the reason of a refusal or an end."""

from datetime import date

from django.utils.translation import gettext as _

from samkraft.activities.choices import ActivityState
from samkraft.core.words import swedish_date as word

DAYS = ("asked_on", "decided_on", "planned_from", "planned_until", "started_on", "ended_on", "start_talk_on",
         "end_talk_on")  # fmt: skip


def content_of(activity):
    """The activity as it stands, as plain JSON for the copy."""
    content = {
        "type": activity.type,
        "title": activity.title,
        "provider": activity.provider,
        "provider_branch": activity.provider_branch.code,
        "deciding_branch": activity.deciding_branch.code,
        "state": activity.state,
        "step": str(activity.step) if activity.step else None,
        "placed_by": activity.placed_by.name,
    }
    return content | {name: _text(getattr(activity, name)) for name in DAYS}


def days_of(content):
    """The days of a copy, as dates."""
    return {name: date.fromisoformat(content[name]) if content.get(name) else None for name in DAYS}


def when_text(state, days):
    """One line on when: what has happened last, or what is planned."""
    if state in (ActivityState.COMPLETED, ActivityState.INTERRUPTED):
        if days["started_on"]:
            return f"{word(days['started_on'])} – {word(days['ended_on'])}"
        return _("Blev inte av")
    if state == ActivityState.UNDER_WAY:
        if days["planned_until"]:
            return _("Till %(day)s") % {"day": word(days["planned_until"])}
        return _("Sedan %(day)s") % {"day": word(days["started_on"])}
    if state == ActivityState.REFUSED:
        return _("Svar %(day)s") % {"day": word(days["decided_on"])}
    if state == ActivityState.DECLINED:
        return _("Blev inte av")
    if days["planned_from"]:
        return _("Från %(day)s") % {"day": word(days["planned_from"])}
    return _("Begärd %(day)s") % {"day": word(days["asked_on"])}


def _text(value):
    return value.isoformat() if value else None
