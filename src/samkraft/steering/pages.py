"""What the steering pages show, as plain dicts for their templates."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from samkraft.core import charts, words
from samkraft.steering import telling
from samkraft.steering.disclosure import THRESHOLD, is_small
from samkraft.steering.scorecard import Row, Scorecard

VERDICTS = {
    "supported": gettext_lazy("Stöds."),
    "not_tested": gettext_lazy("Inte prövat än."),
    "not_supported": gettext_lazy("Stöds inte."),
}
# Of fewer, the tenth that waits the longest is fewer than five people: their days aren't told.
ENOUGH_FOR_LATE = 10 * THRESHOLD
SEES = gettext_lazy("de som leder, följer upp och arbetar i programmet. Bara summor, aldrig personer.")


def table_rows(row: Row) -> dict:
    """One indicator as a row of the table."""
    return {
        "name": row.indicator.name,
        "url": reverse("steering:indicator", args=[row.indicator.code]),
        "target": telling.target_text(row.indicator, row.target),
        "value": telling.value_text(row),
        "has_value": row.value is not None,
        "why": telling.why_hidden(row),
        "women": telling.sex_text(row, "women"),
        "men": telling.sex_text(row, "men"),
        "state": row.signal,
        "word": telling.signal_text(row),
        "trend": [None if point.value is None else float(point.value) for point in row.trend],
        "goal": None if row.target is None else float(row.target),
        "spark_label": telling.spark_label(row),
    }


def levels(card: Scorecard) -> list[dict]:
    """All indicators by level of the theory of change."""
    by_level = [
        {"name": level.name, "rows": [table_rows(row) for row in card.rows if row.indicator.level == level.code]}
        for level in sorted(card.definition.theory, key=lambda level: level.order)
    ]
    return [level | _at_a_glance(level["rows"]) for level in by_level if level["rows"]]


def _at_a_glance(rows):
    """What a folded level still tells: its goals by state, in words, and how many rows there are."""
    counts = {s: sum(row["state"] == s and row["has_value"] for row in rows) for s in ("met", "near", "off")}
    met = ngettext("%(n)s mål nått", "%(n)s mål nådda", counts["met"])
    texts = {"met": met, "near": _("%(n)s nära"), "off": _("%(n)s under målet")}
    fold = ngettext("%(n)s indikator", "%(n)s indikatorer", len(rows)) % {"n": len(rows)}
    return {"states": [(state, texts[state] % {"n": n}) for state, n in counts.items() if n], "fold": fold}


def chain(card: Scorecard, most: int = 3) -> list[dict]:
    """The theory of change: its levels, their headline indicators, what leads from one to the next."""
    columns = []
    for level in sorted(card.definition.theory, key=lambda level: level.order):
        rows = [row for row in card.rows if row.indicator.level == level.code]
        chosen = [row for row in rows if row.indicator.headline][:most] or rows[:2]
        column = {"title": level.name, "text": level.claim, "indicators": [_in_chain(row) for row in chosen]}
        columns.append(column | _assumptions(level))
    return columns


def _in_chain(row):
    value = telling.value_text(row)
    if row.target is not None and row.value is not None:
        value = _("%(value)s, mål %(target)s") % {
            "value": value,
            "target": telling.target_text(row.indicator, row.target),
        }
    return {
        "label": row.indicator.name,
        "value": value,
        "state": row.signal,
        "word": telling.signal_text(row),
        "url": reverse("steering:indicator", args=[row.indicator.code]),
    }


def _assumptions(level):
    if not level.assumptions:
        return {}
    *before, last = level.assumptions
    told = [f"{assumption.words} {VERDICTS[assumption.state]}" for assumption in before]
    return {"assumption": " ".join([*told, last.words]), "verdict": VERDICTS[last.state]}


# ---------- one indicator ----------


def facts(card: Scorecard, row: Row) -> list[dict]:
    """Where the figure comes from, which day and definition, its target."""
    indicator, target = row.indicator, row.indicator.target
    told = [
        {"label": _("Källa"), "value": telling.source_text(row)},
        {"label": _("Läget gäller"), "value": words.swedish_date(row.measured_on) if row.measured_on else words.DASH},
        {
            "label": _("Definitionens version"),
            "value": _("%(name)s, version %(n)s (%(source)s)")
            % {"name": card.definition.name, "n": card.version.number, "source": indicator.source},
        },
    ]
    if target is not None:
        told += _target_facts(indicator, row, target)
    return told


def _target_facts(indicator, row, target):
    whole = telling.target_text(indicator, target.value)
    origin = _("vårt antagande") if target.assumption else target.source
    told = [
        {"label": _("Mål hittills"), "value": telling.target_text(indicator, row.target)},
        {
            "label": _("Mål"),
            "value": _("%(value)s till %(day)s (%(source)s)")
            % {"value": whole, "day": words.swedish_date(target.by), "source": origin},
        },
        {"label": _("Takt"), "value": telling.pace_text(target)},
    ]
    return [*told, {"label": _("Om målet"), "value": target.note}] if target.note else told


def trend_chart(row: Row, points) -> dict | None:
    """The indicator month by month beside its target, with its table."""
    if len([point for point in points if point.value is not None]) < 2:
        return None
    scale = 100 if row.indicator.unit == "share" else 1
    labels = [telling.month_label(point.on) for point in points]
    series = [charts.Series(_("Utfall"), [_scaled(point.value, scale) for point in points], "s1")]
    if row.indicator.target is not None:
        series.append(charts.Series(_("Mål"), [_scaled(point.target, scale) for point in points], "s2"))
    unit = "%" if scale == 100 else ""
    known = [point for point in points if point.value is not None]
    first, last = (telling.amount(row.indicator, point.value, row.kind) for point in (known[0], known[-1]))
    return {
        "chart": charts.line_chart(series, labels, unit=unit),
        "desc": _("Från %(first)s till %(last)s.") % {"first": first, "last": last},
        "table": {
            "caption": row.indicator.name,
            "columns": [
                {"label": _("Dag")},
                {"label": _("Utfall"), "number": True},
                {"label": _("Mål"), "number": True},
            ],
            "rows": [_trend_row(row, point) for point in points],
        },
    }


def _trend_row(row, point):
    value = telling.amount(row.indicator, point.value, row.kind)
    return [words.short_date(point.on), value, telling.target_text(row.indicator, point.target)]


def _scaled(value, scale):
    return None if value is None else float(value) * scale


def sex_rows(row: Row) -> list[list[str]]:
    """Women, men and all: how many, of how many, value."""
    figure = row.figure
    parts = [
        (_("Kvinnor"), figure.women, figure.women_of, row.women),
        (_("Män"), figure.men, figure.men_of, row.men),
        (_("Alla"), figure.numerator, figure.denominator, row.value),
    ]
    return [_sex_row(row, *part) for part in parts]


def _sex_row(row, name, n, of, value):
    told = telling.amount(row.indicator, value, row.kind)
    if row.kind == "days":
        return [name, _count(of), told]
    return [name, _count(n), _count(of), told] if row.kind != "count" else [name, told]


def sex_columns(row: Row) -> list[dict]:
    """The headings of the table by sex."""
    heads = {
        "count": [_("Antal")],
        "days": [_("Väntetider"), _("Median")],
        "mean": [_("Antal"), _("Deltagare"), _("I snitt")],
    }.get(row.kind, [_("Antal"), _("Av"), _("Andel")])
    return [{"label": _("Kön")}, *({"label": head, "number": True} for head in heads)]


def _count(value):
    return words.DASH if value is None else words.thousands(value)


def cut_table(indicator, row, cut, groups) -> dict:
    """A cut as a table, and the names of the groups that Samkraft knows nothing of; no table of dashes alone."""
    known = [group for group in groups if group.is_known]
    told = [group for group in known if (group.value, group.women, group.men) != (None, None, None)]
    heads = [{"label": label, "number": True} for label in (_("Alla"), _("Kvinnor"), _("Män"))]
    unknown = [group.name for group in groups if not group.is_known]
    return {
        "name": cut.name,
        "columns": [{"label": _("Grupp")}, *heads],
        "rows": [_cut_row(indicator, row, group) for group in known] if told else [],
        "is_hidden": bool(known) and not told,
        "unknown": ", ".join(unknown),
    }


def _cut_row(indicator, row, group):
    return [group.name, *(telling.amount(indicator, v, row.kind) for v in (group.value, group.women, group.men))]


# ---------- the flow ----------


def flow_lede(definition, flow) -> str:
    """One sentence on the stock and the plan."""
    now = [month for month in flow.months if month.stock is not None]
    if not now:
        return _("Ingen är inskriven än.")
    stock, band = now[-1].stock, definition.stock
    head = _("%(n)s deltagare i dag.") % {"n": words.thousands(stock)}
    if band:
        head += " " + _place_in_band(stock, band)
    over = [team for team in flow.teams if team.people is not None and team.limit and team.people > team.limit]
    if over:
        head += " " + ngettext("%(n)s team ligger över taket.", "%(n)s team ligger över taket.", len(over)) % {
            "n": telling.number_word(len(over)).capitalize()
        }
    return head


def _place_in_band(stock, band):
    span = {"low": words.thousands(band.low), "high": words.thousands(band.high)}
    if stock > band.high:
        return _("Det är fler än planens %(low)s–%(high)s.") % span
    if stock < band.low:
        return _("Det är färre än planens %(low)s–%(high)s.") % span
    return _("Det är inom planens %(low)s–%(high)s.") % span


def stock_chart(definition, flow) -> dict:
    """Stock month by month beside the plan's band."""
    months = [month for month in flow.months if month.stock is not None or month.on <= flow.on]
    series = [charts.Series(_("Deltagare"), [month.stock for month in months], "s1")]
    if definition.stock:
        series.append(charts.Series(_("Planens högsta"), [definition.stock.high] * len(months), "s3"))
        series.append(charts.Series(_("Planens lägsta"), [definition.stock.low] * len(months), "s3"))
    labels = [telling.month_label(month.on) for month in months]
    return {
        "chart": charts.line_chart(series, labels),
        "desc": _("Deltagare i slutet av varje månad."),
        "has_limits": definition.stock is not None,
        "table": {
            "caption": _("Deltagare i slutet av månaden"),
            "columns": [{"label": _("Månad")}, {"label": _("Deltagare"), "number": True}],
            "rows": [[words.month_name(month.on), _count(month.stock)] for month in months],
        },
    }


def intake_chart(flow) -> dict:
    """Enrolled since the start beside the planned intake (P-011)."""
    labels = [telling.month_label(month.on) for month in flow.months]
    series = [
        charts.Series(_("Inskrivna"), [month.enrolled for month in flow.months], "s1"),
        charts.Series(_("Planerat intag"), [month.planned for month in flow.months], "s2"),
    ]
    return {
        "chart": charts.line_chart(series, labels),
        "desc": _("Inskrivna sedan start, och hur många planen har räknat med."),
        "table": {
            "caption": _("Inskrivna sedan start"),
            "columns": [
                {"label": _("Månad")},
                {"label": _("Inskrivna"), "number": True},
                {"label": _("Planerat"), "number": True},
                {"label": _("Skillnad"), "number": True},
            ],
            "rows": [_intake_row(month) for month in flow.months],
        },
    }


def _intake_row(month):
    gap = None if month.enrolled is None else month.enrolled - month.planned
    return [words.month_name(month.on), _count(month.enrolled), _count(month.planned), _count(gap)]


def team_rows(flow) -> list[dict]:
    """Teams with load, women's share, places left and a word for it."""
    return [
        {
            "name": team.name,
            "people": _team_people(team),
            "load": team.people or 0,
            "limit": team.limit,
            "women": words.DASH if team.women_share is None else words.percent(team.women_share),
            "free": words.DASH if team.people is None or not team.limit else words.thousands(team.limit - team.people),
            "until": words.short_date(team.until) if team.until else words.DASH,
            "state": _load(team)[0],
            "word": _load(team)[1],
        }
        for team in flow.teams
    ]


def _team_people(team):
    if team.people is not None:
        return words.thousands(team.people)
    return _("Färre än fem") if team.is_few else _("Visas inte")


def _load(team):
    if team.people is None or not team.limit:
        return "none", _("Visas inte") if team.people is None else _("Inget tak")
    if team.people > team.limit:
        return "off", _("Över taket")
    if team.people > team.limit * 0.95:
        return "near", _("Nästan fullt")
    return "met", _("Kan ta emot")


def opens_to(definition, measure: str, from_event=None, to_event=None) -> str:
    """The page of the indicator that counts the same as a figure of the flow, empty without one."""
    for row in definition.indicators:
        found = row.measure
        if found and (found.name, found.from_event, found.to_event) == (measure, from_event, to_event):
            return reverse("steering:indicator", args=[row.code])
    return ""


def wait_rows(definition, flow) -> list[dict]:
    """The waits: all together, then by deciding authority. A wait that is an indicator opens as its definition says."""
    pages = {wait.code: opens_to(definition, "waits", wait.from_event, wait.to_event) for wait in definition.waits}
    return [_wait_row(row) | {"url": "" if row.branch else pages.get(row.code, "")} for row in flow.waits]


def _wait_row(row):
    waiting = row.waiting
    enough = row.persons >= THRESHOLD
    sides = (waiting.over_people, waiting.people - waiting.over_people)
    # Where few still wait, the share that is left of the curve is those few.
    tells_over = enough and waiting.over is not None and not row.hides_waiting and not any(map(is_small, sides))
    return {
        "name": row.branch or row.name,
        "is_part": bool(row.branch),
        "median": _wait_days(waiting.median) if enough else words.DASH,
        "late": _wait_days(waiting.late) if row.persons >= ENOUGH_FOR_LATE else words.DASH,
        "over": words.percent(waiting.over) if tells_over else words.DASH,
        "waiting": words.DASH if row.hides_waiting else words.thousands(waiting.waiting),
        "people": _wait_people(row),
    }


def _wait_people(row):
    if is_small(row.persons):
        return _("Färre än fem")
    return words.DASH if row.hides_people else words.thousands(row.waiting.people)


def _wait_days(days):
    return _("inte än") if days is None else words.days_word(days)


def history_row(row: Row, value) -> list[str]:
    """One entered value: day, value, source, by whom."""
    told = telling.value_of_manual(row.indicator, value)
    return [words.short_date(value.on), told, value.source, value.entered_by.name if value.entered_by else words.DASH]


# ---------- municipal employments ----------


def employment_table(table, first: str) -> dict | None:
    """A table of employments by sex with its sum last, None when there is nothing to count."""
    if table.is_empty:
        return None
    heads = [{"label": label, "number": True} for label in (_("Kvinnor"), _("Män"), _("Alla"))]
    lines = [*table.lines, table.total]
    return {
        "columns": [{"label": first}, *heads],
        "rows": [[line.name, *map(_count, (line.women, line.men, line.all))] for line in lines],
    }
