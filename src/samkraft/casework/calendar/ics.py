"""A calendar as other programs read it (RFC 5545): when one is busy and in which room, and nothing of anybody."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

MIME = "text/calendar; charset=utf-8"
_LONGEST = 75  # octets on a line


class Busy(NamedTuple):
    """One time that is taken. *key* tells it from others and is never written out."""

    key: str
    starts_at: datetime
    ends_at: datetime
    room: str = ""


def calendar(secret: str, name: str, title: str, times: Iterable[Busy], made_at: datetime) -> str:
    """The whole file. The keys of its events are made of the secret: they tell nothing to who hasn't it."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Samkraft//Kalender//SV", "CALSCALE:GREGORIAN"]
    lines += ["METHOD:PUBLISH", f"X-WR-CALNAME:{escaped(name)}", "REFRESH-INTERVAL;VALUE=DURATION:PT1H"]
    for busy in times:
        lines += _event(secret, title, busy, made_at)
    return "".join(f"{folded(line)}\r\n" for line in [*lines, "END:VCALENDAR"])


def _event(secret, title, busy, made_at) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{hashlib.sha256(f'{secret}:{busy.key}'.encode()).hexdigest()[:32]}@samkraft"
    yield f"DTSTAMP:{_moment(made_at)}"
    yield f"DTSTART:{_moment(busy.starts_at)}"
    yield f"DTEND:{_moment(busy.ends_at)}"
    yield f"SUMMARY:{escaped(title)}"
    if busy.room:
        yield f"LOCATION:{escaped(busy.room)}"
    yield from ("CLASS:PRIVATE", "TRANSP:OPAQUE", "END:VEVENT")


def _moment(value):
    return value.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Text with the signs that mean something in the format written out."""
    for sign, written in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r", ""), ("\n", "\\n")):
        text = text.replace(sign, written)
    return text


def folded(line: str) -> str:
    """No line is longer than 75 octets; the rest goes on after a space, and no letter is cut in two."""
    pieces, piece = [], b""
    for letter in line:
        more = letter.encode()
        if len(piece) + len(more) > _LONGEST:
            pieces.append(piece)
            piece = b" "
        piece += more
    return b"\r\n".join([*pieces, piece]).decode()
