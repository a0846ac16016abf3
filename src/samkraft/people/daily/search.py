"""Search among one's own cases: by number, by the beginning of a name, by case number; nothing else (REG-03)."""

import re

from django.db.models import F, Value
from django.db.models.functions import Concat

from samkraft.core.clock import today
from samkraft.people.daily.lists import my_files
from samkraft.people.identity import IdentityError, parse_identity
from samkraft.people.names import next_prefix, sort_name
from samkraft.people.vault import lookup_hash

MOST = 20
SHORTEST_NAME = 2
_CASE_NUMBER = re.compile(r"([a-zåäö]{2,5})[- ]?(\d{4})[- ](\d{1,6})", re.IGNORECASE)


class TooShort(ValueError):
    """The term is too short to search by."""


def find(request, term):
    """The person's own files that a term fits, at most :data:`MOST` and one more.

    Raises :class:`TooShort`, or IdentityError where a number can't be read. What is not hers is not there, nor is
    anyone with protected identity (SKY-02).
    """
    term = " ".join(term.split())
    if number := case_number(term):
        return list(my_files(request).filter(case__number=number, is_pseudonymous=False))
    if any(sign.isdigit() for sign in term):
        return by_identity(request, parse_identity(term, today()).canonical)
    if len(term) < SHORTEST_NAME:
        raise TooShort
    return by_name(request, term)


def case_number(term):
    """The term as a case number in its stored shape, or '': "mk 2021 12" is MK-2021-0012."""
    match = _CASE_NUMBER.fullmatch(term)
    return f"{match[1].upper()}-{match[2]}-{match[3].zfill(4)}" if match else ""


def by_identity(request, canonical):
    """By the branch's own keyed hash: no number is decrypted for a search (PNR-05)."""
    hashed = lookup_hash(request.acting.branch, canonical)
    return list(my_files(request).filter(identity_hash=hashed, is_pseudonymous=False))


def by_name(request, term):
    """Names that begin so, last name or first name first; else names with such a word in them."""
    files = my_files(request).filter(is_pseudonymous=False).order_by("sort_name", "pk")
    found = {}
    for spelling in spellings(term):
        for file in prefixed(files, spelling)[: MOST + 1]:
            found[file.pk] = file
    if not found:
        words = files.annotate(inside=Concat(Value(" "), F("sort_name")))
        found = {file.pk: file for file in words.filter(inside__contains=f" {sort_name(term)}")[: MOST + 1]}
    return sorted(found.values(), key=lambda file: (file.sort_name, str(file.pk)))[: MOST + 1]


def prefixed(files, prefix):
    """A range over sort_name in C collation, which the index answers."""
    return files.filter(sort_name__gte=prefix, sort_name__lt=next_prefix(prefix))


def spellings(term):
    """How a name may stand in the register: as written, and with the last word first."""
    written = sort_name(term.replace(",", " "))
    written = " ".join(written.split())
    first, _space, last = written.rpartition(" ")
    return [written, f"{last} {first}"] if first else [written]


__all__ = ["IdentityError", "TooShort", "find"]
