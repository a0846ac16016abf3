from django.apps import AppConfig


class SteeringConfig(AppConfig):
    name = "samkraft.steering"
    verbose_name = "Styrning"
