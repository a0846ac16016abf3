"""The list of contents of an archive package: METS by the profiles E-ARK CSIP and SIP 2.1, in Sweden FGS Paketstruktur
2.0 (ALL-04).
"""

from dataclasses import dataclass
from datetime import datetime
from xml.etree import ElementTree

from samkraft.access.models import Branch
from samkraft.people.archiving.premis import SOFTWARE, Summed
from samkraft.people.archiving.xml_files import XSI, as_bytes, moment, node

NAMESPACE = "http://www.loc.gov/METS/"
CSIP = "https://DILCIS.eu/XML/METS/CSIPExtensionMETS"
SIP = "https://DILCIS.eu/XML/METS/SIPExtensionMETS"
XLINK = "http://www.w3.org/1999/xlink"
PROFILE = "https://earksip.dilcis.eu/profile/E-ARK-SIP.xml"
CONTENT_TYPE = "citserms_v2_1"
CONTENT = "Representations"


@dataclass(frozen=True)
class Listed:
    """What a package holds, by what it is for: paths are the package's own."""

    descriptive: Summed
    preservation: Summed
    groups: dict[str, tuple[Summed, ...]]


@dataclass(frozen=True)
class Head:
    """Of which branch a package is, when it was made and by which version of the software."""

    key: str
    branch: Branch
    made_at: datetime
    software_version: str


def _e(name, /, *content, **attributes):
    return node(f"{{{NAMESPACE}}}{name}", *content, **attributes)


def mets(head: Head, listed: Listed) -> bytes:
    """The document as bytes: everything in the package but itself."""
    for prefix, uri in (("", NAMESPACE), ("csip", CSIP), ("sip", SIP), ("xlink", XLINK), ("xsi", XSI)):
        ElementTree.register_namespace(prefix, uri)
    described = _section("dmdSec", listed.descriptive, head, MDTYPE="OTHER", OTHERMDTYPE="ERMS", MDTYPEVERSION="2.1")
    kept = _section("digiprovMD", listed.preservation, head, MDTYPE="PREMIS", MDTYPEVERSION="3.0")
    root = _e("mets", _header(head), described, _e("amdSec", kept), _files(head, listed), _structure(head, listed),
              OBJID=head.key, LABEL=head.key, TYPE="Collection", PROFILE=PROFILE)  # fmt: skip
    root.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", CONTENT_TYPE)
    where = {NAMESPACE: "mets.xsd", XLINK: "xlink.xsd", CSIP: "DILCISExtensionMETS.xsd",
             SIP: "DILCISExtensionSIPMETS.xsd"}  # fmt: skip
    root.set(f"{{{XSI}}}schemaLocation", " ".join(f"{uri} schemas/{name}" for uri, name in where.items()))
    return as_bytes(root)


def _header(head):
    """The software, and whose archive it is."""
    version = _e("note", head.software_version)
    version.set(f"{{{CSIP}}}NOTETYPE", "SOFTWARE VERSION")
    code = _e("note", head.branch.code)
    code.set(f"{{{CSIP}}}NOTETYPE", "IDENTIFICATIONCODE")
    day = moment(head.made_at)
    made = _e(
        "metsHdr",
        _e("agent", _e("name", SOFTWARE), version, ROLE="CREATOR", TYPE="OTHER", OTHERTYPE="SOFTWARE"),
        _e("agent", _e("name", f"{head.branch.authority.name}, {head.branch.name}"), code, ROLE="ARCHIVIST",
           TYPE="ORGANIZATION"),
        CREATEDATE=day, LASTMODDATE=day, RECORDSTATUS="NEW",
    )  # fmt: skip
    made.set(f"{{{CSIP}}}OAISPACKAGETYPE", "SIP")
    return made


def _id(prefix, place):
    return f"{prefix}-{''.join(sign if sign.isalnum() else '-' for sign in place)}"


def _section(name, summed, head, **kind):
    """A file of metadata, by reference."""
    reference = _located("mdRef", summed, **kind, **_facts(summed, head))
    return _e(name, reference, ID=_id("md", summed.place), STATUS="CURRENT", CREATED=moment(head.made_at))


def _facts(summed, head):
    return {
        "MIMETYPE": summed.file.format.media_type,
        "SIZE": str(len(summed.file.content)),
        "CREATED": moment(head.made_at),
        "CHECKSUM": summed.sha256,
        "CHECKSUMTYPE": "SHA-256",
    }


def _located(name, summed, **attributes):
    made = _e(name, LOCTYPE="URL", **attributes)
    made.set(f"{{{XLINK}}}type", "simple")
    made.set(f"{{{XLINK}}}href", summed.place)
    return made


def _files(head, listed):
    groups = [
        _e("fileGrp", *(_file(one, head) for one in files), USE=use, ID=_id("group", use))
        for use, files in listed.groups.items()
    ]
    for group in groups:
        if group.get("USE") == CONTENT:
            group.set(f"{{{CSIP}}}CONTENTINFORMATIONTYPE", CONTENT_TYPE)
    return _e("fileSec", *groups, ID="files")


def _file(summed, head):
    made = _e("file", _located("FLocat", summed), ID=_id("file", summed.place), **_facts(summed, head))
    given = summed.file.format
    register = {"FORMATREGISTRY": "PRONOM", "FORMATREGISTRYKEY": given.key} if given.key else {}
    said = {"FILEFORMATNAME": given.name, "FILEFORMATVERSION": given.version} | register
    for name, value in said.items():
        if value:
            made.set(f"{{{SIP}}}{name}", value)
    return made


def _structure(head, listed):
    about = {"DMDID": _id("md", listed.descriptive.place), "ADMID": _id("md", listed.preservation.place)}
    divisions = [_e("div", ID="div-metadata", LABEL="Metadata", **about)]
    for use in listed.groups:
        divisions.append(_e("div", _e("fptr", FILEID=_id("group", use)), ID=_id("div", use), LABEL=use))
    whole = _e("div", *divisions, ID="div-package", LABEL=head.key)
    return _e("structMap", whole, ID="structure", TYPE="PHYSICAL", LABEL="CSIP")
