"""Line numbers for every key of a TOML text, which the standard library's reader doesn't give.

`line_numbers(text)` is only asked about a text that `tomllib` has accepted, so it trusts the syntax and
merely walks it: tables, arrays of tables, dotted and quoted keys, strings of all four kinds, arrays and
inline tables. A key is the path that leads to it: `("teams", 2, "start")`.
"""

import re
from bisect import bisect_left

Path = tuple[str | int, ...]

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_SCALAR = re.compile(r"[^,\]}\n#]+")
_SKIP = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_BLANK = re.compile(r"[ \t]*")


def line_numbers(text: str) -> dict[Path, int]:
    """The line (from 1) of each table, array item and key in a TOML text."""
    return _Walk(text.replace("\r\n", "\n")).run()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.ends = [match.start() for match in re.finditer("\n", text)]
        self.lines: dict[Path, int] = {(): 1}
        self.counts: dict[Path, int] = {}

    def run(self) -> dict[Path, int]:
        table: Path = ()
        self._skip()
        while self.at < len(self.text):
            if self.text[self.at] == "[":
                table = self._header()
            else:
                self._pair(table)
            self._skip()
        return self.lines

    def _header(self) -> Path:
        line = self._line()
        is_array = self.text.startswith("[[", self.at)
        self.at += 2 if is_array else 1
        path = self._resolve(self._key())
        self.at += 2 if is_array else 1
        if is_array:
            index = self.counts.get(path, 0)
            self.counts[path] = index + 1
            self.lines.setdefault(path, line)
            path = (*path, index)
        for length in range(1, len(path)):
            self.lines.setdefault(path[:length], line)
        self.lines[path] = line
        return path

    def _resolve(self, keys: list[str]) -> Path:
        """A header names an array of tables by its name alone: what follows belongs to its latest item."""
        path: Path = ()
        for place, key in enumerate(keys):
            path = (*path, key)
            if place < len(keys) - 1 and path in self.counts:
                path = (*path, self.counts[path] - 1)
        return path

    def _pair(self, table: Path) -> None:
        line = self._line()
        path = table
        for key in self._key():
            path = (*path, key)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

    def _key(self) -> list[str]:
        keys = []
        while True:
            self._blank()
            keys.append(self._key_part())
            self._blank()
            if self.text[self.at] != ".":
                return keys
            self.at += 1

    def _key_part(self) -> str:
        if self.text[self.at] in "\"'":
            start = self.at
            self._string()
            return self.text[start + 1 : self.at - 1]
        match = _BARE.match(self.text, self.at)
        assert match, f"not a key at line {self._line()}"
        self.at = match.end()
        return match.group()

    def _value(self, path: Path) -> None:
        self._skip()
        self.lines.setdefault(path, self._line())
        first = self.text[self.at]
        if first == "[":
            self._array(path)
        elif first == "{":
            self._inline_table(path)
        elif first in "\"'":
            self._string()
        else:
            match = _SCALAR.match(self.text, self.at)
            assert match, f"not a value at line {self._line()}"
            self.at = match.end()

    def _array(self, path: Path) -> None:
        self.at += 1
        index = 0
        while not self._closes("]"):
            self._value((*path, index))
            index += 1

    def _inline_table(self, path: Path) -> None:
        self.at += 1
        while not self._closes("}"):
            self._pair(path)

    def _closes(self, bracket: str) -> bool:
        self._skip()
        if self.text[self.at] == ",":
            self.at += 1
            self._skip()
        if self.text[self.at] != bracket:
            return False
        self.at += 1
        return True

    def _string(self) -> None:
        quote = self.text[self.at]
        mark = quote * 3 if self.text.startswith(quote * 3, self.at) else quote
        self.at += len(mark)
        while not self.text.startswith(mark, self.at):
            self.at += 2 if quote == '"' and self.text[self.at] == "\\" else 1
        self.at += len(mark)
        while len(mark) == 3 and self.text.startswith(quote, self.at):  # """a quote at the end""""
            self.at += 1

    def _skip(self) -> None:
        match = _SKIP.match(self.text, self.at)
        assert match
        self.at = match.end()

    def _blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match
        self.at = match.end()

    def _line(self) -> int:
        return bisect_left(self.ends, self.at) + 1
