"""Addresses: of rows, many to a page, and those that a person brings along, of which only this site's are followed."""

from functools import cache
from urllib.parse import urlsplit
from uuid import UUID

from django.http import HttpRequest
from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(request: HttpRequest, address: str | None) -> str:
    """Path and query of *address* when it is one of this site, else ''."""
    if not address or not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path


# What stands for a key while the shape of an address is asked for: no address has such a number in it.
_PLACES = tuple({UUID: UUID(int=(0xABAD1DEA << 96) + number), int: 8_877_006_600 + number} for number in range(4))


def address_of(name: str, *keys: UUID | int | str) -> str:
    """``reverse(name, args=keys)`` for pages with many: the shape of the address is asked for once, words excepted."""
    kinds = tuple(map(type, keys))
    if str in kinds:
        return reverse(name, args=keys)
    address = _shape(name, kinds, get_script_prefix(), get_urlconf())
    for places, kind, key in zip(_PLACES, kinds, keys, strict=False):
        address = address.replace(str(places[kind]), str(key))
    return address


@cache
def _shape(name: str, kinds: tuple[type, ...], _prefix: str, _urlconf: str | None) -> str:
    return reverse(name, args=[places[kind] for places, kind in zip(_PLACES, kinds, strict=False)])
