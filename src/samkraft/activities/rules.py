"""Pure decisions about activities: which moves a state allows, and which dates hang together (P-034, P-042)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from samkraft.activities.choices import MOVES, ActivityState
from samkraft.activities.place_models import Offering
from samkraft.core.words import swedish_date
from samkraft.people.day_rules import planned_problem
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.pathway import ActivityType, PlaceRules

AGREEMENT = "överenskommelse"
REFERRAL = "anvisning"
LAST = 9  # the rank of who has no reason to go first


@dataclass(frozen=True)
class Parties:
    """Who provides an activity and who decides on it, by branch code."""

    provider: str
    decides: str


def parties_of(kind: ActivityType, leading: str, provider: str = "", decides: str = "") -> Parties:
    """The branches that follow from the type, unless others are named; *leading* stands for the leader's."""
    usual = leading if kind.provider == "leading" else kind.provider
    provider = provider or usual
    return Parties(provider, decides or kind.decides or provider)


def is_agreed_at_once(kind: ActivityType, parties: Parties, own: str) -> bool:
    """An agreement that the placing branch makes with the person needs no answer from anyone (P-042)."""
    return kind.decision == AGREEMENT and parties.decides == own


def can_move(state: str, to: str) -> bool:
    """Whether the life of an activity goes that way."""
    return to in MOVES.get(ActivityState(state), set())


def is_municipal_employment(kind: ActivityType) -> bool:
    """Employments with support that the city refers to itself (P-043): 90 days after them is followed up (P-084)."""
    return kind.subsidised_employment and kind.decision == REFERRAL


def placing_problems(
    on: date, opened_on: date, given: Mapping[str, Any], closed_on: date | None = None
) -> dict[str, str]:
    """What is wrong with the dates of a placing: field → sentence. *opened_on*: the day the case began.

    *closed_on*: the day of the discharge; what was asked for until then can still be written down.
    """
    named = {name: given.get(name) for name in ("asked_on", "decided_on", "planned_from", "planned_until")}
    problems = {name: words for name, day in named.items() if (words := planned_problem(day, opened_on, on))}
    asked, decided = given["asked_on"], given.get("decided_on")
    if asked > on:
        problems["asked_on"] = _("Dagen kan inte ligga i framtiden.")
    if closed_on and asked > closed_on:
        problems["asked_on"] = _("Personen är utskriven sedan %(day)s. Inget nytt begärs efter det.") % {
            "day": swedish_date(closed_on)
        }
    if decided and decided < asked:
        problems["decided_on"] = _("Aktiviteten kan inte beviljas innan den har begärts.")
    if decided and decided > on:
        problems["decided_on"] = _("Beslutet kan inte ligga i framtiden.")
    start, end = given.get("planned_from"), given.get("planned_until")
    if start and end and end < start:
        problems["planned_until"] = _("Aktiviteten kan inte sluta innan den börjar.")
    return problems


def decision_problems(on: date, asked_on: date, decided_on: date, granted: bool, reason: str) -> dict[str, str]:
    """What is wrong with an answer."""
    problems = {}
    if decided_on < asked_on:
        problems["decided_on"] = _("Beslutet kan inte vara före dagen då frågan ställdes.")
    elif decided_on > on:
        problems["decided_on"] = _("Beslutet kan inte ligga i framtiden.")
    if not granted and not reason.strip():
        problems["reason"] = _("Skriv varför det blev nej.")
    return problems


def taken_from(offering: Offering) -> dict[str, Any]:
    """What a placing has from the catalogue's entry: its kind, where it is, and who provides it."""
    return {
        "type": offering.type,
        "provider": offering.provider,
        "provider_branch": offering.provider_branch.code,
    }


def booking_problems(is_protected: bool, is_open: bool) -> dict[str, str]:
    """A place in the catalogue tells where somebody is on which days: not kept of a protected person (SKY-01).

    Who is discharged stands in no queue; *is_open*: whether she takes part still.
    """
    if not is_open:
        return {"session": _("Personen är utskriven och kan inte ställas i kö.")}
    if is_protected:
        return {"session": _("Personen har skyddade personuppgifter. Boka direkt med anordnaren, utanför Samkraft.")}
    return {}


def rank_of(places: PlaceRules | None, priority: str) -> int:
    """The rank that a reason gives in the queue; who has none goes last, by the order of coming."""
    ranks = {each.code: each.rank for each in places.priorities} if places else {}
    return ranks.get(priority, LAST)


def offer_problems(on: date, offered_on: date, answered_on: date, accepted: bool, reason: str) -> dict[str, str]:
    """What is wrong with an answer to an offered place."""
    problems = {}
    if answered_on < offered_on:
        problems["answered_on"] = _("Svaret kan inte vara före dagen då platsen erbjöds.")
    elif answered_on > on:
        problems["answered_on"] = _("Svaret kan inte ligga i framtiden.")
    if not accepted and not reason.strip():
        problems["reason"] = _("Skriv varför personen tackar nej.")
    return problems


def start_problems(
    on: date, kind: ActivityType, before: tuple[date, date, date | None], started_on: date, talk_on: date | None
) -> dict[str, str]:
    """What is wrong with a start; the talk that opens an activity is demanded by P-034. *before*: the days on which
    the case began, and the place was asked for and granted."""
    problems = {}
    opened_on, asked_on, decided_on = before
    if started_on > on:
        problems["started_on"] = _("Starten kan inte ligga i framtiden. Skriv in den när aktiviteten har börjat.")
    elif started_on < asked_on:
        problems["started_on"] = _("Aktiviteten kan inte börja innan den har begärts.")
    elif decided_on and started_on < decided_on:
        problems["started_on"] = _("Aktiviteten kan inte börja innan den har beviljats.")
    if kind.talk_at_start and talk_on is None:
        problems["start_talk_on"] = _("Ett uppföljningssamtal inleder varje aktivitet. Skriv vilken dag det hölls.")
    elif talk_on and talk_on > on:
        problems["start_talk_on"] = _("Samtalet kan inte ligga i framtiden.")
    elif words := planned_problem(talk_on, opened_on, on):
        problems["start_talk_on"] = words
    return problems


def end_problems(on: date, kind: ActivityType, started_on: date | None, given: Mapping) -> dict[str, str]:
    """What is wrong with an end. An activity that never started ends without a talk, and so may one that was
    interrupted: the person can't always be reached, and the figure shall say so (P-034)."""
    problems = {}
    ended, talk = given["ended_on"], given.get("end_talk_on")
    if ended > on:
        problems["ended_on"] = _("Slutet kan inte ligga i framtiden. Skriv in det när aktiviteten har slutat.")
    elif started_on and ended < started_on:
        problems["ended_on"] = _("Aktiviteten kan inte sluta innan den börjar.")
    is_completed = given["state"] == ActivityState.COMPLETED
    if started_on and kind.talk_at_end and is_completed and talk is None:
        problems["end_talk_on"] = _("Ett uppföljningssamtal avslutar varje aktivitet. Skriv vilken dag det hölls.")
    elif talk and talk > on:
        problems["end_talk_on"] = _("Samtalet kan inte ligga i framtiden.")
    elif talk and started_on and talk < started_on:
        problems["end_talk_on"] = _("Samtalet som avslutar kan inte vara före starten.")
    if given["state"] == ActivityState.INTERRUPTED and not given.get("end_reason", "").strip():
        problems["end_reason"] = _("Skriv varför aktiviteten avbröts.")
    return problems


def days_to_decision(asked_on: date, decided_on: date | None, on: date) -> int:
    """Days from request to decision, or so far (P-006)."""
    return ((decided_on or on) - asked_on).days


def type_groups(definition: ProgrammeDefinition) -> list[tuple[str, list[ActivityType]]]:
    """The programme's activity types in the two groups that its sources have (P-040, P-041)."""
    own = [kind for kind in definition.activity_types if kind.only_for_participants]
    ordinary = [kind for kind in definition.activity_types if not kind.only_for_participants]
    return [(_("Bara för deltagare"), own), (_("I ordinarie verksamhet"), ordinary)]
