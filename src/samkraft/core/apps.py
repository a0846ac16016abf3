"""The core room: how pages look and what is the same everywhere. Knows no participant."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "samkraft.core"
    label = "core"
    verbose_name = "Samkrafts grund"

    def ready(self):
        from samkraft.core import lookups  # noqa: F401  puts them in place
