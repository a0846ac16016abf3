from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samkraft.site"
    label = "samkraft_site"

    def ready(self):
        from django.utils.translation import gettext_lazy as _

        from samkraft.core import navigation
        from samkraft.site import production  # noqa: F401  registers its check
        from samkraft.site.gates_views import can_see_gates

        navigation.register(_("Inför drift"), "site:gates", allowed=can_see_gates, order=95)
