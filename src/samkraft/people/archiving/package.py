"""A closed case as an archive package: folders, metadata and checksums by E-ARK CSIP and SIP, as one ZIP (OUT-3)."""

import hashlib
import zipfile
from io import BytesIO
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from samkraft.people.archiving.contents import Contents, File
from samkraft.people.archiving.erms import REPRESENTATION, erms
from samkraft.people.archiving.formats import SCHEMA, TEXT, XML
from samkraft.people.archiving.mets import CONTENT, Head, Listed, mets
from samkraft.people.archiving.premis import Summed, premis

SCHEMAS = Path(__file__).parent / "schemas"
READ_ME = Path(__file__).parent / "las-mig.txt"
SOFTWARE_VERSION = "0.1.0"


def archive_package(contents: Contents, key: UUID) -> dict[str, bytes]:
    """Path in the package → content; the package's folder is named after its key."""
    head = Head(f"samkraft-{key}", contents.branch, contents.made_at, SOFTWARE_VERSION)
    data = tuple(_summed(f"{REPRESENTATION}/{one.path}", one) for one in contents.files)
    described = File("erms.xml", erms(contents, head.key), XML, "ERMS")
    kept = File("premis.xml", premis(contents, key, data, SOFTWARE_VERSION), XML, "PREMIS")
    schemas = [File(path.name, path.read_bytes(), SCHEMA, path.name) for path in sorted(SCHEMAS.glob("*.xsd"))]
    read_me = File(READ_ME.name, READ_ME.read_bytes(), TEXT, READ_ME.name)
    listed = Listed(
        _summed("metadata/descriptive/erms.xml", described),
        _summed("metadata/preservation/premis.xml", kept),
        {
            "Documentation": (_summed(f"documentation/{read_me.path}", read_me),),
            "Schemas": tuple(_summed(f"schemas/{one.path}", one) for one in schemas),
            CONTENT: data,
        },
    )
    every = [listed.descriptive, listed.preservation, *(one for group in listed.groups.values() for one in group)]
    files = {"METS.xml": mets(head, listed)} | {one.place: one.file.content for one in every}
    return {f"{head.key}/{place}": content for place, content in files.items()}


def zipped(files: dict[str, bytes], contents: Contents) -> bytes:
    """One file to hand over, the list of contents first."""
    day = timezone.localtime(contents.made_at).timetuple()[:6]
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, content in files.items():
            archive.writestr(zipfile.ZipInfo(place, day), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _summed(place: str, file: File) -> Summed:
    return Summed(place, file, hashlib.sha256(file.content).hexdigest())
