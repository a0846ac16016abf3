"""Dated code lists: CSV files with value, label, first and last day, and source.

A value may stand several times, for different stretches of time; two stretches of one value may not overlap.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from samkraft.programmes.reading import Problem, ProgrammeFileError

HEADINGS = ("value", "label", "valid_from", "valid_to", "source")


@dataclass(frozen=True, slots=True)
class CodeListEntry:
    """A value with its label while it was in force. `valid_to` is the last day, None while it still is."""

    value: str
    label: str
    valid_from: date
    valid_to: date | None
    source: str

    def in_force(self, on: date) -> bool:
        """True on the days that the entry holds."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def overlaps(self, other: "CodeListEntry") -> bool:
        """True if some day belongs to both."""
        ends = self.valid_to or date.max, other.valid_to or date.max
        return max(self.valid_from, other.valid_from) <= min(ends)


@dataclass(frozen=True, slots=True)
class CodeList:
    """A whole list under its file name."""

    name: str
    entries: tuple[CodeListEntry, ...]

    def in_force(self, on: date) -> tuple[CodeListEntry, ...]:
        """The entries of that day, in the order of the file."""
        return tuple(entry for entry in self.entries if entry.in_force(on))

    def label(self, value: str, on: date) -> str:
        """The label of a value on a day; the value itself if the list doesn't know it then."""
        labels = (entry.label for entry in self.in_force(on) if entry.value == value)
        return next(labels, value)


def read_code_list(path: Path | str) -> CodeList:
    """The list in a CSV file. Raises `ProgrammeFileError` with every bad line."""
    path = Path(path)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.reader(file, strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        found = f"går inte att läsa ({error})"
        raise ProgrammeFileError([Problem(path.name, 1, "", found, "CSV i UTF-8")]) from None
    if not lines or tuple(lines[0]) != HEADINGS:
        found = ",".join(lines[0]) if lines else "en tom fil"
        raise ProgrammeFileError([Problem(path.name, 1, "", found, ",".join(HEADINGS))])
    rows = [(number, row) for number, row in enumerate(lines[1:], start=2) if row]
    problems = [problem for number, row in rows for problem in _row_problems(path.name, number, row)]
    if problems:
        raise ProgrammeFileError(problems)
    numbered = [(number, _entry(row)) for number, row in rows]
    problems = list(_overlaps(path.name, numbered))
    if problems:
        raise ProgrammeFileError(problems)
    return CodeList(path.stem, tuple(entry for _, entry in numbered))


def read_code_lists(folder: Path | str) -> dict[str, CodeList]:
    """All lists of a folder, by name. Raises `ProgrammeFileError` with the problems of all files."""
    lists: dict[str, CodeList] = {}
    problems: list[Problem] = []
    for path in sorted(Path(folder).glob("*.csv")):
        try:
            lists[path.stem] = read_code_list(path)
        except ProgrammeFileError as error:
            problems.extend(error.problems)
    if problems:
        raise ProgrammeFileError(problems)
    return lists


def _row_problems(file: str, number: int, row: list[str]) -> Iterator[Problem]:
    if len(row) != len(HEADINGS):
        yield Problem(file, number, "", f"{len(row)} fält", f"{len(HEADINGS)} fält: {','.join(HEADINGS)}")
        return
    for heading, cell in zip(HEADINGS, row, strict=True):
        if not cell.strip() and heading != "valid_to":
            yield Problem(file, number, heading, "tomt", "ett värde")
        elif heading.startswith("valid_") and cell and _day(cell) is None:
            yield Problem(file, number, heading, repr(cell), "ett datum (2020-01-31)")
    start, end = _day(row[2]), _day(row[3])
    if start and end and end < start:
        yield Problem(file, number, "valid_to", row[3], f"en dag från och med {row[2]}")


def _day(cell: str) -> date | None:
    try:
        return date.fromisoformat(cell.strip())
    except ValueError:
        return None


def _entry(row: list[str]) -> CodeListEntry:
    value, label, valid_from, valid_to, source = (cell.strip() for cell in row)
    return CodeListEntry(value, label, date.fromisoformat(valid_from), _day(valid_to), source)


def _overlaps(file: str, numbered: list[tuple[int, CodeListEntry]]) -> Iterator[Problem]:
    earlier: dict[str, list[CodeListEntry]] = {}
    for number, entry in numbered:
        for other in earlier.setdefault(entry.value, []):
            if entry.overlaps(other):
                found = f"{entry.value!r} gäller redan från {other.valid_from}"
                yield Problem(file, number, "value", found, "perioder som inte går i varandra")
                break
        earlier[entry.value].append(entry)
