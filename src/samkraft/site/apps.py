from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samkraft.site"
    label = "samkraft_site"

    def ready(self):
        from django.utils.translation import gettext_lazy as _

        from samkraft.core import navigation, waiting
        from samkraft.site import production  # noqa: F401  registers its check
        from samkraft.site.perms import can_see_gates
        from samkraft.site.waiting import tell

        waiting.register(tell)
        navigation.register(_("Inför drift"), "site:gates", allowed=can_see_gates, order=95)
