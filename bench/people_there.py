"""Who is in the register of the size measured: logged-in clients, and names to search for."""

import django

django.setup()

from django.db import connection  # noqa: E402  the settings come first
from django.test import Client  # noqa: E402

from samkraft.access.acting import acting  # noqa: E402
from samkraft.access.models import RoleAssignment  # noqa: E402
from samkraft.people.models import CaseAssignment, CaseFile  # noqa: E402
from samkraft.programmes.days import demo_day  # noqa: E402
from samkraft.site.serving import make_ready  # noqa: E402

PROGRAMME = "malmokraften-2.0"
make_ready()  # as the server does
_CONTROL = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE")


def holders(role):
    """The assignments of a role in the programme, oldest first."""
    held = RoleAssignment.objects.filter(role=role, programme=PROGRAMME, valid_until=None) or (
        RoleAssignment.objects.filter(role=role, programme=PROGRAMME)
    )
    return list(held.select_related("staff", "branch").order_by("pk"))


def acting_as(held):
    return acting(held.branch, held.staff, programme=PROGRAMME, roles=[held.role], day=demo_day(PROGRAMME))


def busiest_handler():
    """The handler with the most cases today."""
    return max(holders("handler"), key=_load)


def _load(held):
    with acting_as(held):
        return CaseAssignment.objects.filter(staff=held.staff, branch=held.branch).in_force().count()


def cases_of(held, most=50):
    """Keys of cases that a handler has today."""
    with acting_as(held):
        mine = CaseAssignment.objects.filter(staff=held.staff, branch=held.branch, case__closed_on=None).in_force()
        return list(mine.order_by("case_id").values_list("case_id", flat=True)[:most])


def names_of(held, most=100):
    """Beginnings of last names among a handler's cases."""
    with acting_as(held):
        files = CaseFile.objects.filter(case_id__in=cases_of(held, 200)).order_by("sort_name")
        return [name[:4] for name in files.values_list("last_name", flat=True)[:most]]


def client_for(held):
    """A client logged in as the holder of a role, acting for the role's branch."""
    client = Client()
    client.force_login(held.staff, backend="samkraft.access.login.StaffBackend")
    session = client.session
    session["samkraft_acting"] = f"{held.branch.code}:{PROGRAMME}"
    session.save()
    return client


def queries_of(client, address):
    """How many statements a page sends, those that begin and end transactions and savepoints left out."""
    connection.force_debug_cursor = True
    connection.queries_log.clear()
    page = client.get(address)
    connection.force_debug_cursor = False
    if page.status_code != 200:
        raise SystemExit(f"{address} answered {page.status_code}")
    return sum(not row["sql"].upper().startswith(_CONTROL) for row in connection.queries_log)
