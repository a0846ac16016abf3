from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "samkraft.site"
    label = "samkraft_site"
