"""What later rooms bring to the participant page, the day and the deadlines, without being imported here.

A room registers in its ``AppConfig.ready``. Everything given is bounded: a function answers for many cases in a
constant number of queries.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Tab:
    """A tab of the participant page: label, url name (takes the case's id), order."""

    label: str
    url_name: str
    order: int


@dataclass(frozen=True)
class Panel:
    """A block of the participant's overview: ``build(request, opened) -> (template, context)`` or None."""

    order: int
    build: Callable
    item: str


@dataclass(frozen=True)
class Queue:
    """A "needs me" list of the day: ``build(request) -> dict`` for the part core/parts/queue.html, or None.

    place: ``main`` or ``side``.
    """

    order: int
    build: Callable
    place: str = "main"


EventSource = Callable[[Iterable[UUID]], Mapping[UUID, Mapping[str, list[date]]]]

_tabs: list[Tab] = []
_panels: list[Panel] = []
_queues: list[Queue] = []
_events: list[EventSource] = []


def add_tab(label, url_name, order):
    """Put a tab on the participant page."""
    _tabs.append(Tab(label, url_name, order))


def add_panel(order, build, item):
    """Put a block on the overview; *item* is its name in the read log."""
    _panels.append(Panel(order, build, item))


def add_queue(order, build, place="main"):
    """Put a list on the day."""
    _queues.append(Queue(order, build, place))


def add_events(source: EventSource):
    """Tell the deadlines what has happened in cases: case → event word of the programme file → days.

    The source reads through row-level security, for the acting branch. Event words: ``vocabulary.Event``.
    """
    _events.append(source)


def tabs():
    """All tabs in order."""
    return sorted(_tabs, key=lambda tab: tab.order)


def panels():
    """All overview blocks in order."""
    return sorted(_panels, key=lambda panel: panel.order)


def queues():
    """All lists of the day in order."""
    return sorted(_queues, key=lambda queue: queue.order)


def events_of(case_ids) -> dict[UUID, dict[str, list[date]]]:
    """What has happened in each case, from every room: case → event → days, oldest first."""
    gathered: dict[UUID, dict[str, list[date]]] = {case_id: {} for case_id in case_ids}
    for source in _events:
        for case_id, events in source(gathered.keys()).items():
            for event, days in events.items():
                gathered[case_id].setdefault(event, []).extend(days)
    for events in gathered.values():
        for days in events.values():
            days.sort()
    return gathered
