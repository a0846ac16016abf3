"""Whom a message may go to, and about what: by consent line, file and law, as for all that leaves (SEK-07)."""

from dataclasses import dataclass

from samkraft.casework.case_page import names_by_branch, team_of
from samkraft.programmes.definition import find
from samkraft.sharing.actions import owed_by_law, reach_of
from samkraft.sharing.rules import Receiver, judge_receivers

# What a message is about unless the writer says else: what, who and when of the plan.
FIRST = "plan"


@dataclass(frozen=True)
class Reachable:
    """Every (branch code, data category) by which a message may go now, with the receiver that it gives.

    names: the programme's words for the categories.
    """

    by_way: dict[tuple[str, str], Receiver]
    names: dict[str, str]

    @property
    def branches(self) -> list[Receiver]:
        """One receiver for each branch, in their order: as the plan may go there, where it may."""
        first = sorted(self.by_way.items(), key=lambda item: item[0][1] == FIRST)
        return sorted({code: receiver for (code, _category), receiver in first}.values(), key=lambda way: way.branch.pk)

    @property
    def categories(self) -> list[tuple[str, str]]:
        """What a message may be about, the plan first."""
        codes = dict.fromkeys(category for _code, category in self.by_way)
        return [(code, self.names[code]) for code in sorted(codes, key=lambda code: code != FIRST)]

    @property
    def waits_for_confirming(self) -> bool:
        """Whether some way asks the branch to say that it has seen the consent (CON-04)."""
        return any(receiver.needs_confirming for receiver in self.by_way.values())

    def way(self, branch_code, category) -> Receiver | None:
        """The receiver, where it may go there about that."""
        return self.by_way.get((branch_code, category))


def reachable(opened, acting, only=None) -> Reachable:
    """Where the own branch may write in this case; *only*: the code of the one branch that it is about."""
    reach = reach_of(opened.case, acting)
    people = names_by_branch(team_of(opened.case))
    branches = [branch for branch in reach.branches if only in (None, branch.code)]
    found = {}
    for row in opened.definition.data_categories:
        lines = [line for line in reach.lines if line.category == row.code]
        owed = owed_by_law(opened.case, row.code, acting.branch)
        for receiver in judge_receivers(branches, lines, reach.holders, people, owed) if lines or owed else []:
            if receiver.may_receive:
                found[receiver.branch.code, row.code] = receiver
    return Reachable(found, {code: find(opened.definition.data_categories, code).name for _branch, code in found})
