"""What two files say of the same person, and how alike they are. Pure: no database."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KEPT, OTHER = "kept", "other"
# How many of the letters of two names must be alike, of all.
ALIKE = 0.72


@dataclass(frozen=True)
class Fact:
    """Something that a file says of the person, kept or taken over as one: the fields it is written in.

    told_by: those in which two files differ; empty: what the first of them holds when nothing is known.
    """

    name: str
    label: str | Promise
    fields: tuple[str, ...]
    told_by: tuple[str, ...]
    empty: Any = ""


FACTS = (
    Fact("name", _("Namn"), ("first_name", "last_name", "sort_name"), ("first_name", "last_name")),
    Fact(
        "number", _("Nummer, födelseår och kön"),
        ("identity_kind", "identity_sealed", "identity_hash", "birth_year", "sex"),
        ("identity_hash", "birth_year", "sex"),
    ),
    Fact("phone", _("Telefon"), ("phone",), ("phone",)),
    Fact("email", _("E-post"), ("email",), ("email",)),
    Fact("language", _("Språk och tolk"), ("language", "needs_interpreter"), ("language", "needs_interpreter")),
    Fact("schooling", _("Utbildning"), ("schooling",), ("schooling",), "unknown"),
)  # fmt: skip


def told(fact: Fact, file: Any) -> tuple:
    """What a file says of a fact, to be compared."""
    return tuple(getattr(file, name) for name in fact.told_by)


def needs_choice(fact: Fact, one: Any, two: Any) -> bool:
    """Whether the two files say different things, so that somebody must choose; nothing is chosen for her."""
    first, second = told(fact, one), told(fact, two)
    return first != second and not _is_silent(fact, first, second) and not _is_silent(fact, second, first)


def _is_silent(fact: Fact, said: tuple, other: tuple) -> bool:
    """Whether a file says nothing that the other would lose by being heard alone."""
    return said[0] == fact.empty and (fact.name != "number" or said[1:] == other[1:])


def side_of(fact: Fact, kept: Any, other: Any, chosen: dict[str, str]) -> str:
    """Whose word holds: the one that was chosen; where one is silent, the other's."""
    if needs_choice(fact, kept, other):
        return chosen[fact.name]
    mine, theirs = told(fact, kept), told(fact, other)
    return OTHER if mine != theirs and _is_silent(fact, mine, theirs) else KEPT


def changes(kept: Any, other: Any, chosen: dict[str, str]) -> dict[str, Any]:
    """What is written in the kept file: field → value, only where it changes. A no to statistics always holds."""
    found = {
        name: getattr(other, name)
        for fact in FACTS
        if side_of(fact, kept, other, chosen) == OTHER
        for name in fact.fields
        if getattr(kept, name) != getattr(other, name)
    }
    if kept.allows_statistics and not other.allows_statistics:
        found["allows_statistics"] = False
    return found


@dataclass(frozen=True)
class Person:
    """What is compared of one of a pair."""

    first_name: str
    last_name: str
    birth_year: int | None
    birth_date: date | None
    identity_hash: str
    phone: str
    email: str


def likeness(one: Person, two: Person) -> float:
    """How alike two names are, from 0 to 1, whichever way first and last name stand."""
    first = f"{one.first_name} {one.last_name}".lower()
    ways = (f"{two.first_name} {two.last_name}".lower(), f"{two.last_name} {two.first_name}".lower())
    return max(SequenceMatcher(None, first, way).ratio() for way in ways)


def reasons(one: Person, two: Person) -> list[str]:
    """Why two may be one person, in words; nothing where they aren't alike, such as twins."""
    if one.identity_hash and one.identity_hash == two.identity_hash:
        return [str(_("samma nummer"))]
    if one.birth_date and two.birth_date and one.birth_date != two.birth_date:
        return []
    alike = likeness(one, two)
    if alike < ALIKE:
        return []
    found = [_("samma födelsedag") if one.birth_date and one.birth_date == two.birth_date else _("samma födelseår")]
    found.append(_("samma namn") if alike == 1 else _("liknande namn"))
    found += [_("samma telefon")] * bool(one.phone and one.phone == two.phone)
    found += [_("samma e-post")] * bool(one.email and one.email == two.email)
    return [str(word) for word in found]


def given_back(now: dict[str, Any], remembered: dict[str, dict]) -> tuple[dict[str, Any], list[str]]:
    """On undo: what gets its old value back, and which fields are left as they are, somebody having changed them since.

    A fact of several fields is given back whole or not at all: a first name and another's last name are nobody.
    """
    changed = {name for name, said in remembered.items() if now[name] != said["after"]}
    left = changed.union(*(fact.fields for fact in FACTS if changed & set(fact.fields)))
    back = {name: said["before"] for name, said in remembered.items() if name not in left}
    return back, [name for name in remembered if name not in back]


def labels_of(fields: Iterable[str]) -> list[str]:
    """The facts that these fields are part of, in words."""
    names = set(fields)
    return [str(fact.label) for fact in FACTS if names & set(fact.fields)]
