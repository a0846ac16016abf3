"""The versioned texts of the consent form, in Swedish and beside it in other languages (CON-05, TIL-06).

A version that has been used is never changed: its number stands in each consent, so a new wording is a new file.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

SWEDISH = "sv"
RIGHT_TO_LEFT = {"ar"}
LANGUAGE_NAMES = {"sv": "Svenska", "en": "Svenska och engelska", "ar": "Svenska och arabiska"}


@dataclass(frozen=True)
class Words:
    """One text in Swedish and perhaps in another language."""

    swedish: str
    other: str = ""


@dataclass(frozen=True)
class ConsentTexts:
    """One version of the form. ``texts``, ``branches``, ``categories``, ``meanings``: code → language → words."""

    code: str
    version: int
    valid_from: date
    languages: tuple[str, ...]
    texts: dict[str, dict[str, str]]
    branches: dict[str, dict[str, str]]
    categories: dict[str, dict[str, str]]
    meanings: dict[str, dict[str, str]]

    def say(self, key: str, language: str, **parts: Words) -> Words:
        """A text of the form; *parts* are put in, each in its language."""
        return _filled(self.texts[key], language, parts)

    def branch(self, code: str, name: str, language: str) -> Words:
        """What a branch is called; its own name where the form doesn't know it."""
        return _in(self.branches.get(code, {SWEDISH: name}), language, name)

    def category(self, code: str, name: str, language: str) -> Words:
        """What a category is called."""
        return _in(self.categories.get(code, {SWEDISH: name}), language, name)

    def meaning(self, code: str, words: str, language: str) -> Words:
        """What a category means in plain words; the programme file's where the form has none."""
        return _in(self.meanings.get(code, {SWEDISH: words}), language, words)


def _in(said: dict[str, str], language: str, otherwise: str) -> Words:
    other = said.get(language, otherwise) if language != SWEDISH else ""
    return Words(said.get(SWEDISH, otherwise), other)


def _filled(said: dict[str, str], language: str, parts: dict[str, Words]) -> Words:
    swedish = said[SWEDISH].format(**{name: part.swedish for name, part in parts.items()})
    if language == SWEDISH:
        return Words(swedish)
    return Words(swedish, said[language].format(**{name: part.other or part.swedish for name, part in parts.items()}))


@lru_cache(maxsize=16)
def read_consent_texts(path: Path) -> ConsentTexts:
    """Read one version; raises KeyError or ValueError where a text lacks a language."""
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    categories = {code: {k: v for k, v in said.items() if k != "meaning"} for code, said in raw["categories"].items()}
    meanings = {code: said["meaning"] for code, said in raw["categories"].items()}
    languages = tuple(raw["languages"])
    for kind in (raw["texts"], raw["branches"], categories, meanings):
        for code, said in kind.items():
            missing = {SWEDISH, *languages} - said.keys()
            if missing:
                raise ValueError(f"{path.name}: {code} lacks {', '.join(sorted(missing))}")
    return ConsentTexts(
        raw["code"], raw["version"], raw["valid_from"], languages, raw["texts"], raw["branches"], categories, meanings
    )


def all_versions(folder: Path) -> list[ConsentTexts]:
    """Every version of the form, oldest first."""
    return sorted((read_consent_texts(path) for path in folder.glob("consent_forms/*.toml")), key=lambda t: t.version)


def form_in_force(folder: Path, on: date) -> ConsentTexts:
    """The newest version that is in use on a day."""
    return [texts for texts in all_versions(folder) if texts.valid_from <= on][-1]


def version_of(folder: Path, code: str, number: int) -> ConsentTexts | None:
    """The version that a consent was given on."""
    return next((t for t in all_versions(folder) if (t.code, t.version) == (code, number)), None)


def language_choices(texts: ConsentTexts) -> list[tuple[str, str]]:
    """Which languages the form can be shown in; Swedish is always there."""
    return [(code, LANGUAGE_NAMES.get(code, code)) for code in (SWEDISH, *texts.languages)]
