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


def register(offer: Callable):
    """*offer(request, opened, kind, item, version)* gives an :class:`OwnPageOffer`, or None."""
    _offers[:] = [offer]


def offer_of(request, opened, kind, item, version) -> OwnPageOffer | None:
    """What may be done with one version of an item; None where there is no own page, or it isn't for this."""
    return _offers[0](request, opened, kind, item, version) if _offers else None
