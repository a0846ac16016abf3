"""Save and share in one: the sheet of receivers for an item of a case, and the release that follows."""

from samkraft.programmes.definition import find
from samkraft.sharing.actions import Shared, confirm_lines, receivers_for, share
from samkraft.sharing.forms import ReceiverSheet


def sheet_of(request, opened, category, people=None, only=None, prefix="", reach=None, before=None) -> ReceiverSheet:
    """Who may receive this category of this case, preset from the consent.

    people, only, reach: as ``sharing.actions.receivers_for`` takes them; before: what was chosen last time, in a draft
    of the same form.
    """
    receivers = receivers_for(opened.case, category, request.acting, people, only, reach)
    posted = request.POST if request.method == "POST" else before
    return ReceiverSheet(receivers, find(opened.definition.data_categories, category).short_name, posted, prefix)


def share_chosen(request, opened, choice, kind, item, version, title, content, category) -> Shared:
    """Confirm what was confirmed in the sheet, then release to those chosen."""
    if not choice.chosen:
        return Shared()
    if choice.confirms:
        confirm_lines(opened.case.pk, choice.chosen)
    branches = [receiver.branch for receiver in choice.chosen]
    return share(opened, kind, item, version, title, content, category, branches, request.acting)
