"""Steps of the AF/FK cooperation: own and received in one row; noting one, what a release holds."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.models import CooperationStep
from samkraft.core.words import swedish_date
from samkraft.people.problems import NotPossible
from samkraft.programmes.definition import find
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent

CATEGORY = "plan"


@dataclass(frozen=True)
class Taken:
    """A step that was taken, whoever noted it."""

    step: Any
    taken_on: date
    who: str
    branch: Any
    item: Any
    copy: Any = None


def steps_for(definition, branch_code):
    """The steps that a branch notes."""
    return [step for step in definition.cooperation_steps if step.branch == branch_code]


def taken_in(opened) -> list[Taken]:
    """All steps that the branch knows of, oldest first; one query beside the copies."""
    known = {step.code: step for step in opened.definition.cooperation_steps}
    branch = current_acting().branch
    rows = CooperationStep.objects.filter(file=opened.file).select_related("noted_by")
    found = [Taken(known.get(row.step), row.taken_on, row.noted_by.name, branch, row.item) for row in rows]
    for copy in opened.received(ItemKind.COOPERATION):
        content = copy.content
        day = date.fromisoformat(content["taken_on"])
        found.append(Taken(known.get(content["step"]), day, content["noted_by"], copy.from_branch, copy.item_id, copy))
    order = {code: place for place, code in enumerate(known)}
    return sorted((one for one in found if one.step), key=lambda one: (one.taken_on, order[one.step.code]))


def is_over(taken) -> bool:
    """Whether the last step ended the cooperation."""
    return bool(taken) and taken[-1].step.ends


@transaction.atomic
def note(opened, code, taken_on) -> CooperationStep:
    """A step of one's own branch. Raises :class:`NotPossible` where it is there already on that day."""
    actor = current_acting()
    row, made = CooperationStep.objects.get_or_create(
        owner_branch=actor.branch, case=opened.case, step=code, taken_on=taken_on,
        defaults={"file": opened.file, "noted_by": actor.staff},
    )  # fmt: skip
    if not made:
        raise NotPossible(_("Steget är redan antecknat den dagen."), "step")
    log_event(Event.ITEM_CREATED, [opened.case.pk], object_type="cooperation", items=[f"cooperation:{row.item}:1"])
    return row


def to_release(opened, row) -> ItemContent:
    """What a release holds: which step, which day; its title doesn't say (REG-02)."""
    content = {"step": row.step, "name": find(opened.definition.cooperation_steps, row.step).name,
               "taken_on": row.taken_on.isoformat(), "noted_by": row.noted_by.name}  # fmt: skip
    return ItemContent(str(ItemKind.COOPERATION.label), content, CATEGORY)


def read(copy):
    """A received step, for its page."""
    content = copy.content
    rows = [
        (_("Steg"), content["name"]), (_("Dag"), swedish_date(date.fromisoformat(content["taken_on"]))),
        (_("Antecknat av"), content["noted_by"]),
    ]  # fmt: skip
    return {"facts": [{"label": label, "value": value} for label, value in rows]}
