from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ActivitiesConfig(AppConfig):
    name = "samkraft.activities"
    verbose_name = "Aktiviteter"

    def ready(self):
        from samkraft.activities import contributions as own
        from samkraft.activities.catalogue.perms import can_see_catalogue
        from samkraft.activities.perms import can_confirm_attendance
        from samkraft.activities.registering import ACTIVITIES
        from samkraft.core import navigation
        from samkraft.people import contributions, plan_source, registering
        from samkraft.sharing.choices import ItemKind
        from samkraft.sharing.contributions import register_content, register_reader

        navigation.register(
            _("Mina omgångar"), "activities:provider_sessions", allowed=can_confirm_attendance, order=12
        )
        navigation.register(_("Utbud"), "activities:catalogue", allowed=can_see_catalogue, order=35, key="u")
        contributions.add_tab(_("Aktiviteter"), "activities:list", order=40)
        contributions.add_panel(40, own.overview_panel, "activity")
        contributions.add_queue(40, own.talks_queue)
        contributions.add_queue(30, own.answers_queue)
        contributions.add_queue(35, own.offers_queue)
        contributions.add_events(own.EVENTS)
        plan_source.add_accomplished(own.accomplished)
        registering.add_left(ACTIVITIES)
        register_content(ItemKind.ACTIVITY, own.activity_to_release)
        register_reader(ItemKind.ACTIVITY, "activities/copy.html", own.reader_context)
