"""The people room: what it puts in the menu, on the participant page and on the day."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "samkraft.people"
    verbose_name = "Deltagare"

    def ready(self):
        _register_intake()


def _register_intake():
    from samkraft.core import navigation
    from samkraft.people import contributions
    from samkraft.people.perms import can_administer_intake, can_work_with_people

    navigation.register(_("Att skriva in"), "people:call_list", allowed=can_work_with_people, order=30)
    navigation.register(_("Lottning"), "people:draws", allowed=can_administer_intake, order=60)
    navigation.register(_("Placering"), "people:placing", allowed=can_administer_intake, order=61)
    contributions.add_tab(_("Samtycken"), "people:consents", 60)
