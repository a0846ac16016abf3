from django.apps import AppConfig


class SharingConfig(AppConfig):
    name = "samkraft.sharing"
    verbose_name = "Delningar"
