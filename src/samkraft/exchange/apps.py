from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ExchangeConfig(AppConfig):
    name = "samkraft.exchange"
    verbose_name = "Utbyte"

    def ready(self):
        from samkraft.core import navigation
        from samkraft.exchange.contributions import protected_queue, waiting_queue
        from samkraft.exchange.perms import can_report_to_fund, sees_import_in_menu
        from samkraft.people import contributions

        navigation.register(_("Import"), "exchange:new_upload", allowed=sees_import_in_menu, order=50)
        navigation.register(_("ESF"), "exchange:fund_months", allowed=can_report_to_fund, order=20)
        contributions.add_queue(5, protected_queue)
        contributions.add_queue(50, waiting_queue)
