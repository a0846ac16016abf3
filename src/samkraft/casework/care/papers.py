"""Papers asked for in health care: own rows and received copies in one list; asking, settling, what a release holds."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.care.rules import Asked, category_of
from samkraft.casework.choices import PaperState
from samkraft.casework.models import CarePaper
from samkraft.core.clock import today
from samkraft.core.dates import kept_day
from samkraft.core.words import swedish_date
from samkraft.people.problems import NotPossible
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent


def papers_of(opened) -> list[Asked]:
    """All that the branch knows of, its own and the others', what waits first; one query beside the copies."""
    branch = current_acting().branch
    rows = CarePaper.objects.filter(file=opened.file).select_related("asked_by")
    own = [
        Asked(row.item, row.paper, row.asked_on, row.state, branch, row.asked_by.name, row.asked_of, row.why,
              row.answer_by, row.settled_on, row.valid_until)
        for row in rows
    ]  # fmt: skip
    found = [*own, *map(_received, opened.received(ItemKind.CARE_PAPER))]
    return sorted(found, key=lambda one: (not one.waits, -one.asked_on.toordinal(), str(one.item)))


def _received(copy):
    content = copy.content
    days = {name: kept_day(content.get(name)) for name in ("asked_on", "answer_by", "settled_on", "valid_until")}
    return Asked(copy.item_id, content["paper"], days.pop("asked_on"), content["state"], copy.from_branch,
                 content["asked_by"], content["asked_of"], content["why"], copy=copy, **days)  # fmt: skip


@transaction.atomic
def ask(opened, paper, asked_of, why) -> CarePaper:
    """Note that a paper was asked for today. *paper*: of the programme file."""
    actor = current_acting()
    row = CarePaper.objects.create(
        owner_branch=actor.branch, case=opened.case, file=opened.file, paper=paper.code, asked_of=asked_of, why=why,
        category=category_of(opened.definition, actor.branch.code), asked_on=today(), asked_by=actor.staff,
        answer_by=today() + timedelta(days=paper.answer_days),
    )  # fmt: skip
    _log(Event.ITEM_CREATED, row)
    return row


@transaction.atomic
def settle(opened, item, state, valid_until, revision) -> CarePaper:
    """What became of it. Raises :class:`NotPossible` for who has seen an older version."""
    row = CarePaper.objects.select_for_update().get(file=opened.file, item=item)
    if row.revision != revision:
        raise NotPossible(_("Någon annan har ändrat det här. Läs det igen och spara om det behövs."))
    row.state, row.revision = state, row.revision + 1
    row.settled_on = None if state == PaperState.ASKED else today()
    row.valid_until = valid_until if state == PaperState.RECEIVED else None
    row.save()
    _log(Event.ITEM_VERSION, row)
    return row


def to_release(_opened, row) -> ItemContent:
    """What a release holds: never what stands in the paper. Its title doesn't say which (REG-02)."""
    days = {name: day.isoformat() if day else "" for name, day in
            (("asked_on", row.asked_on), ("answer_by", row.answer_by), ("settled_on", row.settled_on),
             ("valid_until", row.valid_until))}  # fmt: skip
    content = {"paper": row.paper, "asked_of": row.asked_of, "why": row.why, "state": row.state,
               "asked_by": row.asked_by.name}  # fmt: skip
    return ItemContent(str(ItemKind.CARE_PAPER.label), content | days, row.category)


def read(copy):
    """A received one, for its page: whom it was asked of, what for, how it stands."""
    one = _received(copy)
    rows = [
        (_("Begärt av"), _("%(who)s, %(day)s") % {"who": one.who, "day": swedish_date(one.asked_on)}),
        (_("Hos vem"), one.asked_of), (_("Vad det ska användas till"), one.why),
        (_("Läge"), str(PaperState(one.state).label)),
        (_("Gäller till"), swedish_date(one.valid_until) if one.valid_until else ""),
    ]  # fmt: skip
    return {"facts": [{"label": label, "value": value} for label, value in rows if value]}


def _log(event, row):
    log_event(event, [row.case_id], object_type="care_paper", items=[f"care_paper:{row.item}:{row.revision}"])
