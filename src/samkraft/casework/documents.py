"""Documents of a case: take in a file, share it, hand it out; each step kept in the log (FILE-1 to FILE-4).

What another branch gets is a copy of the file of its own, sealed with its key. Names on disk are by chance; a copy that
nobody refers to, since its release was refused or stopped, is swept away at night.
"""

import time

from django.db import transaction
from django.utils.translation import gettext as _

from samkraft.access import file_store
from samkraft.access.acting import current_acting
from samkraft.access.models import Branch
from samkraft.core.clock import today
from samkraft.people.files import keep_file, note_added, removed_unless_noted, stored_models
from samkraft.people.models import Document
from samkraft.sharing.actions import Shared, confirm_lines, share
from samkraft.sharing.choices import ItemKind
from samkraft.sharing.models import ReceivedCopy, Release

# A copy is written before its release is, and waits with it in the outbox: younger files are left alone.
YOUNG = 3 * 24 * 3600


@transaction.atomic
def add(opened, title, category, name, content) -> Document:
    """Take a file into the branch's own file on the case. Raises :class:`FileRefused`; nothing is then kept."""
    actor, kept = current_acting(), keep_file(name, content)
    with removed_unless_noted(kept):
        document = Document.objects.create(
            owner_branch=actor.branch, case=opened.case, file=opened.file, title=title, category=category,
            added_by=actor.staff, added_on=today(), **kept.as_fields(),
        )  # fmt: skip
    note_added([opened.case.pk], f"document:{document.item}", kept)
    return document


def documents_of(opened):
    """The branch's own documents on a case, newest first."""
    return list(Document.objects.filter(case=opened.case).select_related("added_by").order_by("-added_on", "-pk"))


def received_documents(opened) -> list[ReceivedCopy]:
    """What other branches have shared, newest first."""
    return sorted(opened.received(ItemKind.DOCUMENT), key=lambda copy: (copy.made_available_at, copy.pk), reverse=True)


def shared_with(documents):
    """Document → names of the branches that have it, or will."""
    told: dict = {}
    releases = Release.objects.filter(item_id__in=[one.item for one in documents], stopped_at=None)
    for release in releases.select_related("to_branch").order_by("to_branch_id", "pk"):
        names = told.setdefault(release.item_id, [])
        if release.to_branch_id and release.to_branch.name not in names:
            names.append(release.to_branch.name)
    return told


def document_content(document, stored) -> dict:
    """What a release of a document holds: what it is, and the name of the file that its receiver opens."""
    return {"title": document.title, "kind": document.kind, "size": document.size, "stored": stored}


def share_document(request, opened, document, choice) -> Shared:
    """Release to those chosen in the sheet: each gets a copy of the file of its own (SEK-07, ARK-01)."""
    if not choice.chosen:
        return Shared()
    if choice.confirms:
        confirm_lines(opened.case.pk, choice.chosen)
    file, name = file_store.read(request.acting.branch, document.stored), file_store.new_name()
    branches = [receiver.branch for receiver in choice.chosen]
    for branch in branches:
        file_store.keep(branch, file, name)
    content = document_content(document, name)
    shared = share(
        opened, ItemKind.DOCUMENT, document.item, 1, _("Dokument"), content, document.category, branches, request.acting
    )
    for branch, _why in shared.refused:
        file_store.remove(branch, name)
    return shared


def sweep(branch: Branch) -> int:
    """Take away the branch's files that no row refers to any more. Returns how many. Acts in the archive view."""
    alive = {name for model in stored_models() for name in model.objects.values_list("stored", flat=True)}
    copies = ReceivedCopy.objects.filter(item_kind=ItemKind.DOCUMENT).values_list("content", flat=True)
    alive |= {content.get("stored") for content in copies}
    before = time.time() - YOUNG
    left = [name for name, written in file_store.names(branch) if name not in alive and written < before]
    for name in left:
        file_store.remove(branch, name)
    return len(left)
