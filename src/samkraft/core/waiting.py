"""What waits for a person whose work is no list of cases: each room tells its own, in counts and days.

Rooms register in AppConfig.ready(). Nothing told here names a person or a case, so that it leaves no row in the log.
"""

from collections.abc import Callable, Iterable

from django.http import HttpRequest

# Items of the part core/parts/queue.html: url, title, and perhaps sub, due (a day) or end (words).
Tell = Callable[[HttpRequest], Iterable[dict]]
_tellers: list[Tell] = []


def register(tell: Tell) -> None:
    """Let a room tell what waits: ``tell(request)`` gives items, none for those whom it doesn't concern."""
    _tellers.append(tell)


def waiting_for(request: HttpRequest) -> list[dict]:
    """Everything that waits for the person of the request: what has a day first, the earliest day first."""
    items = [item for tell in _tellers for item in tell(request)]
    return sorted(items, key=lambda item: (item.get("due") is None, item.get("due") or ""))
