"""The participant's own page, for rooms that don't know whether there is one: the portal registers here."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class OwnPageOffer:
    """That something may be put on the person's own page. *put_url*: where; '' where it is there already, as it stands.

    *told*: how it stands there now, in words; *there_url*: all that has been put there.
    """

    put_url: str
    told: str
    there_url: str


_offers: list[Callable] = []
_removals: list[Callable] = []


def register(offer: Callable, remove: Callable):
    """*offer(request, opened, kind, item, version)* gives an :class:`OwnPageOffer`, or None; *remove(kind, item)*."""
    _offers[:], _removals[:] = [offer], [remove]


def offer_of(request, opened, kind, item, version) -> OwnPageOffer | None:
    """What may be done with one version of an item; None where there is no own page, or it isn't for this."""
    return _offers[0](request, opened, kind, item, version) if _offers else None


def take_away(kind, item):
    """Off the person's page, where it lies there: it may be read by nobody any more (SEK-12)."""
    for remove in _removals:
        remove(kind, item)
