"""The documents of `docs/analysis`, made from their sources: every number in them is the library's.

``docs/analysis/sources/NAME.md.in`` holds the words. Its ```python blocks are carried out in order, and what they print
stands below them in the document; a block that begins with ``# hidden`` is carried out and not shown. In the text
``{{ expression }}`` or ``{{ expression:,.0f }}`` stands for a value. Nothing else in the text may be a number, but
what `ALLOWED` lets through: dates, labels of the programme's brief, names.

    .venv/bin/python -m tests.analysis.documents          writes the documents anew
"""

import contextlib
import io
import os
import re
import sys
import warnings
from pathlib import Path

import polars as pl

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "docs" / "analysis"
SOURCES = FOLDER / "sources"
REFERENCE = ROOT.parent / "shared" / "reference"
NOTE = "<!-- Made from sources/{name}.in by `python -m tests.analysis.documents`: change the source, not this. -->\n\n"
ALLOWED = (
    r"`[^`]*`",  # code
    r"\[[^\]]*\]\([^)]*\)",  # links
    r"\bP-\d{3}\b",
    r"\b\d{4}-\d{2}-\d{2}\b",
    r"\b(\d{1,2} )?(January|February|March|April|May|June|July|August|September|October|November|December)( \d{4})?\b",
    r"\b[A-Z][A-Za-zé]+ \(?\d{4}\)",  # a study and its year
    r"Malmökraften 2\.0|JOBS II|SHA-256|PDF/UA-1|HC[0-3]|65 %|95%|\(\d{4}\)|\d+ × \d+ ×|^\d+\. ",
)
_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```\n", re.MULTILINE | re.DOTALL)
_VALUE = re.compile(r"\{\{(.+?)\}\}")


def names():
    return sorted(path.name.removesuffix(".in") for path in SOURCES.glob("*.md.in"))


def needs_reference(name):
    return "reference /" in (SOURCES / f"{name}.in").read_text("utf-8")


def rendered(name):
    """The document as it should be, from its source and the library of today."""
    source = (SOURCES / f"{name}.in").read_text("utf-8")
    values = {"reference": REFERENCE, "root": ROOT}
    made, end = [NOTE.format(name=name)], 0
    wide = pl.Config(tbl_rows=20, tbl_cols=12, tbl_width_chars=118)
    with _in_the_root(), wide, warnings.catch_warnings():
        warnings.simplefilter("error")
        for block in _BLOCK.finditer(source):
            made += [_filled(source[end : block.start()], values), _carried_out(block, values)]
            end = block.end()
        made.append(_filled(source[end:], values))
    return "".join(made)


def bare_numbers(name):
    """Numbers in the source's text that no expression gives."""
    text = _VALUE.sub("", _BLOCK.sub("", (SOURCES / f"{name}.in").read_text("utf-8")))
    found = []
    for line in text.splitlines():
        for allowed in ALLOWED:
            line = re.sub(allowed, "", line)
        found += [f"{word!r} in: {line.strip()}" for word in re.findall(r"\d[\d.,]*", line)]
    return found


def _carried_out(block, values):
    language, code = block.groups()
    if language != "python":
        return block.group(0)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        exec(compile(code, "document", "exec"), values)
    if code.startswith("# hidden"):
        return said.getvalue()
    shown = "\n".join(line.rstrip() for line in said.getvalue().splitlines())
    return f"```python\n{code}```\n" + (f"\n```text\n{shown}\n```\n" if shown else "")


def _filled(text, values):
    return _VALUE.sub(lambda found: eval(f'f"""{{{found[1].strip()}}}"""', values), text)


@contextlib.contextmanager
def _in_the_root():
    before = Path.cwd()
    os.chdir(ROOT)
    try:
        yield
    finally:
        os.chdir(before)


if __name__ == "__main__":
    for wanted in sys.argv[1:] or names():
        (FOLDER / wanted).write_text(rendered(wanted), "utf-8")
        print(f"wrote docs/analysis/{wanted}")
