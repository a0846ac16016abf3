"""Search among one's own cases: by number, by the beginning of a name, by case number; nothing else (REG-03)."""

import re

from samkraft.core.clock import today
from samkraft.people.identity import IdentityError, parse_identity
from samkraft.people.merged import kept_case_of
from samkraft.people.names import sort_name
from samkraft.people.own_cases import own_cases, own_cases_named
from samkraft.people.vault import lookup_hashes

MOST = 20
SHORTEST_NAME = 2
_CASE_NUMBER = re.compile(r"([a-zåäö]{2,5})[- ]?(\d{4})[- ](\d{1,6})", re.IGNORECASE)


class TooShort(ValueError):
    """The term is too short to search by."""


def find(request, term):
    """The person's own cases that a term fits, at most :data:`MOST` and one more, by name.

    Raises :class:`TooShort`, or IdentityError where a number can't be read. What is not hers is not there, nor is
    anyone with protected identity (SKY-02).
    """
    term = " ".join(term.split())
    if number := case_number(term):
        return [case for case in named(request) if case.number == number] or _merged(request, number)
    if any(sign.isdigit() for sign in term):
        return by_identity(request, parse_identity(term, today()).canonical)
    if len(term) < SHORTEST_NAME:
        raise TooShort
    return by_name(request, term)[: MOST + 1]


def _merged(request, number):
    """By the number of a case that was merged: the one that was kept, where that is hers."""
    merge = kept_case_of(other_number=number)
    return [case for case in named(request) if merge and case.pk == merge.case_id]


def case_number(term):
    """The term as a case number in its stored shape, or '': "mk 2021 12" is MK-2021-0012."""
    match = _CASE_NUMBER.fullmatch(term)
    return f"{match[1].upper()}-{match[2]}-{match[3].zfill(4)}" if match else ""


def named(request):
    """The person's own cases, by name, without those whose identity is protected."""
    return list(own_cases(request).values())


def by_identity(request, canonical):
    """By the branch's own keyed hash: no number is decrypted for a search (PNR-05)."""
    hashes = lookup_hashes(request.acting.branch, canonical)
    return [case for case in named(request) if case.identity_hash in hashes]


def by_name(request, term):
    """Names that begin so, last name or first name first; else names with such a word in them."""
    word = f" {sort_name(term)}"
    return own_cases_named(request, spellings(term)) or [
        case for case in named(request) if word in f" {case.sort_name}"
    ]


def spellings(term):
    """How a name may stand in the register: as written, and with the last word first."""
    written = sort_name(term.replace(",", " "))
    written = " ".join(written.split())
    first, _space, last = written.rpartition(" ")
    return [written, f"{last} {first}"] if first else [written]


__all__ = ["IdentityError", "TooShort", "find"]
