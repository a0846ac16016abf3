"""Which clocks run after an incident, and when it may be closed. Pure decisions.

GDPR article 33: the supervisory authority within 72 hours from when it was found, unless a risk is unlikely; article
34: those concerned without delay where the risk is high. Cybersecurity Act (2025:1506) by way of NIS 2 article 23: a
significant incident within 24 hours, a notice within 72 hours, a final report a month after the notice (SAK-02).
Until somebody has judged, every clock runs.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from samkraft.access.incidents.choices import ReportTo, Risk


@dataclass(frozen=True)
class Judged:
    """What the newest assessment says."""

    touches_personal_data: bool
    is_significant: bool
    risk: str


@dataclass(frozen=True)
class Clock:
    """One report that the law asks for. *due* None: without delay, no hour is set; *done* None: not made yet."""

    report: ReportTo
    due: datetime | None
    done: datetime | None

    def is_late(self, now: datetime) -> bool:
        """Made after its time, or not made though its time is out."""
        return self.due is not None and (self.done or now) > self.due


def clocks(found_at: datetime, judged: Judged | None, reported: Mapping[str, datetime]) -> list[Clock]:
    """The reports asked for, each with its time and when it was made."""
    due = _gdpr(found_at, judged) | _cybersecurity(found_at, judged, reported)
    return [Clock(report, moment, reported.get(report)) for report, moment in due.items()]


def _gdpr(found_at: datetime, judged: Judged | None) -> dict[ReportTo, datetime | None]:
    due: dict[ReportTo, datetime | None] = {}
    if judged is None or (judged.touches_personal_data and judged.risk != Risk.UNLIKELY):
        due[ReportTo.SUPERVISOR] = found_at + timedelta(hours=72)
    if judged and judged.touches_personal_data and judged.risk == Risk.HIGH:
        due[ReportTo.PERSONS] = None
    return due


def _cybersecurity(
    found_at: datetime, judged: Judged | None, reported: Mapping[str, datetime]
) -> dict[ReportTo, datetime | None]:
    if judged and not judged.is_significant:
        return {}
    notice = found_at + timedelta(hours=72)
    return {
        ReportTo.CSIRT_WARNING: found_at + timedelta(hours=24),
        ReportTo.CSIRT_NOTICE: notice,
        ReportTo.CSIRT_FINAL: a_month_after(reported.get(ReportTo.CSIRT_NOTICE, notice)),
    }


def a_month_after(moment: datetime) -> datetime:
    """The same day and hour of the next month, or that month's last day."""
    year, month = (moment.year + 1, 1) if moment.month == 12 else (moment.year, moment.month + 1)
    return moment.replace(year=year, month=month, day=min(moment.day, monthrange(year, month)[1]))


def next_clock(running: list[Clock]) -> Clock | None:
    """The report that is due first and not made; those without an hour come before all others."""
    waiting = [clock for clock in running if clock.done is None]
    return min(waiting, key=lambda clock: (clock.due is not None, clock.due or datetime.max), default=None)


def missing_before_closing(running: list[Clock]) -> list[ReportTo]:
    """The reports that must be made before the incident can be closed."""
    return [clock.report for clock in running if clock.done is None]
