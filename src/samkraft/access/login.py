"""How staff are found again from a session. There is no password backend, in any mode (IAM-01)."""

from django.contrib.auth.backends import BaseBackend

from samkraft.access.models import Staff
from samkraft.access.sessions import person_with_roles


class StaffBackend(BaseBackend):
    """Gives back the person of a session; authenticates nobody by itself."""

    def get_user(self, user_id):
        return person_with_roles(user_id) or Staff.objects.filter(pk=user_id, is_active=True).first()
