from django.apps import AppConfig


class ActivitiesConfig(AppConfig):
    name = "samkraft.activities"
    verbose_name = "Aktiviteter"
