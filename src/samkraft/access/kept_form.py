"""A form that was sent while the session was locked, or asked for a fresh login: kept sealed until she goes on.

It lies in the person's own session for ten minutes, encrypted, so that no table holds in clear what she wrote.
"""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.urls import reverse

from samkraft.core.addresses import own_address

_KEY = "samkraft_kept_form"
_SECONDS = 600
_MOST = 200_000
_LEFT_OUT = ("csrfmiddlewaretoken",)


def keep(request) -> str:
    """Keep what was sent; gives the address that leads back to it: to go on with the form, or to read the page."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    if request.content_type == "multipart/form-data" and (not hasattr(request, "_files") or request.FILES):
        return _page_before(request)  # a file can't be kept: the form is opened again
    sealed = _seal({"to": request.get_full_path(), "fields": _fields(request)})
    if len(sealed) > _MOST:
        return _page_before(request)
    request.session[_KEY] = sealed
    return reverse("access:go_on")


def take(request) -> dict | None:
    """What was kept, once: ``to`` and ``fields`` (pairs); None when there is nothing, or it is too old."""
    sealed = request.session.pop(_KEY, "")
    try:
        text = _cipher().decrypt(sealed.encode(), ttl=_SECONDS)
    except InvalidToken:
        return None
    return json.loads(text)


def forget(session):
    """Somebody else comes: what was written isn't hers."""
    session.pop(_KEY, None)


def _fields(request):
    pairs = [(name, value) for name, values in request.POST.lists() for value in values]
    return [pair for pair in pairs if pair[0] not in _LEFT_OUT]


def _page_before(request):
    return own_address(request, request.headers.get("Referer", "")) or "/"


def _seal(what):
    return _cipher().encrypt(json.dumps(what).encode()).decode()


def _cipher():
    derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"samkraft kept form")
    return Fernet(base64.urlsafe_b64encode(derive.derive(settings.SECRET_KEY.encode())))
