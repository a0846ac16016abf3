"""Which pages stand in the main menu, and who may search. Rooms register theirs in AppConfig.ready()."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from django.http import HttpRequest
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import Promise

Allowed = Callable[[HttpRequest], bool]


@dataclass(frozen=True)
class Entry:
    """One line of the main menu."""

    label: str | Promise
    url_name: str
    allowed: Allowed
    order: int
    key: str = ""


_entries: dict[str, Entry] = {}
_search: dict[str, Allowed] = {}
_starts: list[Callable[[HttpRequest], str]] = []


def register(label: str | Promise, url_name: str, allowed: Allowed, order: int = 100, key: str = "") -> None:
    """Put a page in the main menu for those whom `allowed(request)` lets in; lower `order` stands first.

    key: the letter that opens it after g, where shortcuts are on.
    """
    _entries[url_name] = Entry(label, url_name, allowed, order, key)


def register_search(url_name: str, allowed: Allowed) -> None:
    """Show the search box, posting `q` to `url_name`, to those whom `allowed(request)` lets in."""
    _search.clear()
    _search[url_name] = allowed


def register_start(name_of: Callable[[HttpRequest], str]) -> None:
    """Say where somebody begins: `name_of(request)` is the page's name; empty for those who begin as everybody."""
    _starts[:] = [name_of]


def soft_reverse(url_name: str) -> str | None:
    """The address, or None where the room that owns it is not there."""
    return _address(url_name, get_script_prefix(), get_urlconf())


@cache
def _address(url_name: str, _prefix: str, _urlconf: str | None) -> str | None:
    """Kept: the frame of each page asks for some thirty addresses, the same every time."""
    try:
        return reverse(url_name)
    except NoReverseMatch:
        return None


def entries_for(request: HttpRequest) -> list[dict]:
    """The menu of this request: url, label and whether the page shown lies under it."""
    start = next((name_of(request) for name_of in _starts), "")
    may = sorted((e for e in _entries.values() if e.allowed(request)), key=lambda e: _place(e, start))
    found = [(url, entry) for entry in may if (url := soft_reverse(entry.url_name))]
    current = _current(request.path, [url for url, _entry in found])
    return [{"url": url, "label": entry.label, "current": url == current, "key": entry.key} for url, entry in found]


def _place(entry: Entry, start: str) -> tuple[bool, bool, int, str]:
    """Where it stands: for those with a start of their own that page first, then the others of its room."""
    room = start.partition(":")[0] if start else None
    return entry.url_name != start, entry.url_name.partition(":")[0] != room, entry.order, entry.url_name


def search_url_for(request: HttpRequest) -> str | None:
    """Where the search box posts, or None for those who may not search persons."""
    for url_name, allowed in _search.items():
        if allowed(request):
            return soft_reverse(url_name)
    return None


def _current(path: str, urls: list[str]) -> str | None:
    """The longest address that the path starts with; "/" only when the path is "/" itself."""
    under = [url for url in urls if path == url or (url != "/" and path.startswith(url))]
    return max(under, key=len, default=None)
