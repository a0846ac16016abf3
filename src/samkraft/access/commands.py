"""How commands and jobs act: as the system's own person, for one branch or for each in turn."""

import os
from contextlib import contextmanager
from pathlib import Path

from django.core.management import CommandError
from django.utils import timezone

from samkraft.access.acting import acting
from samkraft.access.models import Branch, Staff

SYSTEM = "system"


def system_person():
    """The actor of commands and jobs. It has no role and can't log in."""
    person, _made = Staff.objects.get_or_create(
        username=SYSTEM, defaults={"first_name": "Samkraft", "last_name": "system", "is_active": False}
    )
    return person


@contextmanager
def as_system(branch, *, programme="", day=None, sees_protected=True):
    """Act for a branch in a command or job; protected cases are gone through as all others, unless said (SKY-02)."""
    with acting(branch, system_person(), programme=programme, day=day, sees_protected=sees_protected) as who:
        yield who


def branches(code=""):
    """The branch that a command names by ``--branch``, else all of them."""
    return Branch.objects.filter(code=code) if code else Branch.objects.all()


def folder_of_its_own(to: str, usual: str) -> Path:
    """Where a command writes what is secret: *to*, or *usual* with the moment. What follows is for one reader alone.

    It may not be there yet, so that nothing is mixed with what somebody left: raises CommandError.
    """
    folder = Path(to or f"{usual}-{timezone.now():%Y%m%d-%H%M%S}")
    if folder.exists():
        raise CommandError(f"{folder} is there already: name a folder that isn't.")
    os.umask(0o077)
    return folder
