"""The rows of the thin work list: `{% load case_rows %}`. As a template they took a third of the page's time."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from samkraft.core.templatetags.samkraft import NOTHING, due, mini_phases
from samkraft.core.words import short_date, thousands
from samkraft.people.daily.lists import ListRow

register = template.Library()


def _whole(text: str) -> SafeString:
    return format_html('<span class="sk-nb">{}</span>', text)


def _day(value: date | None) -> SafeString:
    return _whole(NOTHING if value is None else short_date(value))


def _phase(row: ListRow) -> str:
    return mini_phases(row.phase_number, row.phase_count) if row.phase_number else row.phase


# What stands in the cell of each column of `people.daily.lists.COLUMNS`.
_CELLS: dict[str, Callable[[ListRow], str]] = {
    "arende": lambda row: _whole(row.number),
    "team": lambda row: row.team,
    "fas": _phase,
    "dag": lambda row: thousands(row.day),
    "inskriven": lambda row: _day(row.opened_on),
    "nasta": lambda row: due(row.next_on, with_date=False),
    "samtal": lambda row: _day(row.next_talk_on),
    "hos": lambda row: row.holder,
    "ledare": lambda row: row.leader,
    "kontakt": lambda row: _day(row.last_contact),
}
_CLASSES = {"dag": SafeString(' class="n"'), "nasta": SafeString(' class="sk-nb"')}


@register.simple_tag
def case_rows(rows: Iterable[ListRow], columns: Mapping[str, str]) -> SafeString:
    """A row for each case. columns: head by key, "" where the column isn't shown."""
    shown = {key: label for key, label in columns.items() if label}
    cells = [_CELLS[key] for key in shown]
    line = _line(shown)
    return format_html_join("\n", line, ((row.url, row.name, *(cell(row) for cell in cells)) for row in rows))


def _line(shown: Mapping[str, str]) -> SafeString:
    """A row with a place for its address, its name and each cell; labels are the program's own words."""
    name = '<tr role="row"><th scope="row" role="rowheader"><a href="{}">{}</a></th>'
    heads = (format_html('<td{} data-l="{}" role="cell">', _CLASSES.get(key, ""), shown[key]) for key in shown)
    return mark_safe(name + "".join(head + "{}</td>" for head in heads) + "</tr>")  # noqa: S308  places, filled in above
