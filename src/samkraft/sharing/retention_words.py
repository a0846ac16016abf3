"""Retention in plain words: why something stays, and what kinds of row went."""

from django.apps import apps
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from samkraft.access.models import ReadLog
from samkraft.access.record_words import TITLES

_KEPT = {
    "held": gettext_lazy("Undantag från gallring"),
    "other_data": gettext_lazy("Verksamheten har fler uppgifter om personen, som inte ska gallras än"),
    "copy_lives": gettext_lazy("En delad kopia finns kvar hos någon som tagit emot den"),
    "proposed": gettext_lazy("Finns redan i ett förslag"),
    "open": gettext_lazy("Ärendet är öppet igen, eller akten finns inte"),
    "not_due": gettext_lazy("Något nytt har skrivits: tiden har börjat om"),
}
_HISTORY = "access_rowhistory"


def kept_word(code):
    """Why a line stays."""
    return str(_KEPT.get(code, code))


def told_rows(rows):
    """Kind of row and how many went, the most first; the history of all of them last."""
    told = [(_name(table), count) for table, count in rows.items() if table != _HISTORY]
    told.sort(key=lambda row: (-row[1], row[0]))
    return [*told, (_("Ändringshistorik"), rows[_HISTORY])] if rows.get(_HISTORY) else told


def _name(table):
    if table == ReadLog._meta.db_table:
        return _("Rad i läsloggen")
    labels = {model._meta.db_table: model._meta.label for model in apps.get_models()}
    return str(TITLES.get(labels.get(table, ""), table))
