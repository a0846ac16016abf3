"""How many questions wait with each that may be asked, and with whom of the own branch (P-021). Numbers alone."""

from collections import Counter
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from samkraft.access.acting import current_acting
from samkraft.access.models import Staff
from samkraft.casework.consultations.lines import Line, lines_of
from samkraft.casework.models import Message
from samkraft.core.clock import today
from samkraft.people.models import CaseAssignment
from samkraft.sharing import door
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy


@dataclass(frozen=True)
class Load:
    """What waits with one line, and how long the last answers took."""

    line: Line
    waiting: int = 0
    late: int = 0
    answered: int = 0
    median_days: float | None = None


def loads(definition, programme) -> list[Load]:
    """Every line of the programme; one statement, of the door."""
    known = {row[0]: row[1:] for row in door.rows("consultation_load", programme)}
    return [Load(line, *known.get(line.code, ())) for line in lines_of(definition)]


def by_colleague() -> list[tuple[Staff, int]]:
    """Who of the own branch has open questions in her cases, and how many; the most first. Two queries."""
    answered = Message.objects.filter(thread=OuterRef("item_id"))
    copies = ReceivedCopy.objects.filter(~Exists(answered), item_kind=ItemKind.CONSULTATION).order_by()
    cases = Counter(copies.values_list("case_id", flat=True))
    held = CaseAssignment.objects.filter(case__in=list(cases), branch=current_acting().branch).in_force(today())
    people: Counter = Counter()
    for row in held.select_related("staff").order_by("pk"):
        people[row.staff] += cases[row.case_id]
    return people.most_common()
