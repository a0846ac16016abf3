"""Share what a later follow-up found: kind, day and outcome, never the note (P-036, SEK-07)."""

from datetime import date

from django.utils.translation import gettext as _

from samkraft.core.words import swedish_date
from samkraft.people.list_of_codes import label_of
from samkraft.sharing.actions import Shared
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent
from samkraft.sharing.sheets import share_chosen

# The data category of discharges and of what comes after; the preset of the consent ends six months after discharge.
CATEGORY = "discharge"


def share_follow_up(request, opened, found, choice) -> Shared:
    """Release it to those chosen in the sheet."""
    what = to_release(opened, found)
    return share_chosen(
        request, opened, choice, ItemKind.FOLLOW_UP, found.item, 1, what.title, what.content, what.category
    )


def to_release(opened, found) -> ItemContent | None:
    """What a release of a follow-up holds; one that isn't done is nobody else's business."""
    row = next((one for one in opened.definition.follow_ups if one.code == found.kind), None)
    if found.done_on is None or row is None:
        return None
    outcome = str(label_of(row.outcomes, found.outcome, found.done_on))
    content = {"name": row.name, "question": row.question, "outcome": outcome, "done_on": found.done_on.isoformat()}
    return ItemContent(_("Uppföljning"), content, CATEGORY)


def read(copy) -> dict:
    """A received follow-up, for its page."""
    content = copy.content
    rows = [(_("Uppföljning"), content.get("name")), (content.get("question"), content.get("outcome"))]
    if content.get("done_on"):
        rows.append((_("Gjord"), swedish_date(date.fromisoformat(content["done_on"]))))
    return {"facts": [{"label": label, "value": value} for label, value in rows if label and value]}
