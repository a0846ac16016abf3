"""What is left to register in the authority's own systems, of whichever room it is (P-061, P-063).

A room that keeps something to register says in its ``AppConfig.ready`` how to find it, and the page shows them all.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Exists, JSONField, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from samkraft.access.guard import deny
from samkraft.core.receipts import problem, receipt
from samkraft.core.words import joined, swedish_date

# What is done with a person is to be registered in these two (P-061); the other outer systems take files.
SYSTEMS = ("ais", "procapita")


@dataclass(frozen=True)
class Text:
    """What to paste where: the names of the systems, and one text for them all."""

    systems: str
    text: str

    @property
    def rows(self):
        return self.text.count("\n") + 1


@dataclass(frozen=True)
class Left:
    """Something of a case that a system doesn't know as it stands.

    on: the day since which it is to be registered; done: by system the revision that stands there; lines: its text, a
    fact on each line, asked for only where it is shown; url: its page; to: the address that notes it for a system.
    """

    case_id: UUID
    key: UUID
    on: date
    title: str
    state: str
    revision: int
    done: dict[str, int]
    lines: Callable[[Any, Any], Iterable[str]]
    url: str
    to: Callable[[str], str]

    def is_left_in(self, system) -> bool:
        """Whether the system doesn't know it as it stands."""
        return self.done.get(system.code) != self.revision


Source = Callable[[list, Any], Iterable[Left]]
_sources: list[Source] = []


def add_left(source: Source) -> None:
    """Tell of what is left: ``source(systems, cases)`` gives what one of the systems lacks, in one query."""
    _sources.append(source)


def left_to_register(systems, cases) -> list[Left]:
    """All of these cases that one of the systems doesn't know as it stands, oldest first (P-063)."""
    if not systems:
        return []
    found = (one for source in _sources for one in source(systems, cases))
    return sorted(found, key=lambda one: (one.on, str(one.key)))


def unknown_to(systems, rows, noted, by):
    """Those of *rows* that a system doesn't know as they stand, each with ``done``: by system the revision there.

    noted: the model of what has been registered; by: its key of the row.
    """
    known, left = noted.objects.filter(**{by: OuterRef("pk")}), Q()
    for system in systems:
        left |= ~Exists(known.filter(system=system.code, revision=OuterRef("revision")))
    pairs = known.order_by().values(by).annotate(done=JSONObjectAgg("system", "revision")).values("done")
    return rows.filter(left).annotate(done=Subquery(pairs))


class JSONObjectAgg(Aggregate):
    """Pairs of a group as one object."""

    function = "jsonb_object_agg"
    output_field = JSONField()


def systems_of(definition, branch):
    """The systems of the branch's own authority: what another authority has, its own people register."""
    own = definition.branch(branch.code).authority
    systems = [system for system in definition.outer_systems if system.code in SYSTEMS and system.branch]
    return [system for system in systems if definition.branch(system.branch).authority == own]


def texts_for(definition, lines: Iterable[str]) -> list[Text]:
    """The text for the systems that the programme has; none where it has no such system."""
    systems = [system.name for system in definition.outer_systems if system.code in SYSTEMS]
    return [Text(joined(systems), "\n".join(lines))] if systems else []


def heading_lines(definition, case, title, where) -> list[str]:
    """The lines that every such text begins with: the programme and case number, what it is and where."""
    return [f"{definition.name}, {case.number}", title + (f", {where}" if where else "")]


def note_unless_changed(request, opened, row, system: str, changed: str, note: Callable[[], None]) -> None:
    """It stands in the outer system now; *changed* is said instead where the text that was copied is no longer true."""
    if system not in [one.code for one in systems_of(opened.definition, request.acting.branch)]:
        deny(request, "no such system")
    if request.POST.get("revision") != str(row.revision):
        problem(request, changed)
    else:
        note()
        receipt(request, _("Antecknat som registrerad."))


def dated(label, day) -> str:
    """A day in a text to copy."""
    return f"{label}: {swedish_date(day)}"


def state_line(state) -> str:
    """How it stands, in a text to copy."""
    return _("Läge: %(state)s") % {"state": state}
