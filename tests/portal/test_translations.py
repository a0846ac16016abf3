"""The page's fixed texts in its other languages: whole, and compiled as they are written."""

import re
from pathlib import Path

import pytest

from samkraft.portal.choices import Language
from samkraft.programmes.reading import read_programme
from samkraft.sharing.choices import Purpose
from tests.architecture.repository import ROOT
from tools.translations import catalogues, compiled, texts_of

ROOM = ROOT / "src" / "samkraft" / "portal"
# Read by people at work, or told in the demo alone.
_OF_STAFF = ("put_there.html", "staff_views.py", "offers.py", "actions.py", "demo.py", "choices.py")
_SAID = re.compile(r'(?:translate |\b_\()"([^"]+)"|(?<!end)blocktranslate[^%]*%\}(.*?)\{%')


def said():
    """Every text of the participant's pages, as it is written there."""
    for path in [*ROOM.rglob("*.html"), *ROOM.glob("*.py")]:
        if path.name not in _OF_STAFF and path.name != "paper.html":  # the paper is in Swedish, as the plan is
            for plain, block in _SAID.findall(path.read_text("utf-8")):
                yield plain or re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block)


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parents[1].name)
def test_every_text_of_the_page_has_its_translation_and_keeps_its_places(path: Path):
    texts = texts_of(path)
    assert sorted(set(said()) - set(texts)) == []
    for swedish, other in texts.items():
        assert other, swedish
        if swedish:
            assert sorted(re.findall(r"%\(\w+\)s", swedish)) == sorted(re.findall(r"%\(\w+\)s", other)), swedish


@pytest.mark.parametrize("path", catalogues(), ids=lambda path: path.parents[1].name)
def test_what_a_consent_is_about_has_a_name_in_every_language(path: Path):
    """CON-06: nobody can take back what she can't read. The programmes that come along are known by name."""
    texts = texts_of(path)
    programmes = [read_programme(file) for file in (ROOT / "programmes").glob("*.toml")]
    names = {category.name for programme in programmes for category in programme.data_categories}
    names |= {str(purpose.label).capitalize() for purpose in Purpose}
    assert sorted(names - set(texts)) == []


def test_the_compiled_catalogues_are_those_of_the_texts():
    """After a change: python3 -m tools.translations."""
    assert {path.parents[1].name for path in catalogues()} == set(Language.values) - {Language.SWEDISH}
    for path in catalogues():
        assert path.with_suffix(".mo").read_bytes() == compiled(texts_of(path)), path
