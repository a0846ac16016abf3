from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "samkraft.access"
    verbose_name = "Behörighet"

    def ready(self):
        from samkraft.access.perms import can_administer_access
        from samkraft.access.protect import protect_after_migrate
        from samkraft.core import navigation

        post_migrate.connect(protect_after_migrate)
        navigation.register(_("Behörigheter"), "access:roles", allowed=can_administer_access, order=90)
