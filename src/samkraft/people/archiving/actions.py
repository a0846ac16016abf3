"""Make the archive package of a closed case, keep that it was made, and what the archive answered (ALL-04, OUT-3)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Least
from django.utils import timezone
from django.utils.translation import gettext as _

from samkraft.access.acting import Acting
from samkraft.access.choices import Event
from samkraft.access.file_store import FileMissing
from samkraft.access.readlog import log_event
from samkraft.core.clock import today
from samkraft.people.archiving.contents import Contents
from samkraft.people.archiving.package import archive_package, zipped
from samkraft.people.models import ArchivePackage, CaseFile
from samkraft.people.problems import NotPossible
from samkraft.people.rights.collecting import archive_open


@dataclass(frozen=True)
class Made:
    """A package as a file, and the row that tells of it."""

    row: ArchivePackage
    content: bytes

    @property
    def name(self) -> str:
        """Neither name nor number stands in it (GDPR-12)."""
        return f"samkraft-{self.row.public_id}.zip"


def closed_files(acting: Acting) -> QuerySet[CaseFile]:
    """The branch's files of the programme that are closed, or whose case is. Inside ``archive_open``."""
    newest = ArchivePackage.objects.filter(case_id=OuterRef("case_id"), owner_branch=acting.branch).order_by("-pk")
    files = CaseFile.objects.of(acting.branch).filter(case__programme__slug=acting.programme)
    files = files.annotate(ended_on=Least("closed_on", "case__closed_on")).filter(ended_on__isnull=False)
    return files.annotate(package=Subquery(newest.values("public_id")[:1])).select_related(
        "case__programme_version", "case__programme"
    )


@transaction.atomic
def make_package(acting: Acting, case: UUID) -> Made:
    """OUT-3: one case of the branch's as a package. Raises :class:`NotPossible`; nothing is then kept or logged."""
    with archive_open():
        file = closed_files(acting).filter(case=case).first()
        if file is None:
            raise NotPossible(_("Ärendet är inte avslutat hos er."))
        key, contents = uuid4(), Contents(file.case, file, acting, timezone.now().replace(microsecond=0))
        try:
            files = archive_package(contents, key)
        except FileMissing:
            raise NotPossible(_("En fil i ärendet saknas på servern. Säg till den som sköter systemet.")) from None
        content = zipped(files, contents)
    row = ArchivePackage.objects.create(
        owner_branch=acting.branch, public_id=key, case_id=case, number=file.case.number, made_at=contents.made_at,
        made_by=acting.staff, files=len(files), size=len(content), package_hash=hashlib.sha256(content).hexdigest(),
    )  # fmt: skip
    items = [f"package:{key}", f"sha256:{row.package_hash}"]
    log_event(Event.ARCHIVED, [case], object_type="archive_package", items=items)
    return Made(row, content)


@transaction.atomic
def note_receipt(acting: Acting, package: ArchivePackage, receipt: str) -> ArchivePackage:
    """What the archive answered, once: it is what the case may be destroyed on."""
    row = ArchivePackage.objects.select_for_update(of=("self",)).get(pk=package.pk)
    if row.receipt:
        raise NotPossible(_("Kvittot är redan antecknat."), "receipt")
    row.receipt, row.receipt_on, row.receipt_by = receipt.strip(), today(), acting.staff
    row.save(update_fields=["receipt", "receipt_on", "receipt_by"])
    log_event(Event.ARCHIVED, [row.case_id], object_type="archive_package", items=[f"receipt:{row.public_id}"])
    return row


def key_of(text: str) -> UUID | None:
    """A case's key as it stands in an address; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None


def receipts_of(cases: Iterable[UUID]) -> dict[UUID, str]:
    """Case → what the archive answered, of those of the branch's that have gone there."""
    rows = ArchivePackage.objects.filter(case_id__in=list(cases)).exclude(receipt="").order_by("pk")
    return dict(rows.values_list("case_id", "receipt"))
