"""Rows of a benefit file into the branch's own files, once; a longer or shorter period is the same fact put right.

Also of those who have been discharged: so a return to support or registration is seen (P-036).
"""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from samkraft.casework import benefits
from samkraft.exchange.history_reading import HistoryVerdict
from samkraft.people.afterwards.returns import find_returns
from samkraft.people.benefit_models import LISTS
from samkraft.people.case_access import OpenCase, open_case
from samkraft.people.list_of_codes import label_of
from samkraft.people.models import BenefitFact, CaseFile, ProcessingRestriction
from samkraft.people.own_cases import own_cases


def is_fact(row: dict) -> bool:
    """Whether a row tells of a fact, and not of a happening of the history."""
    return "fact" in row.get("entry", {})


def mark_known(branch, rows: list[dict]) -> None:
    """What stands in a file as the row says it, or twice in this file, isn't taken; what changes a fact says so."""
    takes = [row for row in rows if row["verdict"] == HistoryVerdict.TAKE]
    told = {_key(fact.case_id, fact.kind, fact.valid_from): _said(fact) for fact in _facts(branch, takes)}
    for row in takes:
        entry = row["entry"]
        key, said = _key(row["case"], entry["fact"], entry["starts_on"]), (entry["ends_on"], entry["extent"])
        if told.get(key) == said:
            row["verdict"] = HistoryVerdict.KNOWN.value
        elif key in told:
            row["why"] = row["why"] or _("Ändrar det som står i akten.")
        told[key] = said


def _facts(branch, rows) -> Iterable[BenefitFact]:
    return BenefitFact.objects.filter(owner_branch=branch, case__in={row["case"] for row in rows}).order_by("pk")


def _key(case, kind, since):
    return str(case), kind, str(since)


def _said(fact):
    return (fact.valid_until.isoformat() if fact.valid_until else "", str(fact.extent or ""))


def take(request, rows: list[dict]) -> int:
    """Take the good rows of cases that are still the person's own. Returns how many; looks for returns if need be."""
    mine = {str(case.pk): case for case in own_cases(request).values() if case.file_closed_on is None}
    return _take(rows, lambda key: open_case(request, mine[key].pk, "benefits:file") if key in mine else None)


def take_for_branch(branch, rows: list[dict]) -> int:
    """Take the good rows of the branch's cases, whoever has them; not of a file that is closed, protected or
    restricted."""
    keys = {row["case"] for row in rows if row["verdict"] == HistoryVerdict.TAKE} - restricted(branch)
    files = CaseFile.objects.of(branch).filter(case__in=keys, closed_on=None, is_pseudonymous=False)
    files = files.select_related("case__programme_version", "owner_branch").defer("case__programme_version__content")
    opened = {str(file.case_id): OpenCase(file.case, file) for file in files}
    return _take(rows, opened.get)


def restricted(branch) -> set[str]:
    """The branch's cases whose file is only kept, while something is looked into (GDPR-08): nothing is read into it."""
    rows = ProcessingRestriction.objects.in_force().filter(owner_branch=branch)
    return {str(case) for case in rows.values_list("case", flat=True)}


def _take(rows, opened_of) -> int:
    takes = [row for row in rows if row["verdict"] == HistoryVerdict.TAKE]
    opened: dict[str, OpenCase | None] = {key: opened_of(key) for key in dict.fromkeys(row["case"] for row in takes)}
    told = [
        (found, given) for row in takes if (found := opened[row["case"]]) and (given := _given(found, row["entry"]))
    ]
    taken = benefits.note_all(told)
    if any(found and found.case.closed_on for found in opened.values()):
        find_returns()
    return taken


def _given(opened, entry) -> dict | None:
    kinds = benefits.kinds_for(opened.definition, opened.file.owner_branch)
    return kinds and {
        "category": kinds.category, "kind": entry["fact"], "extent": int(entry["extent"]) if entry["extent"] else None,
        "valid_from": date.fromisoformat(entry["starts_on"]),
        "valid_until": date.fromisoformat(entry["ends_on"]) if entry["ends_on"] else None,
    }  # fmt: skip


def words(entry: dict) -> str:
    """A row's fact in words."""
    label = label_of(LISTS[entry["category"]], entry["fact"])
    ends = date.fromisoformat(entry["ends_on"]) if entry["ends_on"] else None
    period = benefits.period_words(date.fromisoformat(entry["starts_on"]), ends)
    extent = ", " + _("%(n)s procent") % {"n": entry["extent"]} if entry["extent"] else ""
    return f"{label}, {period}{extent}"
