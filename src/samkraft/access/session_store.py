"""Sessions in the database, under keys of the shape that the site itself gives; any other key is nobody's."""

import re

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

_OUR_SHAPE = re.compile(r"[a-z0-9]{32}")


class SessionStore(DatabaseStore):
    """The engine that ``SESSION_ENGINE`` names."""

    def _validate_session_key(self, key):
        """A forged cookie is thrown away before the database is asked: a nul in it would be a fault, not a stranger."""
        return bool(key) and _OUR_SHAPE.fullmatch(key) is not None
