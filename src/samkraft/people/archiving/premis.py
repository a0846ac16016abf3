"""What an archive must know to keep the files: formats, checksums, how they came about (PREMIS 3.0)."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree import ElementTree

from samkraft.people.archiving.contents import Contents, File
from samkraft.people.archiving.xml_files import XSI, as_bytes, moment, node

NAMESPACE = "http://www.loc.gov/premis/v3"
SOFTWARE = "Samkraft"


@dataclass(frozen=True)
class Summed:
    """A file with its place in the package and its checksum."""

    place: str
    file: File
    sha256: str


def _e(name, /, *content, **attributes):
    return node(f"{{{NAMESPACE}}}{name}", *content, **attributes)


def premis(contents: Contents, package: UUID, files: Iterable[Summed], software_version: str) -> bytes:
    """Every file as an object, the making of the package as an event, branch and software as agents."""
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("premis", NAMESPACE)
    ElementTree.register_namespace("xsi", XSI)
    event = uuid5(package, "creation")
    agents = {"software": f"{SOFTWARE} {software_version}", "organization": contents.branch.code}
    links = [_link("Agent", key, kind) for kind, key in agents.items()]
    made = _e(
        "event",
        _identifier("event", str(event)),
        _e("eventType", "information package creation"),
        _e("eventDateTime", moment(contents.made_at)),
        _e("eventOutcomeInformation", _e("eventOutcome", "success")),
        *links,
    )
    root = _e(
        "premis",
        *(_object(package, one) for one in files),
        made,
        _who(agents["software"], SOFTWARE, "software", software_version),
        _who(agents["organization"], f"{contents.branch.authority.name}, {contents.branch.name}", "organization"),
        version="3.0",
    )
    return as_bytes(root)


def _object(package, summed: Summed):
    given = summed.file.format
    name = _e("formatDesignation", _e("formatName", given.name), _e("formatVersion", given.version) if given.version
              else None)  # fmt: skip
    register = _e("formatRegistry", _e("formatRegistryName", "PRONOM"), _e("formatRegistryKey", given.key))
    characteristics = _e(
        "objectCharacteristics",
        _e("compositionLevel", "0"),
        _e("fixity", _e("messageDigestAlgorithm", "SHA-256"), _e("messageDigest", summed.sha256)),
        _e("size", str(len(summed.file.content))),
        _e("format", name, register if given.key else None),
    )
    made = _e(
        "object",
        _identifier("object", str(uuid5(NAMESPACE_URL, f"{package}/{summed.place}"))),
        characteristics,
        _e("originalName", summed.place),
    )
    made.set(f"{{{XSI}}}type", "premis:file")
    return made


def _identifier(kind, value):
    kind_of = "UUID" if kind != "agent" else "local"
    return _e(f"{kind}Identifier", _e(f"{kind}IdentifierType", kind_of), _e(f"{kind}IdentifierValue", value))


def _link(what, value, role):
    return _e(
        f"linking{what}Identifier",
        _e(f"linking{what}IdentifierType", "local"),
        _e(f"linking{what}IdentifierValue", value),
        _e(f"linking{what}Role", role),
    )


def _who(key, name, kind, version=""):
    return _e(
        "agent",
        _identifier("agent", key),
        _e("agentName", name),
        _e("agentType", kind),
        _e("agentVersion", version) if version else None,
    )
