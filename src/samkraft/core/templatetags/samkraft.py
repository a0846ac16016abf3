"""The small parts and the words of every page: `{% load samkraft %}`. Larger parts lie in `core/parts/`."""

from datetime import date, datetime, time
from functools import cache, lru_cache

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from samkraft.core import charts, icons, receipts, words

register = template.Library()

NOTHING = words.DASH


def _or_dash(convert):
    """Missing values are shown as a dash, never as nought or "None"."""

    def shown(value, *args):
        return NOTHING if value is None or value == "" else convert(value, *args)

    shown.__doc__ = convert.__doc__
    return shown


for _name in (
    "swedish_date",
    "short_date",
    "day_month",
    "weekday_date",
    "month_name",
    "clock_time",
    "days_word",
):
    register.filter(_name, _or_dash(getattr(words, _name)))
register.filter("thousands", _or_dash(words.thousands))
register.filter("decimal", _or_dash(words.decimal))
register.filter("percent", _or_dash(words.percent))
register.filter("own_words", words.own_words)
register.filter("undo_url", receipts.undo_url)


def _today(given: date | None) -> date:
    """The day given, else the clock's: the demo has a day of its own."""
    if given:
        return given
    from samkraft.core.clock import today

    return today()


@register.filter
def due_state(value: date, today: date | None = None) -> str:
    """over, today, soon or later"""
    return words.due(value, _today(today)).state


@register.filter
def ago(value: datetime, today: date | None = None) -> str:
    """I dag 08.12, I går 15.20, 10 mars 2026"""
    return words.when(value, _today(today))


@register.filter
def zip_with(columns, row):
    """Columns beside the cells of a row."""
    return list(zip(columns, row, strict=True))


@register.filter
def error_count(form) -> int:
    """How many things of a form need to be put right."""
    return sum(len(errors) for errors in form.errors.values())


@register.filter
def lead_in(label) -> str:
    """A label before its error: a colon, unless it ends as a sentence does."""
    text = str(label).rstrip(":")
    return text if text.endswith(("?", ".", "!")) else text + ":"


@register.filter
def first_input_id(field) -> str:
    """Where the link of an error leads: the input, or the first of a group."""
    return field.id_for_label if field.id_for_label else f"{field.auto_id}_0"


@register.filter
def datetime_attribute(value: date | datetime | time) -> str:
    """The value of a `datetime` attribute."""
    return value.isoformat(timespec="minutes") if isinstance(value, datetime | time) else value.isoformat()


@register.simple_tag
def time_of(value: date | datetime | None, style: str = "long") -> str:
    """A date or moment in a `time` element. style: long, short, day, weekday, ago, clock or moment."""
    if value is None:
        return NOTHING
    return format_html('<time datetime="{}">{}</time>', datetime_attribute(value), _time_text(value, style))


def _time_text(value, style: str) -> str:
    if style == "ago":
        return ago(value)
    if style == "moment":
        return f"{words.swedish_date(value)} kl. {words.clock_time(value)}"
    styles = {
        "short": words.short_date,
        "day": words.day_month,
        "weekday": words.weekday_date,
        "clock": words.clock_time,
    }
    return styles.get(style, words.swedish_date)(value)


@register.simple_tag
def menu_lines(items) -> SafeString:
    """Lines of a menu. items: dicts {url, label} with optional current and key, the letter of its shortcut."""
    return _menu_lines(tuple((item["url"], str(item["label"]), item.get("current"), item.get("key")) for item in items))


@lru_cache(maxsize=512)
def _menu_lines(lines: tuple) -> SafeString:
    """Kept: every page has the menu twice and the foot once, the same for all who hold the role."""
    here = SafeString(' aria-current="page"')
    told = (
        (url, here if current else "", format_html(' data-goto="{}"', goto) if goto else "", label)
        for url, label, current, goto in lines
    )
    return format_html_join("", '<li><a href="{}"{}{}>{}</a></li>', told)


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """A symbol; give a label when no text beside it says the same."""
    return icons.icon(name, label)


@register.simple_tag
def due(
    value: date | None,
    today: date | None = None,
    *,
    with_date: bool = True,
    citizen: bool = False,
    at: str = "",
) -> str:
    """A deadline: words first, then the date. Citizens never see "sen". `at`: a clock time, "10.00"."""
    if value is None:
        return NOTHING
    return _due(words.as_date(value), _today(today), with_date, citizen, at, get_language())


@lru_cache(maxsize=2048)
def _due(value: date, today: date, with_date: bool, citizen: bool, at: str, _language: str) -> SafeString:
    """Kept: fifty rows of a list have a handful of days between them."""
    told = words.due(value, today)
    if told.state == "later" or (citizen and told.state == "over"):
        return format_html('<span class="sk-due" data-s="later">{}</span>', told.date)
    clock = icons.icon("clock") if told.state in ("over", "today") else ""
    tail = at if told.state == "today" else told.date if with_date else ""
    return format_html('<span class="sk-due" data-s="{}">{}<b>{}</b> {}</span>', told.state, clock, told.words, tail)


@register.simple_tag
def queue_lines(items) -> SafeString:
    """Lines of core/parts/queue.html, which says what an item holds: a day has seventy of them."""
    return format_html_join(
        "\n", "<li><div>{}{}</div>{}</li>", ((_queue_title(item), _queue_sub(item), _queue_end(item)) for item in items)
    )


def _queue_title(item) -> SafeString:
    if item.get("url"):
        return format_html('<a href="{}">{}</a>', item["url"], item["title"])
    return format_html("<b>{}</b>", item["title"])


def _queue_sub(item) -> str:
    return format_html(' <span class="sk-sub">{}</span>', item["sub"]) if item.get("sub") else ""


def _queue_end(item) -> str:
    if item.get("due"):
        return format_html('<div class="sk-queue__end">{}</div>', due(item["due"]))
    if item.get("action"):
        return format_html(
            '<div class="sk-queue__end"><a class="ds-button" data-variant="tertiary" data-size="sm" href="{}">{}'
            '<span class="sk-vh">: {}</span></a></div>',
            item["action_url"], item["action"], item["title"],
        )  # fmt: skip
    return format_html('<div class="sk-queue__end sk-sub sk-nb">{}</div>', item["end"]) if item.get("end") else ""


@register.simple_tag
def owner(name: object, key: str = "") -> str:
    """The branch that owns a fact: square + name. key (af, soc, ama, vux, fk, reg): the square's colour."""
    return format_html('<span class="sk-owner" data-b="{}">{}</span>', key, name)


@register.simple_tag
def tag(text: str, kind: str = "") -> str:
    """A plain mark, sparingly. kind: "", sea or brick."""
    return format_html('<span class="sk-tag{}">{}</span>', f" sk-tag--{kind}" if kind else "", text)


SIGNAL_WORDS = {
    "met": gettext_lazy("Nått"),
    "near": gettext_lazy("Nära"),
    "off": gettext_lazy("Under målet"),
    "none": gettext_lazy("För tidigt att säga"),
}


@register.simple_tag
def signal(state: str, text: str = "") -> str:
    """Goal or load as shape and word. state: met, near, off or none; text replaces the usual word."""
    return format_html(
        '<span class="sk-signal" data-s="{}">{}{}</span>',
        state,
        icons.icon(state),
        text or SIGNAL_WORDS[state],
    )


@register.simple_tag
@cache
def mini_phases(number: int, count: int = 3) -> str:
    """The phase in a list row: filled boxes and its number."""
    boxes = format_html_join(
        "", "<i{}></i>", ((SafeString(' class="on"') if i < number else "",) for i in range(count))
    )
    return format_html('<span class="sk-nb"><span class="sk-mini" aria-hidden="true">{}</span>{}</span>', boxes, number)


@register.simple_tag
def spark(values, goal=None, label: str = "") -> str:
    """A trend in a table row; `label` says what it shows: "Trend, nio månader: från 70 till 81, mål 90"."""
    drawn = charts.spark(values, goal)
    if drawn.is_empty:
        return NOTHING
    line = format_html('<path class="goal" d="M2 {}H94"/>', drawn.goal_y) if drawn.goal_y else ""
    return format_html(
        '<svg class="sk-spark" viewBox="0 0 96 28" role="img" aria-label="{}">{}<polyline points="{}"/>'
        '<circle cx="{}" cy="{}" r="3"/></svg>',
        label or _("Trend"),
        line,
        drawn.points,
        drawn.end_x,
        drawn.end_y,
    )


@register.simple_tag
def load_bar(value: float, limit: float) -> str:
    """How full a team is; the number stands in a cell of its own."""
    bar = charts.load_bar(value, limit)
    over = (
        format_html('<rect class="over" x="{}" y="1" width="{}" height="10"/>', bar.limit, bar.over) if bar.over else ""
    )
    return format_html(
        '<svg class="sk-bar" viewBox="0 0 {} 12" preserveAspectRatio="none" aria-hidden="true" '
        'focusable="false">'
        '<rect class="bg" x="0" y="0" width="{}" height="12"/>'
        '<rect class="fg" x="0" y="1" width="{}" height="10"/>'
        '{}<path class="cap" d="M{} 0V12"/></svg>',
        bar.total,
        bar.total,
        bar.within,
        over,
        bar.limit,
    )


@register.simple_tag
def forest(point: float, low: float, high: float, axis_low: float, axis_high: float) -> str:
    """An interval in a table row; the numbers stand in cells of their own."""
    at = charts.forest(point, low, high, axis_low, axis_high)
    return format_html(
        '<svg class="sk-forest" aria-hidden="true" focusable="false">'
        '<line class="zero" x1="{}" x2="{}" y1="-8" y2="32"/>'
        '<line class="ci" x1="{}" x2="{}" y1="12" y2="12"/><circle class="pt" cx="{}" cy="12" r="5"/></svg>',
        at.zero,
        at.zero,
        at.low,
        at.high,
        at.point,
    )
