"""What would become of each case of a move, decided from facts alone: the preview and the deed ask the same."""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.utils.translation import gettext as _

# As many as a person can look through, and as a page may hold.
AT_MOST = 100
# For how long a move can be undone, where nothing has happened in the case since.
UNDO_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Wish:
    """Whose cases go to whom. giver: None for those that nobody in the branch has. stays: the giver keeps them too.

    by_manager: a unit manager gives and ends cases of her branch; a handler hands over what she leads and has to do.
    """

    giver: int | None
    giver_name: str
    receiver: int
    receiver_name: str
    stays: bool
    by_manager: bool


@dataclass(frozen=True)
class Facts:
    """What bears on one case. leader_is_ours: nobody leads it, or somebody of the branch."""

    case_id: UUID
    file_id: UUID
    number: str
    team_id: int
    team: str
    is_open: bool
    leader: int | None
    leader_branch: str
    leader_is_ours: bool
    is_restricted: bool
    giver_has: bool
    giver_profession: str
    receiver_has: bool
    receiver_profession: str | None
    giver_in_team: bool = False
    carried: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Planned:
    """What is to be done with a case, or why nothing can be."""

    facts: Facts
    refusal: str = ""
    gives: bool = False
    ends: bool = False
    leads: bool = False

    @property
    def carries(self) -> int:
        """How many things of other rooms go along."""
        return sum(map(len, self.facts.carried.values()))


def plan_of(facts: Facts, wish: Wish) -> Planned:
    """What becomes of one case."""
    refusal = _why_not(facts, wish)
    if refusal:
        return Planned(facts, refusal)
    leads = facts.is_open and wish.giver is not None and facts.leader == wish.giver and facts.leader_is_ours
    gives = wish.by_manager and not facts.receiver_has
    ends = wish.by_manager and facts.giver_has and not wish.stays
    planned = Planned(facts, gives=gives, ends=ends, leads=leads)
    if not (gives or ends or leads or planned.carries):
        return Planned(facts, _nothing_to_move(facts, wish))
    return planned


def _why_not(facts: Facts, wish: Wish) -> str:
    words = {"giver": wish.giver_name, "receiver": wish.receiver_name, "team": facts.team}
    if wish.giver is not None and not facts.giver_has:
        return _("%(giver)s har inte längre ärendet.") % words
    if not wish.by_manager:
        return "" if facts.receiver_has else _("%(receiver)s har inte ärendet. Enhetschefen kan ge det.") % words
    if facts.is_restricted:
        return _("Behandlingen är begränsad. Den som har ärendet lämnar själv över det.")
    if facts.receiver_profession is None and not facts.receiver_has:
        return _("%(receiver)s är inte med i %(team)s.") % words
    return ""


def _nothing_to_move(facts: Facts, wish: Wish) -> str:
    if not facts.leader_is_ours:
        return _("%(branch)s leder ärendet, och %(receiver)s har det redan.") % {
            "branch": facts.leader_branch,
            "receiver": wish.receiver_name,
        }
    return _("%(receiver)s har det redan. Inget mer att flytta.") % {"receiver": wish.receiver_name}


def why_not_undone(facts: Facts | None, wish: Wish, *, is_back: bool, has_changed: bool, was_ended: bool) -> str:
    """Why one case can't go back; empty when it can. *facts*: as they are now, None where the case is out of reach."""
    if is_back:
        return _("Redan tillbaka.")
    if facts is None:
        return _("Ärendet är avslutat hos er, eller går inte att nå härifrån.")
    if has_changed:
        return _("Något har hänt i ärendet sedan dess. Flytta det i stället.")
    if was_ended and not facts.giver_in_team:
        return _("%(giver)s är inte längre med i %(team)s.") % {"giver": wish.giver_name, "team": facts.team}
    return ""


def share_of(limit: int, in_core: int) -> int | None:
    """How many cases each in a team's core leads when the team is at its limit; None without a core."""
    return -(-limit // in_core) if in_core else None
