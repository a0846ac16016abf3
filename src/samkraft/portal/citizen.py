"""A participant reads her own page: one transaction in which no branch acts, and the door alone knows who she is."""

from contextlib import contextmanager
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from samkraft.core.clock import on_day, today
from samkraft.people.vault import person_keys
from samkraft.programmes.models import Programme

_SET = """select set_config('samkraft.citizen', %s, true), set_config('samkraft.today', %s, true),
    set_config('samkraft.branch', '', true), set_config('samkraft.actor', '', true),
    set_config('samkraft.request', %s, true), set_config('samkraft.protected', '', true),
    set_config('samkraft.archive', '', true)"""


def keys_of(canonical: str) -> list[str]:
    """The hashes under which the door may know a number, in every programme there is (SEK-05)."""
    slugs = Programme.objects.values_list("slug", flat=True)
    return [key for slug in slugs for key in person_keys(slug, canonical)]


@contextmanager
def as_citizen(keys):
    """Read as the person whose keyed hashes these are, on the day that her programme is on.

    What she changes is kept under one request, as at work.

    No branch acts: a table with a policy gives nothing and says so loudly. The settings are the transaction's own.
    """
    request = str(uuid4())
    with transaction.atomic():
        _tell(keys, request)
        with on_day(_programme_day() or today()):
            _tell(keys, request)
            yield
            if not connection.needs_rollback:
                _tell([])


def _tell(keys, request=""):
    with connection.cursor() as cursor:
        cursor.execute(_SET, [" ".join(keys), today().isoformat(), request])


def _programme_day():
    """In the demo a programme has a day of its own; in production the database knows the day."""
    if settings.IS_PRODUCTION:
        return None
    with connection.cursor() as cursor:
        cursor.execute("select door.own_page_day()")
        return cursor.fetchone()[0]
