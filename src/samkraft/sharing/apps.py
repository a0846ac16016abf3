from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SharingConfig(AppConfig):
    name = "samkraft.sharing"
    verbose_name = "Delningar"

    def ready(self):
        from samkraft.core import navigation, waiting
        from samkraft.sharing.perms import (
            can_answer_reviews,
            can_list_received,
            can_see_destruction,
            can_see_sharing,
        )
        from samkraft.sharing.waiting import tell

        waiting.register(tell)
        navigation.register(_("Delningar"), "sharing:inbox", allowed=can_see_sharing, order=40, key="s")
        navigation.register(_("Gallring"), "sharing:retention", allowed=can_see_destruction, order=88)
        navigation.register(_("Att pröva"), "sharing:reviews", allowed=can_answer_reviews, order=12)
        navigation.register(_("Inkommet"), "sharing:received", allowed=can_list_received, order=53)
        navigation.register(_("Fråga utan namn"), "sharing:advice_list", allowed=can_see_sharing, order=42)
