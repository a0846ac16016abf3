"""The published plan as a branch may read it, for rooms that don't know how plans are made.

The casework room registers how to read it; people and activities ask here.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class PlanStepView:
    """A step of the published plan: what, who and when. ``state`` is done, now or later."""

    key: UUID
    title: str
    who: str
    state: str = "later"
    activity_type: str = ""
    starts_on: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class PlanView:
    """The newest published plan of a case, as the acting branch holds it."""

    version: int
    published_on: date
    goal: str
    steps: tuple[PlanStepView, ...]


Source = Callable[[object], PlanView | None]
_sources: list[Source] = []


def register(source: Source):
    """*source* takes the opened case and gives its newest published plan, or None."""
    _sources[:] = [source]


def published_plan(opened) -> PlanView | None:
    """The newest published plan that the acting branch may read, if there is one."""
    return _sources[0](opened) if _sources else None


@dataclass(frozen=True)
class Accomplished:
    """Lines for a handover: what has been done, and what is left."""

    done: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


_accomplished: list[Callable[[object], Accomplished]] = []


def add_accomplished(source: Callable[[object], Accomplished]):
    """A room tells what its part of the work with a person has come to: ``source(opened)``."""
    _accomplished.append(source)


def accomplished(opened) -> Accomplished:
    """What every room tells, put together."""
    told = [source(opened) for source in _accomplished]
    done = tuple(line for one in told for line in one.done)
    return Accomplished(done, tuple(line for one in told for line in one.left))
