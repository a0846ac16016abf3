"""Share a placement with the team: where, for what, how much and when. Never the supervisor, what the employer may be
told, or why it ended (SEK-07)."""

from datetime import date

from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.core.words import swedish_date
from samkraft.employers.choices import PlacementEnd, PlacementState
from samkraft.sharing.actions import Shared, receivers_for
from samkraft.sharing.actions import share as share_item
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent
from samkraft.sharing.models import Release

_DAYS = ("agreement_on", "planned_from", "planned_until", "started_on", "ended_on")


def receivers(opened, row):
    """The team's other branches, and whether the consent lets this sort of activity go to each (CON-01)."""
    category = opened.definition.activity_type(row.type).category
    return receivers_for(opened.case, category, current_acting())


def to_release(opened, row) -> ItemContent:
    """What a release of a placement holds."""
    content = {
        "title": row.title, "employer": row.employer.name, "workplace": row.workplace, "aim": row.aim,
        "hours_a_week": row.hours_a_week, "state": row.state, "end_kind": row.end_kind,
    }  # fmt: skip
    content |= {name: day.isoformat() if (day := getattr(row, name)) else None for name in _DAYS}
    return ItemContent(row.title, content, opened.definition.activity_type(row.type).category)


def share(opened, row) -> Shared:
    """Release it as it stands to everyone the consent covers: one click (rule 2)."""
    covered = [receiver.branch for receiver in receivers(opened, row) if receiver.is_covered]
    what = to_release(opened, row)
    return share_item(
        opened, ItemKind.PLACEMENT, row.pk, row.revision, what.title, what.content, what.category, covered,
        current_acting(),
    )  # fmt: skip


def shared_with(row) -> dict[str, int]:
    """Which revision each branch has: branch name → revision."""
    rows = Release.objects.filter(case_id=row.case_id, item_kind=ItemKind.PLACEMENT, item_id=row.pk)
    return rows.versions_held().get(row.pk, {})


def read(copy) -> dict:
    """A received placement, for its page."""
    said = copy.content
    days = {name: date.fromisoformat(said[name]) for name in _DAYS if said.get(name)}
    start, end = days.get("started_on") or days.get("planned_from"), days.get("ended_on") or days.get("planned_until")
    period = " – ".join(swedish_date(day) if day else "" for day in (start, end)) if start or end else ""
    facts = [
        (_("Läge"), PlacementState(said["state"]).label),
        (_("Arbetsgivare"), said["employer"]),
        (_("Arbetsplats"), said["workplace"]),
        (_("Syfte"), said["aim"]),
        (_("Omfattning"), _("%(n)s timmar i veckan") % {"n": said["hours_a_week"]} if said["hours_a_week"] else ""),
        (_("Överenskommelse"), swedish_date(days["agreement_on"]) if "agreement_on" in days else ""),
        (_("Period"), period),
        (_("Hur det slutade"), PlacementEnd(said["end_kind"]).label if said["end_kind"] else ""),
    ]
    return {"facts": [{"label": label, "value": value} for label, value in facts if value]}
