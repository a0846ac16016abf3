"""A file of histories: read into a waiting place, looked through, taken once (P-039)."""

from collections import Counter, defaultdict
from datetime import date
from io import BytesIO
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.history import actions
from samkraft.casework.history_choices import HistorySource
from samkraft.casework.models import HistoryEntry
from samkraft.exchange import fact_taking, section_check
from samkraft.exchange.history_layouts import FOR_BRANCH
from samkraft.exchange.history_models import HistoryFile
from samkraft.exchange.history_reading import HistoryVerdict, read, row_keys
from samkraft.exchange.receiving import safe_name
from samkraft.people.case_access import open_case_for_work
from samkraft.people.models import CaseFile
from samkraft.people.own_cases import own_cases


@transaction.atomic
def stage(request, name: str, content: bytes, programme) -> HistoryFile:
    """Read a file and keep its rows for 24 hours. Raises ``ReferralFileError``; nothing is then kept."""
    branch = request.acting.branch
    layout, rows = read(BytesIO(content), branch, programme.version_on().definition, _cases(request))
    rows = section_check.settled(branch, programme.version_on().definition, rows)
    fact_taking.mark_known(branch, [row for row in rows if fact_taking.is_fact(row)])
    _mark_known(branch, [row for row in rows if not fact_taking.is_fact(row)])
    return _keep(request, name, programme, layout, rows)


def _keep(request, name, programme, layout, rows, of_branch=False):
    file = HistoryFile.objects.create(
        owner_branch=request.acting.branch, programme=programme, uploaded_by=request.acting.staff,
        uploaded_at=timezone.now(), file_name=safe_name(name), layout=layout.code, of_branch=of_branch, content=rows,
        counts=Counter(row["verdict"] for row in rows),
    )  # fmt: skip
    # Of others' cases the log says whom the file was about: each verdict tells something of them (REG-12).
    about = sorted({UUID(str(row["case"])) for row in rows if row.get("case")}) if of_branch else []
    items = [f"history_file:{file.pk}", f"rows:{len(rows)}"]
    log_event(Event.ITEM_CREATED, about, object_type="history_file", items=items)
    return file


@transaction.atomic
def stage_for_branch(request, name: str, content: bytes, programme) -> HistoryFile:
    """Read a file of benefits and registrations for all the branch's people; of the employment service's list the
    section codes alone. Raises ``ReferralFileError``; nothing is then kept."""
    branch, definition = request.acting.branch, programme.version_on().definition
    layout, rows = read(BytesIO(content), branch, definition, cases_of_branch(branch, programme), FOR_BRANCH)
    rows = section_check.settled(branch, definition, rows, tells_news=False)
    rows = _without_restricted(branch, [row for row in rows if "entry" not in row or fact_taking.is_fact(row)])
    fact_taking.mark_known(branch, [row for row in rows if fact_taking.is_fact(row)])
    return _keep(request, name, programme, layout, rows, of_branch=True)


def _without_restricted(branch, rows):
    """Of a restricted file the line is stopped, and not said why: who reads for a branch hasn't the case (GDPR-08)."""
    stopped = fact_taking.restricted(branch)
    why = _("Fråga den som har ärendet.")
    said = {"verdict": HistoryVerdict.STOPPED.value, "why": why}
    return [{"line": row["line"], "case": row["case"]} | said if row["case"] in stopped else row for row in rows]


class BranchCase(NamedTuple):
    """A case with a file of the branch, by what a row of a file asks of it."""

    pk: UUID
    is_open_for_work: bool


def cases_of_branch(branch, programme) -> dict[str, BranchCase]:
    """The branch's cases by the hash of the number, discharged ones too; a protected one has none.

    Of two cases of one person the one that is open counts.
    """
    files = CaseFile.objects.of(branch).filter(case__programme=programme, closed_on=None, is_pseudonymous=False)
    found = files.exclude(identity_hash="").values_list("identity_hash", "case", "case__closed_on")
    cases = ((key, BranchCase(case, closed_on is None)) for key, case, closed_on in found.order_by("pk"))
    return dict(sorted(cases, key=lambda one: one[1].is_open_for_work))


def _cases(request):
    """The person's own cases by the hash of the number; a protected one has none, and isn't among them.

    Of two cases of one person the one that is open for work counts.
    """
    mine = [case for case in own_cases(request).values() if case.identity_hash and not case.file_closed_on]
    return {case.identity_hash: case for case in sorted(mine, key=lambda case: case.is_open_for_work)}


def _mark_known(branch, rows) -> None:
    """What stands in a file already, or twice in this one, is told and not taken."""
    takes = [row for row in rows if row["verdict"] == HistoryVerdict.TAKE]
    keys = {id(row): row_keys(branch, row["case"], row["entry"]) for row in takes}
    asked = [key for some in keys.values() for key in some]
    seen = set(HistoryEntry.objects.filter(owner_branch=branch, row_key__in=asked).values_list("row_key", flat=True))
    for row in takes:
        row["key"] = keys[id(row)][0]
        if seen & set(keys[id(row)]):
            row["verdict"] = HistoryVerdict.KNOWN.value
        seen.update(keys[id(row)])


@transaction.atomic
def take(request, file_id) -> int:
    """Take the good rows, once; of a case that the person has lost meanwhile nothing. Returns how many were taken."""
    file = HistoryFile.objects.select_for_update().get(pk=file_id)
    if file.is_taken:
        return file.taken
    facts = [row for row in file.content if fact_taking.is_fact(row)]
    if file.of_branch:
        fact_taking.take_for_branch(request.acting.branch, facts)
        file.taken = file.lines_to_take  # and not how many were new: that tells what the files held before (REG-02)
    else:
        file.taken = _take_histories(request, file) + fact_taking.take(request, facts)
    file.taken_at, file.content = timezone.now(), []
    file.save(update_fields=["taken", "taken_at", "content"])
    return file.taken


def _take_histories(request, file):
    mine, by_case = own_cases(request), defaultdict(list)
    for row in file.content:
        if row["verdict"] == HistoryVerdict.TAKE and not fact_taking.is_fact(row):
            by_case[row["case"]].append(_values(row))
    taken = 0
    for case in mine.values():
        if str(case.pk) in by_case and case.is_open_for_work:
            opened = open_case_for_work(request, case.pk, "history:file")
            taken += len(actions.add(opened, by_case[str(case.pk)], HistorySource.FILE))
    return taken


def _values(row) -> dict:
    entry = row["entry"]
    ends = date.fromisoformat(entry["ends_on"]) if entry["ends_on"] else None
    return entry | {"starts_on": date.fromisoformat(entry["starts_on"]), "ends_on": ends, "row_key": row["key"]}


@transaction.atomic
def discard(file) -> None:
    """Throw away what was read."""
    file.delete()
    log_event(Event.ITEM_VERSION, object_type="history_file", items=[f"discarded:{file.pk}"])
