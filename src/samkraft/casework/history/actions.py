"""What changes the case history: entries of one's own branch, and the version of them that others get (P-039)."""

import uuid

from django.db import transaction

from samkraft.access.acting import current_acting
from samkraft.access.choices import Event
from samkraft.access.readlog import log_event
from samkraft.casework.conflicts import Conflict, last_change
from samkraft.casework.history import happenings
from samkraft.casework.history_choices import HistorySource
from samkraft.casework.models import HistoryEntry, HistoryVersion
from samkraft.core.clock import today
from samkraft.people.models import CaseFile


def own_entries(opened):
    """The branch's own entries on a case, by day."""
    rows = HistoryEntry.objects.filter(file=opened.file, removed_on=None).select_related("written_by")
    return rows.order_by("starts_on", "pk")


@transaction.atomic
def add(opened, rows, source=HistorySource.HAND) -> list[HistoryEntry]:
    """New entries in the branch's own file; of rows with a key those that stand there already are left out."""
    actor, known = current_acting(), set()
    keys = [row["row_key"] for row in rows if row.get("row_key")]
    if keys:
        CaseFile.objects.select_for_update().get(pk=opened.file.pk)
        mine = HistoryEntry.objects.filter(file=opened.file, row_key__in=keys)
        known = set(mine.values_list("row_key", flat=True))
    made = HistoryEntry.objects.bulk_create(
        HistoryEntry(
            owner_branch=actor.branch, case=opened.case, file=opened.file, source=source, written_by=actor.staff,
            written_on=today(), **row,
        )
        for row in rows if row.get("row_key") not in known
    )  # fmt: skip
    if made:
        _log(Event.ITEM_CREATED, opened, [f"history:{entry.item}" for entry in made])
    return made


@transaction.atomic
def change(opened, item, revision, given) -> HistoryEntry:
    """Put an entry right. Raises :class:`Conflict` for who has seen an older one."""
    entry = HistoryEntry.objects.select_for_update(of=("self",)).select_related("written_by").get(
        file=opened.file, item=item
    )  # fmt: skip
    if entry.revision != revision:
        who, moment = last_change("casework_historyentry", entry.pk)
        raise Conflict(who or entry.written_by.name, moment or entry.created_at, plain(entry), entry.revision)
    for name, value in given.items():
        setattr(entry, name, value)
    entry.revision += 1
    entry.written_by, entry.written_on = current_acting().staff, today()
    entry.save()
    _log(Event.ITEM_VERSION, opened, [f"history:{entry.item}:{entry.revision}"])
    return entry


def plain(entry) -> str:
    """An entry as plain lines, to be read beside another's."""
    lines = [entry.get_kind_display(), entry.title, entry.get_result_display() if entry.result else "", entry.note,
             entry.get_mark_display() if entry.mark else "", entry.mark_why]  # fmt: skip
    return "\n".join(line for line in lines if line)


@transaction.atomic
def set_removed(opened, entry, removed):
    """Take away an entry that was wrong, or put it back."""
    entry.removed_on = today() if removed else None
    entry.save(update_fields=["removed_on"])
    _log(Event.ITEM_VERSION, opened, [f"history:{entry.item}:{'removed' if removed else 'restored'}"])


def newest_version(opened) -> HistoryVersion | None:
    """What was shared last, or made to be."""
    return HistoryVersion.objects.filter(file=opened.file).order_by("-version").first()


@transaction.atomic
def make_version(opened, stay) -> HistoryVersion:
    """What others may get, as it stands now; the same as before is the same version.

    stay: keys of the entries that stay in the file; it is noted at them, and holds the next time too.
    """
    CaseFile.objects.select_for_update().get(pk=opened.file.pk)
    entries = list(own_entries(opened))
    _note_what_stays(opened, entries, stay)
    rules = opened.definition.case_history
    content = content_of(entries, rules)
    before = newest_version(opened)
    if before and before.content == content:
        return before
    return _new_version(opened, before, content, rules)


def content_of(entries, rules) -> dict:
    """What others would get of these entries: nothing that stays, and nothing that names somebody else (SEK-12)."""
    leaves = [entry for entry in entries if not entry.keep_own and not entry.names_another]
    return {"entries": [happenings.to_content(entry, rules) for entry in leaves]}


def _new_version(opened, before, content, rules):
    actor = current_acting()
    version = HistoryVersion.objects.create(
        owner_branch=actor.branch, case=opened.case, file=opened.file, item=before.item if before else uuid.uuid4(),
        version=before.version + 1 if before else 1, category=rules.category_of(actor.branch.code), content=content,
        made_by=actor.staff, made_on=today(),
    )  # fmt: skip
    _log(Event.ITEM_VERSION, opened, [f"history_version:{version.item}:{version.version}"])
    return version


def _note_what_stays(opened, entries, stay):
    for entry in entries:
        if entry.keep_own != (str(entry.item) in stay) and not entry.names_another:
            entry.keep_own = not entry.keep_own
            entry.save(update_fields=["keep_own"])


def _log(event, opened, items):
    log_event(event, [opened.case.pk], object_type="history", items=items)
