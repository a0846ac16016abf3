"""The case and its records as metadata of case handling (ALL-04).

E-ARK CITS ERMS 2.1, in Sweden FGS Ärendehantering 2.0.
What of the specification is used stands in ``schemas/samkraft-erms.xsd``, which narrows the published schema.
"""

from xml.etree import ElementTree

from samkraft.people.archiving.contents import Contents, File, Record
from samkraft.people.archiving.xml_files import XSI, as_bytes, moment, node

NAMESPACE = "https://DILCIS.eu/XML/ERMS"
PUBLISHED = "https://raw.githubusercontent.com/DILCISBoard/CITS-ERMS/master/schema/ERMS.xsd"
REPRESENTATION = "representations/rep1"
_DIRECTION = {"in": "incoming", "out": "outgoing"}


def _e(name, /, *content, **attributes):
    return node(f"{{{NAMESPACE}}}{name}", *content, **attributes)


def erms(contents: Contents, package: str) -> bytes:
    """The document: one case file, with its records in order."""
    ElementTree.register_namespace("", NAMESPACE)
    ElementTree.register_namespace("xsi", XSI)
    root = _e("erms", _control(contents, package), _e("aggregations", _case(contents)))
    root.set(f"{{{XSI}}}schemaLocation", f"{NAMESPACE} {PUBLISHED}")
    return as_bytes(root)


def _control(contents, package):
    made = _e(
        "maintenanceEvent",
        _e("eventType", value="created"),
        _e("eventDateTime", moment(contents.made_at)),
        _agent("creator", contents.branch.name),
    )
    return _e(
        "control",
        _e("identification", package, identificationType="package"),
        _e(
            "maintenanceInformation",
            _e("maintenanceStatus", value="new"),
            _e("maintenanceAgency", _e("agencyName", contents.branch.authority.name)),
            _e("maintenanceHistory", made),
        ),
    )


def _case(contents: Contents):
    case, file = contents.case, contents.file
    closed = min(day for day in (file.closed_on, case.closed_on) if day)
    return _e(
        "aggregation",
        _e("objectId", case.number),
        _e("identification", contents.branch.code, identificationType="branch"),
        _e("title", f"{contents.definition.name}, {case.number}"),
        _e("status", value="closed"),
        _e("additionalInformation", *(_appendix(one) for one in contents.case_files)),
        _restriction(contents),
        _e("agents", _agent("creator", contents.branch.name, contents.branch.authority.name), _person(contents)),
        _e(
            "dates",
            _e("date", moment(file.opened_on), dateType="opened"),
            _e("date", moment(closed), dateType="closed"),
        ),
        *(_record(contents, one) for one in contents.records),
        systemIdentifier=str(case.pk),
        aggregationType="caseFile",
    )


def _record(contents: Contents, record: Record):
    way = _DIRECTION.get(record.way)
    party = {"in": "sender", "out": "receiver"}.get(record.way)
    day = {"in": "received", "out": "expedited"}.get(record.way, "created")
    return _e(
        "record",
        _e("objectId", f"{contents.case.number}-{record.number}"),
        _e("title", record.title),
        _e("runningNumber", str(record.number)),
        _e("relation", str(record.about), relationType="reference") if record.about else None,
        _restriction(contents),
        _e("direction", directionDefinition=way) if way else None,
        _e("agents", _agent(party, record.party)) if party else None,
        _e("dates", _e("date", moment(record.moment), dateType=day)),
        _e("additionalInformation", *(_appendix(one) for one in record.files)),
        systemIdentifier=str(record.key),
        recordType=record.title,
        recordPhysicalOrDigital="digital",
    )


def _restriction(contents):
    return _e("restriction", _e("regulation", contents.secrecy), restrictionType="confidential")


def _person(contents: Contents):
    person = contents.person
    return _e(
        "agent",
        _e("name", person.name or contents.case.number),
        _e("idNumber", person.number, idNumberType="personal") if person.number else None,
        _e("protectedIdentity", "true" if person.is_protected else "false"),
        agentType="counterpart",
    )


def _agent(kind, name, organisation=""):
    inside = _e("organisation", organisation) if organisation else None
    return _e("agent", _e("name", name), inside, agentType=kind)


def _appendix(file: File):
    path = f"file:{REPRESENTATION}/{file.path}"
    return _e("appendix", name=file.title, path=path, fileFormat=file.format.name)
