"""The scorecard put together: each indicator with value, target to date, signal, sex and trend."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from django.core.cache import cache
from django.db import connection

from samkraft.programmes.definition import Indicator, ProgrammeDefinition
from samkraft.programmes.models import Programme, ProgrammeVersion
from samkraft.programmes.pace import signal_on, target_on
from samkraft.programmes.vocabulary import Signal
from samkraft.steering.disclosure import Shown, family_of, protect, too_close
from samkraft.steering.employer_time import Dated, months_of_log
from samkraft.steering.measures import Figure, figures, kind_of, query, value_of
from samkraft.steering.models import IndicatorSnapshot, ManualValue
from samkraft.steering.snapshots import is_month_end, month_ends, version_for

TREND_MONTHS = 9
# Above this the pages show last night's snapshot instead of counting live rows (design "Speed and size").
LIVE_AT_MOST = 10_000
_A_DAY = 24 * 3600
_NUMBERS = ("numerator", "denominator", "women", "women_of", "men", "men_of", "people")


@dataclass(frozen=True)
class Point:
    """An indicator's value at a month end, or on the day itself, with what it should have been."""

    on: date
    value: Decimal | None
    target: Decimal | None
    signal: Signal

    @property
    def is_month_end(self) -> bool:
        return is_month_end(self.on)


@dataclass(frozen=True)
class Row:
    """One indicator as it is shown."""

    indicator: Indicator
    figure: Figure
    hidden: frozenset[str]
    is_few: bool
    measured_on: date | None
    source: str
    target: Decimal | None
    signal: Signal
    trend: list[Point] = field(default_factory=list)

    @property
    def kind(self):
        return kind_of(self.indicator)

    @property
    def value(self) -> Decimal | None:
        return value_of(self.kind, self.figure.numerator, self.figure.denominator)

    @property
    def women(self) -> Decimal | None:
        return value_of(self.kind, self.figure.women, self.figure.women_of)

    @property
    def men(self) -> Decimal | None:
        return value_of(self.kind, self.figure.men, self.figure.men_of)


@dataclass(frozen=True)
class Scorecard:
    """All indicators of a programme on a day."""

    programme: Programme
    version: ProgrammeVersion
    on: date
    rows: list[Row]
    counted_on: date
    """The day whose cases are counted: of a large programme, the last night's."""
    snapshot_at: datetime | None
    """When they were counted, if a snapshot tells; None where live rows do."""

    @property
    def definition(self) -> ProgrammeDefinition:
        return self.version.definition

    def row(self, code: str) -> Row:
        return next(row for row in self.rows if row.indicator.code == code)


def scorecard(
    programme: Programme, on: date, *, suppressed: bool = True, fresh: bool = False, kept: bool = False
) -> Scorecard:
    """The scorecard of a day. *fresh* counts live rows however many there are; *kept* shows what was kept then."""
    version = version_for(programme, on)
    definition = version.definition
    counted, counted_on, snapshot_at = _counted(programme, version, on, fresh, kept)
    logged = months_of_log(programme, definition, on)
    dated = _latest([*_manual(programme, definition.indicators, on), *logged])
    found = counted | {code: value.figure for code, value in dated.items()}
    shown = (
        protect(definition.indicators, found) if suppressed else {code: Shown(figure) for code, figure in found.items()}
    )
    days = month_ends_before(definition, counted_on)[-TREND_MONTHS:]
    trends = _trends(programme, definition.indicators, definition, days, suppressed, logged)
    rows = []
    for indicator in definition.indicators:
        value = dated.get(indicator.code)
        measured = value.on if value else counted_on if indicator.code in counted else None
        source = value.source if value else ""
        rows.append(_row(indicator, definition, on, shown.get(indicator.code), measured, source, trends, counted_on))
    if suppressed:
        gaps = _with_gaps(definition.indicators, {row.indicator.code: row.trend for row in rows})
        rows = [replace(row, trend=gaps[row.indicator.code]) for row in rows]
    return Scorecard(programme, version, on, rows, counted_on, snapshot_at)


def _row(indicator, definition, on, shown, measured_on, source, trends, counted_on):
    trend = [*trends.get(indicator.code, []), *_now(indicator, definition, counted_on, shown)]
    shown = shown or Shown(Figure(None))
    value = value_of(kind_of(indicator), shown.figure.numerator, shown.figure.denominator)
    return Row(
        indicator=indicator,
        figure=shown.figure,
        hidden=shown.hidden,
        is_few=shown.is_few,
        measured_on=measured_on,
        source=source,
        target=target_on(indicator.target, definition, on) if indicator.target else None,
        signal=signal_on(indicator.target, value, definition, on),
        trend=trend,
    )


def _now(indicator, definition, on, shown):
    """Every trend ends with what the scorecard itself says."""
    return [_point(indicator, definition, on, {indicator.code: shown})] if shown else []


# ---------- the figures of the day ----------


def _counted(programme, version, on, fresh, kept) -> tuple[Mapping[str, Figure], date, datetime | None]:
    snapshots = IndicatorSnapshot.objects.filter(programme=programme)
    if kept and (rows := list(snapshots.filter(on=on))):
        return _of_snapshot(rows)
    if not fresh and is_large(programme.pk):
        newest = snapshots.filter(on__lte=on).order_by("-on").values("on")[:1]
        if rows := list(snapshots.filter(on=newest)):
            return _of_snapshot(rows)
    return remembered("figures", programme, on, lambda: figures(programme.pk, version.definition, on)), on, None


def _of_snapshot(rows):
    return {row.indicator: _figure(row) for row in rows}, rows[0].on, max(row.made_at for row in rows)


def is_large(programme_id: int) -> bool:
    """Whether the programme has too many cases to count while somebody waits."""
    sql = "select count(*) from (select 1 from people_case where programme_id = %(programme)s limit %(most)s) x"
    return query(sql, {"programme": programme_id, "most": LIVE_AT_MOST + 1})[0][0] > LIVE_AT_MOST


def remembered(what, programme, on, count, snapshot_at: datetime | None = None):
    """Counted once per change in the register: sums only, the same for everyone who may see them.

    The history's sequence moves with every change. A change that commits while we count is seen within 20 seconds.
    What stands beside the figures of a snapshot, made at *snapshot_at*, is counted once for it, and again the next day.
    """
    state, seconds = (snapshot_at.timestamp(), _A_DAY) if snapshot_at else (_changes(), 20)
    name = connection.settings_dict["NAME"]
    return cache.get_or_set(f"steering:{what}:{name}:{programme.pk}:{on}:{state}", count, seconds)


def _changes():
    with connection.cursor() as cursor:
        cursor.execute("select last_value from access_rowhistory_id_seq")
        return cursor.fetchone()[0]


def _figure(row) -> Figure:
    return Figure(*(getattr(row, name) for name in _NUMBERS))


def _manual(programme, indicators: Iterable[Indicator], on) -> list[Dated]:
    """What was written in by hand until a day, the latest of each indicator last."""
    codes = [row.code for row in indicators if row.can_be_entered]
    rows = ManualValue.objects.filter(programme=programme, indicator__in=codes, on__lte=on).order_by("on", "pk")
    return [Dated(row.indicator, row.on, _manual_figure(row), row.source) for row in rows]


def _manual_figure(value: ManualValue) -> Figure:
    return Figure(value.numerator, value.denominator, value.women, None, value.men, None)


def _latest(values: Iterable[Dated]) -> dict[str, Dated]:
    """Indicator → its latest value; of the same day the last one given, which is the log's."""
    return {value.code: value for value in sorted(values, key=lambda value: value.on)}


# ---------- trends ----------


def _trends(programme, indicators, definition, days, suppressed, logged) -> dict[str, list[Point]]:
    codes = [row.code for row in indicators]
    by_day: dict[date, dict[str, Figure]] = {day: {} for day in days}
    for row in IndicatorSnapshot.objects.filter(programme=programme, on__in=days, indicator__in=codes):
        by_day[row.on][row.indicator] = _figure(row)
    _add_dated(programme, indicators, by_day, logged)
    trends: dict[str, list[Point]] = {}
    for day, found in sorted(by_day.items()):
        shown = protect(indicators, found) if suppressed else {code: Shown(f) for code, f in found.items()}
        for indicator in indicators:
            if indicator.code in shown:
                trends.setdefault(indicator.code, []).append(_point(indicator, definition, day, shown))
    return trends


def _with_gaps(indicators, trends):
    """Counts of people without the points whose steps to the next are small (see ``disclosure.too_close``)."""
    found = dict(trends)
    for row in indicators:
        if row.measure is not None and kind_of(row) == "count" and row.code in trends:
            found[row.code] = _gaps(trends[row.code], [point.value for point in trends[row.code]])
    names = {row.measure.name: row.code for row in indicators if row.measure is not None}
    enrolled, stock = (trends.get(names.get(name, ""), []) for name in ("enrolled", "stock"))
    if enrolled and stock:
        known = {point.on: point.value for point in enrolled}
        left = [
            None if None in (known.get(point.on), point.value) else known[point.on] - point.value for point in stock
        ]
        found[names["stock"]] = _gaps(stock, left)
    return found


def _gaps(points, counts):
    left_out = too_close([None if count is None else int(count) for count in counts])
    return [replace(point, value=None) if i in left_out else point for i, point in enumerate(points)]


def _point(indicator, definition, day, shown):
    figure = shown[indicator.code].figure
    value = value_of(kind_of(indicator), figure.numerator, figure.denominator)
    target = target_on(indicator.target, definition, day) if indicator.target else None
    return Point(day, value, target, signal_on(indicator.target, value, definition, day))


def month_ends_before(definition: ProgrammeDefinition, on: date) -> list[date]:
    """The month ends before a day: what a trend shows beside the day itself, never two days close together."""
    return [day for day in month_ends(definition, on) if day < on]


def _add_dated(programme, indicators, by_day, logged):
    """What a leader's dated value, or the log, was at each of the days."""
    values = [*_manual(programme, indicators, max(by_day, default=date.min)), *logged]
    for day, found in by_day.items():
        found |= {code: value.figure for code, value in _latest(v for v in values if v.on <= day).items()}


def whole_trend(card: Scorecard, code: str) -> list[Point]:
    """Every month end of one indicator and now, after disclosure control together with what would tell it."""
    row = card.row(code)
    family = family_of(card.definition.indicators, row.indicator)
    now = {row.indicator.code: row.trend[-1:] for row in card.rows}
    last = now[code][0].on if now[code] else card.on
    logged = months_of_log(card.programme, replace(card.definition, indicators=tuple(family)), last)
    found = _trends(card.programme, family, card.definition, month_ends_before(card.definition, last), True, logged)
    whole = {row.code: [*found.get(row.code, []), *now[row.code]] for row in family}
    return _with_gaps(family, whole)[code]
