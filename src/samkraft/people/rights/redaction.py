"""What of a text is told to the person: a reader strikes sentences and words about others (GDPR-06, SEK-12). Pure."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

STRUCK = "[struket]"
_END = re.compile(r"(?<=[.!?])\s+|\n+")
_SHORTEST_WORD = 2

Range = tuple[int, int]


@dataclass(frozen=True)
class Sentence:
    """A sentence of a text and where it stands."""

    start: int
    end: int
    text: str


def sentences(text: str) -> list[Sentence]:
    """The text in pieces that can be struck one by one."""
    found, start = [], 0
    for gap in [*_END.finditer(text), None]:
        end = gap.start() if gap else len(text)
        if text[start:end].strip():
            found.append(Sentence(start, end, text[start:end]))
        start = gap.end() if gap else end
    return found


def words_in(text: str, words: Iterable[str]) -> list[Range]:
    """Where whole words or names stand, in any case, with an ending such as a genitive s."""
    ranges = []
    for word in words:
        word = word.strip()
        if len(word) >= _SHORTEST_WORD:
            ranges += [match.span() for match in re.finditer(rf"\b{re.escape(word)}s?\b", text, re.IGNORECASE)]
    return ranges


def merged(ranges: Iterable[Sequence[int]]) -> list[list[int]]:
    """Ranges in order, those that meet made one."""
    whole: list[list[int]] = []
    for start, end in sorted((int(a), int(b)) for a, b in ranges):
        if whole and start <= whole[-1][1]:
            whole[-1][1] = max(whole[-1][1], end)
        else:
            whole.append([start, end])
    return whole


def without(text: str, struck: Iterable[Sequence[int]]) -> str:
    """The text with what is struck replaced by words that a screen reader reads as well."""
    for start, end in reversed(merged(struck)):
        text = text[:start] + STRUCK + text[end:]
    return text


def is_struck(piece: Sentence, struck: Iterable[Sequence[int]]) -> bool:
    """Whether a whole sentence is struck."""
    return any(start <= piece.start and piece.end <= end for start, end in struck)


def hash_of(text: str) -> str:
    """Tells one wording from another; keeps nothing of it that can be read."""
    return hashlib.sha256(text.encode()).hexdigest()
