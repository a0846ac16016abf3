from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AccessConfig(AppConfig):
    name = "samkraft.access"
    verbose_name = "Behörighet"

    def ready(self):
        from samkraft.access.protect import protect_after_migrate

        post_migrate.connect(protect_after_migrate)
