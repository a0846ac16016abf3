"""Who a citizen's login is: pure, no database, no network."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from samkraft.access.choices import Refusal
from samkraft.access.login_rules import LoginRefused
from samkraft.people.identity import Identity, IdentityError, IdentityType, parse_identity, why_refused

# What a login can vouch for; a reserve number is known to health care alone.
_KINDS = frozenset({IdentityType.PNR, IdentityType.SAM, IdentityType.DEMO})


def number_of(said: Mapping[str, Any], claims: tuple[str, ...], mode: str, on: date) -> Identity:
    """The number that a provider vouches for, in the first of *claims* that is there; else :class:`LoginRefused`.

    Twelve signs, so that no century is guessed, and of a kind that the mode takes (PNR-01, PNR-07).
    """
    told = next((str(said[name]) for name in claims if said.get(name)), "")
    try:
        identity = parse_identity(told, on)
    except IdentityError as fault:
        raise LoginRefused(Refusal.NO_NUMBER, fault.code) from fault
    if identity.century_guessed or identity.type not in _KINDS or why_refused(identity, mode):
        raise LoginRefused(Refusal.NO_NUMBER, "kind")
    return identity
