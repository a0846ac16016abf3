"""The server's entry point. In production it refuses to start until everything is sound."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "samkraft.site.settings")
application = get_wsgi_application()

from samkraft.site.production import keep_the_start, refuse_unless_sound  # noqa: E402  these need the settings
from samkraft.site.serving import make_ready  # noqa: E402

refuse_unless_sound()
keep_the_start()
make_ready()
