"""Receipts: what was just done, said once on the next page, with a way to undo it where there is one."""

from django.contrib import messages
from django.http import HttpRequest

UNDO = "undo:"


def receipt(request: HttpRequest, text: str, undo_url: str | None = None) -> None:
    """Say that something is done. With `undo_url` an "Ångra" button posts there."""
    messages.success(request, text, extra_tags=UNDO + undo_url if undo_url else "")


def problem(request: HttpRequest, text: str) -> None:
    """Say that something could not be done, and what to do instead."""
    messages.error(request, text)


def forget(request: HttpRequest) -> None:
    """Throw away what was still to be said: it belongs to whom one acted for until now, and may name a person."""
    for _message in messages.get_messages(request):
        pass


def undo_url(message) -> str:
    """The address that undoes what the message tells of, or nothing."""
    tags = message.extra_tags or ""
    return tags.removeprefix(UNDO) if tags.startswith(UNDO) else ""
