"""What two versions of a text differ in, word by word. Pure."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

_WORDS = re.compile(r"\s+|[^\s]+")
Piece = tuple[bool, str]
"""Whether the words are only in this version, and the words."""


def compare(older: str, newer: str) -> tuple[list[Piece], list[Piece]]:
    """The older and the newer text in pieces; what stands in one alone is marked. Without an older nothing is."""
    if not older:
        return [], [(False, newer)]
    was, now = _WORDS.findall(older), _WORDS.findall(newer)
    steps = SequenceMatcher(None, was, now, autojunk=False).get_opcodes()
    return (
        list(_pieces((kind, was[i:j]) for kind, i, j, _k, _l in steps)),
        list(_pieces((kind, now[k:end]) for kind, _i, _j, k, end in steps)),
    )


def _pieces(parts: Iterator[tuple[str, list[str]]]) -> Iterator[Piece]:
    for kind, words in parts:
        if words:
            text = "".join(words)
            yield kind != "equal" and bool(text.strip()), text
