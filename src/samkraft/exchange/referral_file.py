"""A referral file, row by row: who is referred, what is known, and what is wrong with the row (P-013).

    file = open_referrals(stream, on=today(), mode=settings.SAMKRAFT_MODE, definition=programme)
    for row in file: ...

Pure and lazy: nothing is stored, a CSV file of any length takes constant memory but for one short entry per
person, by which a second row on the same one is found. Of a row with protected identity only its line
number leaves this module (SKY-01). No problem text holds an identity number (GDPR-12), and health columns are
never read.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any, BinaryIO

from django.utils.translation import gettext_lazy as _

from samkraft.exchange.ais_layout import AIS
from samkraft.exchange.layout import Column, Layout, tidy_heading
from samkraft.exchange.reading import Record, ReferralFileError, Source, has_unreadable, open_source
from samkraft.exchange.samkraft_layout import SAMKRAFT
from samkraft.exchange.values import ValueProblem, says_no
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.identity import Identity, IdentityError, mask, parse_identity, why_refused
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.eligibility import facts_from_codes

__all__ = [
    "LAYOUTS",
    "ReferralFile",
    "ReferralFileError",
    "ReferralRow",
    "RowProblem",
    "open_referrals",
    "read_referrals",
]

LAYOUTS = (AIS, SAMKRAFT)

_LIKE_A_NUMBER = re.compile(r"\d{6}[-+ ]?[0-9A-Za-z]{4}")
_SHOWN_LENGTH = 40
_REMEMBERED = 8192
_SELDOM_AGAIN = {"phone", "other_phone", "email"}


@dataclass(frozen=True, slots=True)
class RowProblem:
    """What is wrong in a row: where, the value (identity numbers masked), the rule, and what to do.

    ``blocking``: the row can't be taken; otherwise it can, without the value. Texts are Swedish and lazy.
    """

    line: int
    column: str
    value: str
    rule: Any
    remedy: Any
    blocking: bool = True


@dataclass(slots=True)
class ReferralRow:
    """One person in the file. ``facts`` are in the words of ``programmes.eligibility``, the known ones only.

    A protected row has its line number and nothing else. ``sex`` is "woman" or "man", ``schooling`` one of
    ``people.choices.Schooling``. ``way`` and ``referred_on`` are there only if the file says them.
    """

    line: int
    protected: bool = False
    identity: Identity | None = None
    first_name: str = ""
    last_name: str = ""
    sex: str = ""
    birth_date: date | None = None
    phone: str = ""
    email: str = ""
    language: str = ""
    needs_interpreter: bool = False
    schooling: str = "unknown"
    coordination_level: str = ""
    coordination_status: str = ""
    unit: str = ""
    way: str = ""
    referred_on: date | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    problems: list[RowProblem] = field(default_factory=list)

    @property
    def can_be_taken(self) -> bool:
        return not self.protected and not any(problem.blocking for problem in self.problems)

    @property
    def json_facts(self) -> dict[str, Any]:
        """The facts with days as text, fit for JSON."""
        return {name: value.isoformat() if isinstance(value, date) else value for name, value in self.facts.items()}


class ReferralFile:
    """A recognised file: its layout and how it is written. Walk it once to get the rows."""

    def __init__(self, source: Source, layout: Layout, on: date, mode: str, definition) -> None:
        self.layout, self.kind, self.delimiter = layout, source.kind, source.delimiter
        self._source = source
        self._reader = _RowReader(source.headings, layout, on, mode, definition)
        present = {tidy_heading(heading) for heading in source.headings} - {""}
        self.unknown_headings = [
            heading.strip() for heading in source.headings if tidy_heading(heading) in present - layout.known
        ]
        self.missing_headings = [column.heading for column in layout.columns if not _names(column) & present]

    @property
    def encoding(self) -> str:
        """ "utf-8", "utf-8-sig", "windows-1252", or "ascii" as long as every letter so far is plain."""
        return self._source.encoding

    def __iter__(self) -> Iterator[ReferralRow]:
        read = self._reader.read
        for record in self._source.records:
            if (row := read(record)) is not None:
                yield row


def open_referrals(
    stream: BinaryIO, *, on: date, mode: str = "", definition: ProgrammeDefinition | None = None
) -> ReferralFile:
    """Recognise a referral file in a binary stream and get ready to read its rows.

    ``on`` is today. ``mode`` ("demo", "test", "production") refuses numbers that it doesn't take (PNR-07).
    ``definition`` turns codes such as SKAT into the programme's yes/no facts.
    Raises :class:`ReferralFileError`, also while walking the rows if the file turns out to be damaged.
    """
    known = frozenset[str]().union(*(layout.known for layout in LAYOUTS))
    source = open_source(stream, known, tidy_heading)
    return ReferralFile(source, _layout_of(source.headings), on, mode, definition)


def read_referrals(stream: BinaryIO, **options: Any) -> Iterator[ReferralRow]:
    """The rows of a referral file; see :func:`open_referrals`."""
    return iter(open_referrals(stream, **options))


def _names(column: Column) -> set[str]:
    return {tidy_heading(heading) for heading in (column.heading, *column.aliases)}


def _layout_of(headings: list[str]) -> Layout:
    """The layout with most of its headings there. Raises when none fits, saying what is missing."""
    tidy = [tidy_heading(heading) for heading in headings]
    layout = max(LAYOUTS, key=lambda one: sum(heading in one.known for heading in tidy))
    recognised = [heading for heading in tidy if heading in layout.known]
    if len(recognised) < 2:
        raise _no_headings(headings)
    twice = {heading for heading in recognised if recognised.count(heading) > 1}
    if twice:
        names = ", ".join(sorted({h.strip() for h in headings if tidy_heading(h) in twice}))
        raise ReferralFileError(
            "double_heading",
            _("Rubriken %(names)s står mer än en gång.") % {"names": names},
            _("Ta bort den ena kolumnen, så att det är klart vilken som gäller."),
        )
    missing = _missing(layout, set(recognised))
    if missing:
        raise ReferralFileError(
            "missing_heading",
            _("Filen saknar kolumnen %(names)s.") % {"names": ", ".join(missing)},
            _("Utan den går raderna inte att ta in säkert. Hämta filen på nytt med alla kolumner."),
        )
    return layout


def _missing(layout: Layout, present: set[str]) -> list[str]:
    columns = [c.heading for c in layout.columns if c.required and not _names(c) & present]
    return columns + [heading for heading in layout.protection if tidy_heading(heading) not in present]


def _no_headings(headings: list[str]) -> ReferralFileError:
    remedy = _("Se vilka rubriker som behövs i beskrivningen av anvisningsfilen.")
    if any(_LIKE_A_NUMBER.search(heading) for heading in headings):
        return ReferralFileError(
            "no_heading", _("Filen har ingen rubrikrad: första raden ser ut att vara en person."), remedy
        )
    return ReferralFileError("wrong_headings", _("Filens rubriker är inte en anvisningsfils."), remedy)


class _RowReader:
    """Reads one record after the other by a plan made once from the heading row."""

    def __init__(self, headings: list[str], layout: Layout, on: date, mode: str, definition) -> None:
        self._on, self._mode, self._layout, self._definition = on, mode, layout, definition
        self._width = len(headings)
        place = {tidy_heading(heading): i for i, heading in reversed(list(enumerate(headings)))}
        self._flags = [place[tidy_heading(heading)] for heading in layout.protection]
        self._plan: list[tuple[int, Column, Callable[[str], Any]]] = []
        for column in layout.columns:
            found = [place[name] for name in _names(column) if name in place]
            if found and column.field != "identity":
                parse = partial(_value, column, on)
                # Days, codes and names come again and again; addresses don't.
                remembers = column.field not in _SELDOM_AGAIN
                self._plan.append((min(found), column, lru_cache(_REMEMBERED)(parse) if remembers else parse))
            elif found:
                self._identity_at, self._identity_heading = min(found), column.heading
        self._first_line: dict[str, int] = {}
        self._told_by = lru_cache(_REMEMBERED)(partial(_told_by_category, definition))

    def read(self, record: Record) -> ReferralRow | None:
        """The row of a record; None for an empty line."""
        cells = record.cells
        if cells is not None and len(cells) != self._width:
            if not any(cell.strip() for cell in cells):
                return None
            cells = self._fitted(cells)
        if cells is None or (record.last_line > record.line and self._is_broken(cells)):
            return self._unreadable(record)
        if any(not says_no(cells[place].strip()) for place in self._flags):
            return ReferralRow(record.line, protected=True)
        number = cells[self._identity_at].strip()
        if not number and not any(cell.strip() for cell in cells):
            return None
        row = ReferralRow(record.line)
        self._read_identity(row, number)
        self._read_cells(row, cells)
        self._finish(row)
        return row

    def _is_broken(self, cells: list[str]) -> bool:
        """Whether a cell that is read holds a line break: no name does, so rows have run together."""
        places = [self._identity_at, *self._flags, *(place for place, *_rest in self._plan)]
        return any("\n" in cells[place].strip() for place in places)

    def _fitted(self, cells: list[str]) -> list[str] | None:
        """Empty cells after the last column are harmless; any other count means that cells have moved."""
        extra = cells[self._width :]
        return cells[: self._width] if extra and not any(cell.strip() for cell in extra) else None

    def _unreadable(self, record: Record) -> ReferralRow:
        """A row whose cells can't be told apart: its content is dropped, as it may be protected."""
        found = "" if record.cells is None else str(len(record.cells))
        if record.last_line > record.line:
            rule = _("Ett citattecken håller ihop raderna %(first)s till %(last)s.")
            rule = rule % {"first": record.line, "last": record.last_line}
        elif found:
            rule = _("Raden har %(found)s kolumner, rubrikraden har %(expected)s.")
            rule = rule % {"found": found, "expected": self._width}
        else:
            rule = _("Ett citattecken står mitt i raden.")
        remedy = _("Rätta raden i filen: en skiljare eller ett citattecken är fel.")
        return ReferralRow(record.line, problems=[RowProblem(record.line, "", found, rule, remedy)])

    def _read_identity(self, row: ReferralRow, text: str) -> None:
        heading = self._identity_heading
        try:
            identity = parse_identity(text, self._on)
        except IdentityError as error:
            row.problems.append(RowProblem(row.line, heading, mask(text), error.sentence, error.remedy))
            return
        row.identity, row.birth_date = identity, identity.birth_date
        refused = why_refused(identity, self._mode) if self._mode else None
        if refused:
            remedy = _("Ta bort raden.")
            row.problems.append(RowProblem(row.line, heading, identity.masked, refused, remedy))
        first = self._first_line.setdefault(identity.canonical, row.line)
        if first != row.line:
            rule = _("Personen finns redan på rad %(line)s.") % {"line": first}
            row.problems.append(RowProblem(row.line, heading, identity.masked, rule, _("Ta bort den ena raden.")))
        if identity.century_guessed:
            rule = _("Numret har tio siffror. Vi läser födelseåret som %(year)s.") % {"year": identity.canonical[:4]}
            remedy = _("Kontrollera året, eller skriv numret med tolv siffror.")
            row.problems.append(RowProblem(row.line, heading, identity.masked, rule, remedy, blocking=False))

    def _read_cells(self, row: ReferralRow, cells: list[str]) -> None:
        read: dict[str, Any] = {}
        for place, column, parse in self._plan:
            text = cells[place].strip()
            if not text:
                if column.required:
                    row.problems.append(_required(row.line, column))
                continue
            try:
                value = parse(text)
            except ValueProblem as problem:
                row.problems.append(
                    RowProblem(row.line, column.heading, _shown(text), problem.rule, problem.remedy, problem.blocking)
                )
                continue
            if value is None:
                continue
            if column.is_fact:
                row.facts[column.field] = value
            else:
                read[column.field] = value
        _fill_fields(row, read)

    def _finish(self, row: ReferralRow) -> None:
        if row.way:
            row.facts["referral_way"] = row.way
        self._layout.conclude(row.facts, self._on)
        self._conclude_section(row.facts)
        if self._definition is not None and "skat" in row.facts:
            row.facts = self._told_by(row.facts["skat"]) | row.facts
        told = row.identity.sex if row.identity else None
        if not row.sex:
            row.sex = told or ""
            if row.identity and not told:
                rule, remedy = _("Kön saknas och framgår inte av numret."), _("Fyll i K eller M.")
                row.problems.append(RowProblem(row.line, self._heading("sex"), "", rule, remedy))
        elif told and told != row.sex:
            rule = _("Kön stämmer inte med numret. Raden tas in med det som står i kolumnen.")
            remedy = _("Kontrollera uppgiften i källan.")
            row.problems.append(RowProblem(row.line, self._heading("sex"), "", rule, remedy, blocking=False))

    def _conclude_section(self, facts: dict[str, Any]) -> None:
        """Whether the programme's section code stands there; which other one does is nothing to keep (P-063)."""
        code, mark = facts.pop("section", None), self._definition.section_mark if self._definition else None
        if code and mark:
            facts[SECTION_CODE] = mark.is_in(code)

    def _heading(self, field_name: str) -> str:
        return next(column.heading for column in self._layout.columns if column.field == field_name)


def _fill_fields(row: ReferralRow, read: Mapping[str, Any]) -> None:
    """Put what was read into the row; the number's own birth date and a mobile telephone come first."""
    for name, value in read.items():
        if name == "birth_date":
            row.birth_date = row.birth_date or value
        elif name != "other_phone":
            setattr(row, name, value)
    row.phone = row.phone or read.get("other_phone", "")
    if row.language and "needs_interpreter" not in read:
        row.needs_interpreter = True


def _told_by_category(definition: ProgrammeDefinition, skat: str) -> dict[str, Any]:
    return facts_from_codes(definition, {"skat": skat})


def _value(column: Column, on: date, text: str) -> Any:
    if text[0] == "=":
        raise ValueProblem(_("Cellen innehåller en formel."), _("Skriv värdet i stället för formeln."))
    if has_unreadable(text):
        raise ValueProblem(_("Cellen innehåller tecken som inte går att läsa."), _("Spara filen på nytt som UTF-8."))
    if not text.isprintable() and any(ord(sign) < 32 and sign not in "\t\r\n" for sign in text):
        raise ValueProblem(_("Cellen innehåller styrtecken."), _("Rätta värdet i källan."))
    assert column.parse is not None
    return column.parse(text, on)


def _required(line: int, column: Column) -> RowProblem:
    return RowProblem(line, column.heading, "", _("Värdet saknas."), _("Fyll i det i källan eller i filen."))


def _shown(text: str) -> str:
    """The value as it may stand in a report: short, and masked where it could be an identity number."""
    if _LIKE_A_NUMBER.search(text):
        return mask(text)
    return text if len(text) <= _SHOWN_LENGTH else text[: _SHOWN_LENGTH - 1] + "…"
