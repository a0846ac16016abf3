"""Pure decisions on phases: where a case may go, the talk that a move demands, how long they last (P-032 – P-034)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.months import add_months
from samkraft.programmes.pathway import Phase, PhaseLimit


@dataclass(frozen=True)
class Period:
    """A phase between two days; the last day is None while it goes on."""

    phase: str
    start: date
    end: date | None


@dataclass(frozen=True)
class LimitStanding:
    """How a case stands to a phase limit: the day it reaches, with extensions, and the latest possible day."""

    limit: PhaseLimit
    until: date
    ordinary_until: date
    latest_until: date

    @property
    def is_extended(self) -> bool:
        return self.until > self.ordinary_until

    def is_over(self, on: date) -> bool:
        """True when the phases have lasted longer than anyone has decided."""
        return on > self.until

    def is_near(self, on: date) -> bool:
        """True inside the warning time."""
        return on >= self.until - timedelta(days=self.limit.warn_days)


def current_period(periods: Sequence[Period]) -> Period | None:
    """The phase that goes on, or None."""
    return next((period for period in periods if period.end is None), None)


def choices_from(definition: ProgrammeDefinition, phase: str) -> list[Phase]:
    """Where a case may go: the next phase first, then back to the ones before."""
    after = definition.phase_after(phase)
    number = definition.phase(phase).number
    earlier = sorted((p for p in definition.phases if p.number < number), key=lambda p: -p.number)
    return ([after] if after else []) + earlier


def is_back(definition: ProgrammeDefinition, now: str, to: str) -> bool:
    """Whether a move goes back; it then needs a reason."""
    return definition.phase(to).number < definition.phase(now).number


def needs_talk(definition: ProgrammeDefinition, now: str, to: str) -> bool:
    """A follow-up talk closes the old phase or opens the new one (P-034), where the programme has it so."""
    return definition.phase(now).talk_after or definition.phase(to).talk_before


def move_problems(definition: ProgrammeDefinition, now: Period, given: Mapping, on: date) -> dict[str, str]:
    """What is wrong with a move: field → sentence. *given*: phase, moved_on, talk_on, reason, direction."""
    to, moved_on, talk_on = given["phase"], given["moved_on"], given.get("talk_on")
    if to not in {phase.code for phase in choices_from(definition, now.phase)}:
        return {"phase": _("Personen är redan i en annan fas. Läs om sidan och välj igen.")}
    problems = {}
    if moved_on > on:
        problems["moved_on"] = _("Bytet kan inte ligga i framtiden.")
    elif moved_on <= now.start:
        problems["moved_on"] = _("Den nya fasen måste börja efter den förra.")
    if needs_talk(definition, now.phase, to) and talk_on is None:
        problems["talk_on"] = _("Ett uppföljningssamtal hör till varje byte. Skriv vilken dag det hölls.")
    elif talk_on and talk_on > on:
        problems["talk_on"] = _("Samtalet kan inte ligga i framtiden.")
    elif talk_on and talk_on < now.start:
        problems["talk_on"] = _("Samtalet måste ha hållits under den fas som slutar.")
    if is_back(definition, now.phase, to) and not given.get("reason", "").strip():
        problems["reason"] = _("Skriv varför personen går tillbaka till en tidigare fas.")
    if definition.phase(to).chooses_direction and not given.get("direction"):
        problems["direction"] = _("Välj vilken riktning planen tar.")
    return problems


def limit_standings(
    definition: ProgrammeDefinition, periods: Sequence[Period], extensions: Sequence[date] = ()
) -> list[LimitStanding]:
    """How the present phase stands to each limit that it belongs to (P-033). *extensions*: days decided."""
    now = current_period(periods)
    if now is None:
        return []
    return [_standing(limit, periods, extensions) for limit in definition.phase_limits if now.phase in limit.phases]


def _standing(limit: PhaseLimit, periods: Sequence[Period], extensions: Sequence[date]) -> LimitStanding:
    started = min(period.start for period in periods if period.phase in limit.phases)
    ordinary = add_months(started, limit.months)
    latest = add_months(started, limit.months + limit.extension_months_at_most)
    return LimitStanding(limit, max([ordinary, *extensions]), ordinary, latest)


def extension_problems(standing: LimitStanding, on: date, until: date, reason: str) -> dict[str, str]:
    """What is wrong with an extension (P-033)."""
    problems = {}
    if until <= max(standing.until, on):
        problems["until"] = _("Förlängningen måste sluta efter dagen som gäller nu.")
    elif until > standing.latest_until:
        problems["until"] = _("Tiden kan förlängas med högst %(months)s månader.") % {
            "months": standing.limit.extension_months_at_most
        }
    if standing.limit.extension_needs_reason and not reason.strip():
        problems["reason"] = _("Välj skälet till att det behövs längre tid.")
    return problems
