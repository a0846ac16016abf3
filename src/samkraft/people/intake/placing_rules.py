"""Where a called person is placed: a simple, deterministic rule, with its reasons in sight (no score; GDPR-15).

Among the teams with the fewest people (at most ``SLACK`` more than the smallest), the one with the fewest of the
person's sex, then the fewest people, then by code: so load and sex both stay even. A team at its limit is proposed
only when every open team is, and then it is flagged.
"""

from dataclasses import dataclass, field

SLACK = 2


@dataclass
class TeamLoad:
    """A team as the placing sees it: how many it has and how many it should have at most."""

    key: int
    code: str
    limit: int | None
    women: int = 0
    men: int = 0

    @property
    def load(self) -> int:
        return self.women + self.men

    @property
    def is_full(self) -> bool:
        return self.limit is not None and self.load >= self.limit

    def of_sex(self, sex: str) -> int:
        return self.women if sex == "woman" else self.men

    def add(self, sex: str) -> None:
        if sex == "woman":
            self.women += 1
        else:
            self.men += 1


@dataclass(frozen=True)
class Proposal:
    """The team proposed for one person, and whether that takes the team above its limit."""

    person: object
    team: int
    above_limit: bool


@dataclass
class Placing:
    """Place people one after another; each placing counts in the next."""

    teams: list[TeamLoad]
    proposals: list[Proposal] = field(default_factory=list)

    def place(self, person: object, sex: str) -> Proposal:
        """Propose a team for one person. Raises ``ValueError`` when there is no open team."""
        if not self.teams:
            raise ValueError("Det finns inget team som tar emot den dagen.")
        team = min(self._smallest(), key=lambda t: (t.of_sex(sex), t.load, t.code))
        proposal = Proposal(person, team.key, team.is_full)
        team.add(sex)
        self.proposals.append(proposal)
        return proposal

    def _smallest(self) -> list[TeamLoad]:
        open_teams = [team for team in self.teams if not team.is_full] or self.teams
        least = min(team.load for team in open_teams)
        return [team for team in open_teams if team.load <= least + SLACK]
