from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SteeringConfig(AppConfig):
    name = "samkraft.steering"
    verbose_name = "Styrning"

    def import_models(self):
        super().import_models()
        import_module("samkraft.steering.obstacles.models")

    def ready(self):
        from samkraft.core import navigation
        from samkraft.steering.perms import can_see_scorecard, finds_flow_in_menu, finds_obstacles_in_menu

        navigation.register(_("Styrkort"), "steering:scorecard", allowed=can_see_scorecard, order=70)
        navigation.register(_("Flöde"), "steering:flow", allowed=finds_flow_in_menu, order=75)
        navigation.register(_("Förbättringslogg"), "steering:obstacles", allowed=finds_obstacles_in_menu, order=78)
