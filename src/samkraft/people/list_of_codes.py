"""The programme's dated code lists, for forms and labels."""

from functools import lru_cache

from django.conf import settings

from samkraft.core.clock import today
from samkraft.programmes.code_lists import CodeList, read_code_list


@lru_cache(maxsize=64)
def code_list(name: str) -> CodeList:
    """A code list by its name; read once for each process."""
    return read_code_list(settings.PROGRAMME_FOLDER / "code_lists" / f"{name}.csv")


def choices_of(name, on=None):
    """``(value, label)`` of the entries in force, in the order of the file."""
    return [(entry.value, entry.label) for entry in code_list(name).in_force(on or today())]


def label_of(name, value, on=None):
    """The words for a value; '' for no value."""
    return code_list(name).label(value, on or today()) if name and value else ""
