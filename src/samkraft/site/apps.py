from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samkraft.site"
    label = "samkraft_site"

    def ready(self):
        from samkraft.site import production  # noqa: F401  registers its check
