"""What she has said yes to, gathered as one thinks of it: what it is about, and who may read."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.core.lookups import as_array
from samkraft.portal.reading import Line
from samkraft.portal.words import day_words
from samkraft.sharing import door
from samkraft.sharing.choices import Purpose


@dataclass(frozen=True)
class Row:
    """One line: who gives to whom, until when."""

    line: Line
    until: str


@dataclass(frozen=True)
class Group:
    """All lines of one category for one purpose."""

    purpose: str
    category: str
    name: str
    rows: list[Row]
    is_swedish: bool = True

    @property
    def readers(self) -> list[str]:
        """The branches that may read, each once."""
        return sorted({row.line.to_branch for row in self.rows})

    @property
    def is_planning(self) -> bool:
        """Between branches, for the joint plan; else it stays where it is, for follow-up or evaluation."""
        return self.purpose == Purpose.PLANNING

    @property
    def until(self) -> str:
        """The last day of them all."""
        return day_words(max((row.line.valid_until for row in self.rows), default=date.max))


def groups_of(lines: list[Line], names: dict) -> list[Group]:
    """The lines by what they are about, in the order of the names."""
    found: dict[tuple[str, str], Group] = {}
    for line in lines:
        key = (line.purpose, line.category)
        asked = line.category if line.purpose == Purpose.PLANNING else line.purpose
        if key not in found:
            name = names.get((line.case, asked), line.category)
            # The programme's own word, which the page's other languages know when they know the programme.
            found[key] = Group(*key, _(name), [], is_swedish=_(name) == name)
        found[key].rows.append(Row(line, day_words(line.valid_until)))
    for group in found.values():
        group.rows.sort(key=lambda row: (row.line.to_branch, row.line.from_branch, row.line.line))
    return sorted(found.values(), key=lambda group: (not group.is_planning, group.name))


@transaction.atomic
def withdraw(lines) -> int:
    """CON-06: taken back by herself, with effect at once; raises ``DoorRefused``. Gives how many files closed by it."""
    return door.call("own_page_withdraw", as_array(lines))
