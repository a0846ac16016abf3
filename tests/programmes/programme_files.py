"""The project's programme files, and copies with one thing changed."""

import shutil
from functools import cache
from pathlib import Path

from samkraft.programmes.definition import ProgrammeDefinition
from samkraft.programmes.reading import Problem, ProgrammeFileError, read_programme

FOLDER = Path(__file__).resolve().parents[2] / "programmes"
MALMOKRAFTEN = "malmokraften-2.0.toml"
LONG_TERM = "malmo-langtid-2023.toml"


@cache
def programme(name: str) -> ProgrammeDefinition:
    return read_programme(FOLDER / name)


class Copy:
    """A copy of the programme folder in which lines are changed by their text, found again by their number."""

    def __init__(self, folder: Path) -> None:
        self.folder = shutil.copytree(FOLDER, folder / "programmes")

    def change(self, old: str, new: str, *, file: str = MALMOKRAFTEN, after: str = "") -> int:
        """Replaces the first `old` after the text `after`; the number of the line where it stands."""
        path = self.folder / file
        text = path.read_text(encoding="utf-8")
        at = text.index(old, text.index(after))
        path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")
        return text.count("\n", 0, at) + 1

    def append(self, text: str, *, file: str = MALMOKRAFTEN) -> int:
        """Adds text at the end; the number of its first line."""
        path = self.folder / file
        before = path.read_text(encoding="utf-8")
        path.write_text(before + text, encoding="utf-8")
        return before.count("\n") + 1

    def problems(self, file: str = MALMOKRAFTEN) -> list[Problem]:
        try:
            read_programme(self.folder / file)
        except ProgrammeFileError as error:
            return list(error.problems)
        return []

    def places(self, file: str = MALMOKRAFTEN) -> list[tuple[int, str]]:
        """Line and key of each problem."""
        return [(problem.line, problem.key) for problem in self.problems(file)]
