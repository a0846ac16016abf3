from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    name = "samkraft.casework"
    verbose_name = "Arbetet"
