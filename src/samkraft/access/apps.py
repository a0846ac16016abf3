from importlib import import_module

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_in
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AccessConfig(AppConfig):
    name = "samkraft.access"
    verbose_name = "Behörighet"

    def import_models(self):
        """The guarded models stand on those of models.py, which must be there first."""
        super().import_models()
        import_module("samkraft.access.log_models")
        import_module("samkraft.access.session_models")
        import_module("samkraft.access.unit_models")
        import_module("samkraft.access.incidents.models")

    def ready(self):
        from samkraft.access.login_facts import begin
        from samkraft.access.perms import (
            can_administer_access,
            can_confirm_roles,
            can_extract_log,
            can_handle_incidents,
            can_review_log,
            can_see_logins,
            can_see_review,
        )
        from samkraft.access.protect import protect_after_migrate
        from samkraft.access.waiting import tell
        from samkraft.core import navigation, waiting

        waiting.register(tell)
        post_migrate.connect(protect_after_migrate)
        user_logged_in.connect(lambda request, **_unused: begin(request.session), weak=False)
        navigation.register(_("Behörigheter"), "access:roles", allowed=can_administer_access, order=90)
        navigation.register(_("Bekräfta roller"), "access:confirm_roles", allowed=can_confirm_roles, order=91)
        navigation.register(_("Granska loggen"), "access:log_review", allowed=can_review_log, order=85)
        navigation.register(_("Läget i granskningen"), "access:log_report", allowed=can_see_review, order=86)
        navigation.register(_("Utdrag ur loggen"), "access:log_find_extract", allowed=can_extract_log, order=87)
        navigation.register(_("Inloggningar"), "access:log_logins", allowed=can_see_logins, order=87)
        navigation.register(_("Incidenter"), "access:incidents", allowed=can_handle_incidents, order=88)
