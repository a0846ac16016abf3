"""The log as she reads it: branch, role and what was done; no name, and nothing of what was written (REG-12)."""

from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.log_words import roles_in_words
from samkraft.portal.reading import ReadingDay
from samkraft.portal.words import day_words

MANY = 50


def told_days(rows: list[ReadingDay]) -> list[dict]:
    """Each day, branch and role, with what was done in words."""
    return [
        {"day": day_words(row.day), "branch": row.branch, "who": roles_in_words(row.role), "what": _what(row.events)}
        for row in rows
    ]


def _what(events):
    known = [str(Event(code).label) for code in events if code in Event.values]
    return ", ".join(known) or _("Okänt")
