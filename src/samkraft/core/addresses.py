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


_PLACE = UUID(int=0xABAD1DEA << 96)


def address_of(name: str, key: UUID) -> str:
    """``reverse(name, args=[key])``, for lists: the shape of the address is asked for once."""
    return _shape(name, get_script_prefix(), get_urlconf()).replace(str(_PLACE), str(key))


@cache
def _shape(name: str, _prefix: str, _urlconf: str | None) -> str:
    return reverse(name, args=[_PLACE])
