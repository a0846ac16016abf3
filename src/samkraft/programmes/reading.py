"""Reads a programme file: `read_programme(path)` gives a definition, or everything that is wrong with it."""

import hashlib
import json
import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path as FilePath
from typing import Any

from samkraft.programmes.building import Builder, to_plain
from samkraft.programmes.checks import find_problems
from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.positions import Path, line_numbers

_AT_LINE = re.compile(r"\(at line (\d+), column \d+\)")


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing that is wrong in a programme file: where, what stands there, what should."""

    file: str
    line: int
    key: str
    found: str
    expected: str

    def __str__(self) -> str:
        where = f"{self.file}, rad {self.line}, {self.key}".removesuffix(", ")
        end = "" if self.expected.endswith("?") else "."
        return f"{where}: {self.found}. Här ska stå: {self.expected}{end}"


class ProgrammeFileError(Exception):
    """A programme file that can't be used, with all its problems."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def read_programme(path: FilePath | str) -> ProgrammeDefinition:
    """The programme in the file. Raises `ProgrammeFileError` with every problem, at its line."""
    merged = _Merged.read(FilePath(path))
    problems: list[Problem] = []

    def report(key: Path, found: str, expected: str) -> None:
        problems.append(merged.problem(key, found, expected))

    definition = Builder(report).build(ProgrammeDefinition, merged.data, ())
    for problem in find_problems(definition, FilePath(path).parent / "code_lists"):
        report(*problem)
    if problems:
        raise ProgrammeFileError(problems)
    return definition


def programme_files(folder: FilePath | str) -> tuple[FilePath, ...]:
    """The programme files in a folder. What they share lies in a folder below and isn't one."""
    return tuple(sorted(FilePath(folder).glob("*.toml")))


def content_hash(path: FilePath | str) -> str:
    """A hash of the file and of the one it extends: it changes when the programme may have changed."""
    path = FilePath(path)
    digest = hashlib.sha256(path.read_bytes())
    base = _load(path)[0].get("extends")
    if isinstance(base, str):
        digest.update((path.parent / base).read_bytes())
    return digest.hexdigest()


def to_json(definition: ProgrammeDefinition) -> dict[str, Any]:
    """The definition as JSON-ready data, for a stored version. `from_json` gives back an equal one."""
    plain: dict[str, Any] = to_plain(definition)
    return plain


def from_json(data: dict[str, Any] | str) -> ProgrammeDefinition:
    """A stored version as a definition. Raises `ProgrammeFileError` if the schema has moved away from it."""
    problems: list[Problem] = []

    def report(key: Path, found: str, expected: str) -> None:
        problems.append(Problem("lagrad version", 0, _dotted(key, raw), found, expected))

    raw = json.loads(data) if isinstance(data, str) else data
    definition = Builder(report, from_json=True).build(ProgrammeDefinition, raw, ())
    if problems:
        raise ProgrammeFileError(problems)
    built: ProgrammeDefinition = definition
    return built


class _Merged:
    """A file laid over the one it extends, remembering which file and line each key came from.

    Whole top-level keys are taken from the base where the file itself has none: no mixing inside a table.
    """

    def __init__(self, data: dict[str, Any], layers: list[tuple[FilePath, dict[Path, int]]]) -> None:
        self.data = data
        self.layers = layers

    @classmethod
    def read(cls, path: FilePath) -> "_Merged":
        data, lines = _load(path)
        layers = [(path, lines)]
        base_name = data.pop("extends", None)
        if base_name is None:
            return cls(data, layers)
        base_path = path.parent / str(base_name)
        if not base_path.is_file():
            found = Problem(path.name, lines[("extends",)], "extends", repr(base_name), "en fil som finns")
            raise ProgrammeFileError([found])
        base, base_lines = _load(base_path)
        return cls(base | data, [*layers, (base_path, base_lines)])

    def problem(self, key: Path, found: str, expected: str) -> Problem:
        path, lines = self.layers[0]
        for layer_path, layer_lines in self.layers:
            if key[:1] in layer_lines:
                path, lines = layer_path, layer_lines
                break
        nearest = key
        while nearest not in lines:
            nearest = nearest[:-1]
        return Problem(path.name, lines[nearest], _dotted(key, self.data), found, expected)


def _load(path: FilePath) -> tuple[dict[str, Any], dict[Path, int]]:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError:
        problem = Problem(path.name, 0, "", "filen går inte att läsa", "en fil som finns")
        raise ProgrammeFileError([problem]) from None
    except UnicodeDecodeError as error:
        line = path.read_bytes().count(b"\n", 0, error.start) + 1
        raise ProgrammeFileError([Problem(path.name, line, "", "fel teckenkodning", "UTF-8")]) from None
    try:
        return tomllib.loads(text, parse_float=Decimal), line_numbers(text)
    except tomllib.TOMLDecodeError as error:
        match = _AT_LINE.search(str(error))
        line = int(match.group(1)) if match else text.rstrip().count("\n") + 1
        found = f"går inte att läsa som TOML ({_AT_LINE.sub('', str(error)).strip()})"
        raise ProgrammeFileError([Problem(path.name, line, "", found, "giltig TOML")]) from None


def _dotted(key: Path, data: Any) -> str:
    """The key as a person finds it: rows by their code where they have one, else by number from one."""
    text = ""
    for part in key:
        data = _inner(data, part)
        code = data.get("code") if isinstance(data, dict) else None
        text += f"[{code or part + 1}]" if isinstance(part, int) else f".{part}"
    return text.lstrip(".")


def _inner(data: Any, part: str | int) -> Any:
    try:
        return data[part]
    except (KeyError, IndexError, TypeError):
        return None
