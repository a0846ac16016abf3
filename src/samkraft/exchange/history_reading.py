"""A file of histories, row by row, each with its verdict; nothing is stored here (P-039).

Only people in cases of the one who reads are known, or of the branch for who reads for all of it: of all others the
line number alone is kept, whoever they are (SEK-05), and of a protected person nothing but that her line was stopped
(SKY-01).
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, BinaryIO, Protocol

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from samkraft.access.vault import ring_of
from samkraft.casework.benefits import Kinds, kinds_for
from samkraft.core.clock import today
from samkraft.exchange.history_layouts import LAYOUTS, HistoryLayout
from samkraft.exchange.layout import tidy_heading
from samkraft.exchange.reading import ReferralFileError, has_unreadable, open_source
from samkraft.exchange.values import ValueProblem, says_no
from samkraft.people.identity import IdentityError, parse_identity, why_refused
from samkraft.people.vault import lookup_hashes
from samkraft.programmes.information import UNSAID_HISTORY

MOST_ROWS = 5000
SECTION = "sektion"  # of the employment service's list; checked by section_check


class ReadCase(Protocol):
    """What a row asks of the case that it may be about."""

    @property
    def pk(self) -> Any: ...

    @property
    def is_open_for_work(self) -> bool: ...


class HistoryVerdict(models.TextChoices):
    """What becomes of a row."""

    TAKE = "take", _("Tas in")
    KNOWN = "known", _("Finns redan")
    DISCHARGED = "discharged", _("Utskriven")
    STOPPED = "stopped", _("Stoppad")
    NOT_YOURS = "not_yours", _("Inte någon av dina deltagare")
    UNREADABLE = "unreadable", _("Kan inte läsas")
    PROTECTED = "protected", _("Stoppad: skyddade personuppgifter")


def read(
    stream: BinaryIO, branch, definition, cases: Mapping[str, ReadCase], layouts=LAYOUTS
) -> tuple[HistoryLayout, list[dict]]:
    """All rows of a file. cases: the reader's cases by the keyed hash of the number; layouts: those allowed."""
    known = frozenset[str]().union(*(layout.known for layout in layouts))
    source = open_source(stream, known, tidy_heading)
    headings = [tidy_heading(heading) for heading in source.headings]
    layout = _layout_of(headings, layouts)
    rules = _kinds(definition, branch) if layout.is_of_facts else definition.case_history or UNSAID_HISTORY
    rows: list[dict] = []
    for record in source.records:
        rows += _rows(layout, headings, record, branch, rules, cases)
        if len(rows) > MOST_ROWS:
            raise ReferralFileError("too_many_rows", _("Filen har för många rader."), _("Dela den i flera filer."))
    if not rows:
        raise ReferralFileError("no_rows", _("Filen har en rubrikrad men inga rader."), _("Hämta filen på nytt."))
    return layout, rows


def _kinds(definition, branch) -> Kinds:
    kinds = kinds_for(definition, branch)
    if kinds is None:
        raise ReferralFileError(
            "no_kinds", _("Er verksamhet antecknar inga ersättningar i det här programmet."), _("Välj en annan fil.")
        )
    return kinds


def _layout_of(headings: list[str], layouts) -> HistoryLayout:
    layout = max(layouts, key=lambda one: sum(heading in one.known for heading in headings))
    missing = [name for name in (layout.identity, *layout.protection, *layout.needed) if name not in headings]
    if missing:
        sentence = _("Filen saknar kolumnen %(names)s.") % {"names": ", ".join(missing)}
        raise ReferralFileError("missing_heading", sentence, _("Se vilka rubriker som behövs här bredvid."))
    return layout


def _rows(layout, headings, record, branch, rules, cases) -> Iterator[dict]:
    if record.cells is None or (len(record.cells) != len(headings) and any(cell.strip() for cell in record.cells)):
        yield _said(record.line, HistoryVerdict.UNREADABLE, _("Raden har fel antal kolumner."))
        return
    cells = {name: cell.strip() for name, cell in zip(headings, record.cells, strict=False)}
    if not any(cells.values()):
        return
    if any(not says_no(cells[name]) for name in layout.protection):
        yield _said(record.line, HistoryVerdict.PROTECTED)
        return
    case = cases_of(cells[layout.identity], branch, cases)
    if case is None:
        yield _said(record.line, HistoryVerdict.NOT_YOURS)
        return
    if not (layout.is_of_facts or case.is_open_for_work):
        yield _said(record.line, HistoryVerdict.DISCHARGED, _("Av listan läses bara de som är inskrivna."), case.pk)
        return
    yield from _told(layout, cells, record.line, rules, case.pk)
    if SECTION in cells:
        yield _said(record.line, HistoryVerdict.TAKE, "", case.pk) | {"section": cells[SECTION]}


def cases_of(number: str, branch, cases: Mapping[str, ReadCase]) -> ReadCase | None:
    """The reader's case of that number; None for anybody else, and for what is no number."""
    try:
        identity = parse_identity(number, today())
    except IdentityError:
        return None
    if why_refused(identity, settings.MODE):
        return None
    return next((cases[key] for key in lookup_hashes(branch, identity.canonical) if key in cases), None)


def _told(layout, cells, line, rules, case) -> Iterator[dict]:
    try:
        _must_be_plain(cells.values())
        entries = list(layout.entries(cells, rules))
    except ValueProblem as problem:
        yield _said(line, HistoryVerdict.UNREADABLE, f"{problem.rule} {problem.remedy}", case)
        return
    for entry in entries:
        yield _said(line, HistoryVerdict.TAKE, "", case) | {"entry": entry}


def _must_be_plain(cells: Iterable[str]) -> None:
    for cell in cells:
        if cell.startswith("="):
            raise ValueProblem(_("Cellen innehåller en formel."), _("Skriv värdet i stället för formeln."))
        if has_unreadable(cell) or any(ord(sign) < 32 and sign not in "\t\r\n" for sign in cell):
            raise ValueProblem(_("En cell har tecken som inte går att läsa."), _("Spara filen på nytt som UTF-8."))


def _said(line, verdict, why="", case=None) -> dict:
    return {"line": line, "verdict": str(verdict), "why": str(why), "case": str(case) if case else ""}


def row_keys(branch, case, entry: dict) -> list[str]:
    """Keyed hashes by which the same row is known again, the one of the current key first."""
    text = "|".join([str(case), *(entry[name] for name in sorted(entry))])
    return ring_of(branch).hashes("history_row", text)
