"""Marks on the fields of a programme definition, read by the generic checks.

A mark says in the schema itself what a value refers to, so that a new kind of row is checked
without new code: `ref("branches")` must name a branch, `INSIDE` must lie within the programme.
"""

from dataclasses import dataclass, field
from typing import Any

_REQUIRED: Any = object()

# A date that must lie between the programme's first and last day: `field(metadata=INSIDE)`.
INSIDE = {"inside": True}


def ref(collection: str, *also: str, default: Any = _REQUIRED) -> Any:
    """A field that holds a code (or a tuple of codes) of `collection`, or one of the words in `also`."""
    return _marked({"ref": collection, "also": also}, default)


def code_list(default: Any = _REQUIRED) -> Any:
    """The name of a file under `programmes/code_lists`, without ending."""
    return _marked({"code_list": True}, default)


def _marked(metadata: dict[str, Any], default: Any) -> Any:
    if default is _REQUIRED:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sourced:
    """A row that rests on a fact. It names it (`source = "P-012"`) or says that we assumed it.

    Both may stand together: the fact gives the rule, the figure in it is ours.
    """

    source: str = ""
    assumption: bool = False
    note: str = ""
