"""Study plans and guidance talks: making one, changing it, a group's talk in many cases at once."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.choices import GuidanceForm, StudyState
from samkraft.casework.models import GuidanceTalk, StudyPlan
from samkraft.core.clock import today
from samkraft.core.dates import kept_day
from samkraft.core.words import swedish_date
from samkraft.people.models import CaseFile
from samkraft.people.own_cases import own_cases
from samkraft.people.problems import NotPossible
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent

# The data category under which a branch tells others of a study plan: the first that it owns.
CATEGORIES = ("education", "labour_market", "municipal_activity")
FIELDS = ("education", "place", "starts_on", "ends_on", "state")


@dataclass(frozen=True)
class Studied:
    """A study plan as the page shows it, whoever made it."""

    education: str
    place: str
    starts_on: date | None
    ends_on: date | None
    state: str
    made_on: date
    who: str
    branch: Any
    item: Any
    copy: Any = None

    @property
    def state_word(self):
        return StudyState(self.state).label


def plans_of(opened) -> list[Studied]:
    """Own study plans and received ones, the newest first; one query beside the copies."""
    branch = current_acting().branch
    rows = StudyPlan.objects.filter(file=opened.file).select_related("made_by")
    own = [Studied(*(getattr(row, name) for name in FIELDS), row.made_on, row.made_by.name, branch, row.item)
           for row in rows]  # fmt: skip
    found = [*own, *map(_received, opened.received(ItemKind.STUDY_PLAN))]
    return sorted(found, key=lambda one: (one.made_on, str(one.item)), reverse=True)


def _received(copy):
    content = copy.content
    days = {name: kept_day(content[name]) for name in ("starts_on", "ends_on", "made_on")}
    told = {name: content[name] for name in ("education", "place", "state")}
    return Studied(who=content["made_by"], branch=copy.from_branch, item=copy.item_id, copy=copy, **told, **days)


def category_for(definition, branch) -> str:
    """The data category under which a branch tells others of a study plan."""
    owned = {row.code for row in definition.data_categories if branch.code in row.owners}
    return next((name for name in CATEGORIES if name in owned), "plan")


@transaction.atomic
def make(opened, given) -> StudyPlan:
    """A new study plan in the own file."""
    actor = current_acting()
    values = {name: given[name] for name in FIELDS}
    row = StudyPlan.objects.create(
        owner_branch=actor.branch, case=opened.case, file=opened.file, made_on=today(), made_by=actor.staff,
        category=category_for(opened.definition, actor.branch), **values,
    )  # fmt: skip
    _log(Event.ITEM_CREATED, row)
    return row


@transaction.atomic
def change(opened, item, given) -> StudyPlan:
    """Change one. Raises :class:`NotPossible` for who has seen an older version."""
    row = StudyPlan.objects.select_for_update().get(file=opened.file, item=item)
    if row.revision != given["revision"]:
        raise NotPossible(_("Någon annan har ändrat studieplanen. Läs den igen och spara om det behövs."))
    for name in FIELDS:
        setattr(row, name, given[name])
    row.revision += 1
    row.save()
    _log(Event.ITEM_VERSION, row)
    return row


def to_release(_opened, row) -> ItemContent:
    """What a release of a study plan holds."""
    days = {
        name: day.isoformat() if (day := getattr(row, name)) else "" for name in ("starts_on", "ends_on", "made_on")
    }
    told = {"education": row.education, "place": row.place, "state": row.state, "made_by": row.made_by.name}
    return ItemContent(str(ItemKind.STUDY_PLAN.label), told | days, row.category)


def read(copy):
    """A received study plan, for its page."""
    one = _received(copy)
    rows = [
        (_("Utbildning"), one.education), (_("Var"), one.place), (_("Läge"), str(one.state_word)),
        (_("Börjar"), swedish_date(one.starts_on) if one.starts_on else ""),
        (_("Slutar"), swedish_date(one.ends_on) if one.ends_on else ""),
        (_("Gjord av"), _("%(who)s, %(day)s") % {"who": one.who, "day": swedish_date(one.made_on)}),
    ]  # fmt: skip
    return {"facts": [{"label": label, "value": value} for label, value in rows if value]}


def talks_of(opened) -> list[GuidanceTalk]:
    """The own branch's talks, the latest first."""
    return list(GuidanceTalk.objects.filter(file=opened.file).select_related("held_by").order_by("-held_on", "-pk"))


@transaction.atomic
def note_talk(opened, held_as, held_on) -> GuidanceTalk:
    """One talk in one case."""
    actor = current_acting()
    row = GuidanceTalk.objects.create(
        owner_branch=actor.branch,
        case=opened.case,
        file=opened.file,
        held_as=held_as,
        held_on=held_on,
        held_by=actor.staff,
    )
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="guidance_talk")
    return row


def cases_by_number(request, numbers):
    """Own cases with these numbers, and the numbers that are nobody's of one's own, alike for all reasons (SEK-05)."""
    known = {case.number: case for case in own_cases(request).values() if case.is_open_for_work}
    return [known[number] for number in numbers if number in known], [n for n in numbers if n not in known]


@transaction.atomic
def note_group(cases, held_on) -> int:
    """A group's talk, in each of these own cases; the same day is noted once in each. Gives how many were new."""
    actor, keys = current_acting(), [case.pk for case in cases]
    noted = GuidanceTalk.objects.filter(case__in=keys, held_as=GuidanceForm.GROUP, held_on=held_on)
    files = CaseFile.objects.of(actor.branch).filter(case__in=keys).exclude(case__in=noted.values("case"))
    rows = [
        GuidanceTalk(owner_branch=actor.branch, case_id=file.case_id, file=file, held_as=GuidanceForm.GROUP,
                     held_on=held_on, held_by=actor.staff)
        for file in files
    ]  # fmt: skip
    GuidanceTalk.objects.bulk_create(rows)
    log_event(Event.ITEM_CREATED, [row.case_id for row in rows], object_type="guidance_talk")
    return len(rows)


def _log(event, row):
    log_event(event, [row.case_id], object_type="study_plan", items=[f"study_plan:{row.item}:{row.revision}"])
