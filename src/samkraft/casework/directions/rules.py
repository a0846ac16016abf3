"""What a plan in a direction must hold, and what of it is there. Pure: no database.

A coordinated individual plan (SIP) states the measures that are needed, which of them the municipality and which the
region answers for, and which of the two has the overall responsibility; it is made with the person's consent, and
followed up (CON-11). Of the other directions the programme asks that the right body has received it (P-039).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

SIP = "sip"
REGION, SOCIAL = "HSV", "SOC"


@dataclass(frozen=True)
class Check:
    """One thing that a plan in the direction must hold. page: the url name of where it is mended."""

    words: str
    is_met: bool
    page: str = "casework:plan"


@dataclass(frozen=True)
class Known:
    """What is known of the plan: its goal, its live steps (branch code, has somebody named, has a day), its review."""

    goal: str = ""
    steps: tuple[tuple[str, bool, bool], ...] = ()
    review_on: date | None = None
    agrees: bool = False
    leading: str = ""
    received_by: frozenset[str] = frozenset()


def known_of(content: Any, **more: Any) -> Known:
    """The same of a plan's content; None where none is published."""
    if content is None:
        return Known(**more)
    steps = tuple(
        (step.branch_code, bool(step.staff_name) or step.by_participant, bool(step.starts or step.ends))
        for step in content.live_steps
    )
    return Known(content.goal, steps, content.review_on, **more)


def checks_of(direction: Any, known: Known, branches: Iterable[Any]) -> list[Check]:
    """What a plan in this direction must hold."""
    return sip_checks(known, branches) if direction.code == SIP else _plain_checks(direction, known)


def sip_checks(known: Known, branches: Iterable[Any]) -> list[Check]:
    """The required contents of a SIP (SoL 10:8-9, HSL 16:4)."""
    municipal, regional = _bodies(branches)
    codes = {code for code, _who, _when in known.steps}
    return [
        Check(_("Personens mål, med egna ord"), bool(known.goal)),
        Check(_("Insatser som behövs"), bool(known.steps)),
        Check(_("Minst en insats som kommunen svarar för"), bool(codes & municipal)),
        Check(_("Minst en insats som regionen svarar för"), bool(codes & regional)),
        Check(_("Vem och när för varje insats"), all(who and when for _code, who, when in known.steps)),
        Check(_("Kommunen eller regionen har det övergripande ansvaret"), known.leading in municipal | regional,
              "people:phase"),
        Check(_("Dag för uppföljning"), known.review_on is not None),
        Check(_("Personens samtycke till planen"), known.agrees, "casework:plan_agree"),
    ]  # fmt: skip


def _bodies(branches: Iterable[Any]) -> tuple[set[str], set[str]]:
    """Codes of the municipality's branches and of the region's; the municipality is where social services are."""
    rows = list(branches)
    towns = {row.authority for row in rows if row.secrecy == SOCIAL}
    return {row.code for row in rows if row.authority in towns}, {row.code for row in rows if row.secrecy == REGION}


def _plain_checks(direction: Any, known: Known) -> list[Check]:
    codes = {code for code, _who, _when in known.steps}
    return [
        Check(_("Personens mål, med egna ord"), bool(known.goal)),
        Check(_("Minst ett steg hos den som planen går vidare till"), direction.branch in codes),
        Check(_("Dag för uppföljning"), known.review_on is not None),
        Check(_("Rätt mottagare har tagit emot planen"), direction.branch in known.received_by, "people:discharge"),
    ]
