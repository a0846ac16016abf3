"""A browser that a person has logged in with, and the queries that a page made."""

from django.test import Client

from tests import situations as s

_CONTROL = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SELECT SET_CONFIG")


def logged_in(person, branch_code="af", programme=s.PROGRAMME):
    """A client that acts for a branch in a programme."""
    return s.log_in(Client(), person, branch_code, programme)


def statements(queries):
    """What was asked of the tables: transaction control and the settings of the transaction left out."""
    return [row["sql"] for row in queries if not row["sql"].upper().lstrip().startswith(_CONTROL)]
