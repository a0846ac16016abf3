"""What the branch knows of benefits and registrations: kind, period, extent, by hand; never an amount (INT-02, SEK-11).

Which kinds a branch may note follows from the data categories that the programme file says it owns; the words are those
that the ordinance on such facts knows (2008:975).
"""

from collections import defaultdict
from dataclasses import dataclass
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.core.dates import kept_day
from samkraft.core.words import swedish_date
from samkraft.people.benefit_models import LISTS, category_of
from samkraft.people.list_of_codes import choices_of, label_of
from samkraft.people.models import BenefitFact
from samkraft.people.problems import NotPossible
from samkraft.sharing.contributions import ItemContent

_AT_ONCE = 1000
_GIVEN = ("kind", "extent", "valid_from", "valid_until")
_CHANGED = ("valid_until", "extent", "revision", "noted_by", "noted_on")


@dataclass(frozen=True)
class Kinds:
    """The kinds that one branch may note: its category and the code list of it."""

    category: str
    choices: list[tuple[str, str]]


def kinds_for(definition, branch) -> Kinds | None:
    """What this branch may note, or None where the programme file gives it no such data."""
    category = category_of(definition, branch)
    return Kinds(category, choices_of(LISTS[category])) if category else None


def kind_label(fact) -> str:
    """The words for its kind."""
    return label_of(LISTS.get(fact.category, "benefit_kinds"), fact.kind) or fact.kind


def facts_of(opened):
    """The branch's own facts on a case, what goes on first."""
    rows = BenefitFact.objects.filter(file=opened.file).select_related("noted_by")
    return sorted(rows, key=lambda fact: (fact.valid_until is None, fact.valid_from, fact.pk), reverse=True)


@transaction.atomic
def note(opened, category, given) -> BenefitFact:
    """A new fact in the branch's own file."""
    fact = _new_fact(opened, {"category": category} | {name: given[name] for name in _GIVEN})
    fact.save(force_insert=True)
    _log(Event.ITEM_CREATED, [fact])
    return fact


@transaction.atomic
def change(opened, item, given, revision) -> BenefitFact:
    """Put a fact right, or end it. Raises :class:`NotPossible` for who has seen an older version."""
    fact = BenefitFact.objects.select_for_update().get(file=opened.file, item=item)
    if fact.revision != revision:
        raise NotPossible(_("Någon annan har ändrat uppgiften. Läs den igen och spara om det behövs."))
    for name in _GIVEN:
        setattr(fact, name, given[name])
    _note_again(fact)
    fact.save()
    _log(Event.ITEM_VERSION, [fact])
    return fact


@transaction.atomic
def note_all(told: list[tuple]) -> int:
    """Many facts at once, each as an open case of the own branch and what is given of it, category too. What has the
    same kind and first day is put right; what stands so already is left. Returns how many said something new."""
    standing = {}
    rows = BenefitFact.objects.select_for_update().filter(file__in={opened.file.pk for opened, _given in told})
    for fact in rows.order_by("pk"):
        standing[fact.case_id, fact.kind, fact.valid_from] = fact
    new, changed, told_new = [], {}, 0
    for opened, given in told:
        key = opened.case.pk, given["kind"], given["valid_from"]
        if key not in standing:
            new.append(standing.setdefault(key, _new_fact(opened, given)))
        elif _periods_alike(standing[key], given):
            continue
        else:
            _put_right(standing[key], given, changed)
        told_new += 1
    BenefitFact.objects.bulk_create(new, _AT_ONCE)
    BenefitFact.objects.bulk_update(changed.values(), _CHANGED, _AT_ONCE)
    _log(Event.ITEM_CREATED, new)
    _log(Event.ITEM_VERSION, changed.values())
    return told_new


def _new_fact(opened, given):
    actor = current_acting()
    return BenefitFact(
        item=uuid4(), owner_branch=actor.branch, case=opened.case, file=opened.file, noted_by=actor.staff,
        noted_on=today(), **given,
    )  # fmt: skip


def _periods_alike(fact, given):
    return (fact.valid_until, fact.extent) == (given["valid_until"], given["extent"])


def _put_right(fact, given, changed):
    """Of a fact that stands in the file already: one version more, however many rows of the file speak of it."""
    fact.valid_until, fact.extent = given["valid_until"], given["extent"]
    if fact.pk and fact.pk not in changed:
        _note_again(fact)
        changed[fact.pk] = fact


def _note_again(fact):
    fact.revision += 1
    fact.noted_by, fact.noted_on = current_acting().staff, today()


def _log(event, facts):
    """A row for each case: what is said of one isn't said of another."""
    by_case = defaultdict(list)
    for fact in facts:
        by_case[fact.case_id].append(f"benefit:{fact.item}:{fact.revision}")
    for case, items in by_case.items():
        log_event(event, [case], object_type="benefit", items=items)


def to_release(opened, fact) -> ItemContent:
    """What a release of a fact holds: as little as a plan needs."""
    content = {
        "kind": kind_label(fact),
        "extent": fact.extent,
        "valid_from": fact.valid_from.isoformat(),
        "valid_until": fact.valid_until.isoformat() if fact.valid_until else "",
        "noted_on": fact.noted_on.isoformat() if fact.noted_on else "",
    }
    return ItemContent(_("Ersättning"), content, fact.category)


def read(copy):
    """A received fact, for its page."""
    content = copy.content
    first, last, noted = (kept_day(content.get(name)) for name in ("valid_from", "valid_until", "noted_on"))
    rows = [
        (_("Slag"), content.get("kind", "")),
        (_("Period"), period_words(first, last) if first else ""),
        (_("Omfattning"), _("%(n)s procent") % {"n": content["extent"]} if content.get("extent") else ""),
        (_("Antecknad"), swedish_date(noted) if noted else ""),
    ]
    return {"facts": [{"label": label, "value": value} for label, value in rows if value]}


def period_words(first, last) -> str:
    """From one day to another, or till further notice."""
    start = swedish_date(first)
    return f"{start} – {swedish_date(last)}" if last else _("%(day)s och tills vidare") % {"day": start}
