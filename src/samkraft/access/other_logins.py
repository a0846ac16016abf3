"""Those whom the demo lets one try and who are nobody at work: a later room tells of them."""

from collections.abc import Callable

_sources: list[Callable[[], dict | None]] = []


def register(source: Callable[[], dict | None]):
    """*source()* gives ``{label, url, people: [{name, key, try_this}]}``, or None."""
    _sources.append(source)


def others_to_try() -> list[dict]:
    """Each group that there is."""
    return [group for source in _sources if (group := source())]
