"""The shape of the code base: rooms, sizes, templates, dependencies, and the checkers' verdicts."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.architecture.repository import ROOT, files, run_tool, source_files

LONGEST_MODULE = 500


def test_rooms_import_only_from_rooms_before_them():
    program = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([program, "--no-logo", "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_ruff_finds_nothing():
    code, said = run_tool("ruff", "check", "--output-format", "concise")
    assert code == 0, said


def test_the_layout_is_the_formatters():
    code, said = run_tool("ruff", "format", "--check")
    assert code == 0, said


def test_types_hold_where_they_are_promised():
    code, said = run_tool("mypy")
    assert code == 0, said


def test_no_module_is_longer_than_a_reader_can_hold():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in source_files(".py")
        if not {"migrations", "tests"}.intersection(path.parts)
        and (lines := path.read_text("utf-8").count("\n")) > LONGEST_MODULE
    }
    assert long == {}, f"split by subject at about {LONGEST_MODULE} lines: {long}"


def test_every_template_is_used():
    used = "\n".join(path.read_text("utf-8") for path in source_files(".py", ".html", ".txt", ".typ"))
    named = set(re.findall(r"[\"']([\w./-]+)(?=[\"'#])", used))
    assert sorted({*template_names()} - named) == []


def test_every_dependency_has_its_reason_written_down():
    reasons = (ROOT / "docs" / "dependencies.md").read_text("utf-8")
    assert [name for name in dependency_names() if f"`{name}`" not in reasons] == []


def test_every_dependency_is_locked_by_hash_and_no_registry_is_named():
    for lock in ROOT.glob("requirements*.txt"):
        text = lock.read_text("utf-8")
        packages = re.findall(r"^\w.*\n(.*)", text, flags=re.MULTILINE)
        assert packages and all("--hash=sha256:" in line for line in packages), lock.name
        assert "://" not in text, lock.name
    locked = (ROOT / "requirements-dev.txt").read_text("utf-8")
    assert [name for name in dependency_names() if f"\n{name}==" not in f"\n{locked}"] == []


def template_names():
    """Templates by the name that Django knows them by: `room/page.html`."""
    for path in files():
        _, found, name = path.as_posix().rpartition("/templates/")
        if found and "/src/samkraft/" in path.as_posix():
            yield name


def dependency_names():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wanted = project["project"]["dependencies"] + project["dependency-groups"]["dev"]
    return [re.split(r"[\[<>=!~; ]", line, maxsplit=1)[0] for line in wanted]
