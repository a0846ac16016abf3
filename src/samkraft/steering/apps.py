from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SteeringConfig(AppConfig):
    name = "samkraft.steering"
    verbose_name = "Styrning"

    def ready(self):
        from samkraft.core import navigation
        from samkraft.steering.perms import can_see_scorecard, finds_flow_in_menu

        navigation.register(_("Styrkort"), "steering:scorecard", allowed=can_see_scorecard, order=70)
        navigation.register(_("Flöde"), "steering:flow", allowed=finds_flow_in_menu, order=75)
