"""Make the compiled catalogues (``django.mo``) of the translations (``django.po``): ``python3 -m tools.translations``.

A translation here is one line of ``msgid`` and one of ``msgstr``, so that no program needs to be installed for it; a
test tells when a catalogue is older than its texts.
"""

import ast
import struct
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src" / "samkraft"
_MAGIC = 0x950412DE
_HEAD = 28


def catalogues() -> list[Path]:
    """Every file of translations."""
    return sorted(SOURCE.glob("*/locale/*/LC_MESSAGES/django.po"))


def texts_of(path: Path) -> dict[str, str]:
    """Swedish → the other language; '' is the catalogue's own head."""
    found: dict[str, str] = {}
    last, key = "", ""
    for line in path.read_text("utf-8").splitlines():
        word, _space, rest = line.partition(" ")
        if word == "msgid":
            last, key = word, ast.literal_eval(rest)
        elif word == "msgstr":
            last, found[key] = word, ast.literal_eval(rest)
        elif line.startswith('"') and last == "msgstr":
            found[key] += ast.literal_eval(line)
    return found


def compiled(texts: dict[str, str]) -> bytes:
    """The catalogue as gettext reads it: two tables of lengths and places, then the texts, sorted by key."""
    pairs = sorted((key.encode(), said.encode()) for key, said in texts.items())
    keys, values = b"", b""
    rows: list[tuple[int, int, int, int]] = []
    for key, said in pairs:
        rows.append((len(key), len(keys), len(said), len(values)))
        keys, values = keys + key + b"\0", values + said + b"\0"
    start = _HEAD + 16 * len(rows)
    of_keys = b"".join(struct.pack("<2I", length, start + place) for length, place, _said, _at in rows)
    of_values = b"".join(struct.pack("<2I", said, start + len(keys) + at) for _length, _place, said, at in rows)
    head = struct.pack("<7I", _MAGIC, 0, len(rows), _HEAD, _HEAD + 8 * len(rows), 0, start)
    return head + of_keys + of_values + keys + values


if __name__ == "__main__":
    for path in catalogues():
        path.with_suffix(".mo").write_bytes(compiled(texts_of(path)))
