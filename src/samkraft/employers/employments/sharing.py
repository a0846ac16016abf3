"""Let the team know of a municipal employment: form, start and end (P-043, P-084).

Never the workplace, the extent, how it ended or why: the others need to know that the person has it, and till when.
"""

from django.utils.translation import gettext as _

from samkraft.core.dates import kept_day
from samkraft.core.words import short_date, swedish_date
from samkraft.employers.employments.rules import FORMS
from samkraft.employers.personal_models import MUNICIPAL
from samkraft.people.list_of_codes import label_of
from samkraft.sharing.actions import Shared
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent
from samkraft.sharing.models import Release
from samkraft.sharing.sheets import share_chosen

CATEGORY = MUNICIPAL.category
_DAYS = ("starts_on", "planned_until", "ended_on")


def to_release(_opened, row) -> ItemContent:
    """What a release of an employment holds."""
    days = {name: day.isoformat() if (day := getattr(row, name)) else "" for name in _DAYS}
    content = {"form": str(label_of(FORMS, row.form, row.starts_on))} | days
    return ItemContent(_("Kommunal anställning"), content, CATEGORY)


def share_employment(request, opened, row, choice) -> Shared:
    """Release it as it stands to those chosen in the sheet."""
    what = to_release(opened, row)
    return share_chosen(
        request, opened, choice, ItemKind.EMPLOYMENT, row.pk, row.revision, what.title, what.content, what.category
    )


def shared_with(row) -> dict[str, int]:
    """Which revision each branch has: branch name → revision."""
    rows = Release.objects.filter(case_id=row.case_id, item_kind=ItemKind.EMPLOYMENT, item_id=row.pk)
    return rows.versions_held().get(row.pk, {})


def read(copy) -> dict:
    """A received employment, for its page."""
    return {"facts": facts_of(copy.content)}


def facts_of(content) -> list[dict]:
    """What was released, a fact on each line."""
    labels = (_("Börjar"), _("Slutar enligt avtalet"), _("Slutade"))
    days = [kept_day(content.get(name)) for name in _DAYS]
    facts = [(_("Form av stöd"), content["form"])]
    facts += [(label, swedish_date(day)) for label, day in zip(labels, days, strict=True) if day]
    return [{"label": label, "value": value} for label, value in facts]


def period_of(content) -> str:
    """From and to, as it was told."""
    start, planned, ended = (kept_day(content.get(name)) for name in _DAYS)
    last = ended or planned
    return f"{short_date(start)} – {short_date(last) if last else ''}".strip()
