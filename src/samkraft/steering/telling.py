"""Figures in words: values by unit, signals, how a figure is counted, what to take a stand on."""

from datetime import date
from decimal import Decimal
from itertools import takewhile

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from samkraft.core import words
from samkraft.programmes.definition import Indicator, Target
from samkraft.steering.scorecard import TREND_MONTHS, Row, Scorecard

NUMBER_WORDS = ["noll", "ett", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"]


def number_word(number: int) -> str:
    """Small numbers as words, as in running text."""
    return NUMBER_WORDS[number] if number < len(NUMBER_WORDS) else words.thousands(number)


def amount(indicator: Indicator, value: Decimal | None, kind: str = "", places: int = 0) -> str:
    """A value with its unit: 1 251, 81 %, 23 dagar, 0,34; a dash without one."""
    if value is None:
        return words.DASH
    if indicator.unit == "share":
        return words.percent(value, places)
    if indicator.unit == "sek":
        return words.thousands(value) + words.HARD_SPACE + "kr"
    if indicator.unit == "days":
        return words.days_word(round(value))
    if indicator.unit == "months":
        return words.decimal(value) + words.HARD_SPACE + _("månader")
    return words.decimal(value, 2) if kind == "mean" else words.thousands(value)


def value_text(row: Row) -> str:
    """The row's value, or why there is none."""
    if row.value is not None:
        return amount(row.indicator, row.value, row.kind, _places(row))
    if "total" in row.hidden:
        return _("Färre än fem") if row.is_few else _("Visas inte")
    return _("Inget värde än") if row.indicator.can_be_entered else _("För tidigt att säga")


def _places(row: Row) -> int:
    """As many decimals as it takes to see that a target hasn't been met: 64,9 % of 65 %."""
    if row.indicator.unit != "share" or row.target is None or row.signal not in ("near", "off"):
        return 0
    return next((n for n in (0, 1) if words.percent(row.value, n) != words.percent(row.target, n)), 2)


def sex_text(row: Row, sex: str) -> str:
    """The value of women or men, a dash where there is none or it may not be shown."""
    return amount(row.indicator, getattr(row, sex), row.kind)


def target_text(indicator: Indicator, target: Decimal | None) -> str:
    """Where the indicator should stand now."""
    if target is None:
        return words.DASH
    text = amount(indicator, target)
    if indicator.target and indicator.target.upper is not None:
        return f"{text}{words.DASH}{amount(indicator, indicator.target.upper)}"
    return text


def signal_text(row: Row) -> str:
    """The signal in a word; which side is wrong depends on the target."""
    if row.signal == "off" and row.indicator.target is not None:
        if row.indicator.target.direction == "at_most":
            return _("Över målet")
        if row.indicator.target.direction in ("within", "close_to"):
            return _("Över målet") if row.value > row.target else _("Under målet")
    if row.signal == "none":
        if row.value is None:
            return _("Visas inte") if row.hidden else _("För tidigt att säga")
        return _("Inget mål") if row.indicator.target is None else _("För tidigt att säga")
    return {"met": _("Nått"), "near": _("Nära"), "off": _("Under målet")}[row.signal]


def lede(card: Scorecard) -> str:
    """One sentence on where the programme stands, what is wrong first."""
    signals = [row.signal for row in card.rows if row.signal != "none"]
    off, near, met = (signals.count(state) for state in ("off", "near", "met"))
    head = f"{card.definition.name}, {words.swedish_date(card.on)}."
    if not signals:
        return head + " " + _("Det är för tidigt att säga något om målen.")
    if not off and not near:
        return head + " " + _("Alla %(n)s mål är nådda.") % {"n": number_word(met)}
    parts = []
    if off:
        parts.append(ngettext("%(n)s mål är klart missat", "%(n)s mål är klart missade", off) % _n(off))
    if near:
        parts.append(ngettext("%(n)s ligger nära", "%(n)s ligger nära", near) % _n(near))
    wrong = _sentence(", ".join(parts))
    if not met:
        return f"{head} {wrong} {_('Inget mål är nått.')}"
    reached = ngettext("%(n)s av %(all)s är nått", "%(n)s av %(all)s är nådda", met)
    return f"{head} {wrong} {_sentence(reached % (_n(met) | {'all': number_word(len(signals))}))}"


def _n(number):
    return {"n": number_word(number)}


def _sentence(text):
    return f"{text[:1].upper()}{text[1:]}."


def to_decide(card: Scorecard, most: int = 4) -> list[dict]:
    """What needs a stand: the indicators furthest from their targets, the headlines first."""
    off = [row for row in card.rows if row.signal == "off"]
    off.sort(key=lambda row: (not row.indicator.headline, -_miss(row)))
    return [{"title": _decide_title(row), "text": _decide_text(row), "code": row.indicator.code} for row in off[:most]]


def _miss(row: Row) -> Decimal:
    return abs(row.value - row.target) / row.target if row.target else Decimal(1)


def _decide_title(row):
    return _("%(name)s: %(value)s, mål %(target)s") % {
        "name": row.indicator.name,
        "value": value_text(row),
        "target": target_text(row.indicator, row.target),
    }


def _decide_text(row):
    sentences = []
    months, before = months_off(row)
    if months > 1:
        told = (
            _("Målet har missats minst %(n)s månadsskiften i rad.")
            if before
            else _("Målet har missats %(n)s månadsskiften i rad.")
        )
        sentences.append(told % {"n": number_word(months)})
    if row.women is not None and row.men is not None and _differ(row):
        sentences.append(
            _("Kvinnor: %(women)s. Män: %(men)s.") % {"women": sex_text(row, "women"), "men": sex_text(row, "men")}
        )
    if row.trend and row.trend[0].value is not None and len(row.trend) > 2:
        first = row.trend[0]
        since = {"month": words.month_name(first.on), "value": amount(row.indicator, first.value, row.kind)}
        sentences.append(_("I %(month)s var värdet %(value)s.") % since)
    return " ".join(sentences) or row.indicator.definition


def _differ(row):
    return row.kind in ("share", "days", "mean")


def months_off(row: Row) -> tuple[int, bool]:
    """For how many month ends in a row the target has been missed, and whether it may be more than the trend shows."""
    months = [point for point in row.trend if point.is_month_end]
    missed = list(takewhile(lambda point: point.signal == "off", reversed(months)))
    return len(missed), len(missed) == len(months) >= TREND_MONTHS


def why_hidden(row: Row) -> str:
    """Why there is no value, in a sentence."""
    if "total" not in row.hidden:
        return ""
    if row.is_few:
        return _("Siffran gäller färre än fem personer.")
    return _("För få personer på ena sidan: siffran skulle avslöja dem.")


def formula(row: Row) -> str:
    """How the figure is counted, in words."""
    figure, kind = row.figure, row.kind
    if figure.numerator is None:
        return ""
    n = words.thousands(figure.numerator)
    if kind in ("share", "women") and figure.denominator:
        d = {"n": n, "d": words.thousands(figure.denominator), "value": words.percent(row.value, 1)}
        return _("%(n)s av %(d)s är %(value)s.") % d
    if kind == "mean" and figure.denominator:
        d = {"n": n, "d": words.thousands(figure.denominator), "value": words.decimal(row.value, 2)}
        return _("%(n)s delat på %(d)s deltagare är %(value)s.") % d
    if kind == "days":
        people = {"n": words.thousands(figure.denominator or 0)}
        return _("Hälften har väntat kortare tid. %(n)s väntetider är med, också de som pågår.") % people
    return _("Var och en räknas en gång.") if row.indicator.figures_from == "cases" else ""


def pace_text(target: Target) -> str:
    """How the target grows, in words."""
    if target.pace == "constant":
        return _("Samma mål varje dag.")
    if target.pace == "dated":
        return _("Målet växer mellan bestämda dagar.")
    if target.lag_days:
        return _("Målet växer med det planerade intaget, %(days)s senare.") % {"days": words.days_word(target.lag_days)}
    return _("Målet växer med det planerade intaget.")


def spark_label(row: Row) -> str:
    """The trend for those who don't see the picture."""
    known = [point for point in row.trend if point.value is not None]
    if not known:
        return ""
    first, last = (amount(row.indicator, point.value, row.kind) for point in (known[0], known[-1]))
    text = _("Från %(first)s till %(last)s") % {"first": first, "last": last}
    return f"{text}, {_('mål')} {target_text(row.indicator, row.target)}" if row.target is not None else text


def source_text(row: Row) -> str:
    """Where the figure comes from."""
    if row.indicator.figures_from == "cases":
        return _("Ärendena i Samkraft")
    if row.indicator.figures_from == "none_yet":
        return _("Ingen källa än")
    return row.source or _("Projektledningen skriver in värdet")


def month_label(day: date) -> str:
    """A short month for an axis."""
    return f"{words.AXIS_MONTHS[day.month - 1]} {day.year}"


def value_of_manual(indicator: Indicator, value) -> str:
    """An entered value with its unit."""
    return amount(indicator, value.numerator / value.denominator if value.denominator else value.numerator)
