"""Whether the programme's section code stands at the person in the next list from the employment service (P-063).

Where it does, that is noted, and she is off the list of what is left to register. What was said to be registered and
isn't in the list is ended that day, so that it stands on the list again, with both days.
"""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from samkraft.casework.benefits import kinds_for
from samkraft.core.clock import today
from samkraft.exchange.history_reading import HistoryVerdict
from samkraft.people.benefit_models import SECTION_CODE
from samkraft.people.models import BenefitFact


def settled(branch, definition, rows: list[dict], tells_news=True) -> list[dict]:
    """The rows, with what the list says of section codes turned into facts. What says nothing new is left out, or
    stands as known where who reads may not be told what is new (*tells_news*)."""
    mark, kinds = definition.section_mark, kinds_for(definition, branch)
    known = bool(mark and kinds and SECTION_CODE in dict(kinds.choices))
    noted = _noted(branch, {row["case"] for row in rows if "section" in row}) if known else {}
    found = []
    for row in rows:
        if "section" not in row:
            found.append(row)
        elif known and (entry := _entry(mark.is_in(row["section"]), noted.get(row["case"]))):
            why = _("Koden står inte i listan längre.") if entry["ends_on"] else ""
            found.append({name: row[name] for name in ("line", "verdict", "case")} | {"why": why} | {
                "entry": entry | {"category": kinds.category}})  # fmt: skip
        elif known and not tells_news:
            found.append(
                {name: row[name] for name in ("line", "case")} | {"why": "", "verdict": HistoryVerdict.KNOWN.value}
            )
    return found


def _noted(branch, cases: Iterable[str]):
    """Case → the day since which the code is said to stand there."""
    rows = BenefitFact.objects.filter(owner_branch=branch, case__in=list(cases), kind=SECTION_CODE, valid_until=None)
    return {str(case): since for case, since in rows.order_by("valid_from").values_list("case_id", "valid_from")}


def _entry(is_there, since):
    if not is_there and since is None:
        return None
    return {
        "fact": SECTION_CODE, "starts_on": str(since or today()), "ends_on": "" if is_there else str(today()),
        "extent": "",
    }  # fmt: skip
