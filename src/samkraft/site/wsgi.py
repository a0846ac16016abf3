"""The server's entry point. In production it refuses to start until everything is sound."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samkraft.site.settings")
application = get_wsgi_application()

from samkraft.site.production import refuse_unless_sound  # noqa: E402  needs the settings in place

refuse_unless_sound()
