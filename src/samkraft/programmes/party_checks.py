"""What must hang together of who owns the project and reports on it."""

from collections import Counter
from collections.abc import Iterator

from samkraft.programmes.building import show
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.positions import Path

Found = tuple[Path, str, str]


def one_owner(definition: ProgrammeDefinition) -> Iterator[Found]:
    """Exactly one party owns the project."""
    owners = Counter(party.is_owner for party in definition.parties)
    if owners[True] != 1:
        yield ("parties",), f"{owners[True]} parter med is_owner = true", "precis en projektägare"


def owner_reports(definition: ProgrammeDefinition) -> Iterator[Found]:
    """INT-05: the project owner reports; a file without number and first day says nothing of anybody."""
    said = definition.fund_report
    if said is None:
        return
    owners = {party.branch for party in definition.parties if party.is_owner}
    if owners and said.branch not in owners:
        yield ("fund_report", "branch"), show(said.branch), "den part som äger projektet (is_owner = true)"
    holds = [column.holds for column in said.columns]
    for kind in ("number", "start"):
        if holds.count(kind) != 1:
            yield ("fund_report", "columns"), f"{holds.count(kind)} kolumner med holds = {show(kind)}", "precis en"
    if said.due_days < 1:
        yield ("fund_report", "due_days"), str(said.due_days), "en dag eller fler"
