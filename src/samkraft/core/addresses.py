"""Addresses that a person brings along: only those of this site are followed (no open redirect)."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(request: HttpRequest, address: str | None) -> str:
    """Path and query of *address* when it is one of this site, else ''."""
    if not address or not url_has_allowed_host_and_scheme(address, {request.get_host()}, request.is_secure()):
        return ""
    parts = urlsplit(address)
    path = "/" + parts.path.lstrip("/")
    return f"{path}?{parts.query}" if parts.query else path
