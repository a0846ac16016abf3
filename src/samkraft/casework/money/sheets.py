"""The sheet "what happens with my money": each branch writes of its own benefit, and the person gets one paper of all.

No amounts and no decision (INT-02): amounts are counted in the authority's own system, and a decision is made there.
"""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.benefits import LISTS
from samkraft.casework.models import MoneySheet
from samkraft.core.clock import today
from samkraft.core.words import swedish_date
from samkraft.people.deadlines import definitions_in
from samkraft.people.problems import NotPossible
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.contributions import ItemContent


@dataclass(frozen=True)
class Part:
    """One branch's part as it is read: who wrote it, when, and what it says."""

    branch: object
    about: str
    written: str
    texts: list[tuple[str, str]]


def rules_of(opened):
    """What the programme says of the sheet; a case that began before it said anything follows the newest."""
    said = opened.definition.money_sheet
    return said or list(definitions_in(opened.case.programme.slug).values())[-1].money_sheet


def category_for(definition, branch) -> str:
    """The data category of the branch's own benefit; '' where it pays or registers none."""
    owned = (row.code for row in definition.data_categories if branch.code in row.owners and row.code in LISTS)
    return next(owned, "")


def sheets_of(opened):
    """The branch's own sheets on a case, the newest first."""
    rows = MoneySheet.objects.filter(file=opened.file).select_related("written_by")
    return list(rows.order_by("-written_on", "-pk"))


@transaction.atomic
def write(opened, category, given) -> MoneySheet:
    """A new sheet in the branch's own file."""
    actor = current_acting()
    sheet = MoneySheet.objects.create(
        owner_branch=actor.branch, case=opened.case, file=opened.file, category=category, written_by=actor.staff,
        written_on=today(), **given,
    )  # fmt: skip
    _log(Event.ITEM_CREATED, sheet)
    return sheet


@transaction.atomic
def change(opened, item, given, revision) -> MoneySheet:
    """Put it right. Raises :class:`NotPossible` for who has seen an older version: both texts stay on the page."""
    sheet = MoneySheet.objects.select_for_update().get(file=opened.file, item=item)
    if sheet.revision != revision:
        raise NotPossible(_("Någon annan har ändrat bladet. Läs deras text här intill och spara igen om det behövs."))
    for name, value in given.items():
        setattr(sheet, name, value)
    sheet.revision += 1
    sheet.written_by, sheet.written_on = current_acting().staff, today()
    sheet.save()
    _log(Event.ITEM_VERSION, sheet)
    return sheet


def to_release(opened, sheet) -> ItemContent:
    """What a release of a sheet holds: the text as it stands, and who wrote it."""
    parts = [{"title": title, "text": text} for title, text in texts_of(opened, sheet)]
    content = {
        "question": sheet.get_question_display(),
        "about": sheet.about,
        "starts_on": sheet.starts_on.isoformat() if sheet.starts_on else "",
        "written_by": sheet.written_by.name,
        "written_on": sheet.written_on.isoformat(),
        "parts": parts,
    }
    return ItemContent(_("Om pengarna"), content, sheet.category)


def texts_of(opened, sheet):
    """The parts that say something, by the programme's names for them."""
    named = ((part.name, sheet.texts.get(part.code, "")) for part in rules_of(opened).parts)
    return [(title, text) for title, text in named if text]


def read(copy):
    """A received sheet, for its page."""
    content = copy.content
    rows = [(_("Fråga"), content.get("question")), (_("Gäller"), content.get("about"))]
    rows.append((_("Skrivet"), _written(content)))
    return {
        "facts": [{"label": label, "value": value} for label, value in rows if value],
        "parts": content.get("parts", []),
    }


def _written(content):
    day = swedish_date(date.fromisoformat(content["written_on"]))
    return _("%(name)s, %(day)s") % {"name": content.get("written_by", ""), "day": day}


def paper_of(opened, branch):
    """Every branch's newest part of what the person asked, for one paper: the own ones and those received."""
    own = [
        Part(branch, _about(sheet.get_question_display(), sheet.about), _by(sheet), texts_of(opened, sheet))
        for sheet in sheets_of(opened)
    ]
    received = [
        Part(
            copy.from_branch, _about(copy.content.get("question", ""), copy.content.get("about", "")),
            _written(copy.content), [(part["title"], part["text"]) for part in copy.content.get("parts", [])],
        )
        for copy in opened.received(ItemKind.MONEY)
    ]  # fmt: skip
    return own + received


def _about(question, about):
    return f"{question}: {about}" if about else question


def _by(sheet):
    return _("%(name)s, %(day)s") % {"name": sheet.written_by.name, "day": swedish_date(sheet.written_on)}


def _log(event, sheet):
    log_event(event, [sheet.case_id], object_type="money", items=[f"money:{sheet.item}:{sheet.revision}"])
