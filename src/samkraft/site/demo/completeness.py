"""Whether the demo register is there and whole. A killed make leaves its mark begun and not completed."""

from enum import Enum

from django.utils import timezone
from psycopg import sql

from samkraft.site.demo.multiplying import forget_copying
from samkraft.site.demo.upkeep import connected, models_with_tables
from samkraft.site.models import DemoRegister

# What comes from migrations and programme files stays when a half-made register is thrown away.
_KEPT_APPS = {"programmes", "contenttypes", "auth"}
_KEPT_TABLES = {"access_authority", "access_branch"}
# Who is in a team is people at work, though the app of programmes stays.
_EMPTIED_TABLES = ("programmes_teammember", "programmes_teamproposal", "programmes_programmechange")


class State(Enum):
    """Nothing there, begun and broken off, or whole."""

    EMPTY = "empty"
    BEGUN = "begun"
    COMPLETE = "complete"


def state_of() -> tuple[State, int]:
    """How it stands, and with how many cases."""
    mark = DemoRegister.objects.first()
    if mark is None:
        return State.EMPTY, 0
    return (State.COMPLETE if mark.completed_at else State.BEGUN), mark.cases


def mark_begun(cases: int, seed: int) -> None:
    """Before the first row."""
    DemoRegister.objects.create(cases=cases, seed=seed)


def mark_complete() -> None:
    """After the last row."""
    DemoRegister.objects.update(completed_at=timezone.now())


def empty_database() -> None:
    """Throw away every person and everyone at work; programmes stay. As administrator: nobody else may."""
    tables = [
        model._meta.db_table
        for model in models_with_tables()
        if model._meta.app_label not in _KEPT_APPS and model._meta.db_table not in _KEPT_TABLES
    ]
    with connected() as admin:
        names = sql.SQL(", ").join(map(sql.Identifier, [*tables, *_EMPTIED_TABLES]))
        admin.execute(sql.SQL("truncate {} restart identity").format(names))
        forget_copying(admin)
