"""Who works in the demo register."""

from samkraft.access.models import RoleAssignment
from samkraft.programmes.models import TeamMember


def somebody(role):
    """A person of the demo with the role, the one whom the role page offers first."""
    held = RoleAssignment.objects.in_force().filter(role=role).select_related("staff", "branch").order_by("pk")
    return held.exclude(staff__try_this="").first() or held.first()


def of_profession(profession):
    """Somebody of a profession in the first team that has one: the member, with her branch."""
    members = TeamMember.objects.in_force().filter(profession=profession, team__programme__slug="malmokraften-2.0")
    return members.select_related("staff", "branch").order_by("pk").first()
