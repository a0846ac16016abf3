"""Sessions in the database, under keys of the shape that the site itself gives; any other key is nobody's."""

import re
from datetime import UTC, datetime
from functools import cache

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from samkraft.core.composed import Composed

_OUR_SHAPE = re.compile(r"[a-z0-9]{32}")
PROVIDER = "samkraft_provider"


@cache
def _in_force(model):
    """The session of a key, while it lasts."""
    return Composed(lambda key, now: model.objects.filter(session_key=key, expire_date__gt=now)[:1])


class SessionStore(DatabaseStore):
    """The engine that ``SESSION_ENGINE`` names."""

    @classmethod
    def get_model_class(cls):
        from samkraft.access.session_models import Session

        return Session

    def _get_session_from_db(self):
        row = _in_force(self.model).first(key=self.session_key, now=timezone.now())
        if row is None:
            self._session_key = None
        return row

    def create_model_instance(self, data):
        """Whose session it is, and which login at the provider it came from, stand beside what it holds."""
        row = super().create_model_instance(data)
        row.staff_id = data.get("_auth_user_id")
        for name, value in data.get(PROVIDER, {}).items():
            setattr(row, name, value)
        facts = data.get("samkraft_login")
        row.begun_at = datetime.fromtimestamp(facts["started"], UTC) if facts else None
        return row

    def _validate_session_key(self, key):
        """A forged cookie is thrown away before the database is asked: a nul in it would be a fault, not a stranger."""
        return bool(key) and _OUR_SHAPE.fullmatch(key) is not None
