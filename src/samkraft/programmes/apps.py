from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammesConfig(AppConfig):
    name = "samkraft.programmes"
    verbose_name = "Program"

    def ready(self):
        from samkraft.access.sessions import register_programmes
        from samkraft.programmes.days import day_at, names

        register_programmes(day_at, names)

        from samkraft.core import navigation, waiting
        from samkraft.programmes.perms import finds_programme_in_menu
        from samkraft.programmes.waiting import tell

        waiting.register(tell)
        navigation.register(_("Program"), "programmes:programme", allowed=finds_programme_in_menu, order=80)
