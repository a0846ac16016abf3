"""XML made of names, attributes and text: nothing else can get in, whatever somebody wrote."""

import re
from datetime import date, datetime, time
from xml.etree import ElementTree

from django.utils import timezone

XSI = "http://www.w3.org/2001/XMLSchema-instance"
# What XML 1.0 has no sign for; a text pasted from elsewhere may hold such.
_IMPOSSIBLE = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def node(name: str, /, *content: "ElementTree.Element | str | None", **attributes: str) -> ElementTree.Element:
    """One element: its parts and its text in order. ``name`` and names of attributes may be ``{namespace}name``."""
    made = ElementTree.Element(name, {key: possible(str(value)) for key, value in attributes.items()})
    for part in content:
        if isinstance(part, ElementTree.Element):
            made.append(part)
        elif part is not None:
            made.text = (made.text or "") + possible(str(part))
    return made


def possible(text: str) -> str:
    """The text without the few signs that XML can't hold."""
    return _IMPOSSIBLE.sub("", text)


def as_bytes(root: ElementTree.Element) -> bytes:
    """A whole document."""
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"


def moment(value: datetime | date) -> str:
    """A moment with its zone, to the second; a day as its first moment here."""
    if not isinstance(value, datetime):
        value = datetime.combine(value, time(), timezone.get_default_timezone())
    return timezone.localtime(value).replace(microsecond=0).isoformat()
