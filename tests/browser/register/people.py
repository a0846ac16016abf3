"""Who works in the demo register."""

from samkraft.access.acting import acting
from samkraft.access.models import RoleAssignment
from samkraft.people.models import CaseAssignment
from samkraft.programmes.days import demo_day
from samkraft.programmes.models import TeamMember

PROGRAMME = "malmokraften-2.0"


def somebody(role):
    """A person of the demo with the role, the one whom the role page offers first."""
    held = RoleAssignment.objects.in_force().filter(role=role).select_related("staff", "branch").order_by("pk")
    return held.exclude(staff__try_this="").first() or held.first()


def of_profession(profession):
    """The one of a profession with the most cases today: her place in a team, with her branch."""
    members = TeamMember.objects.filter(profession=profession, team__programme__slug=PROGRAMME)
    return max(members.select_related("staff", "branch").order_by("pk"), key=_load)


def _load(member):
    with acting(member.branch, member.staff, programme=PROGRAMME, day=demo_day(PROGRAMME)):
        hers = CaseAssignment.objects.in_force().filter(staff=member.staff, branch=member.branch)
        return hers.filter(case__closed_on=None).count()
