"""What happened, as one thing whoever tells it: from a row of one's own, or from what another branch has shared."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from samkraft.casework.history.days import About
from samkraft.casework.history_choices import EffortResult, HistoryKind, HistoryMark, Precision


@dataclass(frozen=True)
class Happening:
    """One entry of the joint history. ``item`` is set for one's own, which can be changed."""

    branch: str
    kind: str
    starts: About
    ends: About | None = None
    effort: str = ""
    effort_name: str = ""
    title: str = ""
    result: str = ""
    note: str = ""
    mark: str = ""
    mark_why: str = ""
    branch_name: str = ""
    branch_mark: str = ""
    who: str = ""
    item: Any = None
    stays: bool = False

    @property
    def first(self) -> date:
        """The first day that it may have begun."""
        return self.starts.first

    @property
    def last(self) -> date:
        """The last day that it is known to have gone on."""
        return self.ends.last if self.ends else self.starts.last

    @property
    def kind_word(self) -> str:
        return str(HistoryKind(self.kind).label)

    @property
    def what(self) -> str:
        """What it was, in one line: the effort's name and what was written of it, else the kind."""
        return ": ".join(part for part in (self.effort_name, self.title) if part) or self.kind_word

    @property
    def when(self) -> str:
        """When, as well as it is known."""
        return f"{self.starts.words} – {self.ends.words}" if self.ends else self.starts.words

    @property
    def result_word(self) -> str:
        return str(EffortResult(self.result).label) if self.result else ""

    @property
    def mark_word(self) -> str:
        return str(HistoryMark(self.mark).label) if self.mark else ""


def of_entry(entry, branch, rules) -> Happening:
    """A row of one's own."""
    return Happening(
        branch=branch.code, branch_name=branch.name, branch_mark=branch.mark, kind=entry.kind,
        starts=About(entry.starts_on, entry.starts_as),
        ends=About(entry.ends_on, entry.ends_as or Precision.DAY) if entry.ends_on else None,
        effort=entry.effort, effort_name=rules.effort_name(entry.effort) if entry.effort else "", title=entry.title,
        result=entry.result, note=entry.note, mark=entry.mark, mark_why=entry.mark_why, who=entry.written_by.name,
        item=entry.item, stays=entry.keep_own or entry.names_another,
    )  # fmt: skip


def to_content(entry, rules) -> dict:
    """An entry as it goes to other branches."""
    return {
        "kind": entry.kind, "starts_on": entry.starts_on.isoformat(), "starts_as": entry.starts_as,
        "ends_on": entry.ends_on.isoformat() if entry.ends_on else "", "ends_as": entry.ends_as,
        "effort": entry.effort, "effort_name": rules.effort_name(entry.effort) if entry.effort else "",
        "title": entry.title, "result": entry.result, "note": entry.note, "mark": entry.mark,
        "mark_why": entry.mark_why, "who": entry.written_by.name,
    }  # fmt: skip


def of_copy(copy) -> list[Happening]:
    """What another branch has shared, entry by entry."""
    return [_received(row, copy.from_branch) for row in copy.content.get("entries", ())]


def _received(row, branch) -> Happening:
    ends = About(date.fromisoformat(row["ends_on"]), row["ends_as"] or Precision.DAY) if row["ends_on"] else None
    starts = About(date.fromisoformat(row["starts_on"]), row["starts_as"])
    same = ("kind", "effort", "effort_name", "title", "result", "note", "mark", "mark_why", "who")
    return Happening(
        branch=branch.code, branch_name=branch.name, branch_mark=branch.mark, starts=starts, ends=ends,
        **{name: row[name] for name in same},
    )  # fmt: skip


def in_order(happenings) -> list[Happening]:
    """By first day; what is known by the year stands before what is known by the day."""
    return sorted(happenings, key=lambda one: (one.first, one.starts.last == one.first, one.branch, one.what))
