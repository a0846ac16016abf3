"""When something done by mistake may be taken back: soon, by who did it, while nothing rests on it. Pure."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

UNDO_WITHIN = timedelta(minutes=30)


def why_not_undone(*, is_own: bool, made_at: datetime, now: datetime, is_last: bool, rests_on_it: str = "") -> str:
    """Why it can't be undone, in a sentence; empty if it can.

    rests_on_it: what has been built on it since, as a sentence of the room's own.
    """
    if not is_own:
        return _("Bara den som ändrade läget kan ångra det. Ändra läget i stället.")
    if not is_last:
        return _("Läget har ändrats igen sedan dess. Det går inte att ångra.")
    if rests_on_it:
        return rests_on_it
    if now - made_at > UNDO_WITHIN:
        return _("Det går att ångra i en halvtimme. Ändra läget i stället.")
    return ""
