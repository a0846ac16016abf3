"""The documents say what the code says."""

import re

from samkraft.core.glossary import TERMS
from tests.architecture.repository import ROOT, source_files


def test_every_term_of_the_site_stands_in_the_glossary():
    rows = (ROOT / "docs" / "glossary.md").read_text("utf-8").splitlines()
    missing = [f"{term.word} = {term.code}" for term in TERMS if not any(is_row_of(term, row) for row in rows)]
    assert missing == []


def test_every_environment_variable_is_documented():
    operations = (ROOT / "docs" / "operations.md").read_text("utf-8")
    code = "\n".join(path.read_text("utf-8") for path in source_files(".py") if "tests" not in path.parts)
    read = set(re.findall(r"[\"'](SAMKRAFT_[A-Z_]*[A-Z])[\"']", code))
    assert {name for name in read if f"`{name}`" not in operations} == set()


def test_links_between_documents_lead_somewhere():
    broken = [
        f"{page.relative_to(ROOT)} → {target}"
        for page in source_files(".md")
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
        if not (page.parent / target).exists()
    ]
    assert broken == []


def is_row_of(term, row):
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    return len(cells) >= 2 and cells[0] == term.word and cells[1].split(",")[0] in (term.code, term.code.split(",")[0])
