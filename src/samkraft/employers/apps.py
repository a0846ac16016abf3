from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EmployersConfig(AppConfig):
    name = "samkraft.employers"
    verbose_name = "Arbetsgivare"

    def ready(self):
        from samkraft.core import navigation
        from samkraft.employers import contributions as own
        from samkraft.employers.employments import sharing as employments
        from samkraft.employers.perms import can_see_employers
        from samkraft.employers.placements import sharing
        from samkraft.employers.registering import EMPLOYMENTS, PLACEMENTS
        from samkraft.people import contributions, plan_source, registering
        from samkraft.sharing.choices import ItemKind
        from samkraft.sharing.contributions import register_content, register_reader

        navigation.register(_("Arbetsgivare"), "employers:list", allowed=can_see_employers, order=45, key="a")
        contributions.add_block(own.TAB, 10, own.workplaces_block)
        contributions.add_queue(45, own.visits_queue)
        plan_source.add_accomplished(own.accomplished)
        registering.add_left(PLACEMENTS)
        registering.add_left(EMPLOYMENTS)
        register_content(ItemKind.PLACEMENT, sharing.to_release)
        register_reader(ItemKind.PLACEMENT, "employers/copy.html", sharing.read)
        register_content(ItemKind.EMPLOYMENT, employments.to_release)
        register_reader(ItemKind.EMPLOYMENT, "employers/copy.html", employments.read)
