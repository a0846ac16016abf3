"""Rows of the mapping as pages and panels show them, worked out once."""

from django.urls import reverse
from django.utils.translation import gettext as _

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
        "strengths": view.own.strengths,
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
        "strengths": copy.content.get("strengths", ""),
        "is_own_words": area.own_words,
        "branch": copy.from_branch.name,
        "mark": copy.from_branch.mark,
        "who": copy.content.get("written_by", copy.sent_by.name),
        "day": day,
        "side": _("Delad %(day)s") % {"day": day},
        "source": "",
    }
