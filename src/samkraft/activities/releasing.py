"""Share an activity with the team: one release for each branch that a consent line of its category covers."""

from dataclasses import replace

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.activities.content import content_of
from samkraft.activities.undoing import undo_url
from samkraft.core.receipts import problem, receipt
from samkraft.sharing.actions import Shared, receivers_for
from samkraft.sharing.actions import share as share_item
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.forms import say_shared, shared_words
from samkraft.sharing.models import Release


def receivers(opened, category):
    """The team's other branches, and whether this category may go to each (CON-01, CON-04)."""
    return receivers_for(opened.case, category, current_acting())


def share(opened, activity) -> Shared:
    """Release the activity as it stands to everyone the consent covers: the one click of daily work (rule 2)."""
    category = opened.definition.activity_type(activity.type).category
    covered = [receiver.branch for receiver in receivers(opened, category) if receiver.is_covered]
    return share_item(
        opened, ItemKind.ACTIVITY, activity.pk, activity.revision, activity.title, content_of(activity), category,
        covered, current_acting(),
    )  # fmt: skip


def shared_revisions(case_id):
    """Which revision of each activity each branch has: activity → {branch name: revision}."""
    return Release.objects.filter(case_id=case_id, item_kind=ItemKind.ACTIVITY).versions_held()


def receipt_of_sharing(request, opened, activity, done, wanted=False):
    """Say what was saved and with whom it was shared; "keep" saves without sharing.

    What was saved is undone by one press, which also stops what waits to be sent; a sharing alone is stopped.
    """
    if "keep" in request.POST and not wanted:
        return _receipt(request, opened, activity, done, _("Bara er verksamhet ser den."))
    result = share(opened, activity)
    for branch, sentence in result.refused:
        problem(request, f"{branch.name}: {sentence}")
    sent = replace(result, refused=[])
    if result.sent and done and undo_url(opened, activity):
        _receipt(request, opened, activity, done, shared_words(sent))
    elif result.sent:
        say_shared(request, sent, done)
    elif not result.refused:
        none = _("Den är inte delad: inget samtycke täcker den här sortens aktivitet.")
        _receipt(request, opened, activity, done, none)
    elif done:
        _receipt(request, opened, activity, done)
    return None


def _receipt(request, opened, activity, done, more=""):
    undo = undo_url(opened, activity) if done else None
    receipt(request, f"{done} {more}".strip(), undo_url=undo)
