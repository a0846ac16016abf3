"""Share what a later follow-up found: kind, day and outcome, never the note (P-036, SEK-07)."""

from datetime import date

from django.utils.translation import gettext as _

from samkraft.core.words import swedish_date
from samkraft.people.list_of_codes import label_of
from samkraft.programmes.definition import find
from samkraft.sharing.actions import Shared, confirm_lines, receivers_for, share
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent
from samkraft.sharing.forms import ReceiverSheet

# The data category of discharges and of what comes after; the preset of the consent ends six months after discharge.
CATEGORY = "discharge"


def sheet_for(request, opened) -> ReceiverSheet:
    """Who may receive it, preset from the consent."""
    receivers = receivers_for(opened.case, CATEGORY, request.acting)
    posted = request.POST if request.method == "POST" else None
    return ReceiverSheet(receivers, find(opened.definition.data_categories, CATEGORY).short_name, posted)


def share_chosen(request, opened, found, choice) -> Shared:
    """Release it to those chosen in the sheet."""
    if not choice.chosen:
        return Shared()
    if choice.confirms:
        confirm_lines(opened.case.pk, choice.chosen)
    what, branches = to_release(opened, found), [receiver.branch for receiver in choice.chosen]
    return share(
        opened, ItemKind.FOLLOW_UP, found.item, 1, what.title, what.content, what.category, branches, request.acting
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
