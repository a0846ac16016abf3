"""What the pages of dialogue show, worked out once: threads, turns, whom one may ask."""

from django.urls import reverse
from django.utils.translation import gettext as _

from samkraft.casework.consultations.lines import line_of, lines_of
from samkraft.casework.dialogue.rules import THEM, US
from samkraft.core.words import swedish_date


def standing_words(standing, other):
    """Whom a dialogue waits for, in words."""
    if standing.waits_for == US:
        return _("Väntar på oss")
    if standing.waits_for == THEM:
        return _("Väntar på %(branch)s") % {"branch": other.short_name}
    return _("Klar")


def thread_items(opened, dialogues):
    """Dialogues as rows of a case's own page: with whom, whom it waits for; never what was said."""
    return [_thread_item(opened, dialogue) for dialogue in dialogues]


def _thread_item(opened, dialogue):
    line = line_of(opened.definition, dialogue.consultation)
    standing = dialogue.standing
    return {
        "url": reverse("casework:dialogue_thread", args=[opened.case.pk, dialogue.thread]),
        "title": line.name if line else _("Dialog med %(branch)s") % {"branch": dialogue.other.name},
        "branch": dialogue.other,
        "word": standing_words(standing, dialogue.other),
        "is_ours": standing.waits_for == US,
        "is_unread": any(said.copy and said.copy.first_read_at is None for said in dialogue.said),
        "due": standing.answer_by,
        "count": len(dialogue.said),
        "latest": dialogue.last.moment,
    }


def said_rows(opened, dialogue):
    """The turns of one dialogue, oldest first."""
    names = {row.code: row.name for row in opened.definition.data_categories}
    return [_said_row(said, names) for said in dialogue.said]


def _said_row(said, names):
    return {
        "said": said,
        "category": names.get(said.category, said.category),
        "sent": _sent_words(said),
        "is_wrong": bool(said.copy and said.copy.wrong_at),
        "text": said.text or _("Inget mer behövs."),
    }


def _sent_words(said):
    """Where one's own message is: on its way, stopped, or there."""
    if not said.is_ours:
        return ""
    release = said.release
    if release is None or release.stopped_at:
        return _("Stoppad. Den har inte gått fram.")
    if release.is_waiting:
        return _("På väg. Du kan ångra tills den har gått.")
    return _("Framme %(day)s") % {"day": swedish_date(release.made_available_at)}


def line_items(opened, ways, own):
    """Whom one may ask for consultation in this case, and what stands in the way where one can't."""
    open_to = {receiver.branch.code for receiver in ways.branches}
    return [_line_item(opened, line, open_to, own) for line in lines_of(opened.definition)]


def _line_item(opened, line, open_to, own):
    case = opened.case.pk
    item = {"name": line.name, "words": line.words, "branch": opened.definition.branch(line.branch)}
    if line.branch == own.code:
        way = {
            "url": reverse("casework:tasks", args=[case]),
            "label": _("Skriv en uppgift"),
            "note": _("Hör till er egen verksamhet."),
        }
    elif line.branch in open_to:
        way = {"url": reverse("casework:consultation_ask", args=[case, line.code]), "label": _("Fråga"), "note": ""}
    else:
        way = {"url": reverse("people:add_consent", args=[case]), "label": _("Fråga personen om samtycke"),
               "note": _("Inget samtycke gäller dit i dag.")}  # fmt: skip
    return item | way
