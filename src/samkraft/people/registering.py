"""What is left to register in the authority's own systems, of whichever room it is (P-061, P-063).

A room that keeps something to register says in its ``AppConfig.ready`` how to find it, and the page shows them all.
Hundreds may be left and a page shows twenty: all are counted and put in order by day and key, and those shown are read.
"""

from collections import ChainMap
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Aggregate, Exists, JSONField, Model, OuterRef, Q, QuerySet, Subquery, Value
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

    done: by system the revision that stands there; lines: its text, a fact on each line; url: its page; to: the address
    that notes it for a system.
    """

    case_id: UUID
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


@dataclass(frozen=True)
class Source:
    """What a room keeps to register, and how to tell of it.

    rows: all that may be registered, whole; since: an expression on a row; noted, by: the model of what has been
    registered and its key of the row; tell: what is said of a row.
    """

    rows: Callable[[], QuerySet]
    since: Any
    noted: type[Model]
    by: str
    tell: Callable[[Any], Left]

    def left(self, systems, cases, number) -> QuerySet:
        """Day, key and *number*, the source's own, of the cases' rows that a system doesn't know as they stand."""
        known, lacks = self._known(), Q()
        for system in systems:
            lacks |= ~Exists(known.filter(system=system.code, revision=OuterRef("revision")))
        return self.rows().filter(lacks, case__among=cases).order_by().values_list(self.since, "pk", Value(number))

    def read(self, keys) -> dict[UUID, Left]:
        """What is said of these."""
        known = self._known().order_by().values(self.by)
        done = Subquery(known.annotate(done=JSONObjectAgg("system", "revision")).values("done"))
        return {row.pk: self.tell(row) for row in self.rows().filter(pk__in=keys).annotate(done=done)}

    def _known(self) -> QuerySet:
        return self.noted.objects.filter(**{self.by: OuterRef("pk")})


_sources: list[Source] = []


def add_left(source: Source) -> None:
    """Tell of what is left."""
    _sources.append(source)


def left_to_register(systems, cases) -> list[tuple[date, UUID, Source]]:
    """All of these cases that a system doesn't know as it stands: day, key and source, oldest first (P-063)."""
    if not systems:
        return []
    first, *others = (source.left(systems, cases, number) for number, source in enumerate(_sources))
    found = first.union(*others, all=True) if others else first
    return sorted(((on, key, _sources[number]) for on, key, number in found), key=lambda one: (one[0], str(one[1])))


def read_left(left: Sequence[tuple[date, UUID, Source]]) -> list[Left]:
    """What is said of these, in their order."""
    keys: dict[Source, list[UUID]] = {}
    for _on, key, source in left:
        keys.setdefault(source, []).append(key)
    told = ChainMap(*(source.read(wanted) for source, wanted in keys.items()))
    return [told[key] for _on, key, _source in left if key in told]


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
