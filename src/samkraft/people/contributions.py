"""What later rooms bring to the participant page, the day and the deadlines, without being imported here.

A room registers in its ``AppConfig.ready``. Everything given is bounded: a function answers for many cases in a
constant number of queries.
"""

from collections.abc import Callable
from dataclasses import dataclass
from inspect import isfunction


@dataclass(frozen=True)
class Tab:
    """A tab of the participant page: url name (takes the case's id), order, label.

    label: the words, or ``label(definition)`` where the programme has its own.
    """

    label: str | Callable
    url_name: str
    order: int

    def label_in(self, definition):
        """The words in one programme."""
        return self.label(definition) if isfunction(self.label) else self.label


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


@dataclass(frozen=True)
class Block:
    """A block at the end of another room's page of a case: ``build(request, opened) -> (template, context)`` or None.

    tab: the url name of the tab whose page it stands on.
    """

    tab: str
    order: int
    build: Callable


@dataclass(frozen=True)
class Carried:
    """What goes along when a person's cases go to a colleague, such as her tasks.

    ``read(cases, staff)`` gives pairs of case and key of what is hers in them; ``give(keys, staff)`` makes it somebody
    else's. ``words(n)`` says how many.
    """

    code: str
    read: Callable
    give: Callable
    words: Callable


_carried: list[Carried] = []
_tabs: list[Tab] = []
_blocks: list[Block] = []
_panels: list[Panel] = []
_queues: list[Queue] = []
_events: list[str] = []


def add_tab(label, url_name, order):
    """Put a tab on the participant page."""
    _tabs.append(Tab(label, url_name, order))


def add_panel(order, build, item):
    """Put a block on the overview; *item* is its name in the read log."""
    _panels.append(Panel(order, build, item))


def add_block(tab, order, build):
    """Put a block on the page of a tab that belongs to another room."""
    _blocks.append(Block(tab, order, build))


def blocks(tab, request, opened):
    """The blocks that other rooms have for this tab's page of this case, in order: (template, context)."""
    mine = sorted((block for block in _blocks if block.tab == tab), key=lambda block: block.order)
    return [built for block in mine if (built := block.build(request, opened))]


def add_queue(order, build, place="main"):
    """Put a list on the day."""
    _queues.append(Queue(order, build, place))


def add_carried(code, read, give, words):
    """Say what of another room goes along when cases are moved from one colleague to another."""
    _carried.append(Carried(code, read, give, words))


def carried() -> list[Carried]:
    """All that goes along with a case."""
    return _carried


def queue(title, items, url="", url_label=""):
    """A list of the day; one that is empty isn't shown. *url*: where all of it stands."""
    return {"title": title, "items": items, "url": url, "url_label": url_label} if items else None


def add_events(select: str):
    """Tell the deadlines what has happened in cases: a SELECT of case, event word of the programme file, and day.

    It asks for the cases of ``%(cases)s``, an array; ``%(zone)s`` is the time zone. It reads through row-level
    security, for the acting branch, and is run together with the other rooms' in one statement. Event words:
    ``vocabulary.Event``.
    """
    _events.append(select)


def tabs():
    """All tabs in order."""
    return sorted(_tabs, key=lambda tab: tab.order)


def panels():
    """All overview blocks in order."""
    return sorted(_panels, key=lambda panel: panel.order)


def queues():
    """All lists of the day in order."""
    return sorted(_queues, key=lambda queue: queue.order)


def event_sources() -> list[str]:
    """What every room tells of events, each as a SELECT."""
    return _events
